"""Releasing: course/ generated from solutions/ by nbgrader, with our configuration."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograde.grading.plugins.converters import Course
from autograde.learner.copies import contents, keep_changed


def release(units: Sequence[str], *, root: Path, results: Path) -> list[str]:
    """Generate course/UNIT from solutions/UNIT and enter the units into the gradebook.

    What a person had written in course/UNIT is kept in work/. -> a sentence for each such file.

    Raises:
        GradingError: a unit is missing, or its notebook cannot be released.
    """
    root, results = root.resolve(), results.resolve()
    course = Course(root, results)
    course.make_gradebook()
    kept: list[str] = []
    for unit in units:
        with tempfile.TemporaryDirectory(prefix=".release-", dir=results) as built:
            course.generate(unit, Path(built))
            fresh = contents(Path(built) / unit)
            kept += keep_changed(root, unit, fresh)
            _replace_files(fresh, root / "course" / unit)
    return kept


def _replace_files(fresh, target):
    """Make `target` hold the files `fresh`; those that are the same stay untouched."""
    old = contents(target)
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
            fresh = contents(Path(built) / unit)
        old = contents(root / "course" / unit)
        names = sorted(fresh.keys() | old.keys())
        stale += [f"course/{unit}/{name}" for name in names if fresh.get(name) != old.get(name)]
    return stale
