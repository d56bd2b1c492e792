"""The GRU cell (Cho et al. 2014), in both of its dialects.

The three blocks of columns of W_x (D, 3H) and W_h (H, 3H) are z, r, n:

    z = sigmoid(x_t @ W_xz + h_{t-1} @ W_hz + b_z)     update gate: how much of h_{t-1} stays
    r = sigmoid(x_t @ W_xr + h_{t-1} @ W_hr + b_r)     reset gate: how much of it n may see
    h_t = z * h_{t-1} + (1 - z) * n

reset_after=True, the reset gate comes after the product (Keras, cuDNN, PyTorch). There are two
rows of biases, b (2, 3H): b[0] beside the inputs, b[1] beside the state; b_z and b_r are sums
of both rows.

    q = h_{t-1} @ W_hn + b[1]_n
    n = tanh(x_t @ W_xn + b[0]_n + r * q)

reset_after=False, the reset gate comes before the product (the paper). There is one row, b (3H,).

    q = h_{t-1}
    n = tanh(x_t @ W_xn + (r * q) @ W_hn + b_n)

In both, q is what r multiplies, so that with drq the gradient of (r * q), dr = drq * q and
dq = drq * r. Backward, with dh_t the whole gradient that arrives at h_t:

    dz = dh_t * (h_{t-1} - n),  dn = dh_t * (1 - z)
    da_z = dz * z * (1 - z),  da_n = dn * (1 - n^2)
    drq = da_n  (after)   or   da_n @ W_hn.T  (before)
    da_r = drq * q * r * (1 - r)
    dh_{t-1} = dh_t * z + da_z @ W_hz.T + da_r @ W_hr.T + (dq @ W_hn.T  or  dq)

A step's cache is the tuple ``(x_t, h_prev, z, r, n, q, W_x, W_h, reset_after)``.
"""

import numpy as np

from rnn_ref.activations import sigmoid
from rnn_ref.shapes import require_float, require_shape, require_steps


def gru_step(x_t, h_prev, W_x, W_h, b, reset_after=True):
    """One step.

    x_t (N, D), h_prev (N, H), W_x (D, 3H), W_h (H, 3H), b (2, 3H), or (3H,) where
    reset_after=False -> h_t (N, H).
    """
    h_t, _ = gru_step_forward(x_t, h_prev, W_x, W_h, b, reset_after)
    return h_t


def gru_step_forward(x_t, h_prev, W_x, W_h, b, reset_after=True):
    """One step, with what the backward pass needs.

    Arguments as in `gru_step`
    -> h_t (N, H), cache (x_t, h_prev, z, r, n, q, W_x, W_h, reset_after).
    """
    require_gru("gru_step", x_t, h_prev, W_x, W_h, b, reset_after)
    b_x, b_h = b if reset_after else (b, np.zeros_like(b))
    xz, xr, xn = np.split(x_t @ W_x + b_x, 3, axis=1)
    W_hz, W_hr, W_hn = np.split(W_h, 3, axis=1)
    b_hz, b_hr, b_hn = np.split(b_h, 3)
    z = sigmoid(xz + h_prev @ W_hz + b_hz)
    r = sigmoid(xr + h_prev @ W_hr + b_hr)
    if reset_after:
        q = h_prev @ W_hn + b_hn
        n = np.tanh(xn + r * q)
    else:
        q = h_prev
        n = np.tanh(xn + (r * q) @ W_hn)
    h_t = z * h_prev + (1.0 - z) * n
    return h_t, (x_t, h_prev, z, r, n, q, W_x, W_h, reset_after)


def gru_step_backward(dh_t, cache):
    """Gradients of one step.

    dh_t (N, H), cache (x_t, h_prev, z, r, n, q, W_x, W_h, reset_after)
    -> dx_t (N, D), dh_prev (N, H), dW_x (D, 3H), dW_h (H, 3H), db (2, 3H) or (3H,).
    """
    x_t, h_prev, z, r, n, q, W_x, W_h, reset_after = cache
    require_shape("gru_step_backward", "dh_t", dh_t, "N H", N=len(z), H=z.shape[1])
    W_hz, W_hr, W_hn = np.split(W_h, 3, axis=1)
    dz, dn = dh_t * (h_prev - n), dh_t * (1.0 - z)
    da_z, da_n = dz * z * (1.0 - z), dn * (1.0 - n**2)
    drq = da_n if reset_after else da_n @ W_hn.T
    da_r, dq = drq * q * r * (1.0 - r), drq * r
    dh_prev = dh_t * z + da_z @ W_hz.T + da_r @ W_hr.T + (dq @ W_hn.T if reset_after else dq)
    dW_hn = h_prev.T @ dq if reset_after else (r * h_prev).T @ da_n
    dW_h = np.concatenate([h_prev.T @ da_z, h_prev.T @ da_r, dW_hn], axis=1)
    da_t = np.concatenate([da_z, da_r, da_n], axis=1)
    db = da_t.sum(axis=0)
    if reset_after:
        db = np.stack([db, np.concatenate([da_z, da_r, dq], axis=1).sum(axis=0)])
    return da_t @ W_x.T, dh_prev, x_t.T @ da_t, dW_h, db


def gru_forward(x, h0, W_x, W_h, b, reset_after=True):
    """All steps. x (N, T, D), h0 (N, H), weights as in `gru_step` -> hs (N, T, H)."""
    hs, _ = gru_forward_with_caches(x, h0, W_x, W_h, b, reset_after)
    return hs


def gru_forward_with_caches(x, h0, W_x, W_h, b, reset_after=True):
    """All steps, with what the backward pass needs.

    Arguments as in `gru_forward` -> hs (N, T, H), caches: a list of T step caches.
    """
    require_shape("gru_forward", "x", x, "N T D", D=len(W_x))
    require_steps("gru_forward", "x", x)
    require_gru("gru_forward", x[:, 0], h0, W_x, W_h, b, reset_after)
    N, T, _ = x.shape
    hs = np.empty((N, T, len(W_h)), dtype=np.result_type(x, h0, W_x, W_h, b))
    caches = []
    h_t = h0
    for t in range(T):
        h_t, cache = gru_step_forward(x[:, t], h_t, W_x, W_h, b, reset_after)
        hs[:, t] = h_t
        caches.append(cache)
    return hs, caches


def gru_backward(dhs, caches):
    """Backpropagation through time.

    dhs (N, T, H): the gradient that arrives at each h_t from the loss of its own step;
    caches: the T step caches of the forward pass
    -> dx (N, T, D), dh0 (N, H), dW_x (D, 3H), dW_h (H, 3H), db (2, 3H) or (3H,).
    """
    x_0, h0, *_, W_x, W_h, reset_after = caches[0]
    (N, D), H, T = x_0.shape, len(W_h), len(caches)
    require_shape("gru_backward", "dhs", dhs, "N T H", N=N, T=T, H=H)
    dx = np.empty((N, T, D), dtype=np.result_type(dhs, x_0))
    dW_x, dW_h = np.zeros_like(W_x), np.zeros_like(W_h)
    db = np.zeros((2, 3 * H) if reset_after else 3 * H, dtype=W_h.dtype)
    carry = np.zeros_like(h0)
    for t in reversed(range(T)):
        step = gru_step_backward(dhs[:, t] + carry, caches[t])
        dx[:, t], carry = step[:2]
        dW_x += step[2]
        dW_h += step[3]
        db += step[4]
    return dx, carry, dW_x, dW_h, db


def require_gru(function, x_t, h_prev, W_x, W_h, b, reset_after):
    """Check the arguments of a step: sizes that agree, and floating point."""
    step = function == "gru_step"
    x, h = ("x_t", "h_prev") if step else ("x", "h0")
    H, three = len(W_h), {"3H": 3 * len(W_h)}
    require_shape(function, "W_h", W_h, "H 3H", H=H, **three)
    require_shape(function, "W_x", W_x, "D 3H", **three)
    require_shape(function, "b", b, "2 3H" if reset_after else "3H", **{"2": 2}, **three)
    require_shape(function, "x_t", x_t, "N D", D=len(W_x))
    require_shape(function, h, h_prev, "N H", N=len(x_t), H=H)
    require_float(function, W_x=W_x, W_h=W_h, b=b, **{x: x_t, h: h_prev})
