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
    done, pace = 0, _Pace(count)

    def advance(student, unit):
        nonlocal done
        done += 1
        print(
            f"[{done}/{count}] {pace.seconds():4.0f} s  {student} {unit}  ({pace.told(done)})",
            file=file,
            flush=True,
        )

    return advance


class _Pace:
    """How fast submissions are done, and how long the others will take at that rate."""

    def __init__(self, count: int) -> None:
        self.count, self.started = count, time.monotonic()

    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.started

    def told(self, done: int) -> str:
        """The rate and the time left, in words."""
        rate = done / max(self.seconds(), 1e-3)
        left = round((self.count - done) / rate)
        return f"{rate:.1f} a second, {left // 60}:{left % 60:02d} left"


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
        TextColumn("{task.description}", markup=False),  # a name is text, whatever is in it
    )
    pace, done = _Pace(count), 0

    def advance(student, unit):
        nonlocal done
        done += 1
        bar.update(task, advance=1, description=f"{pace.told(done)}  {student} {unit}")

    with Bar(*columns, transient=True, console=Console(file=file)) as bar:
        task = bar.add_task("", total=count)
        yield advance
