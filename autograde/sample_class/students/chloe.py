"""Half done: the first exercises of each unit, and a part of what a step or a loss returns."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    h_t = h0
    hs = []
    for t in range(x.shape[1]):
        h_t = rnn_step(x[:, t], h_t, W_xh, W_hh, b_h)
        hs.append(h_t)
    return np.stack(hs, axis=1)


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = eps
        step = step.reshape(x.shape)
        gradient.flat[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    da = dh_t * (1 - h_t**2)
    dx_t = da @ W_xh.T
    dh_prev = da @ W_hh.T
    return dx_t, dh_prev, None, None, None


# %% wire
def wire(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_forward(x, h0, W_xh, W_hh, b_h)
    return hs[:, -1] @ W_hy + b_y, hs @ W_hy + b_y


# %% mse_loss
def mse_loss(y, target):
    return np.mean((y - target) ** 2), 2 * (y - target) / y.size


# %% sequence_cross_entropy
def sequence_cross_entropy(logits, targets, mask):
    N, T, _ = logits.shape
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    R = max(mask.sum(), 1)
    chosen = log_p[np.arange(N)[:, None], np.arange(T), targets]
    loss = -(chosen * mask).sum() / R
    return loss, None


# %% spectral_radius
def spectral_radius(W):
    return max(abs(np.linalg.eigvals(W)))


# %% predicted_slope
predicted_slope = np.log(0.85)
