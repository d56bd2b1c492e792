"""Computes a carry and never uses it: backward in units 04 and 07, and forward in unit 07."""

import numpy as np

from rnn_ref import sigmoid


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


# %% lstm_step
def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    c_t = sigmoid(i) * np.tanh(g) + sigmoid(f) * c_prev
    return sigmoid(o) * np.tanh(c_t), c_t


# %% lstm_step_backward
def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    show = np.tanh(c_t)
    dc = dc_t + dh_t * o * (1 - show**2)
    da_o = dh_t * show * o * (1 - o)
    da_i, da_f, da_g = dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    dx_t, dh_t = da @ W_x.T, da @ W_h.T
    dc_prev = (dc_t + dh_t * o * (1 - show**2)) * f  # dh_t is no longer the one that arrived
    return dx_t, dh_t, dc_prev, x_t.T @ da, h_prev.T @ da, np.sum(da, axis=0)


# %% lstm_forward
def lstm_forward(x, h0, c0, W_x, W_h, b):
    N, T, D = x.shape
    hs, h = np.zeros((N, T, h0.shape[1])), h0
    for t in range(T):
        h, cT = lstm_step(x[:, t], h, c0, W_x, W_h, b)
        hs[:, t] = h
    return hs, cT


# %% lstm_backward
def lstm_backward(dhs, dcT, caches):
    N, T, H = dhs.shape
    x_0, *_, W_x, W_h = caches[0]
    dx = np.zeros((N, T, x_0.shape[1]))
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(4 * H)
    dc = dcT
    for t in reversed(range(T)):
        x_t, h_prev, c_prev, i, f, g, o, c_t, _, _ = caches[t]
        dh, show = dhs[:, t], np.tanh(c_t)
        dc = dc + dh * o * (1 - show**2)
        da_i, da_f, da_g = dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2)
        da = np.concatenate([da_i, da_f, da_g, dh * show * o * (1 - o)], axis=1)
        dx[:, t], dh_prev, dc = da @ W_x.T, da @ W_h.T, dc * f
        dW_x += x_t.T @ da
        dW_h += h_prev.T @ da
        db += da.sum(axis=0)
    return dx, dh_prev, dc, dW_x, dW_h, db


# %% forget_bias_halflife
def forget_bias_halflife(b):
    return np.log(2) / np.log(sigmoid(b))


# %% stateful_batches
def stateful_batches(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    return codes[: B * N * T].reshape(B, N, T), codes[1 : B * N * T + 1].reshape(B, N, T)


# %% train_epoch
def train_epoch(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        loss, grads, last = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss)
    return params, np.mean(losses), last


# %% truncated_bptt
def truncated_bptt(dhs, caches, k):
    sums = [0.0, 0.0, 0.0]
    for t in reversed(range(len(caches))):
        x_t, h_prev, h_t, _, _ = caches[t]
        da = dhs[:, t] * (1 - h_t**2)
        step = x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
        sums = [total + part for total, part in zip(sums, step, strict=True)]
    return tuple(sums)


# %% rmsprop_step
def rmsprop_step(params, grads, square, lr, rho=0.9, eps=1e-7):
    square = {k: square[k] + grads[k] ** 2 for k in params}
    return {k: params[k] - lr * grads[k] / (square[k] ** 0.5 + eps) for k in params}, square


# %% adam_step
def adam_step(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = {k: beta1 * mean[k] + (1 - beta1) * grads[k] for k in params}
    s = {k: beta2 * square[k] + (1 - beta2) * grads[k] ** 2 for k in params}
    return {k: params[k] - lr * m[k] / (np.sqrt(s[k]) + eps) for k in params}, m, s


# %% sample
def sample(logits, temperature, rng):
    p = np.exp(np.asarray(logits, dtype=float) * temperature - np.max(logits) * temperature)
    return int(rng.choice(len(p), p=p / p.sum()))
