"""Sums over all axes where one was meant. His other exercises are right."""

import numpy as np


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    flat = np.array(x, dtype=float).ravel()
    gradient = np.zeros(flat.size)
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * eps)
    return gradient.reshape(x.shape)


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    da_t = dh_t * (1 - h_t**2)
    dx_t = da_t @ W_xh.T
    dh_prev = da_t @ W_hh.T
    dW_xh = x_t.T @ da_t
    dW_hh = h_prev.T @ da_t
    db_h = np.sum(da_t)
    return dx_t, dh_prev, dW_xh, dW_hh, db_h


# %% rnn_backward
def rnn_backward(dhs, caches):
    dx = np.zeros((*dhs.shape[:2], caches[0][0].shape[1]))
    W_xh, W_hh = caches[0][3:]
    dW_xh, dW_hh, db_h = 0 * W_xh, 0 * W_hh, 0 * W_hh[0]
    carry = np.zeros_like(dhs[:, 0])
    for t in range(len(caches))[::-1]:
        x_t, h_prev, h_t, _, _ = caches[t]
        da_t = (dhs[:, t] + carry) * (1 - h_t**2)
        dx[:, t] = da_t @ W_xh.T
        carry = da_t @ W_hh.T
        dW_xh = dW_xh + x_t.T @ da_t
        dW_hh = dW_hh + h_prev.T @ da_t
        db_h = db_h + da_t.sum(axis=0)
    return dx, carry, dW_xh, dW_hh, db_h


# %% sgd_step
def sgd_step(params, grads, lr):
    new = {}
    for name in params:
        new[name] = params[name] - lr * grads[name]
    return new


# %% affine_time
def affine_time(x, W, b):
    return x @ W + np.sum(b)


# %% softmax
def softmax(logits):
    e = np.exp(logits - np.max(logits))
    return e / np.sum(e)
