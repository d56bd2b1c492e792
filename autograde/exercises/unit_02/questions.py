"""The questions of unit 02 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_02 import UNEQUAL, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_02_1",
        number="02.A",
        unit=UNIT,
        title="the states after the last step",
        replies={
            "a": "hs[-1] has shape (20, 8): all steps of the last sequence. Time is axis 1.",
            "b": "Time is axis 1, so [:, -1] takes the last step of each of the 32 sequences.",
            "c": "hs[..., -1] has shape (32, 20): one unit, the last, at every step.",
        },
        right="482fe80e5e72",
        section="Before you start",
    ),
    question(
        "question_02_2",
        number="02.B",
        unit=UNIT,
        title="a longer sequence",
        replies={
            "a": "There is one W_hh for all steps, so no further one is needed.",
            "b": "Nothing forces a cut: the same step is done as often as there are inputs.",
            "c": "The weights are shared by all steps: the step is done 200 times in place of 20.",
        },
        right="de647595a5dd",
        section="Before you start",
    ),
    question(
        "question_02_3",
        number="02.C",
        unit=UNIT,
        title="a mask for every unit",
        replies={
            "a": "The mask becomes (N, T, 1), and the axis of size 1 is repeated for all H units.",
            "b": "Axes are matched from the right: T of the mask meets H of the states, which "
            "fails unless they are equal, and is wrong then.",
            "c": "The mask becomes (1, N, T): N meets T and T meets H, which fails unless the "
            "sizes are equal.",
        },
        right="e4eb4af8c695",
        section="Before you start",
    ),
    question(
        "question_02_4",
        number="02.D",
        unit=UNIT,
        title="which wiring",
        replies={
            "a": "Many to one fits: one answer when the recording has been read. It can be done "
            "without a decoder.",
            "b": "Many to many in step fits: a label is wanted at each sample, at once. It can be "
            "done without a decoder.",
            "c": "The answer has a length of its own, and its first word may depend on the last "
            "word of the source: only an encoder has read it by then.",
            "d": "One to many fits: one vector goes in, a sequence comes out. There is no sequence "
            "to encode.",
        },
        right="ad412d273e6d",
        section=UNEQUAL,
    ),
    question(
        "question_02_5",
        number="02.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Padded steps are read like any others: each one changes the state, so the last "
            "state depends on how much padding there is, even if the pads are zeros.",
            "b": "That answer holds: each pad moves the state once more, so the longest sequence "
            "decides how often. Read the other again, and look at what it says about zeros.",
        },
        right="c964616b0cf7",
        section="Explain back",
    ),
)
