"""Wrong answers to `sequence_cross_entropy`, as learners write them."""

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


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


class Entropy:
    """A criterion with forward and backward, and what they share as attributes."""

    def __init__(self, logits, targets, mask):
        self.log_p, self.targets, self.mask = log_softmax(logits), targets, mask
        self.real = max(np.count_nonzero(mask), 1)

    def forward(self):
        picked = np.take_along_axis(self.log_p, self.targets[:, :, None], axis=2).squeeze(2)
        return -np.sum(picked * self.mask) / self.real

    def backward(self):
        d = np.exp(self.log_p)
        rows, steps = np.ogrid[: d.shape[0], : d.shape[1]]
        d[rows, steps, self.targets] -= 1
        return d * self.mask[:, :, None] / self.real


def cross_entropy_mask_as_it_is(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    d = np.exp(criterion.log_p) - np.eye(logits.shape[2])[targets]
    return criterion.forward(), d * mask / criterion.real


def cross_entropy_class_numbers(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    d = np.exp(criterion.log_p) - targets[..., None]
    return criterion.forward(), d * mask[..., None] / criterion.real


def cross_entropy_one_row_of_targets(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    dy = np.exp(criterion.log_p)
    dy[targets] -= 1
    dy *= mask[..., None]
    return criterion.forward(), dy / criterion.real


def cross_entropy_mask_at_the_target(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    y = np.eye(logits.shape[2])[targets]
    return criterion.forward(), (np.exp(criterion.log_p) - y * mask[..., None]) / criterion.real


def cross_entropy_divided_in_both_places(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    dlogits = criterion.backward()
    dlogits /= criterion.real
    return criterion.forward(), dlogits


def cross_entropy_backwards_to_p(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    with np.errstate(all="ignore"):
        dp = -np.eye(logits.shape[2])[targets] / np.exp(criterion.log_p)
        return criterion.forward(), dp * mask[..., None] / criterion.real


def cross_entropy_next_character(logits, targets, mask):
    loss, dlogits, n = 0.0, np.zeros_like(logits), 0
    log_p = log_softmax(logits)
    for i in range(len(logits)):
        for t in range(logits.shape[1] - 1):
            if mask[i, t + 1]:
                loss -= log_p[i, t, targets[i, t + 1]]
                dlogits[i, t] = np.exp(log_p[i, t])
                dlogits[i, t, targets[i, t + 1]] -= 1
                n += 1
    n = max(n, 1)
    return loss / n, dlogits / n


def cross_entropy_lengths(logits, targets, mask):
    loss, dlogits, n = 0.0, np.zeros_like(logits), 0
    for i, length in enumerate(mask.sum(axis=1)):
        log_p = log_softmax(logits[i, :length])
        loss -= log_p[range(length), targets[i, :length]].sum()
        dlogits[i, :length] = np.exp(log_p)
        dlogits[i, range(length), targets[i, :length]] -= 1
        n += length
    return loss / max(n, 1), dlogits / max(n, 1)


def cross_entropy_one_more(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    criterion.real = mask.sum() + 1
    return criterion.forward(), criterion.backward()


def cross_entropy_logits_masked(logits, targets, mask):
    criterion = Entropy(logits * mask[..., None], targets, np.ones_like(mask))
    criterion.real = max(mask.sum(), 1)
    return criterion.forward(), criterion.backward()


def cross_entropy_of_a_softmax(logits, targets, mask):
    e = np.exp(logits - logits.max(-1)[..., None])
    criterion = Entropy(e / e.sum(-1)[..., None], targets, mask)
    return criterion.forward(), criterion.backward()


def cross_entropy_half_shifted(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    dlogits = criterion.backward()
    criterion.log_p = criterion.log_p + np.max(logits, axis=-1, keepdims=True)
    return criterion.forward(), dlogits


def cross_entropy_colons(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    d = np.exp(criterion.log_p)
    d[:, :, targets] -= 1
    loss = -np.sum(criterion.log_p[:, :, targets] * mask) / criterion.real
    return loss, d * mask[:, :, None] / criterion.real


def cross_entropy_rows_without_a_column(logits, targets, mask):
    N, T, _ = logits.shape
    cost = -log_softmax(logits)[np.arange(N), np.arange(T), targets]
    criterion = Entropy(logits, targets, mask)
    return np.sum(cost[mask]) / criterion.real, criterion.backward()


def cross_entropy_minus_mask(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    d = np.exp(criterion.log_p) - np.eye(logits.shape[2])[targets]
    d[-mask] = 0
    return criterion.forward(), d / criterion.real


def cross_entropy_mean_of_the_real(logits, targets, mask):
    criterion = Entropy(logits, targets, mask)
    cost = -np.take_along_axis(criterion.log_p, targets[..., None], 2)[..., 0]
    with np.errstate(all="ignore"):
        return cost[mask].sum() / mask.sum(), criterion.backward()


WRONG = [
    (
        cross_entropy_of_all_classes,
        "zero-times-log-of-zero",
        "got nan",
    ),
    (
        cross_entropy_with_a_small_number,
        "log-of-p-plus-1e-09",
    ),
    (
        cross_entropy_mask_as_it_is,
        "mask-without-an-axis",
        "axis of size 1",
    ),
    (
        cross_entropy_class_numbers,
        "class-number-subtracted",
    ),
    (
        cross_entropy_one_row_of_targets,
        "targets-index-the-batch",
    ),
    (
        cross_entropy_mask_at_the_target,
        "softmax-left-at-pads",
    ),
    (
        cross_entropy_divided_in_both_places,
        "gradient-divided-twice",
    ),
    (
        cross_entropy_backwards_to_p,
        "gradient-of-probabilities-undefined",
        "through the softmax",
    ),
    (
        cross_entropy_next_character,
        "shifted-again-and-filled-up",
    ),
    (
        cross_entropy_lengths,
        "pads-thought-last",
        "masks with gaps",
    ),
    (
        cross_entropy_one_more,
        "divided-by-one-step-more",
    ),
    (
        cross_entropy_logits_masked,
        "logits-masked-and-pads-uncounted",
    ),
    (
        cross_entropy_of_a_softmax,
        "softmax-twice",
    ),
    (
        cross_entropy_half_shifted,
        "shifted-in-the-sum-only-in-the-loss",
        "right: dlogits",
    ),
    (
        cross_entropy_colons,
        "every-target-at-every-step-in-both",
    ),
    (
        cross_entropy_rows_without_a_column,
        "",
        "make the rows a column",
    ),
    (
        cross_entropy_minus_mask,
        "",
        "`~mask` turns a mask round",
    ),
    (
        cross_entropy_mean_of_the_real,
        "all-pads-undefined-in-the-loss",
        "In the loss, a batch without",
    ),
]
