"""Exercise 05.3, predicted_slope: predict a slope."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.exercises.unit_05 import SINGULAR, SLOPE, UNIT
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

RHO, SIGMA_1 = 0.85, 1.6  # the matrix that the exercise speaks of


CLOSE_ENOUGH = 0.005


def _right_slope():
    return math.log(rnn_ref.spectral_radius(RHO * np.eye(2)))


def _slope_rule(got, args):
    if np.ndim(got) or not isinstance(np.asarray(got).item(), int | float):
        return "answer with one number, such as predicted_slope = 1.25"
    if abs(float(got) - _right_slope()) <= CLOSE_ENOUGH:
        return None
    return f"{float(got):g} is more than {CLOSE_ENOUGH} away from the slope"


def _slope_mistake(id_, value, says, read=SLOPE):
    """A wrong number and all that round to it."""
    return Misconception(
        id_,
        lambda: value,
        says,
        read,
        shows=lambda got: abs(float(got) - value) <= CLOSE_ENOUGH,
    )


EXERCISE = Exercise(
    name="predicted_slope",
    number="05.3",
    unit=UNIT,
    title="predict a slope",
    points=3,
    reference=_right_slope,
    cases=lambda rng: [Case("your answer", ())],
    outputs=("predicted_slope",),
    section=SLOPE,
    hints=(
        "In the long run each step back multiplies the norm by one and the same number. What does "
        "a multiplication become on a logarithmic axis?",
        "norm(k) is about C rho^k, so ln norm(k) is about ln C + k ln rho. The slope is what "
        "stands before k.",
        "take the one of the two given numbers that decides in the long run\n"
        "take its natural logarithm\n"
        "mind the sign: does the norm grow or fade?",
    ),
    misconceptions=(
        _slope_mistake(
            "radius-itself",
            RHO,
            "This is the factor of one step; on a logarithmic axis a factor becomes its logarithm.",
        ),
        _slope_mistake(
            "singular-value",
            math.log(SIGMA_1),
            "This is the logarithm of the largest singular value: it bounds one step, but the "
            "long run follows the eigenvalues.",
            SINGULAR,
        ),
        _slope_mistake(
            "sign-reversed",
            -math.log(RHO),
            "The size is right and the sign is not: further back the norm fades, so its logarithm "
            "falls.",
        ),
        _slope_mistake(
            "base-ten",
            math.log10(RHO),
            "This is the logarithm to base 10; the exercise asks for the natural one.",
        ),
        _slope_mistake(
            "loss-per-step",
            RHO - 1,
            "This is the relative loss of one step, which is near the logarithm for numbers near 1 "
            "only.",
        ),
        _slope_mistake(
            "minus-the-radius",
            -RHO,
            "This is the factor of one step with a minus; a factor becomes its logarithm, which "
            "is below 0 by itself for factors below 1.",
        ),
        _slope_mistake(
            "singular-value-itself",
            SIGMA_1,
            "This is the largest singular value, which bounds one step; the long run follows "
            "the spectral radius, and a factor becomes its logarithm.",
            SINGULAR,
        ),
        _slope_mistake(
            "both-numbers",
            math.log(RHO * SIGMA_1),
            "Both numbers have gone into this logarithm; only one of the two decides in the "
            "long run.",
            SINGULAR,
        ),
    ),
    comparison=Invariant(_slope_rule),
    is_answer=True,
    praise="Each step back multiplies by rho in the long run, so the logarithm falls by ln rho, "
    "whatever the singular values are.",
)
