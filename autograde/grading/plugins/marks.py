"""Marks on their way into the gradebook and out of it: which answers wait for a person."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import GetGrades, SaveAutoGrades

from autograde.grading.plugins.coursetraits import CourseTraits
from autograde.grading.results import answers
from autograde.grading.submission.restore import grade_id, role
from autograde.grading.submission.written import is_written, own_cells_near

NOT_MARKED, AGAIN = "not marked yet", "to be marked again"


class SaveMarks(SaveAutoGrades, CourseTraits):
    """Stands in for SaveAutoGrades, which gives an untouched answer cell an automatic 0 wherever
    the answer stands, and has whatever a person marked marked again after each regrade."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert, after the notebook was run and judged."""
        about = resources["nbgrader"]
        names = about["assignment"], about["student"], about["notebook"]
        near = self._near(nb, about)
        digests = {grade_id(cell): _digest(nb, cell, near) for cell in nb.cells if _is_graded(cell)}
        former = answers.former(Path(self.results), *names)
        unchanged = {name for name, digest in digests.items() if former.get(name) == digest}
        before = _marked_by_hand(about, unchanged)
        nb, resources = super().preprocess(nb, resources)
        _settle(about, before)
        answers.keep(Path(self.results), *names, digests)
        return nb, resources

    def _near(self, nb, about):
        """grade_id of a written answer -> the student's own cells near it. Where there are any, an
        untouched answer cell loses the checksum by which nbgrader knows that it is untouched."""
        released = self.released_notebook(about["assignment"], about["notebook"])
        near = {}
        for index, cell in enumerate(nb.cells):
            if is_written(cell):
                near[grade_id(cell)] = own_cells_near(nb, index, released)
                if near[grade_id(cell)]:
                    cell.metadata.nbgrader.pop("checksum", None)
        return near


def _is_graded(cell):
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _digest(nb, cell, near):
    """Of what the marks of `cell` are for: a written answer, or all of the student's code."""
    if is_written(cell):
        cells = [cell, *near[grade_id(cell)]]
    else:
        cells = [c for c in nb.cells if c.cell_type == "code" and role(c) != "locked"]
    content = [(other.source, other.get("attachments", {})) for other in cells]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()


def _grades(book, about) -> list[Grade]:
    names = about["notebook"], about["assignment"], about["student"]
    return book.find_submission_notebook(*names).grades


def _marked_by_hand(about, names):
    """name -> (automatic score, does it wait?) of each of `names` that a person has marked."""
    if not names:
        return {}
    with Gradebook(about["db_url"]) as book:
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade)
            for grade in _grades(book, about)
            if grade.name in names and grade.manual_score is not None
        }


def _settle(about, before):
    """What was marked by hand and is as it was waits no more than it did."""
    if not before:
        return
    with Gradebook(about["db_url"]) as book:
        for grade in _grades(book, about):
            score, waits = before.get(grade.name, (None, True))
            if not waits and score == grade.auto_score:
                grade.needs_manual_grade = False
        book.db.commit()


class GetMarks(GetGrades):
    """Stands in for GetGrades: also which written answers wait, as `waits` beside their score."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader for each cell, with the gradebook open."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        about = cell.metadata.get("nbgrader", {})
        if is_written(cell) or about.get("task"):
            names = self.notebook_id, self.assignment_id, self.student_id
            grade = self.gradebook.find_grade(grade_id(cell), *names)
            if grade.needs_manual_grade:
                about["waits"] = NOT_MARKED if grade.manual_score is None else AGAIN
        return cell, resources
