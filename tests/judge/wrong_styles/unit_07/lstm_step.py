"""Wrong answers to `lstm_step`, as learners write them."""

import numpy as np


def logistic(a):
    return 1 / (1 + np.exp(-a))


def step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b, names="ifgo"):
    """A dict of weights for each gate, and states as columns."""
    weights = {}
    for k, name in enumerate(names):
        cut = slice(k * len(W_h), (k + 1) * len(W_h))
        weights[name] = np.vstack((W_h[:, cut], W_x[:, cut])).T, b[cut].reshape(-1, 1)
    joined = np.vstack((h_prev.T, x_t.T))
    a = {name: np.dot(W, joined) + bias for name, (W, bias) in weights.items()}
    c_next = logistic(a["f"]) * c_prev.T + logistic(a["i"]) * np.tanh(a["g"])
    return (logistic(a["o"]) * np.tanh(c_next)).T, c_next.T


def step_of_columns_in_another_order(x_t, h_prev, c_prev, W_x, W_h, b):
    return step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b, names="igfo")


def step_candidate_left_linear(x_t, h_prev, c_prev, W_x, W_h, b):
    a = x_t.dot(W_x) + h_prev.dot(W_h) + b
    H = a.shape[1] // 4
    i, f, g, o = a[:, :H], a[:, H : 2 * H], a[:, 2 * H : -H], a[:, -H:]
    c_t = logistic(f) * c_prev + logistic(i) * g
    return logistic(o) * np.tanh(c_t), c_t


def step_all_squashed_at_first(x_t, h_prev, c_prev, W_x, W_h, b):
    gates = logistic(np.hstack((x_t, h_prev)) @ np.vstack((W_x, W_h)) + b)
    i, f, g, o = np.split(gates, 4, axis=1)
    c_t = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c_t), c_t


def step_gates_look_at_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    state = c_prev
    i, f, g, o = np.array_split(x_t @ W_x + state @ W_h + b, 4, axis=-1)
    state = logistic(f) * state + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(state), state


def step_with_its_cache(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    c_t = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c_t), c_t, (x_t, h_prev, c_prev, i, f, g, o)


def step_pair_in_a_pair(x_t, h_prev, c_prev, W_x, W_h, b):
    h_t, c_t = step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b)
    return h_t, (h_t, c_t)


def step_with_torch_weights(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = np.split(x_t @ W_x.T + h_prev @ W_h.T + b, 4, axis=1)
    c_t = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c_t), c_t


def step_on_rows_of_the_batch(x_t, h_prev, c_prev, W_x, W_h, b):
    h_t, c_t = step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b)
    return h_t.squeeze(), c_t.squeeze()


WRONG = [
    (
        step_of_columns_in_another_order,
        "order-i-g-f-o",
    ),
    (
        step_candidate_left_linear,
        "candidate-not-squashed",
    ),
    (
        step_all_squashed_at_first,
        "candidate-squashed-twice",
    ),
    (
        step_gates_look_at_the_cell,
        "gates-read-the-cell",
    ),
    (
        step_with_its_cache,
        "",
        "it returned a tuple of 3, expected 2 values: h_t, c_t",
    ),
    (
        step_pair_in_a_pair,
        "",
        "right: h_t; wrong: c_t",
        "it is a tuple of 2",
    ),
    (
        step_with_torch_weights,
        "",
        "inner sizes are 3 and 16",
        "do not fit",
    ),
    (
        step_on_rows_of_the_batch,
        "squeezed",
        "one sequence, N = 1",
    ),
]
