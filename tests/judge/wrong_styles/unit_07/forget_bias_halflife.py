"""Wrong answers to `forget_bias_halflife`, as learners write them."""

import math

import numpy as np


def halflife_as_an_integer(b):
    f = 1 / (1 + np.exp(-b))
    return int(-np.log(2) / np.log(f))


def halflife_one_number(b):
    return float(np.log(2) / np.log1p(np.exp(-b)))


def halflife_in_two_bases(b):
    return -np.log(2) / np.log10(1 / (1 + np.exp(-b)))


def halflife_of_what_goes(b):
    return math.log(0.5) / np.log(1 - 1 / (1 + np.exp(-b)))


def halflife_printed(b):
    print(np.log(2) / np.log1p(np.exp(-b)))


def halflife_without_a_logarithm_of_f(b):
    f = 1 / (1 + np.exp(-b))
    return math.log(2) / f


WRONG = [
    (
        halflife_without_a_logarithm_of_f,
        "gate-without-its-logarithm",
    ),
    (
        halflife_as_an_integer,
        "cut-to-an-integer",
    ),
    (
        halflife_one_number,
        "numbers-only",
        "float()",
    ),
    (
        halflife_in_two_bases,
        "logarithm-to-base-10-below",
    ),
    (
        halflife_of_what_goes,
        "what-is-forgotten",
    ),
    (
        halflife_printed,
        "",
        "is `return` missing?",
    ),
]
