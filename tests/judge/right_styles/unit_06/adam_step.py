"""Right answers to `adam_step`, in styles other than the reference's."""

import numpy as np


def in_place(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    """Updates the caller's arrays and returns the caller's dicts."""
    for name in params:
        g = grads[name]
        mean[name] += (1 - beta1) * (g - mean[name])
        square[name] += (1 - beta2) * (g * g - square[name])
        step = mean[name] / (1 - beta1**t) / (np.sqrt(square[name] / (1 - beta2**t)) + eps)
        params[name] -= lr * step
    return params, mean, square


def key_by_key(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    """New dicts; the corrections by np.power."""
    p, m, s = {}, {}, {}
    c1, c2 = 1 - np.power(beta1, t), 1 - np.power(beta2, t)
    for k, g in grads.items():
        m[k] = np.multiply(beta1, mean[k]) + np.multiply(1 - beta1, g)
        s[k] = np.multiply(beta2, square[k]) + np.multiply(1 - beta2, np.square(g))
        p[k] = np.subtract(params[k], np.divide(lr * (m[k] / c1), np.sqrt(s[k] / c2) + eps))
    return p, m, s


def corrected_rate(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    """The corrections moved into the learning rate, eps with them."""
    m = {k: beta1 * mean[k] + (1 - beta1) * grads[k] for k in params}
    s = {k: beta2 * square[k] + (1 - beta2) * grads[k] ** 2 for k in params}
    root = (1 - beta2**t) ** 0.5
    rate = lr * root / (1 - beta1**t)
    return {k: params[k] - rate * m[k] / (np.sqrt(s[k]) + eps * root) for k in params}, m, s


STYLES = [in_place, key_by_key, corrected_rate]
