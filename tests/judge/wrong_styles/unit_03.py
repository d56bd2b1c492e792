"""Wrong functions for unit 03, as learners write them: those that end in nan or infinity."""

import numpy as np


def cross_entropy_of_all_classes(logits, targets, mask):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    onehot = np.eye(logits.shape[-1])[targets]
    n = max(mask.sum(), 1)
    loss = -np.sum(onehot * np.log(p) * mask[:, :, None]) / n
    return loss, (p - onehot) * mask[:, :, None] / n


def cross_entropy_with_a_small_number(logits, targets, mask):
    e = np.exp(logits - np.max(logits, axis=2)[:, :, None])
    probs = e / np.sum(e, axis=2)[:, :, None]
    N, T, _ = logits.shape
    count, loss, grad = max(np.sum(mask), 1), 0.0, np.zeros_like(logits)
    for n in range(N):
        for t in range(T):
            if mask[n, t]:
                loss -= np.log(probs[n, t, targets[n, t]] + 1e-9)
                grad[n, t] = probs[n, t]
                grad[n, t, targets[n, t]] -= 1
    return loss / count, grad / count


WRONG = [
    ("sequence_cross_entropy", cross_entropy_of_all_classes, "zero-times-log-of-zero", "got nan"),
    ("sequence_cross_entropy", cross_entropy_with_a_small_number, "log-of-p-plus-1e-09"),
]
