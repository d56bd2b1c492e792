"""What is asked of the side that runs the learner's code: the calls to make, as JSON data."""

from __future__ import annotations

from autograde.beside.codec import encode
from autograde.judge import effects
from autograde.kinds.exercise import Case, Exercise


def make_request(exercise: Exercise, cases: list[Case], *, again: bool = True) -> dict:
    """What to observe, as JSON data for `autograde.beside.observe.answer`.

    again: have one case called a second time on the same arguments. It is that which has a variant
    for each argument, too.
    """
    plain = effects.base(exercise, cases)
    changed = [] if plain is None else effects.variants(exercise, cases[plain])
    return {
        "exercise": exercise.name,
        "is_answer": exercise.is_answer,
        "seconds": exercise.seconds,
        "cases": [] if exercise.is_answer else [encode(case.args) for case in cases],
        "repeats": [case.repeat for case in cases],
        "observers": [encode(case.observer) for case in cases],
        "again": plain if again else None,
        "varied": plain,
        "variants": [[c.place, c.part, encode(c.value)] for _, c in changed],
    }
