"""How far a change of the state reaches: products of Jacobians, and numbers that predict them.

With states as rows, a step h_t = tanh(x_t @ W_xh + h_{t-1} @ W_hh + b_h) has the Jacobian

    J_t = W_hh * (1 - h_t^2)          [i, j] = d h_t[j] / d h_{t-1}[i]

whose column j carries the slope of unit j. A row vector takes the steps from left to right, so

    d h_T / d h_tau = J_{tau+1} @ J_{tau+2} @ ... @ J_T

and a gradient takes the transposes from right to left: dh_{t-1} = (dh_t * (1 - h_t^2)) @ W_hh.T.
"""

import numpy as np

from rnn_ref.activations import sigmoid
from rnn_ref.shapes import require_shape


def jacobian_norms(hs, W_hh):
    """How much of a change of each state is left in the last one, at the most.

    hs (T, H): the states of one sequence; W_hh (H, H) -> norms (T,), where norms[t] is the
    largest singular value of d hs[T-1] / d hs[t]. The last one is 1. With hs all zero, every
    slope is 1: the norms of the powers of W_hh.
    """
    T, H = np.shape(hs)
    require_shape("jacobian_norms", "W_hh", W_hh, "H H", H=H)
    product = np.eye(H, dtype=np.result_type(hs, W_hh))
    norms = np.empty(T, dtype=product.dtype)
    for t in reversed(range(T)):
        norms[t] = np.linalg.norm(product, 2)
        product = (W_hh * (1.0 - hs[t] ** 2)) @ product
    return norms


def spectral_radius(W):
    """The largest absolute value among the eigenvalues of W (H, H), complex ones included."""
    require_shape("spectral_radius", "W", W, "H H")
    return np.abs(np.linalg.eigvals(W)).max()


def states_under_noise(W_hh, sd, T, seed=0):
    """States of a tanh layer whose units get noise of standard deviation sd, from 0 -> (T, H)."""
    rng, h, hs = np.random.default_rng(seed), np.zeros(len(W_hh)), []
    for _ in range(T):
        h = np.tanh(sd * rng.standard_normal(len(W_hh)) + h @ W_hh)
        hs.append(h)
    return np.array(hs)


def gradients_sent_back(W_hh, T=400, N=32, seed=5):
    """Norms of N random gradients on their way back, without tanh -> (T + 1,), the first one 1."""
    dh, norms = np.random.default_rng(seed).standard_normal((N, len(W_hh))), []
    for _ in range(T + 1):
        norms.append(np.linalg.norm(dh))
        dh = dh @ W_hh.T
    return np.array(norms) / norms[0]


def one_unit_cliff(w, b, T=50):
    """The loss of Pascanu, Mikolov and Bengio 2013, figure 6, and its slopes for w and b.

    One unit without input, x_t = w * sigmoid(x_{t-1}) + b from x_0 = 0.5, and the loss
    (sigmoid(x_T) - 0.7)^2. w, b: arrays of any shape -> loss, dw, db, of their common shape.
    """
    x, dx_dw, dx_db = (np.full(np.broadcast(w, b).shape, start) for start in (0.5, 0.0, 0.0))
    for _ in range(T):
        s = sigmoid(x)
        slope = w * s * (1.0 - s)
        x, dx_dw, dx_db = w * s + b, s + slope * dx_dw, 1.0 + slope * dx_db
    s = sigmoid(x)
    dx = 2.0 * (s - 0.7) * s * (1.0 - s)
    return (s - 0.7) ** 2, dx * dx_dw, dx * dx_db
