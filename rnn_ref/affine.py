"""The dense layer with its backward pass, on one vector a row or on one a step.

    y = x @ W + b

x is (N, D), or (N, T, D), where the same weights serve every step
(a time-distributed dense layer), so that their gradients are sums over steps and batch.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape


def dense_forward(x, W, b):
    """x (N, D) or (N, T, D), W (D, K), b (K,) -> y (N, K) or (N, T, K), cache (x, W)."""
    D, K = W.shape
    require_shape("dense_forward", "x", x, "N T D" if np.ndim(x) == 3 else "N D", D=D)
    require_shape("dense_forward", "b", b, "K", K=K)
    require_float("dense_forward", x=x, W=W, b=b)
    return x @ W + b, (x, W)


def dense_backward(dy, cache):
    """dy: the shape of y, cache (x, W) -> dx: that of x, dW (D, K), db (K,)."""
    x, W = cache
    if dy.shape != (*x.shape[:-1], W.shape[1]):
        expected = (*x.shape[:-1], W.shape[1])
        raise ValueError(f"dense_backward: dy has shape {dy.shape}, expected {expected}")
    flat_x, flat_dy = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
    return dy @ W.T, flat_x.T @ flat_dy, flat_dy.sum(axis=0)
