"""Computes the carry in the backward pass, and never adds it. Her other exercises are right."""

import numpy as np


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    da_t = dh_t - dh_t * h_t**2
    return da_t @ W_xh.T, da_t @ W_hh.T, x_t.T @ da_t, h_prev.T @ da_t, np.sum(da_t, axis=0)


# %% rnn_backward
def rnn_backward(dhs, caches):
    N, T, H = dhs.shape
    x_t, _, _, W_xh, W_hh = caches[0]
    dx = np.zeros((N, T, x_t.shape[1]))
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(H)
    for t in reversed(range(T)):
        dx[:, t], dh_prev, dW_x, dW_h, db = rnn_step_backward(dhs[:, t], caches[t])
        dW_xh += dW_x
        dW_hh += dW_h
        db_h += db
    return dx, dh_prev, dW_xh, dW_hh, db_h


# %% sgd_step
def sgd_step(params, grads, lr):
    return dict((name, p - lr * grads[name]) for name, p in params.items())
