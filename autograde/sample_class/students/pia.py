"""Takes the first axis for time. What needs no time axis is right."""

import numpy as np


# %% many_to_one
def many_to_one(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = np.zeros((x.shape[0], x.shape[1], len(b_h)))
    h_t = h0
    for t in range(x.shape[1]):
        h_t = np.tanh(x[:, t] @ W_xh + h_t @ W_hh + b_h)
        hs[:, t] = h_t
    return hs[-1] @ W_hy + b_y


# %% many_to_many
def many_to_many(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h_t, ys = h0, []
    for t in range(x.shape[1]):
        h_t = np.tanh(x[:, t] @ W_xh + h_t @ W_hh + b_h)
        ys.append(h_t @ W_hy + b_y)
    return np.array(ys)


# %% make_windows
def make_windows(series, length, horizon, split):
    starts = np.arange(len(series) - length - horizon + 1)
    x = series[starts[:, None] + np.arange(length)]
    at = starts + length - 1 + horizon
    past = at < split
    return x[past], series[at[past]], x[~past], series[at[~past]]
