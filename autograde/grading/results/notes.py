"""Why submissions could not be graded as they are: kept beside the gradebook, for grades.csv."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from autograde.grading.results.store import write

FILE = "notes.json"
QUARANTINE = "quarantine"  # where nbgrader's own commands set aside what they may not look at


@dataclass(frozen=True, slots=True)
class Note:
    """place: the path of what was handed in; reason: "" where all is well."""

    student: str
    unit: str
    place: str
    reason: str


def read(results: Path) -> list[Note]:
    """All notes. A damaged file counts as empty: the next run writes it anew."""
    try:
        return [Note(**entry) for entry in json.loads((results / FILE).read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def update(results: Path, fresh: Iterable[Note]) -> None:
    """Put `fresh` in the place of former notes of the same students and units.

    What was set aside keeps its note beside them, for it is not graded again. A note of something
    that is no longer where it was goes, too: somebody has put it right.
    """
    fresh, aside = list(fresh), results / QUARANTINE
    again = {(note.student, note.unit) for note in fresh}
    former = [
        note
        for note in read(results)
        if os.path.lexists(note.place)
        and ((note.student, note.unit) not in again or Path(note.place).is_relative_to(aside))
    ]
    kept = [*former, *(note for note in fresh if note.reason)]
    content = json.dumps([asdict(note) for note in kept], indent=1)
    write(results / FILE, content.encode("ascii"))


def reasons(results: Path) -> dict[tuple[str, str], str]:
    """(student, unit) -> why it could not be graded as it is."""
    found: dict[tuple[str, str], str] = {}
    for note in read(results):
        key = note.student, note.unit
        found[key] = "; ".join(filter(None, (found.get(key), note.reason)))
    return found
