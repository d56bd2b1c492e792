"""The questions of unit 00 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_00 import ARRAYS, BROADCASTING, LOOK_BACK, ONE_SUM, PRODUCT, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_00_1",
        number="00.A",
        unit=UNIT,
        title="one step of all sequences",
        replies={
            "a": "That is x[0], the first sequence with all its steps. A colon keeps its axis "
            "whole.",
            "b": "That would be x[:, :, 0], the first number of every step. The 0 stands at axis "
            "1.",
            "c": "The colon keeps the 32 sequences, the 0 picks the first of 20 steps, and the 8 "
            "numbers of that step are left.",
        },
        right="df2bfb5b4836",
        section=ARRAYS,
    ),
    question(
        "question_00_2",
        number="00.B",
        unit=UNIT,
        title="a vector added to a matrix",
        replies={
            "a": "Shapes are lined up from the right: 4 stands above 3, and neither is 1.",
            "b": "That needs a vector of 4, one number for each column: shapes are lined up from "
            "the right.",
            "c": "That needs a column of shape (3, 1): a vector of shape (3,) is lined up with the "
            "last axis.",
        },
        right="0e560d3e6a71",
        section=BROADCASTING,
    ),
    question(
        "question_00_3",
        number="00.C",
        unit=UNIT,
        title="how many numbers a dense layer has",
        replies={
            "a": "That is the matrix. Each output has a bias as well.",
            "b": "8 x 5 weights and 5 biases, one for each output.",
            "c": "Every input is joined to every output, so the sizes are multiplied, and the "
            "biases are added.",
        },
        right="7e3c368247c2",
        section=PRODUCT,
    ),
    question(
        "question_00_4",
        number="00.D",
        unit=UNIT,
        title="a sum without its axis",
        replies={
            "a": "The sums have shape (4,), and a vector is lined up with the last axis: row n is "
            "not divided by sum n.",
            "b": "The sums have shape (4,) and are lined up with the columns. It runs because the "
            "array is square, and fails with the first one that is not.",
            "c": "It fails for shapes such as (2, 4). Here both sizes are 4, so NumPy has no "
            "reason to complain.",
        },
        right="36b954439800",
        section=ONE_SUM,
    ),
    question(
        "question_00_5",
        number="00.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Nothing has to be restored. The factor is the same for every class of the step, "
            "so the probabilities were never changed; and logits are not made smaller in "
            "proportion by taking something away.",
            "b": "Answer B holds: a common factor cancels, and what is left cannot overflow. Look "
            "at what A says about proportions.",
        },
        right="806399b7d6ef",
        section=LOOK_BACK,
    ),
)
