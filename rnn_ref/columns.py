"""The layout inside the fast versions: time first, and the batch in the last axis.

    x (N, T, D)  ->  (T, D, N)

With one column per row of the batch, a step's pre-activations are ``W.T @ u_t``, (gates * H, N),
and each gate is a block of whole rows: contiguous memory, so that one call of NumPy treats a
gate, or several side by side, without gaps. BLAS takes either layout at the same speed.

    u_t = [x_t; h_{t-1}; 1]   (D + H + 1, N)

holds all that enters a step, so that one product gives the pre-activations, bias included, and
one product over all steps gives the gradients of all weights.
"""

import numpy as np

from rnn_ref.buffers import contiguous, empty, transposed


def to_columns(x):
    """(N, T, D) -> (T, D, N), a view."""
    return x.transpose(1, 2, 0)


def from_columns(columns):
    """(T, D, N) -> (N, T, D), contiguous."""
    return contiguous(columns.transpose(2, 0, 1))


def padding(mask):
    """Where a step is not real, (T, N), or None if all are."""
    return None if mask is None or mask.all() else ~mask.T


def input_columns(x, rows, pads, dtype):
    """u (T + 1, D + rows + 1, N): rows x_t, then `rows` of them that are not set, then 1.

    Padding is 0, whatever stands there. The last of the T + 1 has room for what follows step T.
    """
    N, T, D = x.shape
    u = empty((T + 1, D + rows + 1, N), dtype)
    u[:T, :D] = to_columns(x)
    if pads is not None:
        np.copyto(u[:T, :D], 0.0, where=pads[:, None])
    u[:, -1] = 1.0
    return u


def side_by_side(columns):
    """(T, K, N) -> (K, T * N): all steps in one matrix, for products that sum over time."""
    return transposed(columns).reshape(columns.shape[1], -1)


def sum_over_time(left, right):
    """Sum over t of left_t @ right_t.T: (K, T * N), (M, T * N), as of `side_by_side` -> (K, M).

    BLAS is faster at a product that is taller than wide, by more than the transposed copy costs.
    """
    if len(left) < len(right):
        return transposed(sum_over_time(right, left))
    return np.matmul(left, right.T, out=empty((len(left), len(right)), left.dtype))
