"""Takes the first axis for time. What needs no time axis is right."""

import numpy as np


# %% wire
def wire(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h_t, hs = h0, np.zeros((x.shape[0], x.shape[1], len(b_h)))
    for t in range(x.shape[1]):
        h_t = np.tanh(x[:, t] @ W_xh + h_t @ W_hh + b_h)
        hs[:, t] = h_t
    return hs[-1] @ W_hy + b_y, hs @ W_hy + b_y
