"""The vanilla cell of `rnn_ref.rnn`, made for training: the same equations and results.

What differs (see `rnn_ref.columns` for the layout): one product per step, of [W_xh; W_hh; b_h]
with [x_t; h_{t-1}; 1], written straight to its place among the inputs of the next step; buffers
used at all steps; one product after the loop for the gradients of all weights.

The cache is the tuple ``(u, W, pads)``: the inputs of each step, (T + 1, D + H + 1, N), whose
rows D to D + H are h_{t-1}; the weights joined, (H, D + H + 1); where padding stands.
"""

import numpy as np

from rnn_ref.buffers import contiguous, empty
from rnn_ref.columns import (
    from_columns,
    input_columns,
    padding,
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
    (_, T, D), H = x.shape, len(W_hh)
    dtype = np.result_type(x, h0, W_xh, W_hh, b_h)
    pads = padding(mask)
    W = contiguous(np.concatenate([W_xh, W_hh, b_h[None]]).T, dtype)
    u = input_columns(x, H, pads, dtype)
    u[0, D:-1] = h0.T
    for t in range(T):
        h = u[t + 1, D:-1]
        np.matmul(W, u[t], out=h)
        np.tanh(h, out=h)
        if pads is not None:
            np.copyto(h, u[t, D:-1], where=pads[t])
    return from_columns(u[1:, D:-1]), (u, W, pads)


def rnn_backward_fast(dhs, cache):
    """Gradients of all steps.

    dhs (N, T, H), cache from `rnn_forward_fast`
    -> dx (N, T, D), dh0 (N, H), dW_xh (D, H), dW_hh (H, H), db_h (H,).
    """
    u, W, pads = cache
    (T, K, N), H = (len(u) - 1, *u.shape[1:]), len(W)
    D = K - H - 1
    require_shape("rnn_backward_fast", "dhs", dhs, "N T H", N=N, T=T, H=H)
    dhs = contiguous(to_columns(dhs), u.dtype)
    W_back = contiguous(W[:, :-1].T)  # rows one after the other: a view is slower here
    das, dus, carry = empty((T, H, N), u.dtype), empty((T, D + H, N), u.dtype), 0.0
    for t in reversed(range(T)):
        dh, da, h = dhs[t], das[t], u[t + 1, D:-1]
        dh += carry
        np.multiply(h, h, out=da)
        np.subtract(1.0, da, out=da)
        da *= dh
        if pads is not None:
            np.copyto(da, 0.0, where=pads[t])
        np.matmul(W_back, da, out=dus[t])
        carry = dus[t, D:]
        if pads is not None:
            carry += dh * pads[t]
    dW = sum_over_time(side_by_side(u[:T]), side_by_side(das))
    return from_columns(dus[:, :D]), carry.T.copy(), dW[:D], dW[D:-1], dW[-1]


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
