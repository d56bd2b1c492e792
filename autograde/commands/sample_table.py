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
    """Print one row for each student: marks by unit, and below it the mistakes named."""
    rows = [["student", "handed in", *headings(units)], _possible(units, outcomes)]
    named = ["", ""]
    for student in students:
        rows.append(_row(student, units, outcomes))
        named.append(_named(student, units, outcomes))
    print("\n".join(plain(rows, named)))


def headings(units: Sequence[str]) -> list[str]:
    """The units' names, or their numbers where the names are too long to stand side by side."""
    if sum(len(unit) + len(GAP) for unit in units) <= ROOM_FOR_UNITS:
        return list(units)
    return [unit.partition("_")[0] for unit in units]


def _possible(units, outcomes):
    """The row that says how many points each unit has."""
    most = {unit: outcome.possible for (_, unit), outcome in outcomes.items()}
    return ["", "out of", *(f"{most[unit]:g}" if unit in most else "" for unit in units)]


def _row(student, units, outcomes):
    found = (outcomes.get((student.name, unit)) for unit in units)
    marks = ["" if outcome is None else f"{outcome.total:g}" for outcome in found]
    return [student.name, student.about, *marks]


def _named(student, units, outcomes):
    """The mistakes named in a student's work, as one text."""
    found = (outcomes.get((student.name, unit)) for unit in units)
    return ", ".join(
        f"{exercise}: {mistake}"
        for outcome in found
        if outcome is not None
        for exercise, mistakes in outcome.mistakes.items()
        for mistake in mistakes
    )


def plain(rows: Sequence[Sequence[str]], named: Sequence[str]) -> list[str]:
    """The table as lines of text: two columns of words, those of the marks, notes below a row.

    The first two rows are the header; a rule follows them.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    rule = GAP.join("-" * width for width in widths)
    indent = " " * (widths[0] + 2 * len(GAP))
    below = {"initial_indent": indent, "subsequent_indent": indent, "break_on_hyphens": False}
    table = [*lines[:2], rule]
    for line, mistakes in zip(lines[2:], named[2:], strict=True):
        pairs = mistakes.replace(": ", UNBROKEN)  # an exercise and its mistake stay on one line
        folded = textwrap.wrap(pairs, WIDTH, **below)
        table += [line, *(part.replace(UNBROKEN, ": ") for part in folded)]
    return table


def _line(row, widths):
    words = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    marks = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
    return GAP.join((*words, *marks)).rstrip()
