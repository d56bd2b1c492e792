"""Takes singular values for eigenvalues, and one norm for another."""

import numpy as np


# %% jacobian_norms
def jacobian_norms(hs, W_hh):
    T, H = hs.shape
    norms, product = np.zeros(T), np.eye(H)
    for t in range(T - 1, -1, -1):
        norms[t] = np.linalg.norm(product)
        product = (W_hh * (1 - hs[t] ** 2)) @ product
    return norms


# %% spectral_radius
def spectral_radius(W):
    return np.linalg.svd(W)[1].max()


# %% predicted_slope
predicted_slope = 0.47


# %% clip_by_global_norm
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    clipped = {}
    for name, g in grads.items():
        size = np.linalg.norm(g)
        clipped[name] = g * max_norm / size if size > max_norm else g
    return clipped, norm


# %% orthogonal
def orthogonal(rng, H):
    Q, R = np.linalg.qr(rng.normal(size=(H, H)))
    return Q
