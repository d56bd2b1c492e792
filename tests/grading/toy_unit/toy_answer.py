from autograde.exercises.unit_98_toy import UNIT

from autograde.kinds.exercise import Case, Exercise

EXERCISE = Exercise(
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
)
