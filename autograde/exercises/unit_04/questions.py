"""The questions of unit 04 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_04 import SHEET, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_04_1",
        number="04.A",
        unit=UNIT,
        title="the gradient of the cross-entropy",
        replies={
            "a": "The sign is turned round: where the model gives the target too little, its logit "
            "must grow, so its gradient is negative.",
            "b": "The softmax less the one-hot target, and the mean divides it by the number of "
            "steps. This is the gradient that enters the recurrent layer from above.",
            "c": "That is the gradient of the sum over all steps; the loss is their mean.",
        },
        right="87fb85a8f1f3",
        section="Before you start",
    ),
    question(
        "question_04_2",
        number="04.B",
        unit=UNIT,
        title="how many matrices W_hh",
        replies={
            "a": "The picture shows 50 arrows, and all of them carry the same matrix.",
            "b": "The number of places at which it is used does not change how many there are.",
            "c": "One matrix, used 50 times. So it has one gradient, and this unit shows what the "
            "50 uses make of it.",
        },
        right="7359bc5c5807",
        section="Before you start",
    ),
    question(
        "question_04_3",
        number="04.C",
        unit=UNIT,
        title="the gradient of a matrix product",
        replies={
            "a": "The shapes settle it: (D, N) times (N, H) is (D, H), the shape of W, and the sum "
            "over the batch happens inside the product.",
            "b": "Its shape is (H, D): the transpose of what is asked. dW has the shape of W.",
            "c": "Its shape is (N, D): that is dx, the gradient of the other factor.",
        },
        right="6164bee19a81",
        section="Before you start",
    ),
    question(
        "question_04_4",
        number="04.D",
        unit=UNIT,
        title="the sum on the worked sheet",
        replies={
            "a": "This comes out if the carry is left out: each state receives its own loss only.",
            "b": "This is what the two rows with t = 1 add up to; the other step uses W_hh as "
            "well.",
            "c": "All four rows of the last column add up: two sequences, two steps, one W_hh.",
            "d": "This pairs da with h_t, the state after the step; W_hh was multiplied by the "
            "state before it.",
        },
        right="926d737e000c",
        section=SHEET,
    ),
    question(
        "question_04_5",
        number="04.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Answer A is right: one matrix, many uses, and each use contributes as if the "
            "others were held still.",
            "b": "Losses do add up, but that is not why: even a single loss at the last step "
            "depends on every earlier use of W_hh, through the states. B leaves out the carry.",
        },
        right="5af56843e116",
        section="Explain back",
    ),
)
