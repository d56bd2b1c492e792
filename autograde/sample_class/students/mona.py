"""One exercise right; her folder also holds a symbolic link to the gradebook."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(h_prev @ W_hh + x_t @ W_xh + b_h)
