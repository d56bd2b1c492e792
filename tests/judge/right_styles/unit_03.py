"""Right solutions of unit 03 in styles that differ from the reference's."""

import math

import numpy as np

# mse_loss


def mse_with_loops(y, target):
    """Number by number."""
    loss, dy = 0.0, np.zeros(y.shape)
    for i in np.ndindex(y.shape):
        loss += (y[i] - target[i]) ** 2 / y.size
        dy[i] = 2 * (y[i] - target[i]) / y.size
    return loss, dy


def mse_with_dot(y, target):
    """The errors as one long vector, and their inner product with themselves."""
    e = (y - target).ravel()
    return np.dot(e, e) / len(e), (2 / len(e) * e).reshape(y.shape)


def mse_with_einsum(y, target):
    """Axes by name, on the errors in one row."""
    e = (target - y).reshape(1, -1)
    size = np.prod(y.shape)
    return np.einsum("ij,ij->", e, e) / size, (-2 * e / size).reshape(y.shape)


def mse_in_place(y, target):
    """Writes over y; the loss as an array without axes."""
    y -= target
    loss = np.array(np.mean(np.square(y)))
    y *= 2 / y.size
    return loss, y


def mse_as_lists(y, target):
    """Lists where arrays are expected."""
    e = np.subtract(y, target)
    return [float(np.average(e**2)), (e * 2.0 / e.size).tolist()]


class SquaredError:
    """A criterion with forward and backward; the errors wait in between."""

    def forward(self, y, target):
        self.diff = y - target
        return np.linalg.norm(self.diff) ** 2 / self.diff.size

    def backward(self):
        return -2.0 * -self.diff / np.prod(self.diff.shape)


def mse_of_a_class(y, target):
    """The criterion, asked twice."""
    criterion = SquaredError()
    return criterion.forward(y, target), criterion.backward()


# sequence_cross_entropy


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


# perplexity


def perplexity_with_math(loss):
    """The standard library."""
    return math.exp(loss)


def perplexity_as_power(loss):
    """A power of e."""
    return np.e**loss


def perplexity_through_bits(loss):
    """Two to the number of bits."""
    return 2 ** (loss / np.log(2))


def perplexity_as_array(loss):
    """An array without axes."""
    return np.array(1 / np.exp(-np.asarray(loss)))


STYLES = {
    "mse_loss": [
        mse_with_loops,
        mse_with_dot,
        mse_with_einsum,
        mse_in_place,
        mse_as_lists,
        mse_of_a_class,
    ],
    "sequence_cross_entropy": [
        entropy_with_loops,
        entropy_of_real_steps_only,
        entropy_with_one_hot,
        entropy_with_logaddexp,
        entropy_in_place,
        entropy_as_nested_lists,
        entropy_of_one_long_batch,
        entropy_step_by_step,
        entropy_as_columns,
    ],
    "perplexity": [
        perplexity_with_math,
        perplexity_as_power,
        perplexity_through_bits,
        perplexity_as_array,
    ],
}
