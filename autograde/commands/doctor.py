"""`unrolled doctor`: does everything work on this machine? It runs a sandbox to find out."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import re
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from autograde.commands import UserError, all_units, course_root


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do where it is not well, or could be
    better."""

    what: str
    well: bool
    found: str
    advice: str = ""


def run(arguments: Namespace) -> int:
    """Print the findings. 1 if anything is not well."""
    findings = examine()
    if arguments.json:
        print(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{_sign(finding)}  {finding.what}: {finding.found}")
            if finding.advice:
                print(f"      {finding.advice}")
    return 0 if all(finding.well for finding in findings) else 1


def _sign(finding):
    if not finding.well:
        return "FAIL"
    return "warn" if finding.advice else "ok  "


def examine() -> list[Finding]:
    """Everything there is to look at, in the order in which it is needed."""
    return [_python(), _packages(), _validate(), _course(), _progress(), _sandbox(), _bounds()]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        return Finding("Python", False, version, "Use Python 3.11, 3.12 or 3.13.")
    theirs = students_python()
    if theirs is None or theirs <= sys.version_info[:2]:
        return Finding("Python", True, version)
    newer = ".".join(map(str, theirs))
    return Finding("Python", True, f"{version}, older than the students'", NEWER.format(newer))


def students_python() -> tuple[int, int] | None:
    """The version that environment.yml gives students; None where there is no such file."""
    try:
        text = (course_root() / "environment.yml").read_text(encoding="utf-8")
    except (UserError, OSError):
        return None
    found = re.search(r"^\s*- python=(\d+)\.(\d+)\s*$", text, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else None


NEWER = (
    "environment.yml gives students Python {0}: what only that understands stops when it is graded "
    "here. Make .venv anew with PYTHON=/path/to/python{0} make demo, or tell your students."
)


def _packages() -> Finding:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        advice = "Run make, or pip install -r requirements.lock."
        return Finding("packages", False, f"{', '.join(missing)} cannot be found", advice)
    versions = (f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return Finding("packages", True, ", ".join(versions))


PACKAGES = ("numpy", "matplotlib", "tensorflow", "jupyterlab", "nbgrader")


def _validate() -> Finding:
    """Is nbgrader's JupyterLab extension installed, the one with the Validate button?"""
    from jupyter_core.paths import jupyter_path

    folders = [Path(path) / "@jupyter" / "nbgrader" for path in jupyter_path("labextensions")]
    found = next((folder for folder in folders if folder.is_dir()), None)
    if found is None:
        advice = "Install nbgrader in the environment that JupyterLab runs in."
        return Finding("Validate button", False, "nbgrader's extension is missing", advice)
    return Finding("Validate button", True, "nbgrader's extension is installed")


def _course() -> Finding:
    try:
        root = course_root()
    except UserError as error:
        return Finding("course", True, f"none here, which is well for a student ({error})")
    count = len(list(root.glob("course/*/*.ipynb")))
    expected = len(all_units(root))
    if count != expected:
        found = f"{count} of {expected} student notebooks in {root / 'course'}"
        return Finding("course", False, found, "Run unrolled release.")
    return Finding("course", True, f"{count} student notebooks in {root / 'course'}")


def _progress() -> Finding:
    from autograde.progress import location

    path = location()
    folder = next(folder for folder in path.parents if folder.exists())
    if os.access(folder, os.W_OK):
        return Finding("progress", True, f"kept in {path}")
    return Finding("progress", False, f"{path} cannot be written", f"See who owns {folder}.")


def _sandbox() -> Finding:
    if not sys.platform.startswith("linux"):
        found = "only Linux has one; students do not need it"
        return Finding("sandbox", True, found)
    from autograde.grading.sandbox.sandbox import probe

    reason = probe()
    if reason is None:
        return Finding("sandbox", True, "a sandbox was started and ended well")
    return Finding("sandbox", False, reason)


def _bounds() -> Finding:
    """Control groups are a second line: without them all is well, but less sure."""
    from autograde.grading.sandbox.cgroups import in_use

    lines = in_use()
    advice = WITHOUT_GROUPS if lines == "the watch" and sys.platform.startswith("linux") else ""
    return Finding("memory and processes", True, lines, advice)


WITHOUT_GROUPS = (
    "Submissions are bounded, but can use more for a moment, and slow each other down. Control "
    "groups bound them a second time: docs/security.md says how the grader gets them."
)
