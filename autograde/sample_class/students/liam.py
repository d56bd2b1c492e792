"""Unit 01 right, with warnings and messages on stderr from every cell and every call."""

# %% rnn_step
import sys
import warnings

import numpy as np

warnings.warn("this is only a warning", stacklevel=1)
print("working on rnn_step", file=sys.stderr)


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    warnings.warn("called again", stacklevel=1)
    print("x_t", x_t.shape, file=sys.stderr)
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


# %% rnn_forward
np.array([1.0]) / 0.0  # a RuntimeWarning


def rnn_forward(x, h0, W_xh, W_hh, b_h):
    h = h0
    hs = []
    for t in range(x.shape[1]):
        print("step", t, file=sys.stderr)
        h = rnn_step(x[:, t], h, W_xh, W_hh, b_h)
        hs.append(h)
    return np.stack(hs, axis=1)


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    sys.stderr.write("done soon\n")
    return activation(hs @ W_hy + b_y)


# %% count_params
def count_params(D, H, K):
    warnings.warn("counting", DeprecationWarning, stacklevel=1)
    return D * H + H * H + H + H * K + K


# %% parity_weights
print("warning: large weights", file=sys.stderr)
parity_weights = {
    "W_xh": np.array([[60.0, 60.0]]),
    "W_hh": np.array([[30.0, 30.0], [-30.0, -30.0]]),
    "b_h": np.array([-30.0, -90.0]),
    "W_hy": np.array([[0.5], [-0.5]]),
    "b_y": np.array([0.0]),
}
