"""Right answers to `perplexity`, in styles other than the reference's."""

import math

import numpy as np


def perplexity_with_math(loss):
    """The standard library."""
    return math.exp(loss)


def perplexity_as_power(loss):
    """A power of e."""
    return np.e**loss


def perplexity_through_bits(loss):
    """Two to the number of bits."""
    return 2 ** (loss / np.log(2))


def perplexity_as_array(loss):
    """An array without axes."""
    return np.array(1 / np.exp(-np.asarray(loss)))


STYLES = [
    perplexity_with_math,
    perplexity_as_power,
    perplexity_through_bits,
    perplexity_as_array,
]
