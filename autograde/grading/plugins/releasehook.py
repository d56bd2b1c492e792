"""What a release has beyond nbgrader's own: its stamp, and the time that Validate gives a cell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.learner.cells import RELEASE, digest

# nbgrader reads it where its command or the server was started, and on Jupyter's path.
SETTINGS = Path(__file__).resolve().parent / "validate" / "nbgrader_config.json"
LONGEST_CELL = json.loads(SETTINGS.read_text(encoding="utf-8"))["Execute"]["timeout"]  # seconds


class StampRelease(NbGraderPreprocessor):
    """Writes what all cells say into the notebook, so that a person's changes can be told."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert, last of all."""
        nb.metadata[RELEASE] = digest(nb)
        return nb, resources


class ReleaseHook:
    """`c.GenerateAssignment.post_convert_hook`: the time limit of Validate travels with a unit.

    A student who got one unit's folder has no nbgrader_config.py, and nbgrader's own limit of 30
    seconds stops cells that train.
    """

    def __init__(self, released: Path) -> None:
        self.released = released

    def __call__(self, assignment: str, student: str, notebooks: list[str]) -> None:
        """Called by nbgrader once a unit's folder is written."""
        shutil.copyfile(SETTINGS, self.released / assignment / SETTINGS.name)
