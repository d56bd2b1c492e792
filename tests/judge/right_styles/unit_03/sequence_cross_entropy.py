"""Right answers to `sequence_cross_entropy`, in styles other than the reference's."""

import math

import numpy as np


def _log_sum_exp(values):
    largest = max(values)
    return largest + math.log(sum(math.exp(v - largest) for v in values))


def entropy_with_loops(logits, targets, mask):
    """Step by step in plain Python; pads are passed over."""
    N, T, K = logits.shape
    count = sum(bool(mask[n, t]) for n in range(N) for t in range(T))
    loss, dlogits = 0.0, np.zeros((N, T, K))
    for n in range(N):
        for t in range(T):
            if not mask[n, t]:
                continue
            row = [float(v) for v in logits[n, t]]
            normaliser = _log_sum_exp(row)
            loss += (normaliser - row[targets[n, t]]) / count
            for k in range(K):
                dlogits[n, t, k] = (math.exp(row[k] - normaliser) - (k == targets[n, t])) / count
    return loss, dlogits


def entropy_of_real_steps_only(logits, targets, mask):
    """The real steps gathered into one long list, and put back."""
    real, wanted = logits[mask], targets[mask]
    dlogits = np.zeros_like(logits)
    if not len(real):
        return 0.0, dlogits
    shifted = real - real.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    own = np.exp(log_p)
    own[np.arange(len(real)), wanted] -= 1
    dlogits[mask] = own / len(real)
    return -log_p[np.arange(len(real)), wanted].mean(), dlogits


def entropy_with_one_hot(logits, targets, mask):
    """One-hot targets and the mask as weights."""
    hot = np.eye(logits.shape[-1])[targets]
    weight = mask / max(mask.sum(), 1)
    m = logits.max(-1, keepdims=True)
    log_p = logits - m - np.log(np.exp(logits - m).sum(-1, keepdims=True))
    loss = -np.einsum("ntk,ntk,nt->", log_p, hot, weight)
    return loss, (np.exp(log_p) - hot) * weight[:, :, None]


def entropy_with_logaddexp(logits, targets, mask):
    """NumPy's own log-sum-exp, and take_along_axis."""
    log_p = logits - np.logaddexp.reduce(logits, axis=2)[:, :, np.newaxis]
    costs = -np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    R = np.count_nonzero(mask)
    if R == 0:
        return 0, 0 * logits
    hot = np.arange(logits.shape[2]) == targets[:, :, None]
    return costs.sum(where=mask) / R, np.where(mask[:, :, None], np.exp(log_p) - hot, 0) / R


def entropy_in_place(logits, targets, mask):
    """Writes over the caller's logits."""
    N, T, _ = logits.shape
    n, t = np.indices((N, T))
    R = max(1, int(np.sum(mask)))
    logits -= np.amax(logits, axis=2, keepdims=True)
    logits -= np.log(np.sum(np.exp(logits), axis=2, keepdims=True))
    loss = -np.sum(logits[n, t, targets] * mask) / R
    np.exp(logits, out=logits)
    logits[n, t, targets] -= 1.0
    logits *= np.expand_dims(mask, -1)
    logits /= R
    return loss, logits


def entropy_as_nested_lists(logits, targets, mask):
    """Sequence by sequence, lists within lists."""
    R = max(mask.sum(), 1)
    total, rows = 0.0, []
    for l, wanted, real in zip(logits, targets, mask, strict=True):
        e = np.exp(l - l.max(axis=1)[:, None])
        p = e / e.sum(axis=1)[:, None]
        costs = np.log(e.sum(axis=1)) + l.max(axis=1) - l[range(len(l)), wanted]
        total += costs[real].sum()
        p[range(len(l)), wanted] -= 1
        p[~real] = 0
        rows.append((p / R).tolist())
    return [total / R, rows]


def entropy_of_one_long_batch(logits, targets, mask):
    """All steps as rows of one batch, with the loss of a classifier on (N, D)."""
    rows, y, real = logits.reshape(-1, logits.shape[-1]), targets.ravel(), mask.ravel()
    R = np.maximum(1, np.sum(real))
    shifted = rows - np.max(rows, axis=1, keepdims=True)
    log_Z = np.log(np.sum(np.exp(shifted), axis=1))
    loss = -np.sum(real * (shifted[np.arange(len(y)), y] - log_Z)) / R
    d = np.exp(shifted - log_Z[:, None])
    d[np.arange(len(y)), y] -= 1
    d *= real[:, None] / R
    return loss, d.reshape(logits.shape)


def entropy_step_by_step(logits, targets, mask):
    """Forward over time with a dict of what each step keeps, backward by popping it."""
    N, T, _ = logits.shape
    loss, kept, grads, rows = 0.0, {}, [], np.arange(N)
    for t in range(T):
        l_t = logits[:, t] - logits[:, t].max(axis=1)[:, None]
        kept[t] = log_p = l_t - np.log(np.exp(l_t).sum(axis=1))[:, None]
        loss -= (log_p[rows, targets[:, t]] * mask[:, t]).sum()
    while kept:
        t, log_p = kept.popitem()
        dl_t = np.exp(log_p)
        dl_t[rows, targets[:, t]] -= 1.0
        grads.insert(0, dl_t * mask[:, t].reshape(N, 1))
    count = max(np.count_nonzero(mask), 1)
    return loss / count, np.stack(grads, 1) / count


def entropy_as_columns(logits, targets, mask):
    """Classes first, (K, T, N), and an early return where there is no real step."""
    R = mask.sum()
    if R == 0:
        return 0, np.zeros_like(logits)
    z = logits.T - logits.T.max(axis=0)
    log_p = z - np.log(np.exp(z).sum(axis=0))
    Y = np.stack([(targets == k).T for k in range(len(z))])
    costs, push = -(Y * log_p).sum(axis=0) * mask.T, (np.exp(log_p) - Y) * mask.T
    return costs.sum() / R, push.T / R


STYLES = [
    entropy_with_loops,
    entropy_of_real_steps_only,
    entropy_with_one_hot,
    entropy_with_logaddexp,
    entropy_in_place,
    entropy_as_nested_lists,
    entropy_of_one_long_batch,
    entropy_step_by_step,
    entropy_as_columns,
]
