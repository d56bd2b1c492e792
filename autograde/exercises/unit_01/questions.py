"""The questions of unit 01 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_01 import UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_01_1",
        number="01.A",
        unit=UNIT,
        title="a matrix product over time",
        replies={
            "a": "(32, 5) would lose the 20 steps: @ works on the last axis and keeps the others.",
            "b": "@ works on the last axis and keeps the others: one product for 32 x 20 steps.",
            "c": "The inner sizes agree: the last axis of x has 8 entries and W has 8 rows.",
        },
        right="5bb0945de8a0",
        section="Before you start",
    ),
    question(
        "question_01_2",
        number="01.B",
        unit=UNIT,
        title="the index before the first",
        replies={
            "a": "NumPy raises IndexError only beyond the ends, and -1 is a valid index.",
            "b": "Nothing in NumPy invents zeros before the start; -1 is a valid index.",
            "c": "At t = 0 the index t - 1 is -1, which is the last step: no error, a wrong value.",
        },
        right="eaefad4b93ca",
        section="Before you start",
    ),
    question(
        "question_01_3",
        number="01.C",
        unit=UNIT,
        title="a dense layer and the order of steps",
        replies={
            "a": "Each output depends on its own step alone, so the outputs are shuffled in the "
            "same way: the layer has no memory of what came before.",
            "b": "A dense layer has nothing that it carries from one step to the next, so no "
            "output can depend on a neighbour.",
            "c": "Each row is computed alone: output k comes from row k, so the order moves along.",
        },
        right="18a70bff3e01",
        section="Before you start",
    ),
    question(
        "question_01_4",
        number="01.D",
        unit=UNIT,
        title="what a Jordan network can remember",
        replies={
            "a": "The output itself carries this: yesterday's forecast is what comes back.",
            "b": "The output has to be 0 until the end, and it is all that comes back, so nothing "
            "can be kept in it. A hidden state can keep what the output must not show.",
            "c": "The running parity is the output, and it is fed back: that is enough.",
        },
        right="84fb4daa38b3",
        section="What is fed back: Elman and Jordan",
    ),
    question(
        "question_01_5",
        number="01.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "That answer holds: one set of weights, and the state as the only link between "
            "steps. Read the other again, and look at what it says about the weights.",
            "b": "The weights do not change from step to step: they are the same at every t, and "
            "only the state changes. A longer sequence needs no further weights.",
        },
        right="8aed583da8fc",
        section="Explain back",
    ),
)
