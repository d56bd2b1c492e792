"""The LSTM cell (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).

The four blocks of columns of W_x (D, 4H), W_h (H, 4H) and b (4H,) are i, f, g, o:

    a_t = x_t @ W_x + h_{t-1} @ W_h + b          a_i, a_f, a_g, a_o side by side
    i = sigmoid(a_i)                             input gate: how much of g is written
    f = sigmoid(a_f)                             forget gate: how much of c_{t-1} stays
    g = tanh(a_g)                                what would be written
    o = sigmoid(a_o)                             output gate: how much of the cell is shown
    c_t = f * c_{t-1} + i * g
    h_t = o * tanh(c_t)

Backward, with dh_t and dc_t the whole gradients that arrive at h_t and c_t:

    do = dh_t * tanh(c_t)
    dc = dc_t + dh_t * o * (1 - tanh(c_t)^2)     the cell is read by h_t as well
    df = dc * c_{t-1},  di = dc * g,  dg = dc * i
    da_i = di * i * (1 - i),  da_f = df * f * (1 - f),  da_o = do * o * (1 - o)
    da_g = dg * (1 - g^2)
    dc_{t-1} = dc * f                            the carousel: no weights on this way back
    dh_{t-1} = da_t @ W_h.T
    dx_t     = da_t @ W_x.T
    dW_x    += x_t.T @ da_t,  dW_h += h_{t-1}.T @ da_t,  db += sum of da_t over the batch

A step's cache is the tuple ``(x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h)``.
"""

import numpy as np

from rnn_ref.activations import sigmoid
from rnn_ref.shapes import require_float, require_shape, require_steps


def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    """One step.

    x_t (N, D), h_prev (N, H), c_prev (N, H), W_x (D, 4H), W_h (H, 4H), b (4H,)
    -> h_t (N, H), c_t (N, H).
    """
    h_t, c_t, _ = lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b)
    return h_t, c_t


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    """One step, with what the backward pass needs.

    Arguments as in `lstm_step`
    -> h_t (N, H), c_t (N, H), cache (x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h).
    """
    require_lstm("lstm_step", x_t, h_prev, c_prev, W_x, W_h, b)
    a_t = x_t @ W_x + h_prev @ W_h + b
    a_i, a_f, a_g, a_o = np.split(a_t, 4, axis=1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_t = f * c_prev + i * g
    h_t = o * np.tanh(c_t)
    return h_t, c_t, (x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h)


def lstm_step_backward(dh_t, dc_t, cache):
    """Gradients of one step.

    dh_t (N, H), dc_t (N, H), cache (x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h)
    -> dx_t (N, D), dh_prev (N, H), dc_prev (N, H), dW_x (D, 4H), dW_h (H, 4H), db (4H,).
    """
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    N, H = c_t.shape
    require_shape("lstm_step_backward", "dh_t", dh_t, "N H", N=N, H=H)
    require_shape("lstm_step_backward", "dc_t", dc_t, "N H", N=N, H=H)
    tanh_c = np.tanh(c_t)
    do = dh_t * tanh_c
    dc = dc_t + dh_t * o * (1.0 - tanh_c**2)
    di, df, dg = dc * g, dc * c_prev, dc * i
    da_i, da_f, da_o = di * i * (1.0 - i), df * f * (1.0 - f), do * o * (1.0 - o)
    da_g = dg * (1.0 - g**2)
    da_t = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    dx_t, dh_prev, dc_prev = da_t @ W_x.T, da_t @ W_h.T, dc * f
    return dx_t, dh_prev, dc_prev, x_t.T @ da_t, h_prev.T @ da_t, da_t.sum(axis=0)


def lstm_forward(x, h0, c0, W_x, W_h, b):
    """All steps.

    x (N, T, D), h0 (N, H), c0 (N, H), weights as in `lstm_step`
    -> hs (N, T, H), the state after each step, and cT (N, H), the last cell state.
    """
    hs, cT, _ = lstm_forward_with_caches(x, h0, c0, W_x, W_h, b)
    return hs, cT


def lstm_forward_with_caches(x, h0, c0, W_x, W_h, b):
    """All steps, with what the backward pass needs.

    Arguments as in `lstm_forward` -> hs (N, T, H), cT (N, H), caches: a list of T step caches.
    """
    require_shape("lstm_forward", "x", x, "N T D", D=len(W_x))
    require_steps("lstm_forward", "x", x)
    require_lstm("lstm_forward", x[:, 0], h0, c0, W_x, W_h, b)
    N, T, _ = x.shape
    hs = np.empty((N, T, len(W_h)), dtype=np.result_type(x, h0, c0, W_x, W_h, b))
    caches = []
    h_t, c_t = h0, c0
    for t in range(T):
        h_t, c_t, cache = lstm_step_forward(x[:, t], h_t, c_t, W_x, W_h, b)
        hs[:, t] = h_t
        caches.append(cache)
    return hs, c_t, caches


def lstm_backward(dhs, dcT, caches):
    """Backpropagation through time.

    dhs (N, T, H): the gradient that arrives at each h_t from the loss of its own step;
    dcT (N, H): the gradient that arrives at the last cell state; caches: the T step caches
    -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dW_x (D, 4H), dW_h (H, 4H), db (4H,).
    """
    x_0, h0, *_, W_x, W_h = caches[0]
    (N, D), H, T = x_0.shape, len(W_h), len(caches)
    require_shape("lstm_backward", "dhs", dhs, "N T H", N=N, T=T, H=H)
    require_shape("lstm_backward", "dcT", dcT, "N H", N=N, H=H)
    dx = np.empty((N, T, D), dtype=np.result_type(dhs, x_0))
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    dh_carry, dc_carry = np.zeros_like(h0), dcT
    for t in reversed(range(T)):
        step = lstm_step_backward(dhs[:, t] + dh_carry, dc_carry, caches[t])
        dx[:, t], dh_carry, dc_carry = step[:3]
        dW_x += step[3]
        dW_h += step[4]
        db += step[5]
    return dx, dh_carry, dc_carry, dW_x, dW_h, db


def require_lstm(function, x_t, h_prev, c_prev, W_x, W_h, b):
    """Check the arguments of a step: sizes that agree, and floating point."""
    step = function == "lstm_step"
    h, c = ("h_prev", "c_prev") if step else ("h0", "c0")
    D, H = len(W_x), len(W_h)
    require_shape(function, "W_h", W_h, "H 4H", **{"H": H, "4H": 4 * H})
    require_shape(function, "W_x", W_x, "D 4H", **{"4H": 4 * H})
    require_shape(function, "b", b, "4H", **{"4H": 4 * H})
    require_shape(function, "x_t", x_t, "N D", D=D)
    require_shape(function, h, h_prev, "N H", N=len(x_t), H=H)
    require_shape(function, c, c_prev, "N H", N=len(x_t), H=H)
    require_float(function, W_x=W_x, W_h=W_h, b=b, **{"x_t" if step else "x": x_t}, **{h: h_prev})
    require_float(function, **{c: c_prev})
