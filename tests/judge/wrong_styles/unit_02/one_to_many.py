"""Wrong answers to `one_to_many`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_02.wire import SimpleRNN


# one_to_many, encode_decode
def from_one_reads_the_state(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    h, x, ys = h0, x_1, []
    for _ in range(T):
        h = np.tanh(x.dot(W_xh) + h.dot(W_hh) + b_h)
        ys.append(h.dot(W_hy) + b_y)
        x = h
    return np.stack(ys, axis=1)


def from_one_x_never_changes(x_1, h0, *rest):
    *weights, T = rest
    rnn, ys = SimpleRNN(*weights), []
    rnn.h = h0
    for _ in range(T):
        ys.append(rnn(x_1))
    return np.array(ys).transpose(1, 0, 2)


def from_one_keeps_the_first_input(x_1, h0, *rest):
    *weights, T = rest
    rnn, ys = SimpleRNN(*weights), [x_1]
    rnn.h = h0
    while len(ys) <= T:
        ys.append(rnn(ys[-1]))
    return np.stack(ys, axis=1)


def from_one_buffer_refilled(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    y, h, ys = x_1.copy(), h0, []
    for _ in range(T):
        h = np.tanh(y @ W_xh + h @ W_hh + b_h)
        np.dot(h, W_hy, out=y)
        y += b_y
        ys += [y]
    return np.stack(ys, axis=1)


def from_one_says_probabilities(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    p, h, ps = x_1, h0, []
    for _ in range(T):
        h = np.tanh(p.dot(W_xh) + h.dot(W_hh) + b_h)
        e = np.exp(h.dot(W_hy) + b_y)
        p = e / e.sum(axis=1, keepdims=True)
        ps.append(p)
    return np.stack(ps, axis=1)


def from_one_reads_the_last_slot(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    h, ys = h0, np.zeros((len(x_1), T, len(b_y)))
    for t in range(T):
        h = np.tanh(ys[:, t - 1] @ W_xh + h @ W_hh + b_h)
        ys[:, t] = h @ W_hy + b_y
    return ys


WRONG = [
    (
        from_one_reads_the_state,
        "state-fed-back",
    ),
    (
        from_one_x_never_changes,
        "first-input-at-every-step",
    ),
    (
        from_one_keeps_the_first_input,
        "first-input-kept",
    ),
    (
        from_one_buffer_refilled,
        "one-output-everywhere",
    ),
    (
        from_one_says_probabilities,
        "output-through-softmax",
    ),
    (
        from_one_reads_the_last_slot,
        "first-input-ignored",
    ),
]
