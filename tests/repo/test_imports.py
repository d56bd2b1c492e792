"""Imports run one way: numpy <- rnn_ref <- autograde <- notebooks, and between wings and rooms."""

import ast
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


# The wings of autograde, and the rooms of its grading engine, from the ground up: a module may
# import from its own, and from those of lower levels.
WINGS = (
    ("beside",),
    ("kinds",),
    ("exercises", "judge"),
    ("progress", "mine", "showing", "learner"),
    ("__init__",),
    ("grading", "sample_class"),
    ("commands",),
    ("cli",),
)
ROOMS = (
    ("errors", "names", "digests", "inside", "pages"),
    ("seeds", "results", "sandbox"),
    ("submission", "kernel"),
    ("run",),
    ("plugins",),
    ("releasing", "job"),
    ("engine",),
)
MODULES = [p for p in files("*.py", under="autograde") if not p.as_posix().startswith(DATA)]
ENGINE = [path for path in MODULES if path.parts[1] == "grading" and len(path.parts) > 3]


def level_of(part, levels):
    """The level of a wing or a room; what is on none belongs nowhere."""
    return next(number for number, parts in enumerate(levels) if part in parts)


def imported_parts(path, package):
    """(line, wing or room) for each import of a module of `package` that is another one."""
    for line, name in imported_modules(parse(path)):
        if name.startswith(f"{package}."):
            part = name.removeprefix(f"{package}.").split(".")[0]
            folder = ROOT / package.replace(".", "/")
            is_part = (folder / part).is_dir() or (folder / f"{part}.py").is_file()
            yield line, part if is_part else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_between_wings_run_downwards(path):
    own = path.with_suffix("").parts[1]
    if own == "grading" and "inside" in path.parts:
        return  # it runs where `autograde` is another package: see the handout
    for line, wing in imported_parts(path, "autograde"):
        is_lower = level_of(wing, WINGS) < level_of(own, WINGS)
        assert wing == own or is_lower, f"{path}:{line}: {own} imports {wing}"


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_imports_between_rooms_of_the_engine_run_downwards(path):
    own = path.with_suffix("").parts[2]
    for line, room in imported_parts(path, "autograde.grading"):
        is_lower = level_of(room, ROOMS) < level_of(own, ROOMS)
        assert room == own or is_lower, f"{path}:{line}: {own} imports {room}"


@pytest.mark.parametrize("path", files("*.py", under="autograde/beside"), ids=str)
def test_what_runs_beside_a_submission_knows_itself_alone(path):
    """Neither an import nor a string of it leads to a wing that knows answers."""
    names = [name for _, name in imported_modules(parse(path))]
    allowed = {"numpy", *sys.stdlib_module_names}
    foreign = [n for n in names if top(n) not in allowed and not n.startswith("autograde.beside")]
    assert foreign == []
    wings = {wing for wings in WINGS for wing in wings} - {"beside"}
    strings = [n.value for n in ast.walk(parse(path)) if isinstance(n, ast.Constant)]
    named = [s for s in strings if isinstance(s, str) for wing in wings if f"autograde.{wing}" in s]
    assert named == []


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
