"""Notes of what is written already, so that a regrade of what did not change costs next to nothing.

A note holds only as long as everything is as it was: what went in, the notebook and the page that
came out, and the marks and comments in the gradebook.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograde.grading.digests import digest_of
from autograde.grading.results.store import write

FOLDER = ".done"
LATE = (
    Assignment.duedate,
    SubmittedAssignment.extension,
    SubmittedAssignment.timestamp,
    SubmittedNotebook.late_submission_penalty,
)


class Done:
    """The notes of one unit, and what the gradebook holds of it."""

    def __init__(self, results: Path, gradebook: str, unit: str) -> None:
        self.results, self.gradebook, self.unit = results, gradebook, unit
        self.marks = self._read_marks()

    def _note(self, student):
        return self.results / FOLDER / self.unit / f"{student}.json"

    def find(self, student: str, inputs: str) -> dict[str, Any] | None:
        """What was noted of a submission, if all of it still holds."""
        try:
            note = json.loads(self._note(student).read_bytes())
            same = note["inputs"] == inputs and note["marks"] == self.marks[student]
            files = {name: digest_of(self.results / name) for name in note["files"]}
            return note["result"] if same and files == note["files"] else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def forget(self, student: str) -> None:
        """Called before anything is written anew."""
        self._note(student).unlink(missing_ok=True)

    def keep(self, student: str, inputs: str, result: dict[str, Any]) -> None:
        """Note that a submission is written, as it stands in the results now."""
        folders = [self.results / kind / student / self.unit for kind in ("autograded", "feedback")]
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        self.marks.update(self._read_marks(student))
        note = {
            "inputs": inputs,
            "marks": self.marks.get(student),
            "files": {path.relative_to(self.results).as_posix(): digest_of(path) for path in files},
            "result": result,
        }
        write(self._note(student), json.dumps(note).encode("utf-8"))

    def _read_marks(self, student=None):
        """Student -> digest of the marks and comments in the gradebook."""
        marks = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
        said = (Comment.auto_comment, Comment.manual_comment)
        found: dict[str, Any] = {}
        with Gradebook(self.gradebook) as book:
            for model, columns in ((Grade, (*marks, *LATE)), (Comment, said)):
                who = SubmittedAssignment.student_id
                query = book.db.query(who, model.cell_id, *columns)
                query = query.join(SubmittedNotebook, model.notebook_id == SubmittedNotebook.id)
                on = SubmittedNotebook.assignment_id == SubmittedAssignment.id
                query = query.join(SubmittedAssignment, on)
                query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
                query = query.filter(Assignment.name == self.unit)
                if student is not None:
                    query = query.filter(who == student)
                for name, *row in sorted(map(tuple, query.all()), key=lambda row: row[:2]):
                    found.setdefault(name, hashlib.sha256()).update(repr(row).encode())
        return {name: digest.hexdigest() for name, digest in found.items()}
