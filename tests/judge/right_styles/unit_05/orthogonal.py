"""Right answers to `orthogonal`, in styles other than the reference's."""

import math

import numpy as np


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


STYLES = [
    orthogonal_polar,
    orthogonal_gram_schmidt,
    orthogonal_random_signs,
    orthogonal_of_mirrors,
    orthogonal_signs_on_rows,
    orthogonal_with_a_diagonal,
]
