"""Forgets the tanh in one step. The rest of her unit 01 is right."""

import numpy as np


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
