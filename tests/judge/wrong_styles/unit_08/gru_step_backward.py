"""Wrong answers to `gru_step_backward`, as learners write them."""

import numpy as np


def _blocks(dh_t, cache):
    _, h_prev, z, r, n, q, *_ = cache
    da_n = dh_t * (1 - z) * (1 - n**2)
    da_z, da_r = dh_t * (h_prev - n) * z * (1 - z), da_n * q * r * (1 - r)
    return np.hstack([da_z, da_r, da_n]), np.hstack([da_z, da_r, da_n * r])


def forgets_the_straight_way(dh_t, cache):
    x_t, h_prev, *_, W_x, W_h, _ = cache
    a, b = _blocks(dh_t, cache)
    return a @ W_x.T, b @ W_h.T, x_t.T @ a, h_prev.T @ b, np.stack([a.sum(0), b.sum(0)])


def one_bias(dh_t, cache):
    x_t, h_prev, z, *_, W_x, W_h, _ = cache
    a, b = _blocks(dh_t, cache)
    return a @ W_x.T, dh_t * z + b @ W_h.T, x_t.T @ a, h_prev.T @ b, a.sum(axis=0)


def unpacks_too_few(dh_t, cache):
    x_t, h_prev, z, r, n, W_x, W_h = cache
    return x_t * r.sum() * n.sum(), h_prev, W_x, W_h, z


WRONG = [
    (forgets_the_straight_way, "straight-path-forgotten"),
    (one_bias, "one-row-of-biases"),
    (unpacks_too_few, "own-cache", "x_t, h_prev, z, r, n, W_x, W_h = cache"),
]
