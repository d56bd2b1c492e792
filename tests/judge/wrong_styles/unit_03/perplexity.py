"""Wrong answers to `perplexity`, as learners write them."""

import numpy as np


def perplexity_with_e_by_hand(loss):
    return 2.71828**loss


def perplexity_with_e_by_hand_in_float32(loss):
    return np.float32(2.71828**loss)


def perplexity_of_bits(loss):
    bits = loss / np.log(2)
    return np.exp(bits)


def perplexity_of_both_outputs(loss):
    loss, _ = loss
    return np.exp(loss)


WRONG = [
    (
        perplexity_with_e_by_hand,
        "e-as-2.71828",
        "1.999999068",
    ),
    (
        perplexity_with_e_by_hand_in_float32,
        "",
        "got 26.9428, expected 26.9429",
    ),
    (
        perplexity_of_bits,
        "e-for-bits",
    ),
    (
        perplexity_of_both_outputs,
        "",
        "several names on the left",
    ),
]
