"""Exercise 01.4, count_params: how many weights."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_01 import SHARED, UNIT
from autograde.kinds.exercise import Case, Exercise, Misconception


def _count_cases(rng):
    def sizes():
        return tuple(int(n) for n in rng.choice(np.arange(3, 30), 3, replace=False))

    return [
        Case("D=2, H=3, K=4", (2, 3, 4), "shapes"),
        Case("one input", (1, 5, 3), "ones"),
        Case("one unit", (4, 1, 3), "ones"),
        Case("one output", (4, 5, 1), "ones"),
        Case("all sizes 1", (1, 1, 1), "ones"),
        *(Case("D={}, H={}, K={}".format(*drawn), drawn) for drawn in (sizes() for _ in range(4))),
        Case("a large layer", (300, 1024, 10000), "extreme"),
    ]


COUNT_MISTAKES = (
    Misconception(
        "recurrent-weights-forgotten",
        lambda D, H, K: D * H + H + H * K + K,
        "This is the count of two dense layers: the H x H numbers of W_hh are missing.",
        SHARED,
    ),
    Misconception(
        "output-layer-forgotten",
        lambda D, H, K: D * H + H * H + H,
        "This counts the recurrent layer alone: W_hy and b_y are missing.",
        SHARED,
    ),
    Misconception(
        "biases-forgotten",
        lambda D, H, K: D * H + H * H + H * K,
        "The three matrices are counted, the biases b_h and b_y are not.",
        SHARED,
    ),
    Misconception(
        "output-bias-forgotten",
        lambda D, H, K: D * H + H * H + H + H * K,
        "b_y is not counted: the output layer has a bias of its own.",
        SHARED,
    ),
    Misconception(
        "hidden-bias-forgotten",
        lambda D, H, K: D * H + H * H + H * K + K,
        "b_h is not counted: each hidden unit has a bias.",
        SHARED,
    ),
    Misconception(
        "two-hidden-biases",
        lambda D, H, K: D * H + H * H + 2 * H + H * K + K,
        "There are H numbers too many: either the hidden bias is counted twice (PyTorch keeps two "
        "that add up, this cell has one), or h0 is counted, which is an input and no weight.",
        SHARED,
    ),
    Misconception(
        "one-recurrent-weight-per-unit",
        lambda D, H, K: D * H + H + H + H * K + K,
        "W_hh is counted as one number for each unit: every unit reads all H units.",
        SHARED,
    ),
    Misconception(
        "power-by-hat",
        lambda D, H, K: D * H + (H ^ 2) + H + H * K + K,
        "H ^ 2 is no square in Python, where ^ works on the bits of a number: a power is **.",
        SHARED,
    ),
    Misconception(
        "one-bias-per-layer",
        lambda D, H, K: D * H + H * H + 1 + H * K + 1,
        "Each bias is counted as one number: b_h has one for each unit, b_y one for each output.",
        SHARED,
    ),
    Misconception(
        "output-reads-input",
        lambda D, H, K: D * H + H * H + H + D * K + K,
        "W_hy is counted as (D, K): the output layer reads the state, so it is (H, K).",
        SHARED,
    ),
    Misconception(
        "output-reads-input-too",
        lambda D, H, K: D * H + H * H + H + (H + D) * K + K,
        "The output layer is counted as if it read the input as well: it reads the state only.",
        SHARED,
    ),
)


EXERCISE = Exercise(
    name="count_params",
    number="01.4",
    unit=UNIT,
    title="how many weights",
    points=3,
    reference=rnn_ref.count_params,
    cases=_count_cases,
    outputs=("count",),
    section=SHARED,
    hints=(
        "Write down the five arrays of the network with their shapes, and count the entries "
        "of each.",
        "The entries of W_xh (D, H), W_hh (H, H), b_h (H,), W_hy (H, K) and b_y (K,), added.",
        "a matrix with r rows and c columns has r times c entries, a vector of length n has n\n"
        "add the entries of the three matrices\n"
        "add those of the two biases",
    ),
    misconceptions=COUNT_MISTAKES,
)
