"""The vanilla cell with ReLU in place of tanh (Le, Jaitly and Hinton 2015).

    a_t = x_t @ W_xh + h_{t-1} @ W_hh + b_h
    h_t = max(a_t, 0)

Backward as in the tanh cell, but for da_t = dh_t where h_t > 0, and 0 elsewhere.

A step's cache is the tuple ``(x_t, h_prev, h_t, W_xh, W_hh)``. The state has no bound: from
identity weights it is carried unchanged, from larger ones it explodes.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape


def relu_rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    """One step. x_t (N, D), h_prev (N, H), W_xh (D, H), W_hh (H, H), b_h (H,) -> h_t (N, H)."""
    D, H = W_xh.shape
    require_shape("relu_rnn_step", "x_t", x_t, "N D", D=D)
    require_shape("relu_rnn_step", "h_prev", h_prev, "N H", N=len(x_t), H=H)
    require_shape("relu_rnn_step", "W_hh", W_hh, "H H", H=H)
    require_shape("relu_rnn_step", "b_h", b_h, "H", H=H)
    require_float("relu_rnn_step", x_t=x_t, h_prev=h_prev, W_xh=W_xh, W_hh=W_hh, b_h=b_h)
    return np.maximum(x_t @ W_xh + h_prev @ W_hh + b_h, 0.0)


def relu_rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    """One step, with what the backward pass needs.

    Arguments as in `relu_rnn_step` -> h_t (N, H), cache (x_t, h_prev, h_t, W_xh, W_hh).
    """
    h_t = relu_rnn_step(x_t, h_prev, W_xh, W_hh, b_h)
    return h_t, (x_t, h_prev, h_t, W_xh, W_hh)


def relu_rnn_step_backward(dh_t, cache):
    """Gradients of one step.

    dh_t (N, H), cache (x_t, h_prev, h_t, W_xh, W_hh)
    -> dx_t (N, D), dh_prev (N, H), dW_xh (D, H), dW_hh (H, H), db_h (H,).
    """
    x_t, h_prev, h_t, W_xh, W_hh = cache
    require_shape("relu_rnn_step_backward", "dh_t", dh_t, "N H", N=len(h_t), H=h_t.shape[1])
    da_t = np.where(h_t > 0.0, dh_t, 0.0)
    return da_t @ W_xh.T, da_t @ W_hh.T, x_t.T @ da_t, h_prev.T @ da_t, da_t.sum(axis=0)
