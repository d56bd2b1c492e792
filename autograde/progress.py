"""What a learner has reached, kept in one small file and never sent anywhere.

The file is `.unrolled/progress.json`: the nearest folder `.unrolled` above the notebook, else the
user's data folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograde import exercises
from autograde.judge.verdict import Verdict

FOLDER = ".unrolled"
FILE = "progress.json"
LOCK_TRIES = 200  # two seconds in all: writing takes milliseconds
LOCK_WAIT = 0.01  # seconds


def location(start: Path | None = None) -> Path:
    """The progress file that notebooks in `start` (default: here) share."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / FOLDER).is_dir():
            return folder / FOLDER / FILE
    return _data_folder() / FILE


def _data_folder() -> Path:
    """Where this system keeps a user's data."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA")
        return Path(base or Path.home() / "AppData" / "Roaming") / "unrolled"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "unrolled"
    base = os.environ.get("XDG_DATA_HOME")
    return Path(base or Path.home() / ".local" / "share") / "unrolled"


def load(path: Path | None = None) -> dict[str, float]:
    """Exercise -> best score so far. A damaged file counts as empty."""
    try:
        content = json.loads((path or location()).read_text(encoding="utf-8"))
        scores = content["scores"]
        return {
            str(name): float(score)
            for name, score in scores.items()
            if isinstance(score, int | float)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(verdict: Verdict, path: Path | None = None) -> None:
    """Keep the best score of an exercise. A file that cannot be written is no reason to fail."""
    path = path or location()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            scores = load(path)
            scores[verdict.exercise] = max(verdict.score, scores.get(verdict.exercise, 0.0))
            _keep_damaged(path)
            _replace(path, json.dumps({"version": 1, "scores": scores}, indent=1, sort_keys=True))
    except OSError:
        return


@contextlib.contextmanager
def _alone(path):
    """Two notebooks that write at once take turns; a lock that was left behind is broken."""
    lock = path.with_suffix(".lock")
    for _ in range(LOCK_TRIES):
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            time.sleep(LOCK_WAIT)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _keep_damaged(path):
    """A file that is no JSON is moved aside, so that nothing is lost."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        path.replace(path.with_suffix(".json.damaged"))
    except OSError:
        return


def _replace(path, text):
    """Write to a neighbour and rename: a reader sees the old file or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".progress-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(name, path)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What was reached in one unit. exercises: (name, points, of); written: name -> points."""

    unit: str
    title: str
    exercises: tuple[tuple[str, float, float], ...]
    written: dict[str, float]

    @property
    def points(self) -> float:
        """Reached; a written question counts once a person has marked it, elsewhere."""
        return sum(points for _, points, _ in self.exercises)

    @property
    def possible(self) -> float:
        """To be had from the exercises that are checked here."""
        return sum(of for _, _, of in self.exercises)


def rows(path: Path | None = None) -> list[UnitRow]:
    """The units in the order of the course."""
    scores = load(path)
    units: dict[str, list[tuple[str, float, float]]] = {}
    for exercise in exercises.all_exercises().values():
        if exercise.points and not exercises.is_in_preparation(exercise.unit):
            score = min(scores.get(exercise.name, 0.0), exercise.points)
            units.setdefault(exercise.unit, []).append((exercise.name, score, exercise.points))
    return [
        UnitRow(unit, exercises.title_of(unit), tuple(found), exercises.written_in(unit))
        for unit, found in units.items()
    ]


def as_text(path: Path | None = None) -> str:
    """The map of the course with points, for a terminal."""
    lines, found = ["Your progress", ""], rows(path)
    for row in found:
        points = f"{row.points:5g} of {row.possible:<3g}"
        lines.append(f"{_bar(row.points, row.possible)} {points}  {row.unit}  {row.title}")
        lines += [
            f"    {_mark(score, of)} {name:<34} {score:5g} of {of:g}"
            for name, score, of in row.exercises
        ]
        lines += [f"      {name:<34} {of:5g} {BY_HAND}" for name, of in row.written.items()]
    points, possible = sum(row.points for row in found), sum(row.possible for row in found)
    return "\n".join([*lines, "", f"{points:g} of {possible:g} points in all"])


BY_HAND = "points, marked by hand"


def as_html(path: Path | None = None) -> str:
    """The same map for a notebook."""
    body = "".join(map(_html_row, rows(path)))
    return f'<table style="border-collapse:collapse">{body}</table>'


def _html_row(row):
    names = [f"{_mark(s, of)}\N{NO-BREAK SPACE}{name}" for name, s, of in row.exercises]
    names += [f"{name} ({of:g} {BY_HAND})" for name, of in row.written.items()]
    return (
        '<tr><th scope="row" style="text-align:left;padding:4px 12px 4px 0">'
        f"{row.title}<br><small>{row.unit}</small></th>"
        f'<td style="padding:4px 12px"><progress value="{row.points}" max="{row.possible}" '
        f'aria-label="{row.title}: {row.points:g} of {row.possible:g} points"></progress></td>'
        '<td style="text-align:left;padding:4px 12px;white-space:nowrap">'
        f"{row.points:g} of {row.possible:g}</td>"
        f'<td style="text-align:left;padding:4px 0">{", ".join(names)}</td></tr>'
    )


def _mark(score, of):
    return "✓" if score == of else "·"


def _bar(points, possible, width=12):
    full = round(width * points / possible) if possible else 0
    return "[" + "#" * full + "." * (width - full) + "]"
