"""What a submission counts: the one place that makes a score of what the gradebook holds.

It is nbgrader's own rule, as in `nbgrader export`: what was earned, less what is taken off for
handing in late, and never less than nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment


def score(earned: float, penalty: float | None) -> float:
    """What counts of `earned` marks."""
    return max(0.0, float(earned) - float(penalty or 0.0))


@dataclass(frozen=True, slots=True)
class Marks:
    """One student and unit. duedate: with the student's extension; both times in UTC, without
    saying so, as in nbgrader. handed_in: False where the gradebook has no submission."""

    student: str
    unit: str
    max_score: float
    raw_score: float = 0.0
    late_submission_penalty: float = 0.0
    written_score: float = 0.0
    needs_manual_grade: bool = False
    duedate: datetime | None = None
    timestamp: datetime | None = None
    handed_in: bool = True

    @property
    def score(self) -> float:
        """What counts."""
        return score(self.raw_score, self.late_submission_penalty)


def find(book: Gradebook, unit: str, student: str) -> Marks:
    """The marks of one submission; nothing of what the unit gives where there is none."""
    found = [_marks(row) for row in _query(book, Assignment.name == unit, Student.id == student)]
    return found[0] if found else Marks(student, unit, possible(book, unit), handed_in=False)


def of_class(book: Gradebook) -> list[Marks]:
    """Of each student in the gradebook, in each unit that anybody handed in."""
    found = {(marks.unit, marks.student): marks for marks in map(_marks, _query(book))}
    units = {unit: possible(book, unit) for unit, _ in found}
    due = dict(book.db.query(Assignment.name, Assignment.duedate))
    students = [name for (name,) in book.db.query(Student.id)]
    missing = (
        Marks(student, unit, most, duedate=due[unit], handed_in=False)
        for unit, most in units.items()
        for student in students
        if (unit, student) not in found
    )
    return sorted((*found.values(), *missing), key=lambda marks: (marks.student, marks.unit))


def possible(book: Gradebook, unit: str) -> float:
    """The most that a unit gives; 0 for one that is not in the gradebook."""
    return float(book.db.query(Assignment.max_score).filter(Assignment.name == unit).scalar() or 0)


def _query(book, *conditions):
    """Submissions with their marks, which nbgrader would otherwise load one by one."""
    kept = SubmittedAssignment
    columns = (kept.score, kept.late_submission_penalty, kept.max_score)
    query = book.db.query(
        kept, Assignment.name, Student.id, *columns, kept.written_score, kept.needs_manual_grade
    )
    query = query.join(Assignment, Assignment.id == kept.assignment_id)
    return query.join(Student, Student.id == kept.student_id).filter(*conditions)


def _marks(row):
    submission, unit, student, earned, penalty, most, written, needs_manual = row
    return Marks(
        student=student,
        unit=unit,
        max_score=float(most),
        raw_score=float(earned),
        late_submission_penalty=float(penalty),
        written_score=float(written),
        needs_manual_grade=bool(needs_manual),
        duedate=submission.assignment.duedate and submission.duedate,  # it adds the extension
        timestamp=submission.timestamp,
    )
