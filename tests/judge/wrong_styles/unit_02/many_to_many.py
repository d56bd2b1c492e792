"""Wrong answers to `many_to_many`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_02.many_to_one import SimpleRNN


def to_many_left_in_time_order(x, h0, *weights):
    return SimpleRNN(*weights).run(x, h0)


def to_many_state_before(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h, ys = h0, []
    for x_t in x.swapaxes(0, 1):
        ys.append(h @ W_hy + b_y)
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return np.stack(ys, 1)


def to_many_returns_in_the_loop(x, h0, *weights):
    rnn, ys = SimpleRNN(*weights), np.zeros((*x.shape[:2], len(weights[4])))
    rnn.h = h0
    for t in range(x.shape[1]):
        ys[:, t] = rnn(x[:, t])
        return ys
    return None


def to_many_flat(x, h0, *weights):
    return np.hstack(SimpleRNN(*weights).run(x, h0))


def to_many_squeezed(x, h0, *weights):
    return np.squeeze(np.stack(SimpleRNN(*weights).run(x, h0), axis=1))


def to_many_reshaped_from_time_first(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0))
    return ys.reshape(x.shape[0], x.shape[1], -1)


def to_many_list_indexed_as_an_array(x, h0, *weights):
    ys = SimpleRNN(*weights).run(x, h0)
    return ys[:, 0]


WRONG = [
    (
        to_many_left_in_time_order,
        "time-major",
    ),
    (
        to_many_state_before,
        "one-step-late",
    ),
    (
        to_many_returns_in_the_loop,
        "first-step-only",
        "`return`",
    ),
    (
        to_many_flat,
        "",
        "it has shape (2, 15), expected (2, 3, 5)",
    ),
    (
        to_many_squeezed,
        "squeezed",
    ),
    (
        to_many_reshaped_from_time_first,
        "reshaped-not-transposed",
    ),
    (
        to_many_list_indexed_as_an_array,
        "",
        "return ys[:, 0]",
        "no second axis",
    ),
]
