"""Right answers to `gru_step_backward`, in styles other than the reference's."""

import numpy as np


def by_blocks(dh_t, cache):
    """Blocks side by side on both ways: one product with W_h."""
    x_t, h_prev, z, r, n, q, W_x, W_h, _ = cache
    da_n = dh_t * (1 - z) * (1 - n) * (1 + n)
    da_z, da_r = dh_t * (h_prev - n) * z * (1 - z), da_n * q * r * (1 - r)
    from_x, from_h = np.hstack([da_z, da_r, da_n]), np.hstack([da_z, da_r, r * da_n])
    db = np.stack([from_x.sum(0), from_h.sum(0)])
    dh_prev = z * dh_t + from_h @ W_h.T
    return from_x @ W_x.T, dh_prev, x_t.T @ from_x, h_prev.T @ from_h, db


def with_einsum(dh_t, cache):
    """Blocks on an axis of their own."""
    x_t, h_prev, z, r, n, q, W_x, W_h, _ = cache
    D, H = len(W_x), len(W_h)
    da_n = dh_t * (1 - z) * (1 - n**2)
    da_z, da_r = dh_t * (h_prev - n) * (z - z**2), da_n * q * (r - r**2)
    a, b = np.stack([da_z, da_r, da_n]), np.stack([da_z, da_r, da_n * r])
    return (
        np.einsum("knh,dkh->nd", a, W_x.reshape(D, 3, H)),
        dh_t * z + np.einsum("knh,mkh->nm", b, W_h.reshape(H, 3, H)),
        np.einsum("nd,knh->dkh", x_t, a).reshape(D, 3 * H),
        np.einsum("nm,knh->mkh", h_prev, b).reshape(H, 3 * H),
        np.stack([np.einsum("knh->kh", part).ravel() for part in (a, b)]),
    )


def row_by_row(dh_t, cache):
    """A loop over the batch, outer products added up."""
    x_t, h_prev, z, r, n, q, W_x, W_h, _ = cache
    H = len(W_h)
    dx, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros((2, 3 * H), x_t.dtype)
    for k in range(len(x_t)):
        da_n = dh_t[k] * (1 - z[k]) * (1 - n[k] ** 2)
        da_z = dh_t[k] * (h_prev[k] - n[k]) * z[k] * (1 - z[k])
        da_r = da_n * q[k] * r[k] * (1 - r[k])
        a, b = np.concatenate([da_z, da_r, da_n]), np.concatenate([da_z, da_r, da_n * r[k]])
        dx[k], dh_prev[k] = np.dot(W_x, a), dh_t[k] * z[k] + np.dot(W_h, b)
        dW_x += np.outer(x_t[k], a)
        dW_h += np.outer(h_prev[k], b)
        db += np.stack([a, b])
    return dx, dh_prev, dW_x, dW_h, db


STYLES = [by_blocks, with_einsum, row_by_row]
