"""The first step of grading: a submitted notebook in the form of the released one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.grading.plugins.coursetraits import CourseTraits
from autograde.grading.seeds import read_secret
from autograde.grading.submission import screen
from autograde.grading.submission.restore import restore


class RestoreCells(NbGraderPreprocessor, CourseTraits):
    """Stands first in `c.Autograde.sanitize_preprocessors`."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert, before any of nbgrader's own steps reads the notebook."""
        about = resources["nbgrader"]
        names = about["student"], about["assignment"], about["notebook"]
        restored = restore(nb, self.released_notebook(*names[1:]))
        found = screen.read_record(nb.get("metadata"), read_secret(Path(self.root)), *names)
        restored.metadata.pop(screen.KEY, None)
        if found:
            restored.metadata[screen.KEY] = found
        return restored, resources
