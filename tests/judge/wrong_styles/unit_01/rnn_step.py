"""Wrong answers to `rnn_step`, as learners write them."""

import numpy as np


class Cell:
    """A cell that keeps its weights, as in many tutorials."""

    def __init__(self, W_xh, W_hh, b_h):
        self.params = {"Wx": W_xh, "Wh": W_hh, "b": b_h}
        self.history = []

    def preactivation(self, x, h):
        p = self.params
        return np.dot(x, p["Wx"]) + np.dot(h, p["Wh"]) + p["b"]

    def step(self, x, h):
        h = np.tanh(self.preactivation(x, h))
        self.history.append(h)
        return h

    def step_with_a_typo(self, x, h):
        return np.tanh(np.dot(x, self.params["Wxh"]) + np.dot(h, self.params["Wh"]))

    def step_in_columns(self, x, h):
        a = np.dot(self.params["Wx"].T, x.T) + np.dot(self.params["Wh"].T, h.T)
        return np.tanh(a + self.params["b"].reshape(-1, 1))


def step_class_without_tanh(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).preactivation(x_t, h_prev)


def step_class_in_columns(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).step_in_columns(x_t, h_prev)


def step_method_not_called(x_t, h_prev, W_xh, W_hh, b_h):
    cell = Cell(W_xh, W_hh, b_h)
    return cell.step


def step_wrong_key_in_a_class(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).step_with_a_typo(x_t, h_prev)


def step_weights_first(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(np.dot(W_xh, x_t) + np.dot(W_hh, h_prev) + b_h)


def step_bias_as_a_column(x_t, h_prev, W_xh, W_hh, b_h):
    def affine(x, W):
        return x.dot(W)

    total = affine(x_t, W_xh) + affine(h_prev, W_hh)
    return np.tanh(total + b_h.reshape(-1, 1))


def step_returns_a_cache_as_well(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    cache = (x_t, h_prev, h_t)
    return h_t, cache


def step_returns_state_and_output(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    return h_t, h_t


def step_comma_left_over(x_t, h_prev, W_xh, W_hh, b_h):
    return (np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h),)


def step_return_forgotten(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    h_t.copy()


def step_prints_in_place_of_return(x_t, h_prev, W_xh, W_hh, b_h):
    print(np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h))


def step_squeezed(x_t, h_prev, W_xh, W_hh, b_h):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        rows.append(np.tanh(W_xh.T.dot(x) + W_hh.T.dot(h) + b_h))
    return np.array(rows).squeeze()


def step_of_objects(x_t, h_prev, W_xh, W_hh, b_h):
    out = np.empty(h_prev.shape, dtype=object)
    out[...] = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    return out


def step_misspelt(x_t, h_prev, W_xh, W_hh, b_h):
    def activate(a):
        return np.tanhs(a)

    return activate(x_t @ W_xh + h_prev @ W_hh + b_h)


def step_own_name(x_t, h_prev, W_xh, W_hh, b_h):
    a_t = np.dot(x_t, Wxh) + np.dot(h_prev, W_hh) + b_h  # noqa: F821
    return np.tanh(a_t)


def step_zeros_without_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    N, H = h_prev.shape
    h_t = np.zeros(N, H)
    for n in range(N):
        h_t[n] = np.tanh(x_t[n] @ W_xh + h_prev[n] @ W_hh + b_h)
    return h_t


def step_round_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh(x_t) + W_hh(h_prev) + b_h)


def step_concatenate_without_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate(x_t, h_prev)
    return np.tanh(both @ np.vstack((W_xh, W_hh)) + b_h)


def step_joined_along_the_batch(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate((x_t, h_prev))
    return np.tanh(both @ np.vstack((W_xh, W_hh)) + b_h)


def step_only_of_the_first(x_t, h_prev, W_xh, W_hh, b_h):
    if len(x_t) > 10:
        h_t = np.zeros_like(h_prev)
    h_t += x_t @ W_xh
    return np.tanh(h_t + h_prev @ W_hh + b_h)


def step_weights_as_pytorch_stores_them(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)


def step_gates_apart(x_t, h_prev, W_xh, W_hh, b_h):
    from_input, from_state = np.tanh(x_t @ W_xh), np.tanh(h_prev @ W_hh)
    return from_input + from_state + np.tanh(b_h)


def step_tanh_from_exp(x_t, h_prev, W_xh, W_hh, b_h):
    a = x_t @ W_xh + h_prev @ W_hh + b_h
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


def step_star_for_a_product(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t * W_xh + h_prev * W_hh + b_h)


TUPLE_OF_TWO = "it is a tuple of 2, expected an array of shape (2, 4): its first entry is right"


WRONG = [
    (
        step_class_without_tanh,
        "no-tanh",
    ),
    (
        step_class_in_columns,
        "columns",
        "it has shape (4, 2), expected (2, 4)",
    ),
    (
        step_method_not_called,
        "",
        "it is a method",
        "call it",
    ),
    (
        step_wrong_key_in_a_class,
        "",
        'self.params["Wxh"]',
        "no such key",
    ),
    (
        step_weights_first,
        "",
        "np.dot(W_xh, x_t)",
        "two matrices do not fit",
    ),
    (
        step_bias_as_a_column,
        "",
        "return np.tanh(total + b_h",
        "cannot be combined",
    ),
    (
        step_returns_a_cache_as_well,
        "",
        TUPLE_OF_TWO,
    ),
    (
        step_returns_state_and_output,
        "",
        TUPLE_OF_TWO,
    ),
    (
        step_comma_left_over,
        "",
        "it is a tuple of 1 (is there a comma after the value?)",
    ),
    (
        step_return_forgotten,
        "",
        "it is None (is `return` missing?)",
    ),
    (
        step_prints_in_place_of_return,
        "",
        "is `return` missing?",
        "Call it yourself",
    ),
    (
        step_squeezed,
        "squeezed",
    ),
    (
        step_of_objects,
        "",
        "an array of objects in place of numbers (dtype=object)",
    ),
    (
        step_misspelt,
        "",
        "return np.tanhs(a)",
        "no function of this name",
    ),
    (
        step_own_name,
        "",
        "np.dot(x_t, Wxh)",
        "look for a typo",
    ),
    (
        step_zeros_without_brackets,
        "",
        "np.zeros(N, H)",
        "the shape is one tuple",
    ),
    (
        step_round_brackets,
        "",
        "W_xh(x_t)",
        "round brackets",
    ),
    (
        step_concatenate_without_brackets,
        "",
        "np.concatenate(x_t, h_prev)",
        "one tuple",
    ),
    (
        step_joined_along_the_batch,
        "",
        "np.concatenate((x_t, h_prev))",
        "must agree",
    ),
    (
        step_only_of_the_first,
        "",
        "h_t += x_t @ W_xh",
        "before this function has",
    ),
    (
        step_weights_as_pytorch_stores_them,
        "both-weights-transposed",
    ),
    (
        step_gates_apart,
        "tanh-of-each-term-and-the-bias",
    ),
    (
        step_tanh_from_exp,
        "",
        "got nan, expected",
        "after a large exp",
    ),
    (
        step_star_for_a_product,
        "",
        "x_t * W_xh",
        "a matrix product is `@`",
    ),
]
