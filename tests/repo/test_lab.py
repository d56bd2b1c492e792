"""`unrolled lab`: students get the Validate button, and none of nbgrader's other panels."""

import json
import os
import re
import urllib.error
import urllib.request
from argparse import Namespace

import pytest

from autograde.commands import lab
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
    assert paths == [str(lab.LAB_CONFIG), "/elsewhere"]


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


def test_course_is_what_is_open(server):
    with urllib.request.urlopen(f"{server}/api/contents?token={TOKEN}", timeout=60) as response:
        names = {entry["name"] for entry in json.loads(response.read())["content"]}
    assert {"README.md", "01_hidden_state", "04_bptt"} <= names
