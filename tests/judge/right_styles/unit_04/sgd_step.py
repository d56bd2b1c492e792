"""Right answers to `sgd_step`, in styles other than the reference's."""

import numpy as np


def sgd_in_place(params, grads, lr):
    """Updates the caller's arrays and returns the caller's dict."""
    for name in params:
        params[name] -= lr * grads[name]
    return params


def sgd_by_keys(params, grads, lr):
    """A new dict, key by key."""
    new = {}
    for key in sorted(grads):
        new[key] = np.subtract(params[key], np.multiply(lr, grads[key]))
    return new


class Optimiser:
    """Takes the gradients out of their dict one by one, by name, from the last."""

    def __init__(self, lr):
        self.lr = lr

    def step(self, params, grads):
        while grads:
            name, g = grads.popitem()
            params[name] = params.pop(name) - np.dot(self.lr, g)
        return params


def sgd_of_a_class(params, grads, lr):
    """An optimiser's method."""
    return Optimiser(lr).step(dict(params), dict(grads))


def sgd_zipped(params, grads, lr):
    """Lists as values."""
    return dict(zip(params, [(params[k] + (-lr) * grads[k]).tolist() for k in params], strict=True))


STYLES = [
    sgd_in_place,
    sgd_by_keys,
    sgd_zipped,
    sgd_of_a_class,
]
