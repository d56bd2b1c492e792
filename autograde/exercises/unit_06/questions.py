"""The questions of unit 06 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_06 import UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_06_1",
        number="06.A",
        unit=UNIT,
        title="clipping by the global norm",
        replies={
            "a": "That is clipping by value, which bends the direction; the norm scales all "
            "entries alike.",
            "b": "One factor for all arrays, so the direction stays and the norm becomes 1.",
            "c": "Nothing is thrown away: the direction of a large gradient is still of use.",
        },
        right="4a72e822bbd7",
        section="Before you start",
    ),
    question(
        "question_06_2",
        number="06.B",
        unit=UNIT,
        title="the loss of a fresh model",
        replies={
            "a": "Each character gets the probability 1/29, and log2(29) is 4.86.",
            "b": "This is log(29) = 3.37, in nats; one nat is 1.44 bits.",
            "c": "29 is the number of choices; the loss is its logarithm.",
        },
        right="40526a8dce58",
        section="Before you start",
    ),
    question(
        "question_06_3",
        number="06.C",
        unit=UNIT,
        title="a shift of all logits",
        replies={
            "a": "The factor exp(100) stands above and below the line and cancels. So the largest "
            "logit may be subtracted before exp.",
            "b": "That happens when all logits are multiplied by a number above 1; a shift leaves "
            "their differences as they are.",
            "c": "That happens when all logits are multiplied by a number below 1; a shift leaves "
            "their differences as they are.",
        },
        right="a164e676a591",
        section="Before you start",
    ),
    question(
        "question_06_4",
        number="06.D",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Answer A is right: the state crosses the cut, the gradient does not.",
            "b": "Adam's mean holds gradients of the parameters, summed over steps that are gone. "
            "None of them is the gradient of the present loss with respect to an old step. B takes "
            "a memory of the optimiser for a path back through time.",
        },
        right="caa9588457ea",
        section="Explain back",
    ),
)
