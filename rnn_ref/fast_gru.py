"""The GRU of `rnn_ref.gru`, made for training: the same equations, arguments and results.

What differs (see `rnn_ref.columns` for the layout): the blocks of a step stand in the order
n, z, r, q, so that what the inputs feed (n, z, r) and what the state feeds (z, r, q) are each
contiguous; one tanh for both gates, since sigmoid(a) = (1 + tanh(a / 2)) / 2 and the halves go
into the weights once; buffers used at all steps; the gradients of the inputs and of all weights
in one product each after the loop.

The cache is the tuple ``(u, hs, gates, W_x, W_h, pads)``: inputs with a row of ones
(T + 1, D + 1, N), states with a row of ones (T + 1, H + 1, N), the blocks n, z, r, q
(T, 4H, N), the weights with their biases in these orders, (D + 1, 3H) and (H + 1, 3H), and where
padding stands. With reset_after=False a step has two products, one of which waits for the
other: that dialect runs as the plain loop, `unroll`.
"""

import numpy as np

from rnn_ref.buffers import empty, transposed
from rnn_ref.columns import (
    from_columns,
    input_columns,
    padding,
    side_by_side,
    sum_over_time,
    write_columns,
)
from rnn_ref.gru import require_gru
from rnn_ref.layer import GRU_RESET_BEFORE, unroll, unroll_backward
from rnn_ref.shapes import require_mask, require_shape, require_steps


def gru_forward_fast(x, h0, W_x, W_h, b, reset_after=True, mask=None):
    """All steps. Arguments as in `gru_forward`, and mask (N, T) of bool.

    -> hs (N, T, H), cache for `gru_backward_fast`.
    """
    _require("gru_forward_fast", x, h0, W_x, W_h, b, reset_after, mask)
    if not reset_after:
        hs, _, caches = unroll(GRU_RESET_BEFORE, x, (h0,), (W_x, W_h, b), mask)
        return hs, caches
    (N, T, _), H = x.shape, len(W_h)
    dtype = np.result_type(x, h0, W_x, W_h, b)
    pads = padding(mask)
    W_x, W_h = _joined(W_x, W_h, b, dtype)
    W_x_T, W_h_T = _halved(W_x, W_h)
    u, hs = input_columns(x, 0, pads, dtype), empty((T + 1, H + 1, N), dtype)
    gates, ax = empty((T, 4 * H, N), dtype), empty((3 * H, N), dtype)
    hs[:, -1], hs[0, :-1] = 1.0, h0.T
    for t in range(T):
        n, z, r, q = _blocks(gates[t])
        zr, h_prev, h = gates[t, H : 3 * H], hs[t, :-1], hs[t + 1, :-1]
        np.matmul(W_x_T, u[t], out=ax)
        np.matmul(W_h_T, hs[t], out=gates[t, H:])
        zr += ax[H:]
        np.tanh(zr, out=zr)
        zr *= 0.5
        zr += 0.5
        np.multiply(r, q, out=n)
        n += ax[:H]
        np.tanh(n, out=n)
        np.subtract(h_prev, n, out=h)  # z h_prev + (1 - z) n = n + z (h_prev - n)
        h *= z
        h += n
        if pads is not None:
            np.copyto(h, h_prev, where=pads[t])
    return from_columns(hs[1:, :-1]), (u, hs, gates, W_x, W_h, pads)


def gru_backward_fast(dhs, cache):
    """Gradients of all steps.

    dhs (N, T, H), cache from `gru_forward_fast`
    -> dx (N, T, D), dh0 (N, H), dW_x (D, 3H), dW_h (H, 3H), db (2, 3H) or (3H,).
    """
    if isinstance(cache, list):
        dx, (dh0,), dweights = unroll_backward(GRU_RESET_BEFORE, dhs, None, cache)
        return dx, dh0, *dweights
    u, hs, gates, W_x, W_h, pads = cache
    (T, H4, N), H = gates.shape, len(W_h) - 1
    require_shape("gru_backward_fast", "dhs", dhs, "N T H", N=N, T=T, H=H)
    dhs_columns, das = empty((T, H, N), u.dtype), empty((T, H4, N), u.dtype)
    write_columns(dhs, dhs_columns)
    carry = np.zeros((H, N), u.dtype)
    through, slopes = empty((H, N), u.dtype), empty((2 * H, N), u.dtype)
    for t in reversed(range(T)):
        dh = dhs_columns[t]
        dh += carry
        kept = None if pads is None else dh * pads[t]
        if pads is not None:
            np.copyto(dh, 0.0, where=pads[t])
        _step_back(dh, gates[t], hs[t, :-1], das[t], through, slopes)
        np.matmul(W_h[:-1], das[t, H:], out=carry)
        dh *= gates[t, H : 2 * H]
        carry += dh
        if pads is not None:
            carry += kept
    dx = np.matmul(W_x[:-1], das[:, : 3 * H], out=empty((T, len(W_x) - 1, N), u.dtype))
    rows = side_by_side(das)
    dW_x = sum_over_time(side_by_side(u[:T]), rows[: 3 * H])
    dW_h = sum_over_time(side_by_side(hs[:T]), rows[H:])
    return from_columns(dx), carry.T.copy(), *_split(dW_x, dW_h)


def _step_back(dh, gates, h_prev, da, through, slopes):
    """Fill da (4H, N), the gradients of a_n, a_z, a_r and q."""
    H = len(dh)
    n, z, r, q = _blocks(gates)
    da_n, da_z, da_r, dq = _blocks(da)
    np.subtract(1.0, z, out=through)
    through *= dh
    np.multiply(n, n, out=da_n)
    np.subtract(1.0, da_n, out=da_n)
    da_n *= through
    np.subtract(h_prev, n, out=da_z)
    da_z *= dh
    np.multiply(da_n, q, out=da_r)
    np.multiply(da_n, r, out=dq)
    zr = gates[H : 3 * H]
    np.multiply(zr, zr, out=slopes)
    np.subtract(zr, slopes, out=slopes)
    da[H : 3 * H] *= slopes


def _blocks(gates):
    """The four blocks of (4H, N)."""
    H = len(gates) // 4
    return gates[:H], gates[H : 2 * H], gates[2 * H : 3 * H], gates[3 * H :]


def _joined(W_x, W_h, b, dtype):
    """[W_x; b[0]] in the order n, z, r, (D + 1, 3H), and [W_h; b[1]] in the order z, r, n."""
    W_x = np.concatenate([np.roll(W_x, len(W_h), axis=1), np.roll(b[:1], len(W_h), axis=1)])
    W_h = np.concatenate([W_h, b[1:]])
    return W_x.astype(dtype, copy=False), W_h.astype(dtype, copy=False)


def _halved(W_x, W_h):
    """What `_joined` gave, transposed, with the columns of the gates z and r halved.

    Rows one after the other: a transposed view is slower in the products of the steps.
    """
    H = len(W_h) - 1
    W_x, W_h = transposed(W_x), transposed(W_h)
    W_x[H:] *= 0.5
    W_h[: 2 * H] *= 0.5
    return W_x, W_h


def _split(dW_x, dW_h):
    """The gradients of what `_joined` took: (D + 1, 3H), (H + 1, 3H) -> dW_x, dW_h, db."""
    H = dW_h.shape[1] // 3
    ordered = empty(dW_x.shape, dW_x.dtype)
    ordered[:, : 2 * H], ordered[:, 2 * H :] = dW_x[:, H:], dW_x[:, :H]
    return ordered[:-1], dW_h[:-1], np.stack([ordered[-1], dW_h[-1]])


def _require(function, x, h0, W_x, W_h, b, reset_after, mask):
    """Check the arguments as `gru_forward` does."""
    require_shape(function, "x", x, "N T D", D=len(W_x))
    require_steps(function, "x", x)
    require_gru(function, x[:, 0], h0, W_x, W_h, b, reset_after)
    if mask is not None:
        require_mask(function, mask, *x.shape[:2])
