"""The gradebook of the sample class as a table of plain lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from autograde.commands.sample_results import Outcome
from autograde.sample_class import Student

WIDTH = 100  # characters of a line
GAP = "  "
ROOM_FOR_UNITS = 45  # characters; names that need more would leave no room for the words
UNBROKEN = ":\N{NO-BREAK SPACE}"


def show(
    students: Iterable[Student],
    units: Sequence[str],
    outcomes: Mapping[tuple[str, str], Outcome],
) -> None:
    """Print one row for each student: marks by unit, and the mistakes that were named."""
    header = ["student", "handed in", *headings(units), "mistakes named"]
    print("\n".join(plain(header, [_row(student, units, outcomes) for student in students])))


def headings(units: Sequence[str]) -> list[str]:
    """The units' names, or their numbers where the names are too long to stand side by side."""
    if sum(len(unit) + len(GAP) for unit in units) <= ROOM_FOR_UNITS:
        return list(units)
    return [unit.partition("_")[0] for unit in units]


def _row(student, units, outcomes):
    marks = [_marks(outcomes.get((student.name, unit))) for unit in units]
    named = [
        f"{exercise}: {mistake}"
        for unit in units
        for exercise, mistakes in _mistakes(outcomes.get((student.name, unit)))
        for mistake in mistakes
    ]
    return [student.name, student.about, *marks, ", ".join(named)]


def _marks(outcome):
    return "" if outcome is None else f"{outcome.total:g}/{outcome.possible:g}"


def _mistakes(outcome):
    return () if outcome is None else outcome.mistakes.items()


def plain(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The table as lines of text in columns: two of words, those of the marks, one of mistakes.

    Mistakes for which a line has no room stand below it.
    """
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header) - 1)]
    rule = ["-" * width for width in (*widths, len(header[-1]))]
    return [line for row in (header, rule, *rows) for line in _lines(row, widths)]


def _lines(row, widths):
    """A row as one line of text, or more."""
    *cells, mistakes = row
    words = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    marks = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    line = GAP.join((*words, *marks))
    if len(line + GAP + mistakes) <= WIDTH:
        return [(line + GAP + mistakes).rstrip()]
    indent = " " * (widths[0] + 2 * len(GAP))
    below = {"initial_indent": indent, "subsequent_indent": indent, "break_on_hyphens": False}
    pairs = mistakes.replace(": ", UNBROKEN)  # an exercise and its mistake stay on one line
    folded = textwrap.wrap(pairs, WIDTH, **below)
    return [line.rstrip(), *(part.replace(UNBROKEN, ": ") for part in folded)]
