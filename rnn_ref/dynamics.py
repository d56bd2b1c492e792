"""How far a change of the state reaches: products of Jacobians, and numbers that foretell them.

With states as rows, a step h_t = tanh(x_t @ W_xh + h_{t-1} @ W_hh + b_h) has the Jacobian

    J_t = W_hh * (1 - h_t^2)          [i, j] = d h_t[j] / d h_{t-1}[i]

whose column j carries the slope of unit j. A row vector takes the steps from left to right, so

    d h_T / d h_tau = J_{tau+1} @ J_{tau+2} @ ... @ J_T

and a gradient takes the transposes from right to left: dh_{t-1} = (dh_t * (1 - h_t^2)) @ W_hh.T.
"""

import numpy as np

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
