"""The vanilla cell of `rnn_ref.rnn`, made for training: the same equations and results.

What differs (see `rnn_ref.columns` for the layout): one product per step, of [W_xh; W_hh; b_h]
with [x_t; h_{t-1}; 1], written straight to its place among the inputs of the next step; buffers
used at all steps; one product after the loop for the gradients of all weights.

The cache is the tuple ``(u, W, pads)``: the inputs of each step, (T + 1, D + H + 1, N), whose
rows D to D + H are h_{t-1}; the weights joined, (D + H + 1, H); where padding stands.
"""

import numpy as np

from rnn_ref.buffers import empty, transposed
from rnn_ref.columns import (
    input_columns,
    padding,
    rows_apart,
    side_by_side,
    sum_over_time,
    to_columns,
)
from rnn_ref.shapes import require_float, require_mask, require_shape, require_steps


def rnn_forward_fast(x, h0, W_xh, W_hh, b_h, mask=None):
    """All steps. Arguments as in `rnn_forward`, and mask (N, T) of bool.

    -> hs (N, T, H), cache for `rnn_backward_fast`.
    """
    _require("rnn_forward_fast", x, h0, W_xh, W_hh, b_h, mask)
    (N, T, D), H = x.shape, len(W_hh)
    dtype = np.result_type(x, h0, W_xh, W_hh, b_h)
    pads = padding(mask)
    W = np.concatenate([W_xh, W_hh, b_h[None]]).astype(dtype, copy=False)
    W_T = transposed(W)  # rows one after the other: a view is slower in the products of the steps
    u = input_columns(x, H, pads, dtype)
    states, hs = u[:, D:-1], empty((N, T, H), dtype)
    states[0], hs_columns = h0.T, to_columns(hs)
    for t in range(T):
        h = states[t + 1]
        np.dot(W_T, u[t], out=h)
        np.tanh(h, out=h)
        if pads is not None:
            np.copyto(h, states[t], where=pads[t])
        hs_columns[t] = h
    return hs, (u, W, pads)


def rnn_backward_fast(dhs, cache):
    """Gradients of all steps.

    dhs (N, T, H), cache from `rnn_forward_fast`
    -> dx (N, T, D), dh0 (N, H), dW_xh (D, H), dW_hh (H, H), db_h (H,).
    """
    u, W, pads = cache
    (T, N), H = (len(u) - 1, u.shape[2]), W.shape[1]
    D = len(W) - H - 1
    require_shape("rnn_backward_fast", "dhs", dhs, "N T H", N=N, T=T, H=H)
    dx, du, dh = empty((N, T, D), u.dtype), empty((D + H, N), u.dtype), empty((H, N), u.dtype)
    dh_rows, dx_columns, dx_t, carry = rows_apart((N, H), u.dtype), to_columns(dx), du[:D], du[D:]
    das, da = empty((H, T, N), u.dtype), empty((H, N), u.dtype)  # das as of `side_by_side`
    dh_columns = dh_rows.T
    carry[...] = 0.0
    for t in reversed(range(T)):
        h = u[t + 1, D:-1]
        dh_rows[...] = dhs[:, t]
        np.add(dh_columns, carry, out=dh)
        np.multiply(h, h, out=da)
        np.subtract(1.0, da, out=da)
        da *= dh
        if pads is not None:
            np.copyto(da, 0.0, where=pads[t])
        das[:, t] = da
        np.dot(W[:-1], da, out=du)
        dx_columns[t] = dx_t
        if pads is not None:
            carry += dh * pads[t]
    dW = sum_over_time(side_by_side(u[:T]), das.reshape(H, T * N))
    return dx, carry.T.copy(), dW[:D], dW[D:-1], dW[-1]


def _require(function, x, h0, W_xh, W_hh, b_h, mask):
    """Check the arguments as `rnn_forward` does."""
    D, H = W_xh.shape
    require_shape(function, "x", x, "N T D", D=D)
    require_steps(function, "x", x)
    require_shape(function, "h0", h0, "N H", N=len(x), H=H)
    require_shape(function, "W_hh", W_hh, "H H", H=H)
    require_shape(function, "b_h", b_h, "H", H=H)
    require_float(function, x=x, h0=h0, W_xh=W_xh, W_hh=W_hh, b_h=b_h)
    if mask is not None:
        require_mask(function, mask, *x.shape[:2])
