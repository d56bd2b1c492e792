"""Right answers to `affine_time`, in styles other than the reference's."""

import numpy as np


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


STYLES = [
    affine_with_loops,
    affine_step_by_step,
    affine_with_einsum,
    affine_flattened,
    affine_with_a_row_of_ones,
    affine_as_lists,
    affine_of_a_class,
    affine_time_first,
    affine_number_by_number_of_the_input,
]
