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


def mse_loss(y, target):
    """Mean of (y - target)^2 over all entries, and its gradient.

    y, target: two arrays of one shape, such as (N, T, K) -> loss (a float), dy, shaped like y.
    A target of another shape is refused: broadcasting (N, T) against (N, T, 1) would compare
    every number with every other.

    Raises:
        ValueError: ``mse_loss: target has shape (3, 4), expected that of y, (3, 4, 1)``.
    """
    if np.shape(target) != np.shape(y):
        raise ValueError(
            f"mse_loss: target has shape {np.shape(target)}, expected that of y, {np.shape(y)}"
        )
    error = y - target
    return (error**2).mean(), 2.0 * error / error.size


def sequence_cross_entropy(logits, targets, mask):
    """Mean of -log softmax(logits)[target] over the real steps, and its gradient.

    logits (N, T, K), targets (N, T) of class numbers, mask (N, T) of bools, True for a real
    step -> loss (a float, in nats), dlogits (N, T, K). At a pad the target counts for nothing
    and the gradient is zero. A batch without a real step has loss 0 and gradient 0. Uses
    log-sum-exp, so logits of +-1000 are safe.
    """
    N, T = logits.shape[:2]
    require_shape("sequence_cross_entropy", "targets", targets, "N T", N=N, T=T)
    require_shape("sequence_cross_entropy", "mask", mask, "N T", N=N, T=T)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    rows, steps = np.arange(N)[:, None], np.arange(T)
    real = max(int(mask.sum()), 1)  # without a real step both sums are 0, and so are the means
    costs = -log_p[rows, steps, targets]
    dlogits = np.exp(log_p)
    dlogits[rows, steps, targets] -= 1.0
    dlogits[~mask] = 0.0
    return costs[mask].sum() / real, dlogits / real


def perplexity(losses, mask):
    """exp of the mean cross-entropy of the real steps: the number of equally likely choices.

    losses (N, T), the cost of each step in nats, mask (N, T) of bools, True for a real step
    -> a float. A model that gives each of K classes the same probability has perplexity K; a batch
    without a real step has perplexity 1.
    """
    N, T = losses.shape
    require_shape("perplexity", "mask", mask, "N T", N=N, T=T)
    return np.exp(losses[mask].sum() / max(int(mask.sum()), 1))
