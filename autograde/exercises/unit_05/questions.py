"""The questions of unit 05 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_05 import UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_05_1",
        number="05.A",
        unit=UNIT,
        title="one step back",
        replies={
            "a": "The gradient meets tanh before it meets the weights, while the forward pass met "
            "the weights first; here the slope comes too late.",
            "b": "W_hh is not transposed: this is the way forward.",
            "c": "First through tanh, then through the weights, transposed. On this page the step "
            "becomes one matrix.",
        },
        right="dbbd462f0541",
        section="Before you start",
    ),
    question(
        "question_05_2",
        number="05.B",
        unit=UNIT,
        title="one step, no memory",
        replies={
            "a": "W_hh is multiplied by h_0, and h_0 is zero. A single step cannot teach a memory.",
            "b": "It has the right shape, but it pairs with h_0 = 0 in place of x_1.",
            "c": "The loss decides what arrives at h_1, but W_hh was multiplied by zero.",
        },
        right="e40b48765eb6",
        section="Before you start",
    ),
    question(
        "question_05_3",
        number="05.C",
        unit=UNIT,
        title="the slope at the end of tanh",
        replies={
            "a": "That is the state itself; the slope is 1 - h^2.",
            "b": "1 - 0.99^2 = 0.0199. A saturated unit lets 2 % of a gradient pass.",
            "c": "1 - h would be 0.01: the square is missing.",
        },
        right="55f91e8a8641",
        section="Before you start",
    ),
    question(
        "question_05_4",
        number="05.D",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Answer A is right: every step shrinks every vector, so the product must.",
            "b": "A largest singular value above 1 allows a single step to stretch some vector. It "
            "takes many steps that stretch one after the other to explode, and the Gaussian matrix "
            "of this page has 1.77 and fades.",
        },
        right="d7e61b964936",
        section="Explain back",
    ),
)
