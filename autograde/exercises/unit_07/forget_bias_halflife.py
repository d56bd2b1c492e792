"""Exercise 07.5, forget_bias_halflife: the half-life of a cell."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.exercises.unit_07 import HALF, HALFLIFE, UNIT
from autograde.kinds.exercise import Case, Exercise, Misconception
from rnn_ref import sigmoid


def halflife_cases(rng):
    """Numbers, and arrays of several shapes; biases for which every right formula is exact."""
    draw = rng.uniform
    return [
        Case("a bias between 0 and 2", (float(draw(0.2, 2.0)),), "shapes"),
        Case("three biases", (draw(-1.0, 3.0, 3),), "shapes"),
        Case("one bias, as an array", (draw(0.5, 3.0, 1),), "ones"),
        Case("a negative bias", (float(draw(-4.0, -0.5)),)),
        Case("a large bias", (float(draw(4.0, 8.0)),)),
        Case("a bias of each of 5 units", (draw(-3.0, 6.0, 5),)),
        Case("a matrix of biases", (draw(-3.0, 6.0, (3, 4)),)),
        Case("float32", (draw(-2.0, 3.0, 4).astype(np.float32),), "float32"),
    ]


def _kept(b):
    return sigmoid(np.asarray(b))


def _rounded_by(whole):
    return lambda b: whole(rnn_ref.forget_bias_halflife(b))


NO_LOGARITHM = (
    "f stands where its logarithm belongs: k is the exponent of f, and only a logarithm brings it "
    "down."
)
BASES = "The two logarithms have different bases: take the natural one above and below."
WHOLE_STEPS = "The result is made a whole number of steps; leave it as it is."


EXERCISE = Exercise(
    name="forget_bias_halflife",
    number="07.5",
    unit=UNIT,
    title="the half-life of a cell",
    points=4,
    reference=rnn_ref.forget_bias_halflife,
    cases=halflife_cases,
    outputs=("steps",),
    section=HALFLIFE,
    hints=(
        "What is left after one step, after two, after k? Set this to one half. Which function "
        "brings an exponent down?",
        "f^k = 1/2, so k ln f = -ln 2. Both logarithms are natural ones, and ln f is negative.",
        "first the gate, from its bias; then one line: a logarithm of 2 divided by a logarithm "
        "of the gate, with the sign that makes the number of steps positive",
    ),
    misconceptions=(
        Misconception(
            "sign-of-the-logarithm",
            lambda b: np.log(2) / np.log(_kept(b)),
            "The number of steps is negative: ln f is below 0, so its sign is turned.",
            HALF,
        ),
        Misconception(
            "upside-down",
            lambda b: -np.log(_kept(b)) / np.log(2),
            "This is one over the half-life: the number of steps is the other way up.",
            HALF,
        ),
        Misconception(
            "without-ln-2",
            lambda b: -1 / np.log(_kept(b)),
            "This is the number of steps after which 1/e is left; at one half, ln 2 stands above.",
            HALF,
        ),
        *(
            Misconception(name, wrong, NO_LOGARITHM, HALF)
            for name, wrong in (
                ("gate-without-its-logarithm", lambda b: np.log(2) / _kept(b)),
                ("gate-without-its-logarithm-and-negative", lambda b: np.log(0.5) / _kept(b)),
                ("one-half-over-the-gate", lambda b: 0.5 / _kept(b)),
            )
        ),
        Misconception(
            "logarithm-to-base-2-below",
            lambda b: -np.log(2) / np.log2(_kept(b)),
            BASES,
            HALF,
        ),
        Misconception(
            "logarithm-to-base-10-below", lambda b: -np.log(2) / np.log10(_kept(b)), BASES, HALF
        ),
        Misconception(
            "mean-life",
            lambda b: 1 / (1 - _kept(b)),
            "1 / (1 - f) is the mean time that a value stays; asked for is when half is left.",
            HALF,
        ),
        Misconception(
            "linear-decay",
            lambda b: 0.5 / (1 - _kept(b)),
            "This takes 1 - f of the first value away at each step; what is lost is a share of "
            "what is left.",
            HALF,
        ),
        Misconception(
            "what-is-forgotten",
            lambda b: np.log(2) / -np.log(1 - _kept(b)),
            "The formula uses 1 - f, the share that is forgotten; f is the share that stays.",
            HALF,
        ),
        Misconception(
            "bias-for-gate",
            lambda b: np.log(2) / -np.log(np.asarray(b)),
            "b stands where f belongs: the gate is the sigmoid of its bias.",
            HALF,
        ),
        Misconception(
            "numbers-only",
            lambda b: math.log(2) / -math.log(sigmoid(b)),
            "It works for one number and stops at an array: float() and the functions of math take "
            "numbers, NumPy's take both.",
            HALF,
        ),
        *(
            Misconception(name, _rounded_by(whole), WHOLE_STEPS, HALF)
            for name, whole in (
                ("rounded-down", np.floor),
                ("whole-steps", np.ceil),
                ("rounded", np.round),
                ("cut-to-an-integer", int),
            )
        ),
    ),
)
