"""What is asked of the side that runs the learner's code: the calls to make, as JSON data."""

from __future__ import annotations

from autograde.beside.codec import encode
from autograde.kinds.exercise import GENERIC, Case, Exercise


def make_request(exercise: Exercise, cases: list[Case], *, again: bool = True) -> dict:
    """What to observe, as JSON data for `autograde.beside.observe.answer`.

    again: have one case called a second time on the same arguments.
    """
    return {
        "exercise": exercise.name,
        "is_answer": exercise.is_answer,
        "seconds": exercise.seconds,
        "cases": [] if exercise.is_answer else [encode(case.args) for case in cases],
        "repeats": [case.repeat for case in cases],
        "observers": [encode(case.observer) for case in cases],
        "again": _call_twice(exercise, cases) if again else None,
    }


def _call_twice(exercise, cases):
    """The case whose call is repeated on the same arguments: does it work only once?"""
    plain = (
        i
        for i, case in enumerate(cases)
        if case.kind == GENERIC and case.repeat == 1 and case.observer is None
    )
    return None if exercise.is_answer else next(plain, None)
