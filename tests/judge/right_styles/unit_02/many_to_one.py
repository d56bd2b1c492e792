"""Right answers to `many_to_one`, in styles other than the reference's."""

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


def to_one_with_running_state(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """No list of states: only the running one is kept."""
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
    return h @ W_hy + b_y


def to_one_with_einsum(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Axes by name."""
    h = h0
    for t in range(x.shape[1]):
        a = np.einsum("nd,dh->nh", x[:, t], W_xh) + np.einsum("ni,ih->nh", h, W_hh)
        h = np.tanh(a + b_h)
    return np.einsum("nh,hk->nk", h, W_hy) + b_y


def to_one_row_by_row(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """A loop over the batch, into a list of rows."""
    answers = []
    for sequence, h in zip(x, h0, strict=True):
        for x_t in sequence:
            h = _step(x_t, h, W_xh, W_hh, b_h)
        answers.append(list(h.dot(W_hy) + b_y))
    return answers


def to_one_from_all_answers(x, h0, *weights):
    """The last of all answers."""
    return to_many_stacked(x, h0, *weights)[:, -1, :]


def to_one_in_place(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Writes over h0."""
    for t in range(x.shape[1]):
        h0[...] = _step(x[:, t], h0, W_xh, W_hh, b_h)
    return h0 @ W_hy + b_y


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


def to_one_of_a_class(x, h0, *weights):
    """The object reads each step and is asked once."""
    net = Network(*weights).reset(h0)
    for t in range(x.shape[1]):
        net.read(x[:, t, :])
    return net.answer()


def to_one_in_columns_and_back(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Column vectors, biases as columns, transposed at the end."""
    h, b = h0.T, b_h.reshape(-1, 1)
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(W_xh.T, x[:, t].T) + np.dot(W_hh.T, h) + b)
    return (np.dot(W_hy.T, h) + b_y[:, np.newaxis]).T


def to_many_stacked(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Outputs gathered step by step."""
    return np.stack([h @ W_hy + b_y for h in _run(x, h0, W_xh, W_hh, b_h)], axis=1)


STYLES = [
    to_one_with_running_state,
    to_one_with_einsum,
    to_one_row_by_row,
    to_one_from_all_answers,
    to_one_in_place,
    to_one_of_a_class,
    to_one_in_columns_and_back,
]
