"""Wrong answers to `affine_time`, as learners write them."""

import numpy as np


class Layer:
    """Weights and bias as attributes, the product in a call."""

    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        return np.matmul(x, self.W) + self.b


def affine_books_from_the_left(x, W, b):
    return np.dot(W, x) + b


def affine_columns(x, W, b):
    return W.T @ x + b


def affine_bias_reshaped(x, W, b):
    return np.dot(x, W) + b.reshape(-1, 1)


def affine_zeros_like_the_input(x, W, b):
    y = np.zeros_like(x)
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            y[n, t] = x[n, t].dot(W) + b
    return y


def affine_return_indented(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for t in range(T):
        y[:, t, :] = Layer(W, b)(x[:, t, :])
        return y


def affine_return_of_the_inner_loop(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for n in range(N):
        for t in range(T):
            y[n, t] = Layer(W, b)(x[n, t])
        return y


def affine_with_a_cache(x, W, b):
    out = x.reshape(-1, x.shape[-1]).dot(W).reshape(*x.shape[:2], -1) + b
    cache = (x, W, b, out)
    return out, cache


def affine_time_first_unpacked(x, W, b):
    T, N, _ = x.shape
    out = np.zeros((T, N, W.shape[1]))
    for t in range(N):
        out[t] = x[t] @ W + b
    return out


def affine_printed(x, W, b):
    y = x @ W + b
    print(y.shape)


def affine_sum_thrown_away(x, W, b):
    y = x @ W
    y + b
    return y


def affine_relu(x, W, b):
    return np.maximum(0.0, Layer(W, b)(x))


def affine_logistic(x, W, b):
    return 1.0 / (1.0 + np.exp(-x.dot(W) - b))


def affine_list_of_rows(x, W, b):
    rows = []
    for sequence in x:
        for x_t in sequence:
            rows.append(x_t @ W + b)
    return rows


def affine_sum_of_the_bias(x, W, b):
    return np.einsum("ntd,dh->nth", x, W) + np.einsum("h->", b)


def affine_one_step_too_far(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for t in range(1, T + 1):
        y[:, t] = x[:, t] @ W + b
    return y


def affine_size_from_the_page(x, W, b):
    return np.stack([x[:, t] @ W + b for t in range(steps)], axis=1)  # noqa: F821


WRONG = [
    (
        affine_books_from_the_left,
        "weights-on-the-left-with-dot",
        "not aligned",
    ),
    (
        affine_columns,
        "weights-on-the-left-transposed",
    ),
    (
        affine_bias_reshaped,
        "bias-as-a-column",
        "lines up with the steps",
    ),
    (
        affine_zeros_like_the_input,
        "in-the-shape-of-x",
        "does not fit into the",
    ),
    (
        affine_return_indented,
        "returned-in-the-loop-over-steps",
        "`return`",
    ),
    (
        affine_return_of_the_inner_loop,
        "returned-in-the-loop-over-sequences",
    ),
    (
        affine_with_a_cache,
        "",
        "its first entry is right, return it alone",
    ),
    (
        affine_time_first_unpacked,
        "steps-for-sequences",
    ),
    (
        affine_printed,
        "",
        "is `return` missing?",
        "(2, 3, 5)",
        "not shown while",
    ),
    (
        affine_sum_thrown_away,
        "bias-forgotten",
    ),
    (
        affine_relu,
        "relu-added",
        "has gone through a ReLU",
    ),
    (
        affine_logistic,
        "sigmoid-added",
    ),
    (
        affine_list_of_rows,
        "flattened",
    ),
    (
        affine_sum_of_the_bias,
        "bias-as-one-number",
    ),
    (
        affine_one_step_too_far,
        "",
        "the last one is its size - 1",
    ),
    (
        affine_size_from_the_page,
        "",
        "a name is used that has no value",
    ),
]
