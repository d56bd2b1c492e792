"""Right answers to `perplexity`, in styles other than the reference's."""

import math

import numpy as np


def by_loops(losses, mask):
    """Python's own numbers."""
    total, count = 0.0, 0
    for row, real in zip(losses, mask, strict=True):
        for loss, is_real in zip(row, real, strict=True):
            if is_real:
                total, count = total + float(loss), count + 1
    return math.exp(total / count) if count else 1.0


def by_weights(losses, mask):
    """The mask as zeros and ones."""
    weights = mask.astype(losses.dtype)
    return np.e ** ((losses * weights).sum() / np.maximum(weights.sum(), 1))


def through_bits(losses, mask):
    """Two to the number of bits."""
    real = losses[mask]
    return 2 ** (real.mean() / np.log(2)) if real.size else 1.0


def geometric_mean(losses, mask):
    """One over the geometric mean of the probabilities."""
    log_p = -losses[mask]
    return np.array(1 / np.exp(log_p.sum() / max(len(log_p), 1)))


STYLES = [by_loops, by_weights, through_bits, geometric_mean]
