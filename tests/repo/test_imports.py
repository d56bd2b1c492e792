"""Imports run one way: numpy <- rnn_ref <- autograde <- notebooks."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.sources import ROOT, files, imported_modules, parse

JUPYTER = {
    "IPython", "ipykernel", "ipywidgets", "jupyter_client", "jupyter_core", "jupyter_server",
    "jupyterlab", "nbclient", "nbconvert", "nbformat", "nbgrader", "traitlets",
}  # fmt: skip
HEAVY = {"tensorflow", "keras"}
# These know nbgrader and Jupyter; everything else in autograde is the judge.
TOOLS = ("autograde/grading/", "autograde/commands/", "autograde/cli.py")
# Work handed in by invented students: data, never imported.
DATA = "autograde/sample_class/students/"


def top(name):
    return name.split(".")[0]


@pytest.mark.parametrize("path", files("*.py", under="rnn_ref"), ids=str)
def test_reference_imports_numpy_only(path):
    allowed = {"numpy", "rnn_ref", *sys.stdlib_module_names}
    if path.name == "figures.py":
        # cycler comes with Matplotlib; IPython is only loaded where a notebook calls `live`.
        allowed |= {"matplotlib", "cycler", "IPython"}
    wrong = [
        (line, name) for line, name in imported_modules(parse(path)) if top(name) not in allowed
    ]
    assert not wrong, f"{path} imports {wrong}"


@pytest.mark.parametrize("path", files("*.py", under="rnn_ref"), ids=str)
def test_figures_are_imported_by_name_only(path):
    if path.name == "figures.py":
        return
    names = [name for _, name in imported_modules(parse(path))]
    assert not [name for name in names if name.startswith("rnn_ref.figures")]


@pytest.mark.parametrize("path", files("*.py", under="autograde"), ids=str)
def test_judge_imports_neither_jupyter_nor_tensorflow(path):
    if path.as_posix().startswith((*TOOLS, DATA)):
        return
    wrong = [
        (line, name) for line, name in imported_modules(parse(path)) if top(name) in JUPYTER | HEAVY
    ]
    assert not wrong, f"{path} imports {wrong}"


@pytest.mark.parametrize("path", files("*.py", under="autograde"), ids=str)
def test_judge_does_not_know_the_tools(path):
    """Does nothing of the judge import the grading engine or the commands?"""
    if path.as_posix().startswith((*TOOLS, DATA)):
        return
    names = [name for _, name in imported_modules(parse(path))]
    assert not [n for n in names if n.startswith(("autograde.grading", "autograde.commands"))]


@pytest.mark.parametrize("path", files("*.py", under="autograde"), ids=str)
def test_package_imports_nothing_from_notebooks_or_tests(path):
    tops = {top(name) for _, name in imported_modules(parse(path))}
    assert not tops & {"tests", "solutions", "course", "benchmarks", "tools"}


def loaded_after(statement):
    """Names of the top-level modules that a fresh Python has loaded after `statement`."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import autograde; autograde.assess('rnn_step', None)", id="judge"),
        pytest.param("from autograde.cli import main; main(['progress'])", id="unrolled-progress"),
        pytest.param("import autograde.cli", id="unrolled-start"),
    ],
)
def test_loading_the_face_loads_no_jupyter(statement):
    assert not loaded_after(statement) & (JUPYTER | HEAVY | {"matplotlib", "rich"})


def test_reference_loads_numpy_alone():
    assert "matplotlib" not in loaded_after("import rnn_ref")


def test_face_imports_nothing_that_only_unix_has():
    """Can a student on Windows import the judge?"""
    unix = {"fcntl", "resource", "pwd", "grp", "termios", "pty"}
    for path in files("*.py", under="autograde"):
        if path.as_posix().startswith((*TOOLS, DATA)):
            continue
        assert not {top(name) for _, name in imported_modules(parse(path))} & unix, path


def test_tools_exist():
    """Do the exceptions above still name something?"""
    for name in (*TOOLS, DATA):
        assert (ROOT / Path(name)).exists(), name
