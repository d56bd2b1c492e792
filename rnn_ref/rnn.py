"""The vanilla recurrent cell (Elman 1990).

    a_t = x_t @ W_xh + h_{t-1} @ W_hh + b_h
    h_t = tanh(a_t)

Backward, with dh_t the whole gradient that arrives at h_t:

    da_t     = dh_t * (1 - h_t^2)                tanh' written with its own output
    dx_t     = da_t @ W_xh.T
    dh_{t-1} = da_t @ W_hh.T                     the carry to the step before
    dW_xh   += x_t.T @ da_t                      shared weights: the sum over all steps
    dW_hh   += h_{t-1}.T @ da_t
    db_h    += sum of da_t over the batch

A step's cache is the tuple ``(x_t, h_prev, h_t, W_xh, W_hh)``.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape, require_steps


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    """One step. x_t (N, D), h_prev (N, H), W_xh (D, H), W_hh (H, H), b_h (H,) -> h_t (N, H)."""
    D, H = W_xh.shape
    require_shape("rnn_step", "x_t", x_t, "N D", D=D)
    require_shape("rnn_step", "h_prev", h_prev, "N H", N=len(x_t), H=H)
    require_shape("rnn_step", "W_hh", W_hh, "H H", H=H)
    require_shape("rnn_step", "b_h", b_h, "H", H=H)
    require_float("rnn_step", x_t=x_t, h_prev=h_prev, W_xh=W_xh, W_hh=W_hh, b_h=b_h)
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    """One step, with what the backward pass needs.

    Arguments as in `rnn_step` -> h_t (N, H), cache (x_t, h_prev, h_t, W_xh, W_hh).
    """
    h_t = rnn_step(x_t, h_prev, W_xh, W_hh, b_h)
    return h_t, (x_t, h_prev, h_t, W_xh, W_hh)


def rnn_step_backward(dh_t, cache):
    """Gradients of one step.

    dh_t (N, H), cache (x_t, h_prev, h_t, W_xh, W_hh)
    -> dx_t (N, D), dh_prev (N, H), dW_xh (D, H), dW_hh (H, H), db_h (H,).
    """
    x_t, h_prev, h_t, W_xh, W_hh = cache
    require_shape("rnn_step_backward", "dh_t", dh_t, "N H", N=h_t.shape[0], H=h_t.shape[1])
    da_t = dh_t * (1.0 - h_t**2)
    return da_t @ W_xh.T, da_t @ W_hh.T, x_t.T @ da_t, h_prev.T @ da_t, da_t.sum(axis=0)


def rnn_forward(x, h0, W_xh, W_hh, b_h):
    """All steps. x (N, T, D), h0 (N, H) -> hs (N, T, H), the state after each step."""
    hs, _ = rnn_forward_with_caches(x, h0, W_xh, W_hh, b_h)
    return hs


def rnn_forward_with_caches(x, h0, W_xh, W_hh, b_h):
    """All steps, with what the backward pass needs.

    x (N, T, D), h0 (N, H) -> hs (N, T, H), caches: a list of T step caches.
    """
    D, H = W_xh.shape
    require_shape("rnn_forward", "x", x, "N T D", D=D)
    require_shape("rnn_forward", "h0", h0, "N H", N=len(x), H=H)
    require_steps("rnn_forward", "x", x)
    require_float("rnn_forward", x=x, h0=h0, W_xh=W_xh, W_hh=W_hh, b_h=b_h)
    N, T, _ = x.shape
    hs = np.empty((N, T, H), dtype=np.result_type(x, h0, W_xh, W_hh, b_h))
    caches = []
    h_t = h0
    for t in range(T):
        h_t, cache = rnn_step_forward(x[:, t], h_t, W_xh, W_hh, b_h)
        hs[:, t] = h_t
        caches.append(cache)
    return hs, caches


def rnn_backward(dhs, caches):
    """Backpropagation through time.

    dhs (N, T, H): the gradient that arrives at each h_t from the loss of its own step;
    caches: the T step caches of the forward pass
    -> dx (N, T, D), dh0 (N, H), dW_xh (D, H), dW_hh (H, H), db_h (H,).
    """
    return _backward_in_windows(dhs, caches, window=len(caches), function="rnn_backward")


def truncated_bptt(dhs, caches, k):
    """Backpropagation through time that is cut between windows of k steps.

    Windows start at t = 0, k, 2k, ...; the last one is shorter where k does not divide T. No
    gradient passes from a window to the one before it. dhs (N, T, H), caches as in
    `rnn_backward` -> dW_xh (D, H), dW_hh (H, H), db_h (H,), each summed over all windows.
    """
    if k < 1:
        raise ValueError(f"truncated_bptt: k is {k}, expected at least 1")
    _, _, dW_xh, dW_hh, db_h = _backward_in_windows(
        dhs, caches, window=k, function="truncated_bptt"
    )
    return dW_xh, dW_hh, db_h


def _backward_in_windows(dhs, caches, window, function):
    """The loop of both backward passes: the carry starts anew at the end of each window."""
    x_0, h0, _, W_xh, W_hh = caches[0]
    (N, D), H, T = x_0.shape, len(W_hh), len(caches)
    require_shape(function, "dhs", dhs, "N T H", N=N, T=T, H=H)
    dx = np.empty((N, T, D), dtype=np.result_type(dhs, x_0))
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hh[0])
    carry = np.zeros_like(h0)
    for t in reversed(range(T)):
        if (t + 1) % window == 0:
            carry = np.zeros_like(h0)
        step = rnn_step_backward(dhs[:, t] + carry, caches[t])
        dx[:, t], carry = step[0], step[1]
        dW_xh += step[2]
        dW_hh += step[3]
        db_h += step[4]
    return dx, carry, dW_xh, dW_hh, db_h
