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

_ROOM = 16  # values that lie between two rows of `rows_apart`
_AT_ONCE = 1024  # values of each row of the batch that `write_columns` takes at a time


def to_columns(x):
    """(N, T, D) -> (T, D, N), a view."""
    return x.transpose(1, 2, 0)


def rows_apart(shape, dtype):
    """An array of that shape, (N, ...), whose N rows do not follow each other without a gap.

    The places of a value in the processor's cache come from the last bits of its address. In a
    (N, T, D) with sizes like 64 or 100 the rows of one step lie so far apart, and so evenly, that
    they share a few places: who reads one value of each row after the other finds none of their
    neighbours kept. A copy in such an array can be read either way.
    """
    size = int(np.prod(shape[1:]))
    return empty((shape[0], size + _ROOM), dtype)[:, :size].reshape(shape)


def write_columns(x, columns):
    """Write x (N, T, D) to columns (T, D, N), a few steps at a time by way of `rows_apart`."""
    N, T, D = x.shape
    steps = max(1, _AT_ONCE // max(1, D))
    rows = rows_apart((N, steps, D), columns.dtype)
    for t in range(0, T, steps):
        some = rows[:, : T - t]
        some[...] = x[:, t : t + steps]
        columns[t : t + steps] = to_columns(some)


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
    write_columns(x, u[:T, :D])
    if pads is not None:
        np.copyto(u[:T, :D], 0.0, where=pads[:, None])
    u[:, -1] = 1.0
    return u


def side_by_side(columns):
    """(T, K, N) -> (K, T * N): all steps in one matrix, for products that sum over time."""
    T, K, N = columns.shape
    return transposed(columns).reshape(K, T * N)


def sum_over_time(left, right):
    """Sum over t of left_t @ right_t.T: (K, T * N), (M, T * N), as of `side_by_side` -> (K, M).

    BLAS is faster at a product that is taller than wide, by more than the transposed copy costs.
    """
    if len(left) < len(right):
        return transposed(sum_over_time(right, left))
    return np.matmul(left, right.T, out=empty((len(left), len(right)), left.dtype))
