"""`unrolled lab`: students get the Validate button, and none of nbgrader's other panels."""

import json
import os
import re
import shutil
import urllib.error
import urllib.request
from argparse import Namespace
from pathlib import Path

import pytest

from autograde import cli
from autograde.commands import lab
from tests.repo.sources import ROOT
from tests.running_lab import TOKEN, running_lab

OTHERS = ("assignment-list", "course-list", "create-assignment", "formgrader", "menu")


def arguments(**changes):
    return Namespace(
        **{"folder": None, "no_browser": False, "port": None, "instructor": False, **changes}
    )


def test_options_are_passed_on(tmp_path):
    line = lab.command(tmp_path, arguments(no_browser=True, port=8899))
    assert "--no-browser" in line
    assert "--port=8899" in line
    assert f"--ServerApp.root_dir={tmp_path}" in line


def test_map_is_opened_first(tmp_path):
    assert not any("default_url" in part for part in lab.command(tmp_path, arguments()))
    (tmp_path / "README.md").write_text("# Map")
    assert "--LabApp.default_url=/lab/tree/README.md" in lab.command(tmp_path, arguments())


def test_instructor_gets_every_panel(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")
    assert lab.environment(instructor=True)["JUPYTER_CONFIG_PATH"] == "/elsewhere"
    paths = lab.environment(instructor=False)["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert paths == [str(lab.LAB_CONFIG), str(lab.VALIDATE_CONFIG), "/elsewhere"]


def test_lab_brings_the_time_limit_of_validate(tmp_path, monkeypatch):
    """Also where no nbgrader_config.py is at hand."""
    from nbgrader.apps import NbGrader

    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", lab.environment(False)["JUPYTER_CONFIG_PATH"])
    monkeypatch.chdir(tmp_path)
    app = NbGrader()
    app.load_config_file()
    assert app.config.Execute.timeout == 300


def test_update_of_what_is_no_copy_is_one_sentence(tmp_path, capsys):
    for rest in ([str(tmp_path)], ["--instructor"]):
        assert cli.main(["lab", "--update", *rest]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "--update is for work/ in a copy of the course" in said


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder outside any copy of the course, as an installed package sees it."""
    monkeypatch.setattr("autograde.commands.__file__", str(tmp_path / "a" / "b" / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(monkeypatch, *options):
    """The folder that `unrolled lab` opens, and the one that it starts the server in."""
    calls = []
    done = Namespace(returncode=0)
    stopped = Namespace(run=lambda line, **options: calls.append((line, options)) or done)
    monkeypatch.setattr(lab, "subprocess", stopped)
    assert cli.main(["lab", *options]) == 0
    ((line, options),) = calls
    (root_dir,) = (part.partition("=")[2] for part in line if "root_dir" in part)
    return Path(root_dir), options["cwd"]


def test_one_units_folder_opens_as_it_is(nowhere, monkeypatch):
    """A student who got it through an exchange has no copy of the course."""
    (nowhere / "04_bptt.ipynb").write_text("{}")
    assert opened(monkeypatch) == (nowhere, nowhere)
    assert [path.name for path in nowhere.iterdir()] == ["04_bptt.ipynb"]


def test_work_opens_where_course_is_missing(nowhere, monkeypatch):
    (nowhere / "solutions").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", nowhere)
    assert cli.main(["lab"]) == 2
    shutil.copytree(ROOT / "course" / "04_bptt", nowhere / "work" / "04_bptt")
    assert opened(monkeypatch) == (nowhere / "work", nowhere)


def test_work_that_cannot_be_written_is_one_sentence(nowhere, capsys):
    (nowhere / "solutions").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", nowhere)
    shutil.copytree(ROOT / "course", nowhere / "course")
    (nowhere / "work").write_text("a file")
    assert cli.main(["lab"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(nowhere / "work") in said


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab as a student starts it, on a copy of the course; its address."""
    with running_lab(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def page(server):
    """The settings that JupyterLab's page carries."""
    with urllib.request.urlopen(f"{server}/lab?token={TOKEN}", timeout=60) as response:
        text = response.read().decode()
    (found,) = re.findall(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    return json.loads(found)


def test_validate_extension_is_there_and_on(page):
    names = [extension["name"] for extension in page["federated_extensions"]]
    assert "@jupyter/nbgrader" in names
    disabled = set(page["disabledExtensions"])
    assert "@jupyter/nbgrader:validate-assignment" not in disabled
    assert "@jupyter/nbgrader" not in disabled


def test_other_panels_are_off(page):
    disabled = set(page["disabledExtensions"])
    assert {f"@jupyter/nbgrader:{name}" for name in OTHERS} <= disabled


def test_server_validates_and_has_no_formgrader(server):
    """Does the button's call reach the server, and the formgrader's none?"""
    version = f"{server}/nbgrader_version?version=0&token={TOKEN}"
    with urllib.request.urlopen(version, timeout=60) as response:
        assert json.loads(response.read())["success"] is False  # the version asked for is not ours
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        urllib.request.urlopen(f"{server}/formgrader?token={TOKEN}", timeout=60)
    missing.value.close()


def test_validate_judges_a_notebook_of_work(server):
    """The button's own call, on a copy whose exercises are not written yet."""
    call = urllib.request.Request(
        f"{server}/assignments/validate",
        data=json.dumps({"path": "00_start/00_start.ipynb"}).encode(),
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(call, timeout=300) as response:
        reply = json.loads(response.read())
    assert reply["success"], reply["value"]
    assert 'check("softmax")' in [cell["source"] for cell in reply["value"]["failed"]]


def test_own_copies_are_what_is_open(server):
    with urllib.request.urlopen(f"{server}/api/contents?token={TOKEN}", timeout=60) as response:
        names = {entry["name"] for entry in json.loads(response.read())["content"]}
    assert {"README.md", "01_hidden_state", "04_bptt"} <= names
    assert not {"course", "solutions", ".released"} & names
