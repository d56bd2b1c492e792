"""What is said of a cell of the course's that stopped in the student's version of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from autograde.beside.codec import one_line
from autograde.grading.kernel.outcome import FINISHED, Outcome
from autograde.grading.run.cellplan import Step

LINE = re.compile(r"Cell In\[\d+\], line (\d+)")  # how IPython begins each frame of a traceback
COLOUR = re.compile(r"\x1b\[[\d;]*m")
MOST = 300  # characters of what is said


def has_stopped(outcome: Outcome | None) -> bool:
    """Did it end in an exception, or not at all?"""
    return outcome is not None and (outcome.error is not None or outcome.status != FINISHED)


def first_stopped(
    plan: Iterable[tuple[int, Step]], outcomes: Mapping[int, Outcome]
) -> tuple[int, str] | None:
    """The number of the first step that was given by the course, changed and stopped, in words."""
    for number, step in plan:
        if step.given and has_stopped(outcomes.get(number)):
            return number, _in_words(step.source, outcomes[number])
    return None


def _in_words(source, outcome):
    why = outcome.reason or ": ".join(outcome.error)
    return one_line(STOPPED.format(_place(source, outcome), why), MOST) + f". {DEFINED}"


def _place(source, outcome):
    """The line of the cell, in words; "" where the traceback does not show it."""
    shown = "\n".join(line for out in outcome.outputs for line in out.get("traceback", ()))
    found, lines = LINE.search(COLOUR.sub("", shown)), source.splitlines()
    number = int(found[1]) if found and len(found[1]) < 6 else 0
    return f" in line {number}, `{lines[number - 1].strip()}`" if 0 < number <= len(lines) else ""


STOPPED = "a cell that you were given, and changed, stopped{}: {}"
DEFINED = "What it defined when you got it is there all the same"
