"""Wrong answers to `wire`, as learners write them."""

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


def state_never_set(x, h0, *weights):
    rnn, ys = SimpleRNN(*weights), []
    for t in range(x.shape[1]):
        ys.append(rnn(x[:, t]))
    return ys[-1], np.stack(ys, axis=1)


def all_answers_twice(x, h0, *weights):
    ys = np.stack(SimpleRNN(*weights).run(x, h0), axis=1)
    return ys, ys


def last_sequence(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0)).transpose(1, 0, 2)
    return ys[-1], ys


def keeps_an_axis(x, h0, *weights):
    ys = np.stack(SimpleRNN(*weights).run(x, h0), axis=1)
    return ys[:, -1:, :], ys


def left_in_time_order(x, h0, *weights):
    ys = SimpleRNN(*weights).run(x, h0)
    return ys[-1], ys


def state_before(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h, ys = h0, []
    for x_t in x.swapaxes(0, 1):
        ys.append(h @ W_hy + b_y)
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return h @ W_hy + b_y, np.stack(ys, 1)


def returns_in_the_loop(x, h0, *weights):
    rnn, ys = SimpleRNN(*weights), np.zeros((*x.shape[:2], len(weights[4])))
    rnn.h = h0
    for t in range(x.shape[1]):
        ys[:, t] = rnn(x[:, t])
        return ys[:, -1], ys
    return None


def reshaped_from_time_first(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0))
    return ys[-1], ys.reshape(x.shape[0], x.shape[1], -1)


def one_answer_alone(x, h0, *weights):
    return SimpleRNN(*weights).run(x, h0)[-1]


def with_a_sigmoid(x, h0, *weights):
    ys = 1 / (1 + np.exp(-np.stack(SimpleRNN(*weights).run(x, h0), axis=1)))
    return ys[:, -1], ys


WRONG = [
    (state_never_set, "", "np.dot(self.h, self.W_hh)", "None"),
    (all_answers_twice, "every-step"),
    (last_sequence, "last-sequence"),
    (keeps_an_axis, "time-axis-kept"),
    (left_in_time_order, "time-major"),
    (state_before, "one-step-late"),
    (returns_in_the_loop, "first-step-only", "`return`"),
    (reshaped_from_time_first, "reshaped-not-transposed"),
    (one_answer_alone, "", "expected"),
    (with_a_sigmoid, "output-through-sigmoid"),
]
