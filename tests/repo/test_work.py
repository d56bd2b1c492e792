"""What a learner has written survives every command and every make target."""

import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from autograde import cli
from autograde.commands import demo, lab
from tests.repo.sources import ROOT

UNIT = "01_hidden_state"
STUB = "raise NotImplementedError"
ANSWER, EARLIER = "return 'my answer'", "return 'written in course'"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def notebook(root, folder):
    return root / folder / UNIT / f"{UNIT}.ipynb"


def write_into(path, text):
    """Answer the exercises of a notebook, as a learner would."""
    before = path.read_text(encoding="utf-8")
    assert STUB in before
    path.write_text(before.replace(STUB, text), encoding="utf-8")


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the course; a learner worked in course/ first, and in work/ then."""
    for folder in ("course", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("nbgrader_config.py", "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(tmp_path / "course", tmp_path / "work")
    write_into(notebook(tmp_path, "course"), EARLIER)
    write_into(notebook(tmp_path, "work"), ANSWER)
    handed_in = tmp_path / "submitted" / "ada" / UNIT / f"{UNIT}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text("{}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assert_nothing_is_lost(root):
    """Is the work as it was, and what was written in course/ in one of the two?"""
    assert ANSWER in notebook(root, "work").read_text(encoding="utf-8")
    books = [path for folder in ("course", "work") for path in (root / folder).rglob("*.ipynb")]
    assert any(EARLIER in path.read_text(encoding="utf-8") for path in books)


def unrolled(root, *arguments):
    """Run a command in a process of its own: nbgrader changes much of a process."""
    return subprocess.run(
        [sys.executable, "-m", "autograde.cli", *arguments],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip


OWN_TESTS = {"demo", "lab", "release"}
COMMANDS = {
    "doctor": [],
    "export": [],
    "grade": [UNIT, "--unsafe-no-sandbox"],
    "progress": [],
    "report": [],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_work_survives_the_command(root, command):
    assert unrolled(root, command, *COMMANDS[command]).returncode in (0, 1, 2)
    assert_nothing_is_lost(root)


def test_release_says_what_it_keeps(root):
    assert unrolled(root, "release", "--check", UNIT).returncode == 1
    assert_nothing_is_lost(root)
    kept = f"work/{UNIT}/{UNIT}-from-course-1.ipynb"
    assert f"it is kept as {kept}." in unrolled(root, "release", UNIT).stdout
    assert EARLIER in (root / kept).read_text(encoding="utf-8")
    assert notebook(root, "course").read_bytes() == notebook(ROOT, "course").read_bytes()


@pytest.fixture
def no_server(monkeypatch):
    """`unrolled lab` ends where it would start the server."""
    stopped = SimpleNamespace(run=lambda *_, **__: SimpleNamespace(returncode=0))
    monkeypatch.setattr(lab, "subprocess", stopped)


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("options", [[], ["--update"], ["--instructor"], ["course"]])
def test_work_survives_lab(root, options):
    for _ in range(2):
        assert cli.main(["lab", *options]) == 0
        assert_nothing_is_lost(root)


@pytest.mark.usefixtures("no_server")
def test_work_survives_a_newer_release(root, capsys):
    """Offered first, then merged when asked for."""
    shutil.copy(notebook(ROOT, "course"), notebook(root, "course"))
    shutil.rmtree(root / "work")
    assert cli.main(["lab"]) == 0
    assert UNIT in capsys.readouterr().out
    write_into(notebook(root, "work"), ANSWER)
    source = root / "solutions" / UNIT / f"{UNIT}.ipynb"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("# The hidden state", "# The state", 1), encoding="utf-8")
    assert unrolled(root, "release", UNIT).returncode == 0
    assert cli.main(["lab"]) == 0
    assert f"{UNIT} has a newer release: unrolled lab --update" in capsys.readouterr().out
    assert "# The state" not in notebook(root, "work").read_text(encoding="utf-8")
    assert cli.main(["lab", "--update"]) == 0
    assert f"{UNIT} is of the newest release: 1 cell is new." in capsys.readouterr().out
    merged = notebook(root, "work").read_text(encoding="utf-8")
    assert "# The state" in merged
    assert ANSWER in merged


def test_work_survives_the_demo(root, monkeypatch):
    monkeypatch.setattr(demo, "_no_sandbox", lambda: None)
    monkeypatch.setattr(demo, "grade", lambda *_, **__: None)
    monkeypatch.setattr(demo, "collect", lambda _: {})
    cli.main(["demo"])
    assert (root / "grading" / "sample" / "handed_in" / "ada").is_dir()
    assert_nothing_is_lost(root)


def test_every_command_is_tried():
    (action,) = (a for a in cli.parser()._actions if a.dest == "command")
    assert set(action.choices) == COMMANDS.keys() | OWN_TESTS


def test_every_make_target_is_tried():
    """Each runs a command that is tried here, `ruff` or `rm`, or scripts that name no notebooks."""
    lines = re.findall(r"^\t@?(.+)$", MAKEFILE, re.MULTILINE)
    commands = {name for line in lines for name in re.findall(r"/unrolled (\w+)", line)}
    assert commands <= COMMANDS.keys() | OWN_TESTS
    rest = [line for line in lines if "/unrolled " not in line and "/ruff " not in line]
    assert not [line for line in rest if re.search(r"\b(course|work)\b", line)]
    for script in (ROOT / "tools").glob("*.sh"):
        assert not re.search(r"\b(course|work)/", script.read_text(encoding="utf-8")), script


def test_work_survives_make_format_and_clean(root):
    """Also where git is not there to say what is ignored."""
    before = notebook(root, "work").read_bytes()
    for line in (["check", "--fix-only", "--quiet", "."], ["format", "--quiet", "."]):
        subprocess.run([sys.executable, "-m", "ruff", *line], cwd=root, check=True)
    subprocess.run(["make", "clean"], cwd=root, check=True)
    assert notebook(root, "work").read_bytes() == before
    assert_nothing_is_lost(root)
