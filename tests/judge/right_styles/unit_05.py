"""Right answers to the exercises of unit 05, in styles other than the reference's."""

import math
from functools import reduce

import numpy as np

# --- jacobian_norms ---


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


# --- spectral_radius ---


def radius_from_eig(W):
    """Eigenvectors come too and are dropped."""
    values, _ = np.linalg.eig(W)
    return max(abs(value) for value in values)


def radius_by_parts(W):
    """Real and imaginary part by Pythagoras, on the transposed matrix."""
    values = np.linalg.eigvals(W.T)
    return float(np.sqrt(values.real**2 + values.imag**2).max())


def radius_sorted(W):
    """The last of the sorted absolute values, as an array without axes."""
    return np.sort(np.absolute(np.linalg.eigvals(np.array(W, dtype=float))))[-1:].reshape(())


def radius_in_a_dict(W):
    """Absolute values by number in a dict; a 0-d array comes back."""
    values = np.linalg.eigvals(W)
    sizes = {k: abs(complex(v)) for k, v in enumerate(values)}
    return np.array(max(sizes.values()))


def radius_as_a_norm(W):
    """The largest of the absolute values is a norm of the vector of eigenvalues."""
    return np.linalg.norm(np.linalg.eigvals(W), np.inf)


# --- clip_by_global_norm ---


def clip_one_long_vector(grads, max_norm):
    """All arrays laid end to end."""
    flat = np.concatenate([np.ravel(g) for g in grads.values()])
    norm = np.linalg.norm(flat)
    if norm <= max_norm:
        return grads, norm
    return {name: g / norm * max_norm for name, g in grads.items()}, norm


def clip_in_place(grads, max_norm):
    """Changes the caller's arrays."""
    total = 0.0
    for g in grads.values():
        total += np.sum(g * g)
    norm = math.sqrt(total)
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return grads, norm


def clip_with_a_loop(grads, max_norm):
    """The norm of the norms, a new dict, a list of two."""
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    factor = 1.0 if norm == 0 else min(1.0, max_norm / norm)
    clipped = {}
    for name in grads:
        clipped[name] = np.multiply(grads[name], factor)
    return [clipped, norm]


def clip_divided(grads, max_norm):
    """Divides by how many times too long the gradients are."""
    norm = sum(float(np.vdot(g, g)) for g in grads.values()) ** 0.5
    return {name: (g / max(1.0, norm / max_norm)).tolist() for name, g in grads.items()}, norm


class Clipper:
    """Keeps the norm in the object; dict of parameters in, dict out."""

    def __init__(self, limit):
        self.limit, self.norm = limit, None

    def __call__(self, **grads):
        squares = [np.dot(g.ravel(), g.ravel()) for g in grads.values()]
        self.norm = np.sqrt(np.sum(squares))
        factor = self.limit / self.norm if self.norm > self.limit else 1.0
        return {name: np.dot(g, factor) for name, g in grads.items()}


def clip_of_a_class(grads, max_norm):
    """A callable object; the items are popped and put back in the old order."""
    clipper = Clipper(max_norm)
    clipped = clipper(**grads)
    ordered = {name: clipped.pop(name) for name in list(grads)}
    return ordered, clipper.norm


def clip_hstacked_and_split(grads, max_norm):
    """One long vector, scaled in place, cut apart again."""
    sizes = np.cumsum([g.size for g in grads.values()])[:-1]
    flat = np.hstack([g.reshape(-1) for g in grads.values()])
    norm = np.sqrt(flat.dot(flat))
    if norm > max_norm:
        flat *= max_norm / norm
    pieces = np.split(flat, sizes)
    return {k: p.reshape(g.shape) for (k, g), p in zip(grads.items(), pieces, strict=True)}, norm


def clip_with_hypot(grads, max_norm):
    """The norm grows array by array; its factor is 1 below the limit, without a comparison."""
    norm = 0.0
    for g in grads.values():
        norm = math.hypot(norm, np.linalg.norm(g))
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm


# --- orthogonal ---


def orthogonal_polar(rng, H):
    """The orthogonal matrix that lies nearest to a random one."""
    U, _, Vt = np.linalg.svd(rng.normal(size=(H, H)))
    return U @ Vt


def orthogonal_gram_schmidt(rng, H):
    """Column by column, twice for accuracy; a list of rows."""
    columns = []
    for _ in range(H):
        v = rng.standard_normal(H)
        for _ in range(2):
            for q in columns:
                v = v - (v @ q) * q
        columns.append(v / np.linalg.norm(v))
    return np.array(columns).T.tolist()


def orthogonal_random_signs(rng, H):
    """QR with signs by a coin in place of those of R: as uniform as with them."""
    Q, _ = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * rng.choice([-1.0, 1.0], size=H)


def orthogonal_of_mirrors(rng, H):
    """A product of Householder mirrors, each with the sign of its own random vector."""
    Q = np.eye(H)
    for k in range(H):
        v = rng.standard_normal(H - k)
        sign = math.copysign(1.0, v[0])
        v[0] += sign * np.linalg.norm(v)
        mirror = np.eye(H)
        mirror[k:, k:] -= 2 * np.outer(v, v) / (v @ v)
        Q = Q @ mirror
        Q[:, k] *= -sign
    return Q


def orthogonal_signs_on_rows(rng, H):
    """S Q S with Q S uniform and S unchanged by Q -> S Q S: as uniform as with columns."""
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(np.diag(R))[:, None]


def orthogonal_with_a_diagonal(rng, H):
    """The signs as a diagonal matrix."""
    Q, R = np.linalg.qr(rng.normal(0.0, 1.0, (H, H)))
    return np.dot(Q, np.diag(np.where(np.diag(R) < 0, -1, 1)))


STYLES = {
    "jacobian_norms": [
        norms_from_scratch,
        norms_of_columns,
        norms_of_a_batch_of_gradients,
        norms_with_reduce,
        norms_in_place,
        norms_of_a_class,
        norms_with_popped_states,
        norms_of_stacked_products,
    ],
    "spectral_radius": [
        radius_from_eig,
        radius_by_parts,
        radius_sorted,
        radius_in_a_dict,
        radius_as_a_norm,
    ],
    "clip_by_global_norm": [
        clip_one_long_vector,
        clip_in_place,
        clip_with_a_loop,
        clip_divided,
        clip_of_a_class,
        clip_hstacked_and_split,
        clip_with_hypot,
    ],
    "orthogonal": [
        orthogonal_polar,
        orthogonal_gram_schmidt,
        orthogonal_random_signs,
        orthogonal_of_mirrors,
        orthogonal_signs_on_rows,
        orthogonal_with_a_diagonal,
    ],
}
