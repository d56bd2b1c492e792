"""Right answers to `rmsprop_step`, in styles other than the reference's."""

import numpy as np


def in_place(params, grads, square, lr, rho=0.9, eps=1e-7):
    """Updates the caller's arrays and returns the caller's dicts."""
    for name, g in grads.items():
        square[name] *= rho
        square[name] += (1 - rho) * g * g
        params[name] -= lr * g / (np.sqrt(square[name]) + eps)
    return params, square


def key_by_key(params, grads, square, lr, rho=0.9, eps=1e-7):
    """New dicts, key by key."""
    new, memory = {}, {}
    for key in sorted(params):
        memory[key] = square[key] + (1 - rho) * (np.square(grads[key]) - square[key])
        new[key] = params[key] - np.divide(lr * grads[key], memory[key] ** 0.5 + eps)
    return new, memory


def flat(params, grads, square, lr, rho=0.9, eps=1e-7):
    """All numbers in one long array."""
    names = list(params)
    p, g, s = (np.concatenate([d[k].ravel() for k in names]) for d in (params, grads, square))
    s = rho * s + (1 - rho) * g**2
    p = p - lr * g / (np.sqrt(s) + eps)
    ends = np.cumsum([params[k].size for k in names])[:-1]

    def again(flat):
        parts = zip(names, np.split(flat, ends), strict=True)
        return {k: part.reshape(params[k].shape) for k, part in parts}

    return again(p), again(s)


STYLES = [in_place, key_by_key, flat]
