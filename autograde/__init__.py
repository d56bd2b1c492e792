"""The public face: `check`, `hint`, `mine` and `progress` for learners, `assess` for tools."""

from __future__ import annotations

import sys
from typing import Any

from autograde import exercises, showing
from autograde import mine as _mine
from autograde import progress as _progress
from autograde.judge import feedback
from autograde.judge.here import examine_here
from autograde.judge.judge import PUBLIC_SEED, public_cases
from autograde.judge.verdict import Verdict

__all__ = ["assess", "check", "hint", "mine", "progress"]

_hints_given: dict[str, int] = {}


class NotRight(showing.ReportError):
    """What `check` raises for work that is not right."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(_report(verdict))
        self.verdict = verdict


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
        showing.expect_report_error()
        raise NotRight(verdict)
    showing.show(_report(verdict))


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


def mine(name: str) -> Any:
    """Your own function if its check passes, else the given one; a line says which.

    For experiments: `forward = mine("rnn_forward")`. Code that is judged cannot call it.

    Raises:
        ForExperiments: code that is being judged calls it.
        KeyError: there is no exercise of that name.
        LookupError: yours is not right yet, and there is nothing to give in its place.
    """
    chosen, line = _mine.choose(exercises.find(name), sys._getframe(1).f_globals)
    print(line)
    return chosen


def progress() -> None:
    """The map of the course with the points that you have reached."""
    showing.show(showing.Report(_progress.as_text(), _progress.as_html()))


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


def _report(verdict):
    return showing.Report(feedback.as_text(verdict), feedback.as_html(verdict))


def _name_of(thing):
    """The exercise's name, from a string or from the function itself."""
    return thing if isinstance(thing, str) else getattr(thing, "__name__", repr(thing))
