"""What grading made of the sample class, and where it differs from what class.toml expects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograde import exercises
from autograde.commands.report import read_verdicts
from autograde.sample_class import Student

SQLITE = b"SQLite format 3"


@dataclass(slots=True)
class Outcome:
    """One submission as graded: marks in the gradebook, and mistakes and words of its verdicts."""

    marks: dict[str, float] = field(default_factory=dict)
    mistakes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    possible: float = 0.0

    @property
    def total(self) -> float:
        """The marks that the judge gave."""
        return sum(self.marks.values())


def collect(results: Path) -> dict[tuple[str, str], Outcome]:
    """(student, unit) -> what became of the submission."""
    outcomes: dict[tuple[str, str], Outcome] = defaultdict(Outcome)
    for verdict in read_verdicts(results):
        outcome = outcomes[verdict["student"], verdict["unit"]]
        outcome.mistakes[verdict["exercise"]] = tuple(verdict["misconceptions"])
    for student, unit, exercise, marks, possible in _gradebook_rows(results / "gradebook.db"):
        outcomes[student, unit].marks[exercise] = marks
        outcomes[student, unit].possible += possible
    return outcomes


def _gradebook_rows(gradebook: Path):
    """(student, unit, exercise, marks, of) for each judged cell in nbgrader's own gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{gradebook.absolute()}") as book:
        return [
            (
                submission.student.id,
                unit.name,
                grade.name.removeprefix("test_"),
                float(grade.auto_score or 0.0),
                grade.max_score,
            )
            for unit in book.assignments
            for submission in unit.submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name.startswith("test_")
        ]


def differences(
    students: Iterable[Student],
    outcomes: Mapping[tuple[str, str], Outcome],
    units: Iterable[str],
) -> list[str]:
    """One sentence for each mark or mistake that is not the expected one."""
    units = tuple(units)
    return [
        sentence
        for student in students
        for unit in student.units
        if unit in units
        for sentence in _submission_differences(student, unit, outcomes)
    ]


def _submission_differences(student, unit, outcomes):
    if (student.name, unit) not in outcomes:
        return [f"{student.name}, {unit}: was not graded"]
    outcome = outcomes[student.name, unit]
    sentences = []
    for exercise in exercises.of_unit(unit):
        if not exercise.points:
            continue
        where, want = f"{student.name}, {exercise.name}", student.expected(unit, exercise.name)
        marks = outcome.marks.get(exercise.name)
        if marks is None:
            sentences.append(f"{where}: has no mark in the gradebook")
        elif abs(marks - want.marks) > 1e-9:
            sentences.append(f"{where}: {marks:g} marks, expected {want.marks:g}")
        named = outcome.mistakes.get(exercise.name, ())
        if named != want.mistakes:
            sentences.append(f"{where}: named {_listed(named)}, expected {_listed(want.mistakes)}")
    return sentences


def _listed(mistakes):
    return ", ".join(mistakes) or "no mistake"


def leaks(student: Student, results: Path) -> list[str]:
    """One sentence for each link or copy of a database that reached the student's results."""
    folders = [results / kind / student.name for kind in ("autograded", "feedback")]
    return [
        f"{student.name}: {path.relative_to(results)} is a link or a database"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or (path.is_file() and path.read_bytes()[: len(SQLITE)] == SQLITE)
    ]


def silent(student: Student, results: Path) -> list[str]:
    """A sentence if the student's pages do not say what class.toml says was caught."""
    if not student.caught:
        return []
    pages = sorted((results / "feedback" / student.name).rglob("*.html"))
    if any(student.caught in page.read_text(encoding="utf-8") for page in pages):
        return []
    return [f"{student.name}: the feedback does not say {student.caught!r}"]
