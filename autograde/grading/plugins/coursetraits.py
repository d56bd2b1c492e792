"""Where the course lies: shared by the preprocessors that stand in for nbgrader's."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets import Unicode, default
from traitlets.config import Configurable

from autograde.grading.errors import GradingError


class CourseTraits(Configurable):
    """`c.CourseTraits.root` and the others count for every class that has these traits."""

    root = Unicode(
        help="The folder of the course, with solutions/ and course/. Default: where you are."
    ).tag(config=True)

    release = Unicode(
        help="The folder of the released notebooks. Default: course/ in the root."
    ).tag(config=True)

    results = Unicode(
        help="The folder of the gradebook and of verdicts.jsonl. Default: grading/ in the root."
    ).tag(config=True)

    submissions = Unicode(
        help="The folder of the submissions: never visible in the sandbox. Default: submitted/."
    ).tag(config=True)

    @default("root")
    def _root_default(self) -> str:
        return os.getcwd()

    @default("release")
    def _release_default(self) -> str:
        return os.path.join(self.root, "course")

    @default("results")
    def _results_default(self) -> str:
        return os.path.join(self.root, "grading")

    @default("submissions")
    def _submissions_default(self) -> str:
        return os.path.join(self.root, "submitted")

    def released_notebook(self, unit: str, notebook: str) -> NotebookNode:
        """The notebook as students got it.

        Raises:
            GradingError: there is none.
        """
        path = Path(self.release) / unit / f"{notebook}.ipynb"
        if not path.is_file():
            raise GradingError(f"{path} is missing: run `unrolled release {unit}` first.")
        return nbformat.read(path, as_version=4)
