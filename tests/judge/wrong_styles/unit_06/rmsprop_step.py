"""Wrong answers to `rmsprop_step`, as learners write them."""

import numpy as np


def adds_the_squares(params, grads, square, lr, rho=0.9, eps=1e-7):
    for k in params:
        square[k] += grads[k] ** 2
        params[k] -= lr * grads[k] / (np.sqrt(square[k]) + eps)
    return params, square


def updates_the_memory_last(params, grads, square, lr, rho=0.9, eps=1e-7):
    new, memory = {}, {}
    for k in params:
        new[k] = params[k] - lr * grads[k] / (np.sqrt(square[k]) + eps)
        memory[k] = rho * square[k] + (1 - rho) * grads[k] ** 2
    return new, memory


def eps_under_the_root(params, grads, square, lr, rho=0.9, eps=1e-7):
    memory = {k: rho * square[k] + (1 - rho) * grads[k] * grads[k] for k in params}
    return {k: params[k] - lr * grads[k] / (memory[k] + eps) ** 0.5 for k in params}, memory


def forgets_the_memory(params, grads, square, lr, rho=0.9, eps=1e-7):
    for k in params:
        mixed = rho * square[k] + (1 - rho) * grads[k] ** 2
        params[k] = params[k] - lr * grads[k] / (np.sqrt(mixed) + eps)
    return params, square


WRONG = [
    (adds_the_squares, "nothing-is-forgotten"),
    (updates_the_memory_last, "scaled-by-the-old-memory"),
    (eps_under_the_root, "eps-inside-the-root"),
    (forgets_the_memory, "memory-of-before-returned"),
]
