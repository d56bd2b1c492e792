"""Right answers to `forget_bias_halflife`, in styles other than the reference's."""

import math

import numpy as np


def halflife_from_the_sigmoid(b):
    """The formula as it stands."""
    return np.log(2) / -np.log(1 / (1 + np.exp(-np.asarray(b))))


def halflife_base_two(b):
    """Logarithms to base 2: the one above is 1."""
    return -1 / np.log2(0.5 * (1 + np.tanh(np.asarray(b) / 2)))


def halflife_one_by_one(b):
    """Python's math, one number at a time; lists come back."""

    def one(value):
        return math.log(2) / math.log1p(math.exp(-value))

    array = np.asarray(b, dtype=float)
    return np.array([one(value) for value in array.ravel()]).reshape(array.shape).tolist()


def halflife_by_logaddexp(b):
    """-ln sigmoid(b) = ln(exp(0) + exp(-b)), and in place."""
    steps = np.logaddexp(0.0, np.negative(b))
    return np.divide(np.log(2.0), steps)


@np.vectorize
def halflife_vectorised(b):
    """One number at a time, by np.vectorize, with the logarithm to base f."""
    return math.log(0.5, 1 / (1 + math.exp(-b)))


STYLES = [
    halflife_from_the_sigmoid,
    halflife_base_two,
    halflife_one_by_one,
    halflife_by_logaddexp,
    halflife_vectorised,
]
