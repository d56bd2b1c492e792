"""`unrolled lab`: JupyterLab on the course, with nbgrader's Validate button."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from autograde.commands import UserError, course_root, existing_folder

LAB_CONFIG = Path(__file__).resolve().parent / "lab_config"


def run(arguments: Namespace) -> int:
    """Start JupyterLab and wait until it ends."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise UserError("JupyterLab is not installed here: run pip install -r requirements.lock.")
    root = _root()
    folder = _folder(arguments.folder, root, instructor=arguments.instructor)
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
        others = variables.get("JUPYTER_CONFIG_PATH")
        variables["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(LAB_CONFIG), others]))
    return variables


def _root() -> Path | None:
    try:
        return course_root()
    except UserError:  # a student who got one unit's folder has no copy of the course
        return None


def _folder(wanted: Path | None, root: Path | None, *, instructor: bool) -> Path:
    if wanted is not None:
        return existing_folder(wanted, "the notebooks to open")
    if root is None:
        return Path.cwd()
    if instructor:
        return root
    if not any((root / "course").glob("*/*.ipynb")):
        raise UserError("course/ holds no notebook yet: run unrolled release first.")
    return root / "course"
