"""The gradebook of the sample class as a table: drawn on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from autograde.commands.sample_results import Outcome
from autograde.sample_class import Student


def show(
    students: Iterable[Student],
    units: Sequence[str],
    outcomes: Mapping[tuple[str, str], Outcome],
) -> None:
    """Print one row for each student: marks by unit, and the mistakes that were named."""
    header = ["student", "handed in", *units, "mistakes named"]
    rows = [_row(student, units, outcomes) for student in students]
    if sys.stdout.isatty():
        _draw(header, rows, len(units))
    else:
        print("\n".join(plain(header, rows)))


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
    """The table as lines of text in columns."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, ["-" * width for width in widths], *rows)
    ]


def _draw(header, rows, units):
    from rich.console import Console
    from rich.table import Table

    table = Table(title="The sample class", title_justify="left")
    for index, name in enumerate(header):
        table.add_column(name, justify="right" if 2 <= index < 2 + units else "left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
