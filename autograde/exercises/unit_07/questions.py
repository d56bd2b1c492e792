"""The questions of unit 07 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_07 import SHEET, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_07_1",
        number="07.A",
        unit=UNIT,
        title="a gradient through thirty steps",
        replies={
            "a": "That is one step; each of the thirty multiplies the length by 0.9.",
            "b": "Every step multiplies the length by 0.9, and there are thirty of them.",
            "c": "An orthogonal matrix keeps the length of every direction, so 0.9 times it "
            "shrinks all of them alike.",
        },
        right="d8342450c869",
        section="Before you start",
    ),
    question(
        "question_07_2",
        number="07.B",
        unit=UNIT,
        title="one step back in a vanilla network",
        replies={
            "a": "The slope of tanh, entry by entry, and then the transposed matrix.",
            "b": "The matrix is only one of the two: the slope of tanh comes first.",
            "c": "The slope is only one of the two: the gradient passes the recurrent weights as "
            "well.",
        },
        right="93dd11444486",
        section="Before you start",
    ),
    question(
        "question_07_3",
        number="07.C",
        unit=UNIT,
        title="the size of a recurrent layer",
        replies={
            "a": "The biases are missing: one for each of the 32 units.",
            "b": "That would be a set of weights for each of the 60 steps; they share one set.",
            "c": "6 x 32 + 32 x 32 + 32. An LSTM of 32 units has four such sets, one for each "
            "block.",
        },
        right="291335f248fb",
        section="Before you start",
    ),
    question(
        "question_07_4",
        number="07.D",
        unit=UNIT,
        title="the sum on the worked sheet",
        replies={
            "a": "All four rows of da_f add up: both sequences, both steps.",
            "b": "This comes out if the cell carry is dropped between the steps.",
            "c": "These are the two rows of the last step alone; the first step uses the bias as "
            "well.",
            "d": "This pairs dc with c_t, the cell after the step; f was multiplied by the cell "
            "before it.",
        },
        right="bf9931b80d36",
        section=SHEET,
    ),
    question(
        "question_07_5",
        number="07.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "A gate below 1 shrinks the gradient like any other factor, and f is below 1. A "
            "leaves out the half-life: the carousel slows the fading, and the network sets how "
            "much.",
            "b": "Answer B is right: the factor is f, one for each unit, which the network sets. "
            "It says what is gained and what is not.",
        },
        right="828149ab567c",
        section="Explain back",
    ),
)
