"""Right answers to `jacobian_norms`, in styles other than the reference's."""

import math
from functools import reduce

import numpy as np


def norms_from_scratch(hs, W_hh):
    """Each product anew, from its own step onwards."""
    T, H = hs.shape
    norms = []
    for t in range(T):
        product = np.eye(H)
        for k in range(t + 1, T):
            product = product @ W_hh @ np.diag(1 - hs[k] ** 2)
        norms.append(np.linalg.norm(product, ord=2))
    return norms


def norms_of_columns(hs, W_hh):
    """Jacobians for column vectors, all transposed, from the right."""
    T, H = hs.shape
    norms, product = np.zeros(T), np.identity(H)
    for t in range(T - 1, -1, -1):
        norms[t] = np.linalg.svd(product, compute_uv=False).max()
        product = product.dot(np.diag(1 - hs[t] * hs[t]).dot(W_hh.T))
    return norms


def norms_of_a_batch_of_gradients(hs, W_hh):
    """Unit vectors sent back as a batch of gradients, as in the backward pass."""
    dh = np.eye(hs.shape[1])
    norms = [np.linalg.norm(dh, 2)]
    for t in range(len(hs) - 1, 0, -1):
        dh = (dh * (1 - hs[t] ** 2)) @ W_hh.T
        norms.insert(0, np.linalg.norm(dh, 2))
    return np.array(norms)


def norms_with_reduce(hs, W_hh):
    """All Jacobians in one array; eigenvalues of M M^T."""
    jacobians = np.einsum("ij,tj->tij", W_hh, (1 - hs) * (1 + hs))

    def norm(t):
        M = reduce(np.matmul, jacobians[t + 1 :], np.eye(len(W_hh)))
        largest = np.linalg.eigvalsh(M @ M.T)[-1]
        return math.sqrt(max(largest, 0.0))

    return [norm(t) for t in range(len(hs))]


def norms_in_place(hs, W_hh):
    """Turns the caller's states into slopes."""
    np.square(hs, out=hs)
    np.subtract(1, hs, out=hs)
    out = np.ones(len(hs))
    P = np.eye(len(W_hh))
    for t in range(len(hs) - 2, -1, -1):
        P = np.dot(W_hh * hs[t + 1], P)
        out[t] = np.linalg.svd(P)[1][0]
    return out


class Jacobians:
    """J[t] is made when it is asked for, with np.dot and np.diag."""

    def __init__(self, hs, W):
        self.hs, self.W = hs, W

    def __len__(self):
        return len(self.hs)

    def __getitem__(self, t):
        return np.dot(self.W, np.diag(1.0 - np.power(self.hs[t], 2)))


def norms_of_a_class(hs, W_hh):
    """reversed(list(enumerate(...))), norms inserted at the front; (1,)-arrays put together."""
    jacobians, norms = Jacobians(hs, W_hh), []
    product = np.identity(W_hh.shape[0], dtype=W_hh.dtype)
    for t, _ in reversed(list(enumerate(hs))):
        norms.insert(0, np.linalg.svd(product)[1][:1])
        product = np.dot(jacobians[t], product)
    return np.hstack(norms)


def norms_with_popped_states(hs, W_hh):
    """States are popped from a list; the products are kept and measured at the end."""
    states, products = list(hs), [np.eye(len(W_hh))]
    while len(states) > 1:
        h = states.pop()
        products += [(W_hh * (1 - np.square(h)).reshape(1, -1)).dot(products[-1])]
    return tuple(np.linalg.norm(p, 2) for p in products[::-1])


def norms_of_stacked_products(hs, W_hh):
    """All products in one array (T, H, H), measured at once."""
    J = W_hh[None] * (1 - hs[:, None, :] ** 2)
    products = np.repeat(np.eye(len(W_hh))[None], len(hs), axis=0)
    for t in range(len(hs) - 1, 0, -1):
        products[t - 1] = J[t] @ products[t]
    return np.linalg.norm(products, ord=2, axis=(1, 2))


STYLES = [
    norms_from_scratch,
    norms_of_columns,
    norms_of_a_batch_of_gradients,
    norms_with_reduce,
    norms_in_place,
    norms_of_a_class,
    norms_with_popped_states,
    norms_of_stacked_products,
]
