"""Wrong answers to `many_to_one`, as learners write them."""

import numpy as np


class SimpleRNN:
    """A layer that keeps its state between calls."""

    def __init__(self, *weights):
        self.W_xh, self.W_hh, self.b_h, self.W_hy, self.b_y = weights
        self.h = None

    def __call__(self, x_t):
        self.h = np.tanh(np.dot(x_t, self.W_xh) + np.dot(self.h, self.W_hh) + self.b_h)
        return np.dot(self.h, self.W_hy) + self.b_y

    def run(self, x, h0):
        self.h = h0
        return [self(x[:, t]) for t in range(x.shape[1])]


# many_to_one, many_to_many
def to_one_state_never_set(x, h0, *weights):
    rnn = SimpleRNN(*weights)
    for t in range(x.shape[1]):
        y = rnn(x[:, t])
    return y


def to_one_all_answers(x, h0, *weights):
    return np.stack(SimpleRNN(*weights).run(x, h0), axis=1)


def to_one_last_sequence(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0)).transpose(1, 0, 2)
    return ys[-1]


def to_one_keeps_an_axis(x, h0, *weights):
    ys = np.stack(SimpleRNN(*weights).run(x, h0), axis=1)
    return ys[:, -1:, :]


def to_one_in_columns(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h = h0.T
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(W_xh.T, x[:, t].T) + np.dot(W_hh.T, h) + b_h[:, None])
    return np.dot(W_hy.T, h) + b_y[:, None]


def to_one_returns_the_state_too(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h = h0
    for x_t in x.swapaxes(0, 1):
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return h @ W_hy + b_y, h


def to_one_with_a_sigmoid(x, h0, *weights):
    return 1 / (1 + np.exp(-SimpleRNN(*weights).run(x, h0)[-1]))


WRONG = [
    (
        to_one_state_never_set,
        "",
        "np.dot(self.h, self.W_hh)",
        "None",
    ),
    (
        to_one_all_answers,
        "every-step",
    ),
    (
        to_one_last_sequence,
        "last-sequence",
    ),
    (
        to_one_keeps_an_axis,
        "time-axis-kept",
    ),
    (
        to_one_in_columns,
        "columns",
        "it has shape (5, 2), expected (2, 5)",
    ),
    (
        to_one_returns_the_state_too,
        "",
        "it is a tuple of 2",
    ),
    (
        to_one_with_a_sigmoid,
        "output-through-sigmoid",
    ),
]
