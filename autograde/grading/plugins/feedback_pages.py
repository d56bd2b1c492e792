"""Feedback as pages that are safe to open, work offline and fit a phone."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.grading.kernel.outputs import safe_output
from autograde.grading.plugins.marks import NOT_MARKED
from autograde.grading.results import marks
from autograde.grading.run.work import CAUSE, REPORT
from autograde.grading.seeds import read_secret, seal
from autograde.grading.submission import screen
from autograde.grading.submission.restore import grade_id


class SafePage(NbGraderPreprocessor):
    """Prepares an autograded notebook for its page. Stands after GetMarks.

    What a submission printed was made safe when it was graded; it is made safe again here,
    because an instructor may have opened and saved the notebook in between.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert for each page."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [out for out in map(_shown, cell.outputs) if out is not None]
        about = resources["nbgrader"]  # GetGrades has taken the penalty off, also from too little
        earned = about["score"] + about["late_penalty"]
        about["score"] = marks.score(earned, about["late_penalty"])
        record = nb.metadata.get(screen.KEY) or {}
        rows = [_row(cell) for cell in nb.cells if _has_marks(cell)]
        resources["unrolled"] = {
            "left_out": record.get("left_out", []),
            "notes": record.get("notes", []),
            "rows": rows,
            "unmarked": sum(row["points"] for row in rows if row["waits"] == NOT_MARKED),
        }
        return nb, resources


def _shown(output):
    """The output as it may stand in the page; None for the bare marks."""
    if output.output_type == "execute_result":
        return None
    if output.get("metadata", {}).get(REPORT):
        return output
    return safe_output(output.output_type, output)


def _has_marks(cell):
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade") or about.get("task"))


def _row(cell):
    about = cell.metadata.nbgrader
    return {
        "id": grade_id(cell),
        "name": grade_id(cell).removeprefix("test_"),
        "score": float(about.get("score") or 0.0),
        "points": float(about.get("points") or 0.0),
        "cause": _cause(cell),
        "waits": about.get("waits", ""),
    }


def _cause(cell):
    """Why the work is not right, as the report says it; "" where nothing was judged."""
    metadata = [output.get("metadata", {}) for output in cell.get("outputs", [])]
    return next((about[CAUSE] for about in metadata if about.get(REPORT) and CAUSE in about), "")


class FeedbackHook:
    """`c.GenerateFeedback.post_convert_hook`: publishes our pages and nothing else.

    nbgrader copies every file of the autograded folder beside the page, a student's own HTML
    included. Two of them stay, which `release_feedback` reads to find the submission's owner.
    """

    def __init__(self, root: Path, feedback: Path) -> None:
        self.root, self.feedback = root, feedback

    def __call__(self, assignment: str, student: str, notebooks: list[str]) -> None:
        """Called by nbgrader when the pages of one submission are written."""
        source = Path(notebooks[0]).parent
        folder = self.feedback / source.parent.name / source.name
        pages = {Path(name).stem + ".html" for name in notebooks}
        for path in folder.iterdir():
            is_file = path.is_file() and not path.is_symlink()
            if is_file and path.name in {*pages, *screen.EXCHANGE}:
                continue
            logging.getLogger(__name__).debug("not published: %s", path)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        self._complete(folder)

    def _complete(self, folder):
        """What did not come through the exchange has neither file: `release_feedback` would stop
        there, with nothing for those after it. A secret that no student knows reaches nobody."""
        mine = seal(read_secret(self.root), "feedback", folder.parent.name, folder.name)
        for name, content in zip(screen.EXCHANGE, ("", mine), strict=True):
            if not (folder / name).exists():
                (folder / name).write_text(content)
