"""Starts each step from h0, so nothing is carried along. The rest of his unit 01 is right."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(np.add(x_t @ W_xh, h_prev @ W_hh) + b_h)


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    N, T, D = x.shape
    hs = np.zeros((N, T, W_hh.shape[0]))
    for t in range(T):
        hs[:, t] = rnn_step(x[:, t], h0, W_xh, W_hh, b_h)
    return hs


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    return activation(hs @ W_hy + b_y)


# %% count_params
def count_params(D, H, K):
    return D * H + H * H + H + H * K + K
