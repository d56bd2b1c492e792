"""Gradients from the definition, to check those from the chain rule."""

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    """Central differences: (f(x + eps e_i) - f(x - eps e_i)) / (2 eps) for every entry i.

    f: a function of one array that returns a number; x: any shape, not changed
    -> gradient with the shape of x. The error is of order eps^2.
    """
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2.0 * eps)
    return gradient


def relative_error(a, b):
    """max |a - b| / max(max |a|, max |b|): 0 where both are 0. A number without unit."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / scale) if scale > 0 else 0.0
