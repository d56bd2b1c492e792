"""Releasing: course/ generated from solutions/ by nbgrader, with our configuration."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograde.grading.plugins.converters import Course


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
    fresh, old = contents(built), contents(target)
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


def contents(folder):
    """Relative name -> bytes of every file; notebooks' checkpoints do not count."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
