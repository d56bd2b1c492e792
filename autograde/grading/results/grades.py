"""grades.csv: one line for each student and unit that anybody handed in."""

from __future__ import annotations

import csv
import os
from dataclasses import fields
from pathlib import Path

from nbgrader.api import Gradebook

from autograde.grading import names
from autograde.grading.results import marks, notes
from autograde.grading.results.marks import Marks

FILE = "grades.csv"
COLUMNS = (
    "student",
    "unit",
    "score",
    "max_score",
    "raw_score",
    "late_submission_penalty",
    "written_score",
    "needs_manual_grade",
    "duedate",
    "timestamp",
    "note",
)
NOTHING = "nothing was handed in"


def write(gradebook: str, results: Path) -> int:
    """Write the marks in the gradebook at the URL `gradebook` to `results`/grades.csv, with the
    notes of what could not be graded. How many lines there are."""
    rows = _rows(gradebook, results)
    draft = results / f".{FILE}.{os.getpid()}"
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    os.replace(draft, results / FILE)
    return len(rows)


def _rows(gradebook, results):
    reasons = notes.reasons(results)
    with Gradebook(gradebook) as book:
        found = marks.of_class(book)
        in_book = {(one.student, one.unit) for one in found}
        found += [
            marks.find(book, unit, student)
            for student, unit in reasons
            if (student, unit) not in in_book
        ]
    found.sort(key=lambda one: (one.student, one.unit))
    return [_row(one, reasons.get((one.student, one.unit))) for one in found]


def _row(one: Marks, reason):
    row = {name: getattr(one, name) for name in COLUMNS if name in MARKS}
    note = reason or ("" if one.handed_in else NOTHING)
    return {**row, "student": names.as_cell(one.student), "note": names.as_cell(note)}


MARKS = {"score", *(field.name for field in fields(Marks))}
