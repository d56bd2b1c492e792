"""A unit of four small exercises, for tests of the grading engine alone. MARKER-OF-THE-ANSWERS"""

from __future__ import annotations

from autograde.kinds.compare import Values
from autograde.kinds.exercise import Case, Exercise

HANDOUT = ("softmax",)
UNIT = "98_toy"
TITLE = "Toys"
EXERCISES = ("toy_double", "toy_triple", "toy_negate", "toy_answer")


def draw_cases(rng):
    return [
        Case("two rows", (rng.normal(size=(2, 3)),), "shapes"),
        Case("four rows", (rng.normal(size=(4, 3)),)),
    ]


def declared(name, number, reference, **more):
    return Exercise(
        name=name,
        number=number,
        unit=UNIT,
        title=name,
        points=4,
        reference=reference,
        cases=draw_cases,
        outputs=("y",),
        section="Toys",
        hints=("an idea", "a formula", "pseudo-code"),
        comparison=Values(),
        **more,
    )
