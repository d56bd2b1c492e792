"""The LSTM of `rnn_ref.lstm`, made for training: the same equations, arguments and results.

What differs (see `rnn_ref.columns` for the layout):

- one product per step, of [W_x; W_h; b] with [x_t; h_{t-1}; 1];
- the gates stand in the order i, f, o, g: one tanh for all four of them, since
  sigmoid(a) = (1 + tanh(a / 2)) / 2 and the halves go into the weights once;
- buffers are made once per pass and used at all steps;
- one product after the loop gives the gradients of all weights, summed over steps and batch.

The cache is the tuple ``(u, gates, cs, tanh_cs, W, pads)``: for each step its inputs, gates
(4H, N), cell states and tanh of them; the weights as they were used; where padding stands.
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
from rnn_ref.lstm import require_lstm
from rnn_ref.shapes import require_mask, require_shape, require_steps


def lstm_forward_fast(x, h0, c0, W_x, W_h, b, mask=None):
    """All steps. Arguments as in `lstm_forward`, and mask (N, T) of bool.

    -> hs (N, T, H), cT (N, H), cache for `lstm_backward_fast`.
    """
    _require("lstm_forward_fast", x, h0, c0, W_x, W_h, b, mask)
    (N, T, D), H = x.shape, len(W_h)
    dtype = np.result_type(x, h0, c0, W_x, W_h, b)
    pads = padding(mask)
    W = _joined(W_x, W_h, b, dtype)
    u = input_columns(x, H, pads, dtype)
    gates, cs = empty((T, 4 * H, N), dtype), empty((T + 1, H, N), dtype)
    tanh_cs, written = empty((T, H, N), dtype), empty((H, N), dtype)
    u[0, D:-1], cs[0] = h0.T, c0.T
    hs = u[:, D:-1]
    for t in range(T):
        a, c, tanh_c = gates[t], cs[t + 1], tanh_cs[t]
        np.matmul(W, u[t], out=a)
        np.tanh(a, out=a)
        ifo = a[: 3 * H]
        ifo *= 0.5
        ifo += 0.5
        i, f, o, g = _blocks(a)
        np.multiply(f, cs[t], out=c)
        np.multiply(i, g, out=written)
        c += written
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=hs[t + 1])
        if pads is not None:
            np.copyto(c, cs[t], where=pads[t])
            np.copyto(hs[t + 1], hs[t], where=pads[t])
    return from_columns(hs[1:]), cs[T].T.copy(), (u, gates, cs, tanh_cs, W, pads)


def lstm_backward_fast(dhs, dcT, cache):
    """Gradients of all steps.

    dhs (N, T, H), dcT (N, H), cache from `lstm_forward_fast`
    -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dW_x (D, 4H), dW_h (H, 4H), db (4H,).
    """
    u, gates, _, _, W, pads = cache
    T, H4, N = gates.shape
    D, H = u.shape[1] - H4 // 4 - 1, H4 // 4
    require_shape("lstm_backward_fast", "dhs", dhs, "N T H", N=N, T=T, H=H)
    require_shape("lstm_backward_fast", "dcT", dcT, "N H", N=N, H=H)
    dhs = contiguous(to_columns(dhs), u.dtype)
    das, dus = empty(gates.shape, u.dtype), empty((T, D + H, N), u.dtype)
    W_back = contiguous(W[:, :-1].T)  # rows one after the other: a view is slower here
    W_back[:, : 3 * H] *= 2.0  # as the weights were given
    part, dc, carry = empty((H, N), u.dtype), dcT.T.astype(u.dtype), np.zeros((H, N), u.dtype)
    for t in reversed(range(T)):
        dh = dhs[t]
        dh += carry
        if pads is not None:
            kept = dh * pads[t], dc * pads[t]
            np.copyto(dh, 0.0, where=pads[t])
            np.copyto(dc, 0.0, where=pads[t])
        _step_back(dh, dc, das[t], t, cache, part)
        np.matmul(W_back, das[t], out=dus[t])
        carry = dus[t, D:]
        if pads is not None:
            carry += kept[0]
            dc += kept[1]
    dx, dh0, dc0 = from_columns(dus[:, :D]), carry.T.copy(), dc.T.copy()
    return dx, dh0, dc0, *_split(sum_over_time(side_by_side(u[:T]), side_by_side(das)))


def _step_back(dh, dc, da, t, cache, part):
    """Fill da (4H, N) of step t, and turn dc, in place, into that of the step before.

    Every product is written once and read while it is in the processor's cache; `part` (H, N)
    holds what is subtracted: s (1 - s) = s - s^2, and 1 - tanh^2.
    """
    _, gates, cs, tanh_cs, _, _ = cache
    tanh_c, (i, f, o, g) = tanh_cs[t], _blocks(gates[t])
    da_i, da_f, da_o, da_g = _blocks(da)
    np.multiply(dh, o, out=da_o)
    dc += da_o
    np.multiply(da_o, tanh_c, out=part)  # dh h
    np.multiply(part, o, out=da_o)
    np.subtract(part, da_o, out=da_o)  # dh tanh(c) o (1 - o)
    part *= tanh_c
    dc -= part  # dc + dh o (1 - tanh(c)^2)
    np.multiply(dc, i, out=part)
    np.multiply(part, g, out=da_i)
    np.multiply(da_i, g, out=da_g)
    np.subtract(part, da_g, out=da_g)  # dc i (1 - g^2)
    np.multiply(da_i, i, out=part)
    da_i -= part  # dc g i (1 - i)
    dc *= f
    np.multiply(dc, cs[t], out=da_f)
    np.multiply(da_f, f, out=part)
    da_f -= part  # dc c_prev f (1 - f)


def _blocks(gates):
    """The four blocks of (4H, N)."""
    H = len(gates) // 4
    return gates[:H], gates[H : 2 * H], gates[2 * H : 3 * H], gates[3 * H :]


def _joined(W_x, W_h, b, dtype):
    """[W_x; W_h; b] as (4H, D + H + 1), gates in the order i, f, o, g, sigmoid gates halved."""
    W = np.concatenate([W_x, W_h, b[None]]).astype(dtype)
    i, f, g, o = np.split(W, 4, axis=1)
    return np.ascontiguousarray(np.concatenate([0.5 * i, 0.5 * f, 0.5 * o, g], axis=1).T)


def _split(dW):
    """From the order i, f, o, g to i, f, g, o. dW (D + H + 1, 4H) -> dW_x, dW_h, db."""
    H = dW.shape[1] // 4
    ordered = empty(dW.shape, dW.dtype)
    ordered[:, : 2 * H] = dW[:, : 2 * H]
    ordered[:, 2 * H : 3 * H] = dW[:, 3 * H :]
    ordered[:, 3 * H :] = dW[:, 2 * H : 3 * H]
    return ordered[: -H - 1], ordered[-H - 1 : -1], ordered[-1]


def _require(function, x, h0, c0, W_x, W_h, b, mask):
    """Check the arguments as `lstm_forward` does."""
    require_shape(function, "x", x, "N T D", D=len(W_x))
    require_steps(function, "x", x)
    require_lstm(function, x[:, 0], h0, c0, W_x, W_h, b)
    if mask is not None:
        require_mask(function, mask, *x.shape[:2])
