"""Progress while grading: a bar on a terminal, a line for each submission elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[str, str], None]


@contextmanager
def progress_of(count: int, file: TextIO | None = None) -> Iterator[Progress]:
    """A function to call once for each submission that is done, with its student and unit."""
    file = file or sys.stdout
    if file.isatty():
        with _bar(count, file) as advance:
            yield advance
    else:
        yield _lines(count, file)


def _lines(count, file):
    done, started = 0, time.monotonic()

    def advance(student, unit):
        nonlocal done
        done += 1
        print(
            f"[{done}/{count}] {time.monotonic() - started:4.0f} s  {student} {unit}",
            file=file,
            flush=True,
        )

    return advance


@contextmanager
def _bar(count, file):
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, transient=True, console=Console(file=file)) as bar:
        task = bar.add_task("", total=count)
        yield lambda student, unit: bar.update(task, advance=1, description=f"{student} {unit}")
