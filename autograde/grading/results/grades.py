"""grades.csv: one line for each submission in the gradebook."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from nbgrader.api import Gradebook

FILE = "grades.csv"
COLUMNS = ("student", "unit", "score", "max_score", "written_score", "needs_manual_grade")


def write(gradebook: str, results: Path) -> None:
    """Write the marks in the gradebook at the URL `gradebook` to `results`/grades.csv."""
    with Gradebook(gradebook) as book:
        rows = [_row(submission) for unit in book.assignments for submission in unit.submissions]
    rows.sort(key=lambda row: (row["student"], row["unit"]))
    draft = results / f".{FILE}.{os.getpid()}"
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    os.replace(draft, results / FILE)


def _row(submission):
    return {
        "student": submission.student.id,
        "unit": submission.assignment.name,
        "score": submission.score,
        "max_score": submission.max_score,
        "written_score": submission.written_score,
        "needs_manual_grade": submission.needs_manual_grade,
    }
