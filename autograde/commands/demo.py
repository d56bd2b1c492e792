"""`unrolled demo`: grades the sample class, and says what came out and whether it had to."""

from __future__ import annotations

import os
import shutil
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograde import sample_class
from autograde.commands import UserError, all_units, course_root
from autograde.commands.engine import engine
from autograde.commands.grading_progress import progress_of
from autograde.commands.sample_results import collect, differences, leaks, silent
from autograde.commands.sample_table import show
from autograde.sample_class import Student

MARKER = ".sample-class"  # stands in a results folder that the demo made, and may make again
SECRET = "the sample class has no secrets"


def run(arguments: Namespace) -> int:
    """Hand in, grade, print. 1 if anything is not as class.toml expects it."""
    root = course_root()
    results = (arguments.results or root / "grading" / "sample").absolute()
    units = _units(root)
    prepare(results)
    reason = _no_sandbox()
    students = [s for s in sample_class.students() if s.harmless or reason is None]
    if reason is not None:
        print(f"no sandbox: {reason}")
        print("Only the harmless submissions are graded, with --unsafe-no-sandbox.")
    started = time.monotonic()
    hand_in(students, units, root=root, results=results)
    grade(students, units, root=root, results=results, unsafe=reason is not None)
    outcomes = collect(results)
    show(students, units, outcomes)
    wrong = differences(students, outcomes, units)
    wrong += [line for s in students for line in (*leaks(s, results), *silent(s, results))]
    _conclude(students, wrong, _shown(results, root), time.monotonic() - started)
    return 1 if wrong else 0


def _units(root: Path) -> list[str]:
    """The units of the class, which must have been released.

    Raises:
        UserError: a student notebook is missing.
    """
    units = sorted({unit for student in sample_class.students() for unit in student.units})
    for unit in units:
        if unit not in all_units(root) or not _released(root, unit).is_file():
            raise UserError(f"course/{unit} is missing: run unrolled release first.")
    return units


def _released(root: Path, unit: str) -> Path:
    return root / "course" / unit / f"{unit}.ipynb"


def prepare(results: Path) -> None:
    """An empty results folder, in place of the one that an earlier demo left.

    Raises:
        UserError: the folder holds something that no demo made.
    """
    if results.exists() and not (results / MARKER).is_file() and any(results.iterdir()):
        raise UserError(f"{results} holds something else than a sample class: name another folder.")
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)
    (results / MARKER).write_text("made by unrolled demo, which removes it\n", encoding="utf-8")


def _no_sandbox() -> str | None:
    """Why no sandbox can be had; None where it can."""
    with engine():
        from autograde.grading.sandbox.sandbox import probe
    return probe()


def hand_in(students: list[Student], units: list[str], *, root: Path, results: Path) -> None:
    """Write every submission into results/handed_in."""
    prey = results / "gradebook.db"
    for student in students:
        for unit in student.units:
            if unit in units:
                sample_class.hand_in(
                    student, unit, _released(root, unit), results / "handed_in", prey
                )


def grade(
    students: list[Student], units: list[str], *, root: Path, results: Path, unsafe: bool
) -> None:
    """Grade what was handed in, with a gradebook and a secret of the demo's own."""
    count = sum(unit in units for student in students for unit in student.units)
    with engine() as grading, _secret(), progress_of(count) as progress:
        grading.grade(
            units,
            results / "handed_in",
            results,
            root=root,
            unsafe_no_sandbox=unsafe,
            progress=progress,
        )


@contextmanager
def _secret() -> Iterator[None]:
    """The demo's fixed secret, in place of the course's."""
    before = os.environ.get("UNROLLED_SECRET")
    os.environ["UNROLLED_SECRET"] = SECRET
    try:
        yield
    finally:
        if before is None:
            del os.environ["UNROLLED_SECRET"]
        else:
            os.environ["UNROLLED_SECRET"] = before


def _shown(path: Path, root: Path) -> Path:
    """The path as it is best shown: from here, if it lies in the course."""
    return path.relative_to(root) if path.is_relative_to(root) else path


def _conclude(students: list[Student], wrong: list[str], results: Path, seconds: float) -> None:
    print()
    if wrong:
        print(f"{len(wrong)} things are not as expected:")
        for line in wrong:
            print(f"  {line}")
    else:
        for student in students:
            if student.shown_as:
                print(f"  {student.name}: {student.shown_as}")
        print()
        print("Every mark and every mistake named is the expected one.")
    print(f"Feedback for each student: {results}/feedback/STUDENT/UNIT/UNIT.html")
    print(f"Gradebook, grades.csv and verdicts.jsonl: {results}/")
    print(f"{len(students)} students graded in {seconds:.0f} s.")
