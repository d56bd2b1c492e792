"""Wrong answers to `numerical_gradient`, as learners write them."""

import numpy as np


def gradient_over_rows(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in range(x.shape[0]):
        old = x[i].copy()
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_old_value_is_a_view(f, x, eps=1e-5):
    flat, grad = x.reshape(-1), np.zeros(x.size)
    for i in range(x.size):
        plus, minus = flat, flat
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus.reshape(x.shape)) - f(minus.reshape(x.shape))) / (2 * eps)
    return grad.reshape(x.shape)


def gradient_forward_difference(f, x, eps=1e-5):
    fx = f(x)
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        x[it.multi_index] += eps
        grad[it.multi_index] = (f(x) - fx) / eps
        x[it.multi_index] -= eps
        it.iternext()
    return grad


def gradient_three_loops_for_all(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            step = np.zeros(x.shape)
            step[i, j] = eps
            grad[i, j] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_of_ints(f, x, eps=1e-5):
    step = np.zeros(x.shape, dtype=int)
    grad = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        step[i] = 1
        step *= eps
        grad[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_two_unpacked_sizes(f, x, eps=1e-5):
    rows, columns = x.shape
    grad = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            step = np.zeros(x.shape)
            step[i, j] = eps
            grad[i, j] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_comes_back_to_x(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def gradient_of_single_numbers(f, x, eps=1e-5):
    slopes = [(f(v + eps) - f(v - eps)) / (2 * eps) for v in x.ravel()]
    return np.reshape(slopes, x.shape)


def gradient_returns_in_the_loop(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i], down[i] = x[i] + eps, x[i] - eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
        return grad
    return None


WRONG = [
    (
        gradient_over_rows,
        "a-row-at-a-time",
    ),
    (
        gradient_old_value_is_a_view,
        "one-array-with-two-names",
    ),
    (
        gradient_forward_difference,
        "one-sided",
    ),
    (
        gradient_three_loops_for_all,
        "two-loops-stop-with-indexerror",
        "range(x.shape[1])",
        "any number of them",
    ),
    (
        gradient_two_unpacked_sizes,
        "two-loops-stop-with-valueerror",
    ),
    (
        gradient_comes_back_to_x,
        "one-step-over-two",
    ),
    (
        gradient_of_single_numbers,
        "one-number-to-f",
    ),
    (
        gradient_returns_in_the_loop,
        "first-entry-only",
        "`return`",
    ),
    (
        gradient_of_ints,
        "",
        "step *= eps",
        "make it an array of floats",
    ),
]
