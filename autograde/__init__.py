"""The judge's public face: `check`, `hint` and `progress` for learners, `assess` for tools."""

from __future__ import annotations

import sys
from typing import Any

from autograde import exercises
from autograde import progress as _progress
from autograde.judge import feedback
from autograde.judge.here import examine_here
from autograde.judge.judge import PUBLIC_SEED, public_cases
from autograde.judge.verdict import Verdict

__all__ = ["assess", "check", "hint", "progress"]

_hints_given: dict[str, int] = {}


class NotRight(Exception):
    """What `check` raises for work that is not right: its report, and no traceback."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(feedback.as_text(verdict))
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        """Called by IPython in place of a traceback."""
        return str(self).split("\n")


def check(name: str | Any) -> None:
    """Judge your work on an exercise: `check("rnn_step")`.

    Raises:
        NotRight: with the report, if something is not right yet.
        KeyError: there is no exercise of that name.
    """
    exercise = exercises.find(_name_of(name))
    namespace = sys._getframe(1).f_globals if isinstance(name, str) else {exercise.name: name}
    verdict = _assess(exercise, namespace, PUBLIC_SEED)
    if verdict.max_score:
        _progress.record(verdict)
    if not verdict.passed:
        raise NotRight(verdict)
    _show(feedback.as_text(verdict), feedback.as_html(verdict))


def hint(name: str | Any) -> None:
    """The next hint for an exercise: the idea, then the formula, then the pseudo-code."""
    exercise = exercises.find(_name_of(name))
    if not exercise.hints:
        print(f"{exercise.name} has no hints: read {exercise.section!r} again.")
        return
    given, last = _hints_given.get(exercise.name, 0), len(exercise.hints)
    level = min(given + 1, last)
    _hints_given[exercise.name] = given + 1
    print(feedback.as_hint(exercise.hints[level - 1], level, last, is_again=given >= last))


def progress() -> None:
    """The map of the course with the points that you have reached."""
    _show(_progress.as_text(), _progress.as_html())


def assess(name: str, thing: Any, seed: int = PUBLIC_SEED) -> Verdict:
    """The verdict on `thing` as the exercise `name`; prints nothing, raises nothing of its own.

    thing: the function, or for an answer the value; seed: which cases are drawn.

    Raises:
        KeyError: there is no exercise of that name.
    """
    return _assess(exercises.find(name), {name: thing}, seed)


def _assess(exercise, namespace, seed):
    cases = public_cases(exercise, seed)
    return examine_here(exercise, namespace, cases, step=exercises.step_of(exercise))


def _name_of(thing):
    """The exercise's name, from a string or from the function itself."""
    return thing if isinstance(thing, str) else getattr(thing, "__name__", repr(thing))


class _Shown:
    """Text in terminals, HTML in notebooks."""

    def __init__(self, text: str, html: str) -> None:
        self.text, self.html = text, html

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Called by IPython's display."""
        return {"text/plain": self.text, "text/html": self.html}


def _show(text, html):
    """Display in a notebook; print elsewhere. IPython is used if it is there, never imported."""
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None:
        shell.display.display(_Shown(text, html))
    else:
        print(text)
