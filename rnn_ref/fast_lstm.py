"""The LSTM of `rnn_ref.lstm`, made for training: the same equations, arguments and results.

What differs (see `rnn_ref.columns` for the layout):

- one product per step, of [W_x; W_h; b] with [x_t; h_{t-1}; 1];
- the gates stand in the order i, f, o, g: one call serves all three sigmoids, and one tanh all
  four, since sigmoid(a) = (1 + tanh(a / 2)) / 2 and the halves go into the weights once;
- buffers are made once per pass and used at all steps;
- one product after the loop gives the gradients of all weights, summed over steps and batch.

The cache is the tuple ``(u, gates, cs, tanh_cs, W, pads)``: for each step its inputs, gates
(4H, N), cell states and tanh of them; the weights joined, (D + H + 1, 4H), gates in the order
i, f, o, g; where padding stands.
"""

import numpy as np

from rnn_ref.buffers import contiguous, empty, transposed
from rnn_ref.columns import (
    input_columns,
    padding,
    rows_apart,
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
    W = _reordered(np.concatenate([W_x, W_h, b[None]]).astype(dtype, copy=False))
    W_halved = transposed(W)
    W_halved[: 3 * H] *= 0.5
    u = input_columns(x, H, pads, dtype)
    gates, cs = empty((T, 4 * H, N), dtype), empty((T + 1, H, N), dtype)
    tanh_cs, written = empty((T, H, N), dtype), empty((H, N), dtype)
    states, hs = u[:, D:-1], empty((N, T, H), dtype)
    states[0], cs[0], hs_columns = h0.T, c0.T, to_columns(hs)
    for t in range(T):
        a, c, tanh_c, h = gates[t], cs[t + 1], tanh_cs[t], states[t + 1]
        np.dot(W_halved, u[t], out=a)  # at small sizes it is quicker to begin than np.matmul
        np.tanh(a, out=a)
        ifo = a[: 3 * H]
        ifo *= 0.5
        ifo += 0.5
        i, f, o, g = _blocks(a)
        np.multiply(f, cs[t], out=c)
        np.multiply(i, g, out=written)
        c += written
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)
        if pads is not None:
            np.copyto(c, cs[t], where=pads[t])
            np.copyto(h, states[t], where=pads[t])
        hs_columns[t] = h
    return hs, cs[T].T.copy(), (u, gates, cs, tanh_cs, W, pads)


def lstm_backward_fast(dhs, dcT, cache):
    """Gradients of all steps.

    dhs (N, T, H), dcT (N, H), cache from `lstm_forward_fast`
    -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dW_x (D, 4H), dW_h (H, 4H), db (4H,).
    """
    u, gates, _, _, W, pads = cache
    (T, H4, N), H = gates.shape, gates.shape[1] // 4
    D = len(W) - H - 1
    require_shape("lstm_backward_fast", "dhs", dhs, "N T H", N=N, T=T, H=H)
    require_shape("lstm_backward_fast", "dcT", dcT, "N H", N=N, H=H)
    da, du, dx = empty((H4, N), u.dtype), empty((D + H, N), u.dtype), empty((N, T, D), u.dtype)
    das = empty((H4, T, N), u.dtype)  # as of `side_by_side`
    dh_rows, dx_columns, dx_t, carry = rows_apart((N, H), u.dtype), to_columns(dx), du[:D], du[D:]
    dc, dh = contiguous(dcT.T, u.dtype), empty((H, N), u.dtype)
    part, W_back = empty((3 * H, N), u.dtype), W[:-1]
    # Views that are made once, and not at each step.
    dh_columns, rooms = dh_rows.T, (da[: 3 * H], *_blocks(da), part, part[:H])
    carry[...] = 0.0
    for t in reversed(range(T)):
        dh_rows[...] = dhs[:, t]
        np.add(dh_columns, carry, out=dh)
        if pads is not None:
            kept = dh * pads[t], dc * pads[t]
            np.copyto(dh, 0.0, where=pads[t])
            np.copyto(dc, 0.0, where=pads[t])
        _step_back(dh, dc, t, cache, rooms)
        das[:, t] = da
        np.dot(W_back, da, out=du)
        dx_columns[t] = dx_t
        if pads is not None:
            carry += kept[0]
            dc += kept[1]
    dW = _reordered(sum_over_time(side_by_side(u[:T]), das.reshape(H4, T * N)))
    return dx, carry.T.copy(), dc.T.copy(), dW[:D], dW[D:-1], dW[-1]


def _step_back(dh, dc, t, cache, rooms):
    """Fill da (4H, N) of step t, and turn dc, in place, into that of the step before.

    rooms: views of da, its three sigmoids and each of its blocks, and room for what is
    subtracted, (3H, N) and (H, N): s (1 - s) = s - s^2, and 1 - tanh^2. Every product is written
    once and read while it is in the processor's cache.
    """
    _, gates, cs, tanh_cs, _, _ = cache
    tanh_c, (i, f, o, g) = tanh_cs[t], _blocks(gates[t])
    da_ifo, da_i, da_f, da_o, da_g, part, square = rooms
    np.multiply(dh, o, out=da_o)
    dc += da_o
    da_o *= tanh_c  # do o
    np.multiply(da_o, tanh_c, out=square)
    dc -= square  # dc + dh o (1 - tanh(c)^2)
    np.multiply(dc, i, out=da_g)
    np.multiply(da_g, g, out=da_i)  # di i
    np.multiply(da_i, g, out=square)
    da_g -= square  # dg (1 - g^2)
    dc *= f
    np.multiply(dc, cs[t], out=da_f)  # df f
    np.multiply(da_ifo, gates[t, : len(part)], out=part)
    da_ifo -= part  # of all three sigmoids: ds s (1 - s)


def _blocks(gates):
    """The four blocks of (4H, N)."""
    H = len(gates) // 4
    return gates[:H], gates[H : 2 * H], gates[2 * H : 3 * H], gates[3 * H :]


def _reordered(W):
    """A copy of (K, 4H) whose last two blocks of columns have changed places.

    From the order i, f, g, o to i, f, o, g, and back.
    """
    H = W.shape[1] // 4
    ordered = empty(W.shape, W.dtype)
    ordered[:, : 2 * H] = W[:, : 2 * H]
    ordered[:, 2 * H : 3 * H] = W[:, 3 * H :]
    ordered[:, 3 * H :] = W[:, 2 * H : 3 * H]
    return ordered


def _require(function, x, h0, c0, W_x, W_h, b, mask):
    """Check the arguments as `lstm_forward` does."""
    require_shape(function, "x", x, "N T D", D=len(W_x))
    require_steps(function, "x", x)
    require_lstm(function, x[:, 0], h0, c0, W_x, W_h, b)
    if mask is not None:
        require_mask(function, mask, *x.shape[:2])
