"""Where the weights start."""

import numpy as np


def orthogonal(rng, H):
    """A random orthogonal matrix, Q.T @ Q = I: every direction is as likely as any other.

    rng: a generator; H: the size -> Q (H, H). `np.linalg.qr` leaves the signs of R's diagonal to
    the library; with positive ones Q is uniform over all orthogonal matrices (Mezzadri 2007).
    """
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(np.diag(R))


def glorot(rng, D, H):
    """Uniform in +-sqrt(6 / (D + H)), (D, H): Glorot and Bengio 2010, equation 16.

    The variance 2 / (D + H) lies between what keeps the size of a layer's outputs (1 / D) and
    that of its gradients (1 / H). Keras draws the input weights of its recurrent layers so, the
    columns of all gates as one matrix: glorot(rng, D, 4 * H) for an LSTM.
    """
    limit = np.sqrt(6.0 / (D + H))
    return rng.uniform(-limit, limit, (D, H))


def identity(H, scale=1.0):
    """scale * I, (H, H): a state that is carried unchanged (Le, Jaitly and Hinton 2015)."""
    return scale * np.eye(H)


def unit_forget_bias(H, value=1.0):
    """The bias of an LSTM, (4H,): `value` for the forget gate, 0 for the others.

    Gers et al. 2000 and Jozefowicz et al. 2015: a gate that starts open lets gradients pass.
    """
    b = np.zeros(4 * H)
    b[H : 2 * H] = value
    return b
