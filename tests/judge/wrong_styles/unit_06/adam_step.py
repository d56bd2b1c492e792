"""Wrong answers to `adam_step`, as learners write them."""

import numpy as np


def without_correction(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    for k in params:
        mean[k] = beta1 * mean[k] + (1 - beta1) * grads[k]
        square[k] = beta2 * square[k] + (1 - beta2) * grads[k] ** 2
        params[k] = params[k] - lr * mean[k] / (np.sqrt(square[k]) + eps)
    return params, mean, square


def overwrites_the_memory(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    for k in params:
        mean[k] = (beta1 * mean[k] + (1 - beta1) * grads[k]) / (1 - beta1**t)
        square[k] = (beta2 * square[k] + (1 - beta2) * grads[k] ** 2) / (1 - beta2**t)
        params[k] = params[k] - lr * mean[k] / (np.sqrt(square[k]) + eps)
    return params, mean, square


def power_as_product(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = {k: beta1 * mean[k] + (1 - beta1) * grads[k] for k in params}
    s = {k: beta2 * square[k] + (1 - beta2) * grads[k] ** 2 for k in params}
    one, two = 1 - beta1 * t, 1 - beta2 * t
    return {k: params[k] - lr * (m[k] / one) / (np.sqrt(s[k] / two) + eps) for k in params}, m, s


def power_by_a_caret(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = {k: beta1 * mean[k] + (1 - beta1) * grads[k] for k in params}
    s = {k: beta2 * square[k] + (1 - beta2) * grads[k] ** 2 for k in params}
    return (
        {
            k: params[k] - lr * (m[k] / (1 - beta1 ^ t)) / (np.sqrt(s[k] / (1 - beta2 ^ t)) + eps)
            for k in params
        },
        m,
        s,
    )


WRONG = [
    (without_correction, "not-corrected"),
    (overwrites_the_memory, "corrected-memories-kept"),
    (power_as_product, "multiplied-by-t"),
    (power_by_a_caret, "", "beta1 ^ t"),
]
