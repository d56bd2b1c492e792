"""Wrong functions for unit 05, as learners write them."""

import numpy as np


class Jacobians:
    """The Jacobian of each step, asked for one at a time."""

    def __init__(self, hs, W_hh):
        self.hs, self.W = hs, W_hh

    def __getitem__(self, t):
        return np.dot(self.W, np.diag(1 - self.hs[t] ** 2))

    def without_square(self, t):
        return np.dot(self.W, np.diag(1 - self.hs[t]))


def norms_slope_without_square(hs, W_hh):
    J, M, norms = Jacobians(hs, W_hh), np.eye(len(W_hh)), []
    for t in reversed(range(len(hs))):
        norms.insert(0, np.linalg.norm(M, 2))
        M = np.dot(J.without_square(t), M)
    return norms


def norms_product_turned_round(hs, W_hh):
    J, M, norms = Jacobians(hs, W_hh), np.eye(len(W_hh)), np.zeros(len(hs))
    for t in reversed(range(len(hs))):
        norms[t] = np.linalg.svd(M)[1].max()
        M = M.dot(J[t])
    return norms


def norms_appended(hs, W_hh):
    J, M, norms = Jacobians(hs, W_hh), np.eye(len(W_hh)), []
    for t in reversed(range(len(hs))):
        norms.append(np.linalg.norm(M, ord=2))
        M = J[t] @ M
    return norms


def norms_of_rows(hs, W_hh):
    norms, M = np.zeros(len(hs)), np.eye(len(W_hh))
    for t in reversed(range(len(hs))):
        norms[t] = np.linalg.norm(M, axis=1)
        M = W_hh * (1 - hs[t] ** 2) @ M
    return norms


def norms_rescaled_on_the_way(hs, W_hh):
    M, scale, norms = np.eye(len(W_hh)), 1.0, []
    for h in reversed(hs):
        norms.insert(0, scale * np.linalg.norm(M, 2))
        M = W_hh * (1 - h**2) @ M
        size = np.linalg.norm(M)
        M, scale = M / size, scale * size
    return norms


def norms_frobenius(hs, W_hh):
    J = Jacobians(hs, W_hh)
    products = [np.eye(len(W_hh))]
    for t in range(len(hs) - 1, 0, -1):
        products.append(J[t] @ products[-1])
    return [np.sqrt((M**2).sum()) for M in reversed(products)]


def norms_transposed_weights(hs, W_hh):
    M, norms = np.identity(len(W_hh)), []
    for h in reversed(hs):
        norms.append(np.linalg.norm(M, 2))
        M = np.matmul(W_hh.T * (1 - h * h), M)
    return norms[::-1]


def norms_with_the_states_as_columns(hs, W_hh):
    M = np.eye(len(W_hh))
    for t in range(hs.shape[1]):
        M = W_hh * (1 - hs[:, t] ** 2) @ M
    return np.linalg.norm(M, 2)


def norms_of_each_jacobian(hs, W_hh):
    return np.array([np.linalg.norm(W_hh @ np.diag(1 - h**2), 2) for h in hs])


def norms_loop_is_empty(hs, W_hh):
    norms, M = np.zeros(len(hs)), np.eye(len(W_hh))
    for t in range(len(hs) - 1, -1):
        norms[t] = np.linalg.norm(M, 2)
        M = (W_hh * (1 - hs[t] ** 2)) @ M
    return norms


def norms_slopes_into_the_weights(hs, W_hh):
    norms, M = [], np.eye(len(W_hh))
    for h in hs[::-1]:
        norms.append(np.linalg.norm(M, 2))
        W_hh *= 1 - h**2
        M = W_hh @ M
    return norms[::-1]


def norms_slopes_by_matrix_product(hs, W_hh):
    norms, M = np.zeros(len(hs)), np.eye(len(W_hh))
    for t in reversed(range(len(hs))):
        norms[t] = np.linalg.norm(M, 2)
        M = (W_hh @ (1 - hs[t] ** 2)) @ M
        M = M.sum()
    return norms


# spectral_radius


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


# clip_by_global_norm


def clip_array_by_array(grads, max_norm):
    total = 0
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        total += norm**2
        if norm > max_norm:
            grads[name] = g * max_norm / norm
    return grads, np.sqrt(total)


def clip_one_after_the_other(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))
    if norm > max_norm:
        return {name: g * max_norm / norm for name, g in grads.items()}


def clip_values(grads, max_norm):
    norm = np.linalg.norm(np.hstack([g.flatten() for g in grads.values()]))
    for g in grads.values():
        np.clip(g, -max_norm, max_norm, out=g)
    return grads, norm


def clip_no_root(grads, max_norm):
    norm = sum((g**2).sum() for g in grads.values())
    scale = max_norm / norm if norm > max_norm else 1
    return {k: g * scale for k, g in grads.items()}, norm


def clip_flat_list(grads, max_norm):
    flat = np.concatenate(list(grads.values()))
    norm = np.sqrt((flat**2).sum())
    return {k: g * min(1, max_norm / norm) for k, g in grads.items()}, norm


def clip_gradients_only(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}


def clip_list_of_arrays(grads, max_norm):
    arrays = list(grads.values())
    norm = np.sqrt(sum((g**2).sum() for g in arrays))
    return [g * (max_norm / norm if norm > max_norm else 1) for g in arrays], norm


def clip_tuple_of_a_tuple(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    clipped = {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}
    return ((clipped, norm),)


def clip_iterates_names(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return grads, norm


def clip_changes_the_loop_variable(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > max_norm:
        for g in grads.values():
            g = g * max_norm / norm
    return grads, norm


def clip_norm_overwritten(grads, max_norm):
    for g in grads.values():
        norm = np.sqrt(np.sum(g * g))
    scale = max_norm / norm if norm > max_norm else 1.0
    return {k: scale * g for k, g in grads.items()}, norm


def clip_squares_forgotten(grads, max_norm):
    norm = 0
    for g in grads.values():
        norm += np.linalg.norm(g)
    norm = np.sqrt(norm)
    return {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}, norm


def clip_all_but_zeros(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    if norm == 0:
        return grads, norm
    return {k: g * max_norm / norm for k, g in grads.items()}, norm


# orthogonal


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
    ("jacobian_norms", norms_of_each_jacobian, "each-state-alone"),
    ("jacobian_norms", norms_loop_is_empty, "loop-never-runs"),
    ("jacobian_norms", norms_slopes_into_the_weights, "", "It changes its argument W_hh in place"),
    ("jacobian_norms", norms_slopes_by_matrix_product, "", "that of a vector or a matrix"),
    ("spectral_radius", radius_picked_by_size, "eigenvalue-itself"),
    ("spectral_radius", radius_without_root, "squared"),
    ("clip_by_global_norm", clip_changes_the_loop_variable, "never-clipped", "right: norm"),
    ("clip_by_global_norm", clip_norm_overwritten, "norm-of-the-last-array"),
    ("clip_by_global_norm", clip_squares_forgotten, "root-of-the-sum-of-norms"),
    ("clip_by_global_norm", clip_all_but_zeros, "always-scaled-but-for-zeros"),
    ("orthogonal", orthogonal_times_a_diagonal, "signs-entry-by-entry"),
    ("orthogonal", orthogonal_product_with_all_signs, "product-with-the-signs-of-the-triangle"),
    ("orthogonal", orthogonal_from_the_svd, "first-factor-of-the-svd", "of the time"),
    ("orthogonal", orthogonal_put_together_again, "not-orthogonalised", "Q R"),
    ("jacobian_norms", norms_slope_without_square, "square-forgotten"),
    ("jacobian_norms", norms_product_turned_round, "order-reversed"),
    ("jacobian_norms", norms_appended, "by-lag"),
    ("jacobian_norms", norms_of_rows, "", "norms[t] = np.linalg.norm(M, axis=1)", "several values"),
    ("jacobian_norms", norms_rescaled_on_the_way, "", "one state has no slope", "holds nan"),
    ("jacobian_norms", norms_frobenius, "frobenius-norm"),
    ("jacobian_norms", norms_transposed_weights, "weights-transposed"),
    ("jacobian_norms", norms_with_the_states_as_columns, "", "cannot be combined"),
    ("spectral_radius", radius_with_vectors, "", "np.abs(eig).max()"),
    ("spectral_radius", radius_without_abs, "maximum-alone"),
    ("spectral_radius", radius_sorted_by_real, "maximum-first"),
    ("spectral_radius", radius_by_svd, "singular-value"),
    ("spectral_radius", radius_function_returned, "", "it is a function (call it"),
    ("spectral_radius", radius_all, "all-of-them"),
    ("spectral_radius", radius_as_text, "", "it is a string, expected a number"),
    ("clip_by_global_norm", clip_array_by_array, "each-array-by-itself"),
    ("clip_by_global_norm", clip_one_after_the_other, "", "it returned a dict, expected 2 values"),
    ("clip_by_global_norm", clip_values, "by-value"),
    ("clip_by_global_norm", clip_no_root, "root-forgotten"),
    (
        "clip_by_global_norm",
        clip_flat_list,
        "list-of-arrays",
        "np.concatenate(list(grads.values()))",
    ),
    ("clip_by_global_norm", clip_gradients_only, "norm-not-returned"),
    ("clip_by_global_norm", clip_list_of_arrays, "", "expected a dict"),
    ("clip_by_global_norm", clip_tuple_of_a_tuple, "", "it returned a tuple of 1"),
    ("clip_by_global_norm", clip_iterates_names, "", "for g in grads", "a string"),
    ("orthogonal", orthogonal_rows_normalised, "lengths-only", "columns 0 and 0 have the product"),
    ("orthogonal", orthogonal_both_factors, "", "it is a tuple of 2"),
    ("orthogonal", orthogonal_shape_without_brackets, "", "rng.standard_normal(H, H)", "one tuple"),
    ("orthogonal", orthogonal_seeded_anew, "", "gave the same matrix"),
]
