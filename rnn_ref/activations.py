"""Activations that stay finite for every input."""

import numpy as np


def sigmoid(a):
    """1 / (1 + exp(-a)), elementwise, any shape.

    Written with tanh, which cannot overflow: sigmoid(a) = (1 + tanh(a / 2)) / 2.
    """
    return 0.5 * (np.tanh(0.5 * a) + 1.0)


def softmax(logits):
    """exp(l_k) / sum_j exp(l_j) over the last axis. logits (..., K) -> (..., K).

    The largest logit is subtracted first: the result is the same and exp cannot overflow.
    """
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
