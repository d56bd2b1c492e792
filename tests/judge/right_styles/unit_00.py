"""Right solutions of unit 00 in styles that differ from the reference's."""

import math

import numpy as np

# affine_time


def affine_with_loops(x, W, b):
    """Number by number."""
    N, T, D = x.shape
    y = np.zeros((N, T, len(b)))
    for n, t, j in np.ndindex(y.shape):
        y[n, t, j] = b[j] + sum(x[n, t, d] * W[d, j] for d in range(D))
    return y


def affine_step_by_step(x, W, b):
    """One step of the batch at a time, stacked along time."""
    return np.stack([np.dot(x[:, t], W) + b for t in range(x.shape[1])], axis=1)


def affine_with_einsum(x, W, b):
    """Axes by name, the bias added in place."""
    y = np.einsum("ntd,dh->nth", x, W)
    y += b[None, None, :]
    return y


def affine_flattened(x, W, b):
    """All steps of all sequences as one long batch, and back."""
    N, T, D = x.shape
    return (x.reshape(N * T, D).dot(W) + b).reshape(N, T, -1)


def affine_with_a_row_of_ones(x, W, b):
    """The bias as a further row of the weights."""
    ones = np.ones((*x.shape[:2], 1))
    return np.concatenate([x, ones], axis=-1) @ np.vstack([W, b])


class Dense:
    """A layer of a class, with columns: weights (H, D) on the left, one column for each step."""

    def __init__(self, W: np.ndarray, b: np.ndarray) -> None:
        self.weight, self.bias = W.T, b.reshape(-1, 1)

    def forward(self, x: np.ndarray) -> np.ndarray:
        N, T, D = x.shape
        columns = np.dot(self.weight, x.reshape(N * T, D).T) + self.bias
        return columns.T.reshape(N, T, -1)


def affine_of_a_class(x, W, b):
    """As in books that write columns."""
    return Dense(W, b).forward(x)


def affine_time_first(x, W, b):
    """Time to the front for the loop, and back."""
    outputs = [b + np.tensordot(x_t, W, axes=1) for x_t in x.transpose(1, 0, 2)]
    return np.array(outputs).swapaxes(0, 1)


def affine_number_by_number_of_the_input(x, W, b):
    """Each input adds its row of the weights to what stands there."""
    y = np.zeros(x.shape[:-1] + b.shape, dtype=x.dtype)
    y[:] = b
    for d, row in enumerate(W):
        y += x[..., d : d + 1] * row
    return y


def affine_as_lists(x, W, b):
    """A list of sequences, each a list of rows."""
    return [[list(W.T @ x_t + b) for x_t in sequence] for sequence in x]


# softmax


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


STYLES = {
    "affine_time": [
        affine_with_loops,
        affine_step_by_step,
        affine_with_einsum,
        affine_flattened,
        affine_with_a_row_of_ones,
        affine_as_lists,
        affine_of_a_class,
        affine_time_first,
        affine_number_by_number_of_the_input,
    ],
    "softmax": [
        softmax_with_loops,
        softmax_in_place,
        softmax_transposed,
        softmax_from_logarithms,
        softmax_of_rows,
        softmax_of_differences,
        softmax_calls_itself,
    ],
}
