"""His loop over time never ends. The other exercises of unit 01 are right."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    t, h_t, hs = 0, h0, []
    while t < x.shape[1]:
        h_t = rnn_step(x[:, t], h_t, W_xh, W_hh, b_h)
        hs = [h_t]  # and t stays where it is
    return np.stack(hs, axis=1)


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    return activation(hs @ W_hy + b_y)


# %% count_params
def count_params(D, H, K):
    return D * H + H * H + H + H * K + K
