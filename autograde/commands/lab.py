"""`unrolled lab`: JupyterLab on a learner's copies in work/, with nbgrader's Validate button."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from autograde import grading
from autograde.commands import UserError, course_root, existing_folder
from autograde.learner import copies
from autograde.learner.cells import NotANotebook

LAB_CONFIG = Path(__file__).resolve().parent / "lab_config"
# Validate's time limit, for folders that have no nbgrader_config.py above them.
VALIDATE_CONFIG = Path(grading.__file__).resolve().parent / "plugins" / "validate"


def run(arguments: Namespace) -> int:
    """Start JupyterLab and wait until it ends."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise UserError("JupyterLab is not installed here: run pip install -r requirements.lock.")
    root = _root()
    folder = _folder(arguments, root)
    # Validate reads nbgrader_config.py from the folder that the server was started in.
    done = subprocess.run(
        command(folder, arguments), cwd=root or folder, env=environment(arguments.instructor)
    )
    return 0 if done.returncode == 0 else 1


def command(folder: Path, arguments: Namespace) -> list[str]:
    """The command line that starts JupyterLab on `folder`."""
    line = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    if (folder / "README.md").is_file():
        line.append("--LabApp.default_url=/lab/tree/README.md")
    if arguments.no_browser:
        line.append("--no-browser")
    if arguments.port is not None:
        line.append(f"--port={arguments.port}")
    if sys.platform != "win32" and os.geteuid() == 0:
        line.append("--allow-root")  # a container's only user
    return line


def environment(instructor: bool) -> dict[str, str]:
    """The environment for JupyterLab: a student's has Validate and none of the other panels."""
    variables = dict(os.environ)
    if not instructor:
        paths = [str(LAB_CONFIG), str(VALIDATE_CONFIG), variables.get("JUPYTER_CONFIG_PATH")]
        variables["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    return variables


def _root() -> Path | None:
    try:
        return course_root()
    except UserError:  # a student who got one unit's folder has no copy of the course
        return None


def _folder(arguments: Namespace, root: Path | None) -> Path:
    """What to open. Opening work/ copies into it the units that are not there yet."""
    has_no_copies = arguments.folder is not None or arguments.instructor or root is None
    if arguments.update and has_no_copies:
        raise UserError("--update is for work/ in a copy of the course: name nothing else to open.")
    if arguments.folder is not None:
        return existing_folder(arguments.folder, "the notebooks to open")
    if root is None:
        return Path.cwd()
    if arguments.instructor:
        return root
    try:
        return _work(root, update=arguments.update)
    except OSError as error:
        raise UserError(
            f"{error.filename} cannot be written or read ({error.strerror}): see who owns it."
        ) from error


def _work(root: Path, *, update: bool) -> Path:
    opened = copies.open_units(root)
    if not copies.units(root / copies.FOLDER):
        raise UserError("course/ holds no notebook yet: run unrolled release first.")
    if opened:
        print(f"{copies.FOLDER}/ now holds your own copies of {', '.join(opened)}.")
    for unit in copies.newer(root):
        print(_updated(root, unit) if update else f"{unit} {OFFER}")
    return root / copies.FOLDER


OFFER = "has a newer release: unrolled lab --update brings it in and leaves what you have changed."


def _updated(root, unit):
    """Update a learner's copy; one line that says what came of it."""
    try:
        merged = copies.update(root, unit)
    except NotANotebook as error:
        return (
            f"{copies.FOLDER}/{unit}/{unit}.ipynb is as it was, since {error}: "
            "give it another name, and the next start copies the new release."
        )
    return (
        f"{unit} is of the newest release: {_cells(merged.renewed)} new."
        + f" {_cells(merged.both)} as you left it, with the new text below." * bool(merged.both)
    )


def _cells(names):
    return "1 cell is" if len(names) == 1 else f"{len(names)} cells are"
