"""Wrong answers to `jacobian_norms`, as learners write them."""

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


WRONG = [
    (
        norms_of_each_jacobian,
        "each-state-alone",
    ),
    (
        norms_loop_is_empty,
        "loop-never-runs",
    ),
    (
        norms_slopes_into_the_weights,
        "",
        "It changes its argument W_hh in place",
    ),
    (
        norms_slopes_by_matrix_product,
        "",
        "that of a vector or a matrix",
    ),
    (
        norms_slope_without_square,
        "square-forgotten",
    ),
    (
        norms_product_turned_round,
        "order-reversed",
    ),
    (
        norms_appended,
        "by-lag",
    ),
    (
        norms_of_rows,
        "",
        "norms[t] = np.linalg.norm(M, axis=1)",
        "several values",
    ),
    (
        norms_rescaled_on_the_way,
        "",
        "one state has no slope",
        "holds nan",
    ),
    (
        norms_frobenius,
        "frobenius-norm",
    ),
    (
        norms_transposed_weights,
        "weights-transposed",
    ),
    (
        norms_with_the_states_as_columns,
        "",
        "cannot be combined",
    ),
]
