"""A row of numbers for each token: x = E[tokens].

The same as a product with one-hot rows, without making them. Backward: the gradient of a row of
E is the sum over all places where its token stands, so a token that comes twice counts twice.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape


def embedding_forward(tokens, E):
    """Look rows up. tokens (N, T) of integers from 0 to V - 1, E (V, D) -> x (N, T, D).

    Raises:
        TypeError: the tokens are not integers.
        ValueError: a token is not between 0 and V - 1.
    """
    require_shape("embedding_forward", "E", E, "V D")
    require_float("embedding_forward", E=E)
    _require_tokens("embedding_forward", tokens, len(E))
    return E[tokens]


def embedding_backward(dx, tokens, V):
    """The gradient of E. dx (N, T, D), tokens (N, T), V rows -> dE (V, D)."""
    _require_tokens("embedding_backward", tokens, V)
    N, T = tokens.shape
    require_shape("embedding_backward", "dx", dx, "N T D", N=N, T=T)
    dE = np.zeros((V, dx.shape[-1]), dx.dtype)
    np.add.at(dE, tokens, dx)
    return dE


def _require_tokens(function, tokens, V):
    """Check that tokens (N, T) name rows of a table of V."""
    require_shape(function, "tokens", tokens, "N T")
    if tokens.dtype.kind not in "iu":
        raise TypeError(f"{function}: tokens have dtype {tokens.dtype}, expected integers")
    if tokens.size and not 0 <= tokens.min() <= tokens.max() < V:
        raise ValueError(
            f"{function}: tokens run from {tokens.min()} to {tokens.max()}, "
            f"expected 0 to V - 1 = {V - 1}"
        )
