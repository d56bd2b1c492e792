"""Losses, each with the gradient for what it was computed from."""

import numpy as np

from rnn_ref.shapes import require_shape


def softmax_cross_entropy(logits, targets):
    """Mean of -log softmax(logits)[target] over all steps, and its gradient.

    logits (N, T, K), targets (N, T) of class numbers -> loss (a float, in nats),
    dlogits (N, T, K). Uses log-sum-exp, so logits of +-1000 are safe.
    """
    N, T = logits.shape[:2]
    require_shape("softmax_cross_entropy", "targets", targets, "N T", N=N, T=T)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    rows, steps = np.arange(N)[:, None], np.arange(T)
    loss = -log_p[rows, steps, targets].mean()
    dlogits = np.exp(log_p)
    dlogits[rows, steps, targets] -= 1.0
    return loss, dlogits / (N * T)
