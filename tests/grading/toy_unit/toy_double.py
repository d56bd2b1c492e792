from autograde.exercises.unit_98_toy import declared

from autograde.kinds.exercise import Misconception

EXERCISE = declared(
    "toy_double",
    "98.1",
    lambda x: 2.0 * x,
    misconceptions=(Misconception("squared", lambda x: x**2, "It is squared.", "Toys"),),
)
