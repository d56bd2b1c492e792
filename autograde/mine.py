"""`mine`: the learner's own function as the engine of an experiment, once it is right."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from autograde import exercises
from autograde.beside.apart import refusal
from autograde.judge.here import examine_here, is_judging
from autograde.judge.judge import public_cases
from autograde.judge.verdict import NOT_ANSWERED, NOT_DEFINED, NOT_WRITTEN, Verdict
from autograde.kinds.exercise import Exercise

MISSING = (NOT_DEFINED, NOT_WRITTEN, NOT_ANSWERED)


def choose(exercise: Exercise, namespace: Mapping[str, Any]) -> tuple[Any, str]:
    """(the learner's own or the given one, a line that says which).

    Raises:
        ForExperiments: code that is being judged asks for it.
        LookupError: the learner's own is not right, and there is nothing to give in its place.
    """
    name = exercise.name
    if is_judging():
        raise refusal(name)
    own = namespace.get(name)
    own = None if isinstance(own, GivenFunction) else own
    verdict = examine_here(exercise, {**namespace, name: own}, public_cases(exercise))
    if verdict.passed:
        return own, f"{name}: your own"
    why = _why(exercise, own, namespace, verdict)
    if exercise.returns or exercise.is_answer:
        raise LookupError(f"{name}: {why}, and there is no given one to take its place")
    return GivenFunction(exercise), f"{name}: the given one, since {why}"


class GivenFunction:
    """The reference, for experiments alone: work that is judged cannot be made of it."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        functools.update_wrapper(self, exercise.reference)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the right function returns.

        Raises:
            ForExperiments: it is called by code that is being judged, or as such.
        """
        if is_judging():
            raise refusal(self.exercise.name)
        return self.exercise.reference(*args, **kwargs)


def _why(exercise: Exercise, own: Any, namespace: Mapping[str, Any], verdict: Verdict) -> str:
    """Why the learner's own is not taken."""
    if own is None:
        return "no cell that you ran defines it"
    if verdict.status in MISSING:
        return "yours is not written yet"
    for other in _called(own):
        if other in namespace and other != exercise.name:
            step = exercises.find(other)
            found = examine_here(step, dict(namespace), public_cases(step))
            if not found.passed:
                is_there = found.status not in MISSING
                state = "right" if is_there else "written"
                return f"your {other}, which yours calls, is not {state} yet"
    return f'yours is not right yet: check("{exercise.name}") says why'


def _called(function: Callable) -> list[str]:
    """The exercises that a function names in its code."""
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    return [name for name in names if name in exercises.all_exercises()]
