"""The loss of yes-or-no targets, from logits."""

import numpy as np

from rnn_ref.activations import sigmoid
from rnn_ref.shapes import require_float, require_shape


def sigmoid_cross_entropy(logits, targets, mask=None):
    """Mean of -log p(target), p = sigmoid(logit), over the real entries, and its gradient.

    logits: any shape, targets: the same shape, of 0 and 1 (or probabilities between), mask: the
    same shape, of bool, or None -> loss (a float, in nats), dlogits. Safe at +-1000:
    -y log p - (1 - y) log(1 - p) = max(l, 0) - l y + log(1 + exp(-|l|)).
    Where nothing is real the loss is 0 and so is the gradient.
    """
    axes = " ".join("NTK"[: np.ndim(logits)]) if np.ndim(logits) <= 3 else None
    if axes is not None:
        sizes = dict(zip("NTK", np.shape(logits), strict=False))
        require_shape("sigmoid_cross_entropy", "targets", targets, axes, **sizes)
    require_float("sigmoid_cross_entropy", logits=logits)
    real = np.ones(np.shape(logits), dtype=bool) if mask is None else mask
    each = np.maximum(logits, 0.0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
    count = max(int(real.sum()), 1)
    dlogits = np.where(real, sigmoid(logits) - targets, 0.0) / count
    return float(each.sum(where=real)) / count, dlogits.astype(logits.dtype)
