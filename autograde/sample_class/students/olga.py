"""Right as far as she went; the cells of two exercises are deleted, one with its check."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    return activation(hs @ W_hy + b_y)


# %% count_params
def count_params(D, H, K):
    return D * H + H * H + H + H * K + K
