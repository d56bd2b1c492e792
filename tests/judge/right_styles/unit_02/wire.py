"""Right answers to `wire`, in styles other than the reference's."""

import numpy as np


def _step(x_t, h, W_xh, W_hh, b_h):
    return np.tanh(np.dot(x_t, W_xh) + np.dot(h, W_hh) + b_h)


def _run(x, h, *layer):
    """All states, as a list over time."""
    hs = []
    for x_t in np.swapaxes(x, 0, 1):
        h = _step(x_t, h, *layer)
        hs.append(h)
    return hs


def stacked(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Outputs gathered step by step; the last of them is the answer."""
    ys = np.stack([h @ W_hy + b_y for h in _run(x, h0, W_xh, W_hh, b_h)], axis=1)
    return ys[:, -1], ys


def with_einsum(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Axes by name."""
    h, ys = h0, np.empty((*x.shape[:2], len(b_y)), dtype=x.dtype)
    for t in range(x.shape[1]):
        a = np.einsum("nd,dh->nh", x[:, t], W_xh) + np.einsum("ni,ih->nh", h, W_hh)
        h = np.tanh(a + b_h)
        ys[:, t] = np.einsum("nh,hk->nk", h, W_hy) + b_y
    return np.einsum("nh,hk->nk", h, W_hy) + b_y, ys


def row_by_row(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """A loop over the batch around a loop over time, into plain lists."""
    last, every = [], []
    for sequence, h in zip(x, h0, strict=True):
        answers = []
        for x_t in sequence:
            h = _step(x_t, h, W_xh, W_hh, b_h)
            answers.append(list(h.dot(W_hy) + b_y))
        last.append(answers[-1])
        every.append(answers)
    return last, every


def in_place(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Writes over h0, and reads the last state by itself."""
    ys = []
    for t in range(x.shape[1]):
        h0[...] = _step(x[:, t], h0, W_xh, W_hh, b_h)
        ys.append(h0 @ W_hy + b_y)
    return h0 @ W_hy + b_y, np.array(ys).transpose(1, 0, 2)


class Network:
    """Weights in a dict; the state lives in the object."""

    def __init__(self, W_xh, W_hh, b_h, W_hy=None, b_y=None):
        self.p = {"Wx": W_xh, "Wh": W_hh, "bh": b_h, "Wy": W_hy, "by": b_y}
        self.h = None

    def reset(self, h):
        self.h = h
        return self

    def read(self, x_t):
        self.h = np.tanh(x_t.dot(self.p["Wx"]) + self.h.dot(self.p["Wh"]) + self.p["bh"])
        return self.h

    def answer(self):
        return self.h.dot(self.p["Wy"]) + self.p["by"]


def of_a_class(x, h0, *weights):
    """The object reads each step and is asked after it."""
    net, ys = Network(*weights).reset(h0), []
    for t in range(x.shape[1]):
        net.read(x[:, t, :])
        ys.append(net.answer())
    return net.answer(), np.stack(ys, axis=1)


def in_columns_and_back(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Column vectors, biases as columns, transposed at the end."""
    h, b, ys = h0.T, b_h.reshape(-1, 1), []
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(W_xh.T, x[:, t].T) + np.dot(W_hh.T, h) + b)
        ys.append((np.dot(W_hy.T, h) + b_y[:, np.newaxis]).T)
    return ys[-1], np.stack(ys, axis=1)


def states_as_one_long_batch(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """States first, then all outputs as one long batch."""
    hs = np.array(_run(x, h0, W_xh, W_hh, b_h)).transpose(1, 0, 2)
    N, T, H = hs.shape
    ys = (hs.reshape(N * T, H) @ W_hy + b_y).reshape(N, T, len(b_y))
    return np.take(ys, T - 1, axis=1), ys


STYLES = [
    stacked,
    with_einsum,
    row_by_row,
    in_place,
    of_a_class,
    in_columns_and_back,
    states_as_one_long_batch,
]
