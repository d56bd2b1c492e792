"""A unit of four small exercises, for tests of the grading engine alone. MARKER-OF-THE-ANSWERS"""

from __future__ import annotations

from autograde.kinds.compare import Values
from autograde.kinds.exercise import Case, Exercise, Misconception

HANDOUT = ("softmax",)
UNIT = "98_toy"


def _cases(rng):
    return [
        Case("two rows", (rng.normal(size=(2, 3)),), "shapes"),
        Case("four rows", (rng.normal(size=(4, 3)),)),
    ]


def _exercise(name, number, reference, **more):
    return Exercise(
        name=name,
        number=number,
        unit=UNIT,
        title=name,
        points=4,
        reference=reference,
        cases=_cases,
        outputs=("y",),
        section="Toys",
        hints=("an idea", "a formula", "pseudo-code"),
        comparison=Values(),
        **more,
    )


EXERCISES = (
    _exercise(
        "toy_double",
        "98.1",
        lambda x: 2.0 * x,
        misconceptions=(Misconception("squared", lambda x: x**2, "It is squared.", "Toys"),),
    ),
    _exercise("toy_triple", "98.2", lambda x: 3.0 * x),
    _exercise("toy_negate", "98.3", lambda x: -x),
    Exercise(
        name="toy_answer",
        number="98.4",
        unit=UNIT,
        title="an answer",
        points=4,
        reference=lambda: 42,
        cases=lambda rng: [Case("your answer", ())],
        outputs=("toy_answer",),
        section="Toys",
        hints=("an idea", "a formula", "pseudo-code"),
        is_answer=True,
    ),
)
