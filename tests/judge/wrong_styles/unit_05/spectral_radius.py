"""Wrong answers to `spectral_radius`, as learners write them."""

import numpy as np


def radius_with_vectors(W):
    eig = np.linalg.eig(W)
    return np.abs(eig).max()


def radius_without_abs(W):
    values, _ = np.linalg.eig(W)
    return np.max(values)


def radius_sorted_by_real(W):
    return abs(sorted(np.linalg.eigvals(W))[-1])


def radius_by_svd(W):
    return np.linalg.svd(W, compute_uv=False)[0]


def radius_function_returned(W):
    return np.linalg.eigvals


def radius_all(W):
    return [abs(v) for v in np.linalg.eigvals(W)]


def radius_as_text(W):
    return f"{np.abs(np.linalg.eigvals(W)).max():.3f}"


def radius_picked_by_size(W):
    values = list(np.linalg.eigvals(W))
    return max(values, key=abs)


def radius_without_root(W):
    values = np.linalg.eigvals(W)
    return np.max((values * values.conj()).real)


WRONG = [
    (
        radius_picked_by_size,
        "eigenvalue-itself",
    ),
    (
        radius_without_root,
        "squared",
    ),
    (
        radius_with_vectors,
        "",
        "np.abs(eig).max()",
    ),
    (
        radius_without_abs,
        "maximum-alone",
    ),
    (
        radius_sorted_by_real,
        "maximum-first",
    ),
    (
        radius_by_svd,
        "singular-value",
    ),
    (
        radius_function_returned,
        "",
        "it is a function (call it",
    ),
    (
        radius_all,
        "all-of-them",
    ),
    (
        radius_as_text,
        "",
        "it is a string, expected a number",
    ),
]
