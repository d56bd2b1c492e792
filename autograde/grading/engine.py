"""Releasing and grading: nbgrader's own converters, run in this process, with our configuration."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograde.grading import grades, screen
from autograde.grading.converters import Course
from autograde.grading.errors import GradingError
from autograde.grading.provisioner import check_installation
from autograde.grading.sandbox import probe
from autograde.grading.seeds import read_secret
from autograde.grading.unavailable import SandboxUnavailable

__all__ = ["GradingError", "Result", "grade", "release", "release_differences"]

Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one submission.

    score, max_score: as in the gradebook; reason: why it could not be graded as it is, "" where
    it was; left_out: (file, reason) pairs of the screening.
    """

    student: str
    unit: str
    score: float
    max_score: float
    reason: str = ""
    left_out: tuple[tuple[str, str], ...] = ()


def release(units: Sequence[str], *, root: Path, results: Path) -> None:
    """Generate course/UNIT from solutions/UNIT and enter the units into the gradebook.

    Raises:
        GradingError: a unit is missing, or its notebook cannot be released.
    """
    root, results = root.resolve(), results.resolve()
    course = Course(root, results)
    course.make_gradebook()
    for unit in units:
        with tempfile.TemporaryDirectory(prefix=".release-", dir=results) as built:
            course.generate(unit, Path(built))
            _replace_files(Path(built) / unit, root / "course" / unit)


def _replace_files(built, target):
    """Make `target` hold what `built` holds; files that are the same stay untouched."""
    fresh, old = _contents(built), _contents(target)
    for name in old.keys() - fresh.keys():
        (target / name).unlink()
    for name, content in fresh.items():
        if old.get(name) != content:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)


def release_differences(units: Sequence[str], *, root: Path) -> list[str]:
    """The files of course/ that are not what solutions/ gives. Changes nothing.

    Raises:
        GradingError: a unit is missing, or its notebook cannot be released.
    """
    root = root.resolve()
    course, stale = Course(root, None), []
    for unit in units:
        with tempfile.TemporaryDirectory(prefix="unrolled-") as built:
            course.generate(unit, Path(built))
            fresh = _contents(Path(built) / unit)
        old = _contents(root / "course" / unit)
        names = sorted(fresh.keys() | old.keys())
        stale += [f"course/{unit}/{name}" for name in names if fresh.get(name) != old.get(name)]
    return stale


def _contents(folder):
    """Relative name -> bytes of every file; notebooks' checkpoints do not count."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def grade(
    units: Sequence[str],
    submissions: Path,
    results: Path,
    *,
    root: Path,
    unsafe_no_sandbox: bool = False,
    progress: Progress | None = None,
) -> list[Result]:
    """Grade submissions/STUDENT/UNIT for each unit, into `results`.

    progress: called with student and unit when a submission is done.

    Raises:
        SandboxUnavailable: there is no sandbox here, and none was waived.
        GradingError: something else stands in the way of all grading.
    """
    root, submissions, results = root.resolve(), submissions.resolve(), results.resolve()
    _check(units, submissions, results, root)
    if not unsafe_no_sandbox and (reason := probe()):
        raise SandboxUnavailable(reason)
    course = Course(root, results)
    course.make_gradebook()
    for unit in units:
        with tempfile.TemporaryDirectory(prefix=".release-", dir=results) as built:
            course.generate(unit, Path(built))
    graded = []
    for unit in units:
        for student in _students(submissions, unit):
            job = _Job(student, unit, course, submissions, unsafe_no_sandbox)
            graded.append(job.run())
            if progress is not None:
                progress(student, unit)
    grades.write(course.gradebook, results)
    return graded


def _check(units, submissions, results, root):
    """Raise for what would make every submission fail."""
    if (reason := check_installation()) is not None:
        raise GradingError(reason)
    if not submissions.is_dir():
        raise GradingError(f"{submissions} is not a folder: name the one with STUDENT/UNIT/.")
    if submissions == results / "submitted":
        raise GradingError(f"{submissions} is where copies are made: name another folder.")
    if set("*?[{") & set(str(results)):
        raise GradingError(f"{results} has one of * ? [ {{ in its name: name another folder.")
    for unit in units:
        if not any((root / "course" / unit).glob("*.ipynb")):
            raise GradingError(f"course/{unit} is missing: run `unrolled release {unit}` first.")
    read_secret(root)


def _students(submissions, unit):
    """The names of those who handed the unit in, in order."""
    return sorted(
        path.name
        for path in submissions.iterdir()
        if not path.name.startswith(".") and screen.exists(path / unit)
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """One submission, from the folder that was handed in to its page."""

    student: str
    unit: str
    course: Course
    submissions: Path
    unsafe: bool

    def run(self) -> Result:
        """Every submission ends with a result, whatever it holds."""
        if not screen.is_student_id(self.student):
            return Result(self.student, self.unit, 0.0, 0.0, BAD_STUDENT)
        found = self._screen()
        problem = self._convert() and self._convert()  # once more: the machine may be at fault
        if problem:
            self._stand_in(NOT_GRADED)
            problem = self._convert() or NOT_GRADED
        score, most = self._marks()
        reason = problem or "; ".join(found.unreadable.values())
        return Result(self.student, self.unit, score, most, reason, tuple(found.left_out))

    def _copy(self):
        copy = self.course.results / "submitted" / self.student / self.unit
        shutil.rmtree(copy, ignore_errors=True)
        return copy

    def _screen(self):
        source = self.submissions / self.student
        source = source / self.unit if screen.is_folder(source) else source
        secret = read_secret(self.course.root)
        return screen.screen(source, self._copy(), self._released(), secret, self.student)

    def _stand_in(self, reason):
        secret = read_secret(self.course.root)
        screen.stand_in(self._copy(), self._released(), reason, secret, self.student)

    def _released(self):
        return self.course.root / "course" / self.unit

    def _convert(self) -> str:
        """Grade the copy and write its page. What went wrong, or ""."""
        problem = self.course.autograde(self.unit, self.student, unsafe=self.unsafe)
        return problem or self.course.feedback(self.unit, self.student)

    def _marks(self):
        with Gradebook(self.course.gradebook) as book:
            try:
                submission = book.find_submission(self.unit, self.student)
            except MissingEntry:
                return 0.0, 0.0
            return float(submission.score), float(submission.max_score)


BAD_STUDENT = "the folder's name cannot be a student's id: use letters, digits and . _ @ + -"
NOT_GRADED = "the grading of this submission failed twice: ask your instructor"
