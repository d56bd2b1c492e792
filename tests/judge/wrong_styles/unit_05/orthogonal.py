"""Wrong answers to `orthogonal`, as learners write them."""

import numpy as np


def orthogonal_rows_normalised(rng, H):
    Q = rng.standard_normal((H, H))
    return Q / np.linalg.norm(Q, axis=1, keepdims=True)


def orthogonal_both_factors(rng, H):
    return np.linalg.qr(rng.standard_normal((H, H)))


def orthogonal_shape_without_brackets(rng, H):
    return np.linalg.qr(rng.standard_normal(H, H))[0]


def orthogonal_seeded_anew(rng, H):
    rng = np.random.default_rng(0)
    return np.linalg.qr(rng.standard_normal((H, H)))[0]


def orthogonal_times_a_diagonal(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    signs = np.diag(np.sign(np.diag(R)))
    return Q * signs


def orthogonal_product_with_all_signs(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return np.dot(Q, np.sign(R))


def orthogonal_put_together_again(rng, H):
    Q, R = np.linalg.qr(rng.normal(size=(H, H)))
    return Q @ R


def orthogonal_from_the_svd(rng, H):
    U, _, _ = np.linalg.svd(rng.standard_normal((H, H)), full_matrices=False)
    return U


WRONG = [
    (
        orthogonal_times_a_diagonal,
        "signs-entry-by-entry",
    ),
    (
        orthogonal_product_with_all_signs,
        "product-with-the-signs-of-the-triangle",
    ),
    (
        orthogonal_from_the_svd,
        "first-factor-of-the-svd",
        "of the time",
    ),
    (
        orthogonal_put_together_again,
        "not-orthogonalised",
        "Q R",
    ),
    (
        orthogonal_rows_normalised,
        "lengths-only",
        "columns 0 and 0 have the product",
    ),
    (
        orthogonal_both_factors,
        "",
        "it is a tuple of 2",
    ),
    (
        orthogonal_shape_without_brackets,
        "",
        "rng.standard_normal(H, H)",
        "one tuple",
    ),
    (
        orthogonal_seeded_anew,
        "",
        "gave the same matrix",
    ),
]
