"""Recurrences that are linear in the state, and minGRU, which is built on one.

    h_t = a_t * h_{t-1} + b_t           elementwise, a and b known for all t in advance

Two such steps, one after the other, are one such step: (a, b) then (a', b') is (a' a, a' b + b').
So all h_t come out of ceil(log2(T)) rounds of whole-sequence operations (Hillis and Steele 1986):
fewer rounds, more work, and the same numbers.

minGRU (Feng et al. 2024), whose z writes, where that of the GRU keeps:

    z_t = sigmoid(x_t @ W_z + b_z),   v_t = x_t @ W_v + b_v
    h_t = (1 - z_t) * h_{t-1} + z_t * v_t
"""

import numpy as np

from rnn_ref.activations import sigmoid
from rnn_ref.shapes import require_float, require_shape, require_steps


def linear_scan(a, b, h0):
    """One step after the other. a (N, T, H), b (N, T, H), h0 (N, H) -> hs (N, T, H)."""
    _require("linear_scan", a, b, h0)
    hs = np.empty(b.shape, np.result_type(a, b, h0))
    h_t = h0
    for t in range(b.shape[1]):
        h_t = a[:, t] * h_t + b[:, t]
        hs[:, t] = h_t
    return hs


def linear_scan_parallel(a, b, h0):
    """The same in ceil(log2(T)) rounds. a (N, T, H), b (N, T, H), h0 (N, H) -> hs (N, T, H)."""
    _require("linear_scan_parallel", a, b, h0)
    b = b.copy()
    b[:, 0] += a[:, 0] * h0
    reach = 1
    while reach < b.shape[1]:
        # Each step takes in the `reach` steps before those that it holds already.
        before_a, before_b = a[:, :-reach], b[:, :-reach]
        b = np.concatenate([b[:, :reach], a[:, reach:] * before_b + b[:, reach:]], axis=1)
        a = np.concatenate([a[:, :reach], a[:, reach:] * before_a], axis=1)
        reach *= 2
    return b


def linear_scan_backward(dhs, a, hs, h0):
    """Gradients of the scan: a scan from the end, with carry_t = dh_t + a_{t+1} carry_{t+1}.

    dhs (N, T, H), a and hs as in the forward pass -> da, db (N, T, H), dh0 (N, H).
    """
    _require("linear_scan_backward", a, dhs, h0)
    ahead = np.zeros_like(a)
    ahead[:, :-1] = a[:, 1:]
    db = linear_scan(ahead[:, ::-1], dhs[:, ::-1], np.zeros_like(h0))[:, ::-1]
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    return db * before, db, a[:, 0] * db[:, 0]


def mingru_forward(x, h0, W_z, b_z, W_v, b_v, scan=linear_scan):
    """All steps. x (N, T, D), h0 (N, H), W_z and W_v (D, H), b_z and b_v (H,).

    scan: `linear_scan` or `linear_scan_parallel`
    -> hs (N, T, H), cache (x, h0, z, v, hs, W_z, W_v).
    """
    D, H = W_z.shape
    require_shape("mingru_forward", "x", x, "N T D", D=D)
    require_shape("mingru_forward", "W_v", W_v, "D H", D=D, H=H)
    z, v = sigmoid(x @ W_z + b_z), x @ W_v + b_v
    hs = scan(1.0 - z, z * v, h0)
    return hs, (x, h0, z, v, hs, W_z, W_v)


def mingru_backward(dhs, cache):
    """dhs (N, T, H) -> dx, dh0, dW_z, db_z, dW_v, db_v."""
    x, h0, z, v, hs, W_z, W_v = cache
    da, db, dh0 = linear_scan_backward(dhs, 1.0 - z, hs, h0)
    da_z, dv = (db * v - da) * z * (1.0 - z), db * z
    dW_z, dW_v = (np.einsum("ntd,nth->dh", x, d) for d in (da_z, dv))
    dx = da_z @ W_z.T + dv @ W_v.T
    return dx, dh0, dW_z, da_z.sum(axis=(0, 1)), dW_v, dv.sum(axis=(0, 1))


def _require(function, a, b, h0):
    """Check that a, b and h0 belong together."""
    require_shape(function, "b" if "backward" not in function else "dhs", b, "N T H")
    N, T, H = b.shape
    require_shape(function, "a", a, "N T H", N=N, T=T, H=H)
    require_shape(function, "h0", h0, "N H", N=N, H=H)
    require_steps(function, "a", a)
    require_float(function, a=a, b=b, h0=h0)
