"""Everything right in another style: Python loops over the batch, np.dot and plain lists."""

import numpy as np


# %% rnn_step
import math


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        a = np.dot(x, W_xh) + np.dot(h, W_hh) + b_h
        rows.append([math.tanh(value) for value in a])
    return rows


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b_h)))
    for n in range(N):
        h = h0[n]
        for t in range(T):
            h = np.tanh(np.dot(W_xh.T, x[n, t]) + np.dot(W_hh.T, h) + b_h)
            hs[n, t] = h
    return hs


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    N, T, _ = hs.shape
    a = np.zeros((N, T, len(b_y)))
    for t in range(T):
        a[:, t] = np.dot(hs[:, t], W_hy) + b_y
    return activation(a)


# %% count_params
def count_params(D, H, K):
    shapes = [(D, H), (H, H), (H,), (H, K), (K,)]
    total = 0
    for shape in shapes:
        total += math.prod(shape)
    return total


# %% parity_weights
parity_weights = {
    "W_xh": [[50, 50]],
    "W_hh": [[-25, -25], [25, 25]],
    "b_h": [-75, -25],  # the first unit is the AND, the second the OR
    "W_hy": [[-0.5], [0.5]],
    "b_y": [0],
}


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dx, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_xh, dW_hh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))
    for n in range(len(x_t)):
        da = dh_t[n] * (1 - h_t[n] * h_t[n])
        dx[n] = np.dot(W_xh, da)
        dh_prev[n] = np.dot(W_hh, da)
        dW_xh += np.outer(x_t[n], da)
        dW_hh += np.outer(h_prev[n], da)
        db += da
    return dx, dh_prev, dW_xh, dW_hh, db


# %% rnn_backward
def rnn_backward(dhs, caches):
    dx, total, dh = [], None, np.zeros_like(dhs[:, 0])
    for t in reversed(range(len(caches))):
        step_dx, dh, *weights = rnn_step_backward(dhs[:, t] + dh, caches[t])
        dx.insert(0, step_dx)
        total = weights if total is None else [a + b for a, b in zip(total, weights, strict=True)]
    return np.stack(dx, axis=1), dh, *total


# %% truncated_bptt
def truncated_bptt(dhs, caches, k):
    dW_xh = dW_hh = db = 0
    dh = np.zeros_like(dhs[:, 0])
    for t in reversed(range(len(caches))):
        _, dh, step_xh, step_hh, step_b = rnn_step_backward(dhs[:, t] + dh, caches[t])
        dW_xh, dW_hh, db = dW_xh + step_xh, dW_hh + step_hh, db + step_b
        if t % k == 0:  # the first step of a window: nothing goes further back
            dh = np.zeros_like(dh)
    return dW_xh, dW_hh, db


# %% sgd_step
def sgd_step(params, grads, lr):
    updated = {}
    for name, value in params.items():
        updated[name] = value - np.multiply(lr, grads[name])
    return updated
