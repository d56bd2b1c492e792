"""Right answers to `softmax`, in styles other than the reference's."""

import math

import numpy as np


def softmax_with_loops(logits):
    """Step by step, in plain Python."""
    p = np.zeros(logits.shape)
    for i in np.ndindex(logits.shape[:-1]):
        row = [float(v) for v in logits[i]]
        e = [math.exp(v - max(row)) for v in row]
        p[i] = [v / sum(e) for v in e]
    return p


def softmax_in_place(logits):
    """Writes over the caller's logits."""
    logits -= np.amax(logits, axis=-1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= np.sum(logits, axis=-1)[..., np.newaxis]
    return logits


def softmax_transposed(logits):
    """Classes to the front, where broadcasting finds them, and back."""
    l = np.moveaxis(logits, -1, 0)
    e = np.exp(l - l.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, -1)


def softmax_from_logarithms(logits):
    """exp of the log-softmax, with NumPy's own log-sum-exp."""
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1)[..., None])


def softmax_of_rows(logits):
    """All steps as rows of one matrix; a list for the result."""
    rows = logits.reshape(-1, logits.shape[-1])
    e = np.exp((rows.T - rows.max(1)).T)
    return (e / e.sum(1).reshape(-1, 1)).reshape(logits.shape).tolist()


def softmax_of_differences(logits):
    """One over the sum of all ratios: no largest logit is named."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(logits[..., None, :] - logits[..., :, None]).sum(axis=-1)


def softmax_calls_itself(logits):
    """Axis by axis, down to a single step."""
    if logits.ndim > 1:
        return np.array([softmax_calls_itself(inner) for inner in logits])
    weights = [math.exp(l - logits.max()) for l in logits]
    return np.array([weight / sum(weights) for weight in weights])


STYLES = [
    softmax_with_loops,
    softmax_in_place,
    softmax_transposed,
    softmax_from_logarithms,
    softmax_of_rows,
    softmax_of_differences,
    softmax_calls_itself,
]
