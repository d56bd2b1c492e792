"""Wrong answers to `count_params`, as learners write them."""

import numpy as np


def count_with_a_hat(D, H, K):
    return D * H + (H ^ 2) + H + H * K + K


def count_with_the_first_state(D, H, K):
    return H * (D + H + 1) + K * (H + 1) + H


def count_as_text(D, H, K):
    return f"{D * H + H * H + H + H * K + K} parameters"


def count_by_arrays_without_biases(D, H, K):
    weights = {"W_xh": np.zeros((D, H)), "W_hh": np.zeros((H, H)), "W_hy": np.zeros((H, K))}
    return sum(W.size for W in weights.values())


def count_of_each(D, H, K):
    return D * H, H * H, H, H * K, K


def count_average(D, H, K):
    return (D * H + H * H + H + H * K + K) / (D - D)


WRONG = [
    (
        count_with_a_hat,
        "power-by-hat",
    ),
    (
        count_with_the_first_state,
        "two-hidden-biases",
        "or h0 is counted",
    ),
    (
        count_as_text,
        "",
        "it is a string, expected a number",
    ),
    (
        count_by_arrays_without_biases,
        "biases-forgotten",
    ),
    (
        count_of_each,
        "",
        "it is a tuple of 5, expected a number",
    ),
    (
        count_average,
        "",
        "/ (D - D)",
        "a division by zero",
    ),
]
