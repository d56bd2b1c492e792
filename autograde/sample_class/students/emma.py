"""Forgets the tanh in one step of each cell. The rest is right, or follows from that."""

import numpy as np

from rnn_ref import sigmoid


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h
    return h_t


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    h_t = h0
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    for t in range(x.shape[1]):
        h_t = np.tanh(x[:, t] @ W_xh + h_t @ W_hh + b_h)
        hs[:, t] = h_t
    return hs


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    return activation(np.matmul(hs, W_hy) + b_y)


# %% count_params
def count_params(D, H, K):
    return (D + H + 1) * H + (H + 1) * K


# %% lstm_step
def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    a = np.dot(x_t, W_x) + np.dot(h_prev, W_h) + b
    H = c_prev.shape[1]
    i, f, o = (sigmoid(a[:, k * H : (k + 1) * H]) for k in (0, 1, 3))
    g = np.tanh(a[:, 2 * H : 3 * H])
    c_t = f * c_prev + i * g
    h_t = o * c_t
    return h_t, c_t


# %% lstm_step_backward
def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    do = dh_t * np.tanh(c_t)
    dc = dc_t + dh_t * o
    di, df, dg = dc * g, dc * c_prev, dc * i
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])
    dx_t, dh_prev = np.dot(da, W_x.T), np.dot(da, W_h.T)
    return dx_t, dh_prev, dc * f, np.dot(x_t.T, da), np.dot(h_prev.T, da), da.sum(axis=0)


# %% lstm_forward
def lstm_forward(x, h0, c0, W_x, W_h, b):
    h_t, c_t = h0, c0
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    for t in range(x.shape[1]):
        h_t, c_t = lstm_step(x[:, t], h_t, c_t, W_x, W_h, b)
        hs[:, t] = h_t
    return hs, c_t


# %% lstm_backward
def lstm_backward(dhs, dcT, caches):
    x_0, h0, *_, W_x, W_h = caches[0]
    dx = np.zeros((len(x_0), len(caches), x_0.shape[1]))
    dW_x, dW_h, db = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(W_h.shape[1])
    dh, dc = np.zeros(h0.shape), dcT
    for t in reversed(range(len(caches))):
        dx[:, t], dh, dc, step_x, step_h, step_b = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])
        dW_x += step_x
        dW_h += step_h
        db += step_b
    return dx, dh, dc, dW_x, dW_h, db


# %% forget_bias_halflife
def forget_bias_halflife(b):
    return np.log(2) / -np.log(sigmoid(np.asarray(b)))
