"""Wrong answers to `gru_step`, as learners write them."""

import numpy as np

from rnn_ref import sigmoid


def as_in_the_paper(x_t, h_prev, W_x, W_h, b, reset_after=True):
    xz, xr, xn = np.split(x_t @ W_x, 3, axis=1)
    hz, hr, hn = np.split(W_h, 3, axis=1)
    b_x, b_h = b if reset_after else (b, 0 * b)
    bz, br, bn = np.split(b_x, 3)
    cz, cr, cn = np.split(b_h, 3)
    z = sigmoid(xz + h_prev @ hz + bz + cz)
    r = sigmoid(xr + h_prev @ hr + br + cr)
    seen = r * (h_prev @ hn + cn) if reset_after else (r * h_prev) @ hn
    return (1 - z) * h_prev + z * np.tanh(xn + bn + seen)


def one_dialect_only(x_t, h_prev, W_x, W_h, b, reset_after=True):
    H = len(W_h)
    total = b.sum(axis=0) if b.ndim == 2 else b
    a, u = x_t @ W_x + total, h_prev @ W_h[:, : 2 * H]
    z, r = sigmoid(a[:, :H] + u[:, :H]), sigmoid(a[:, H : 2 * H] + u[:, H:])
    n = np.tanh(a[:, 2 * H :] + (r * h_prev) @ W_h[:, 2 * H :])
    return z * h_prev + (1 - z) * n


def biases_added(x_t, h_prev, W_x, W_h, b, reset_after=True):
    H = len(W_h)
    a = x_t @ W_x + (b.sum(axis=0) if reset_after else b)
    u = h_prev @ W_h
    z, r = sigmoid(a[:, :H] + u[:, :H]), sigmoid(a[:, H : 2 * H] + u[:, H : 2 * H])
    seen = r * u[:, 2 * H :] if reset_after else (r * h_prev) @ W_h[:, 2 * H :]
    return z * h_prev + (1 - z) * np.tanh(a[:, 2 * H :] + seen)


def splits_the_rows(x_t, h_prev, W_x, W_h, b, reset_after=True):
    z, r, n = np.split(x_t @ W_x + h_prev @ W_h + b[0], 3)
    return sigmoid(z) * h_prev + (1 - sigmoid(z)) * np.tanh(sigmoid(r) * n)


WRONG = [
    (as_in_the_paper, "update-gate-turned-round"),
    (one_dialect_only, "always-before"),
    (biases_added, "second-bias-outside"),
    (splits_the_rows, "", "np.split(x_t @ W_x + h_prev @ W_h + b[0], 3)"),
]
