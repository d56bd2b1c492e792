"""Wrong answers to `mse_loss`, as learners write them."""

import numpy as np


def mse_of_a_summed_error(y, target):
    return np.mean(y - target) ** 2, 2 * (y - target) / y.size


def mse_gradient_averaged(y, target):
    e = y - target
    return np.square(e).mean(), 2 * np.mean(e)


def mse_half_in_the_loss(y, target):
    e = y - target
    return 0.5 * np.sum(e * e) / e.size, 2.0 * e / e.size


def mse_added_by_python(y, target):
    diff = y - target
    return sum(diff**2) / diff.size, 2 * diff / diff.size


def mse_turned_round(y, target):
    diff = target - y
    return np.mean(diff**2), 2 * diff


def mse_with_a_hat(y, target):
    diff = y - target
    return np.mean(diff ^ 2), 2 * diff / diff.size


def mse_divided_by_the_shape(y, target):
    diff = y - target
    return np.mean(diff**2), 2 / diff.shape * diff


def mse_three_sizes(y, target):
    N, T, K = y.shape
    return np.sum((y - target) ** 2) / (N * T * K), 2 * (y - target) / (N * T * K)


WRONG = [
    (
        mse_of_a_summed_error,
        "squared-after-the-mean-in-the-loss",
    ),
    (
        mse_gradient_averaged,
        "gradient-averaged",
        "it is a number",
    ),
    (
        mse_half_in_the_loss,
        "half-of-it-in-the-loss",
    ),
    (
        mse_added_by_python,
        "added-over-the-first-axis-only",
        "Python's own `sum`",
    ),
    (
        mse_turned_round,
        "gradient-turned-round-and-not-divided",
    ),
    (
        mse_with_a_hat,
        "",
        "a power is written `**`",
    ),
    (
        mse_divided_by_the_shape,
        "",
        "a tuple",
    ),
    (
        mse_three_sizes,
        "",
        "a tuple has another number of entries",
    ),
]
