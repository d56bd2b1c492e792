"""Connectionist temporal classification (Graves et al. 2006).

A network gives a distribution over K symbols at each of T frames; one symbol, the blank, means
"nothing new". A path, one symbol per frame, collapses to a label: repeats are merged, then
blanks dropped. The loss is -log of the summed probability of all paths that collapse to the
label. With l' the label with blanks around each symbol (U = 2L + 1 places):

    alpha_t(u) = (alpha_{t-1}(u) + alpha_{t-1}(u-1) + [skip] alpha_{t-1}(u-2)) p_t(l'_u)
    beta_t(u)  = (beta_{t+1}(u) + beta_{t+1}(u+1) + [skip] beta_{t+1}(u+2)) p_t(l'_u)

where skip is allowed onto a symbol that is no blank and differs from the one two places before.
p(label) = alpha_T(U) + alpha_T(U-1), and for the logits (Graves et al., equation 16):

    dlogits_t(k) = p_t(k) - sum over u with l'_u = k of alpha_t(u) beta_t(u) / (p_t(k) p(label))

All of it is done with logarithms.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape


def ctc_loss(logits, labels, frames=None, lengths=None, blank=0):
    """Mean over the batch of -log p(label), and its gradient.

    logits (N, T, K), labels (N, L) of integers, frames (N,): real frames of each row, lengths
    (N,): symbols of each label; None means all of them -> loss (a float), dlogits (N, T, K).

    Raises:
        ValueError: a label needs more frames than its row has, or holds the blank.
    """
    require_shape("ctc_loss", "logits", logits, "N T K")
    require_float("ctc_loss", logits=logits)
    N, T, _ = logits.shape
    require_shape("ctc_loss", "labels", labels, "N L", N=N)
    frames = np.full(N, T) if frames is None else frames
    lengths = np.full(N, labels.shape[1]) if lengths is None else lengths
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    loss, dlogits = 0.0, np.zeros_like(logits)
    for n in range(N):
        label, real = labels[n, : lengths[n]], slice(0, frames[n])
        _require_possible(n, label, frames[n], blank)
        row_loss, dlogits[n, real] = _one_row(log_p[n, real], label, blank)
        loss += row_loss
    return loss / N, dlogits / N


def ctc_collapse(path, blank=0):
    """Merge repeats, then drop blanks: [a, a, -, a, b, b] -> [a, a, b]. path (T,) -> a list."""
    path = np.asarray(path)
    new = np.ones(len(path), dtype=bool)
    new[1:] = path[1:] != path[:-1]
    return [int(symbol) for symbol in path[new] if symbol != blank]


def ctc_greedy_decode(logits, frames=None, blank=0):
    """Collapse the most probable symbol of each frame. logits (N, T, K) -> a list of N lists."""
    N, T, _ = logits.shape
    frames = np.full(N, T) if frames is None else frames
    return [
        ctc_collapse(row[:count].argmax(axis=1), blank)
        for row, count in zip(logits, frames, strict=True)
    ]


def _one_row(log_p, label, blank):
    """-log p(label) and the gradient of the logits of one row. log_p (T, K)."""
    places = np.full(2 * len(label) + 1, blank)
    places[1::2] = label
    skips = np.zeros(len(places), dtype=bool)
    skips[2:] = (places[2:] != blank) & (places[2:] != places[:-2])
    log_q = log_p[:, places]
    alpha = _alpha(log_q, skips)
    # Read from the end, the label is a label: beta is alpha of it.
    back = np.zeros_like(skips)
    back[2:] = skips[::-1][:-2]
    beta = _alpha(log_q[::-1, ::-1], back)[::-1, ::-1]
    log_total = np.logaddexp.reduce(alpha[-1, -2:])
    occupied = np.exp(alpha + beta - log_q - log_total)
    dlogits = np.exp(log_p)
    for u, symbol in enumerate(places):
        dlogits[:, symbol] -= occupied[:, u]
    return -float(log_total), dlogits


def _alpha(log_q, skips):
    """log alpha (T, U) for log_q (T, U), the log probability of each place at each frame."""
    alpha = np.full_like(log_q, -np.inf)
    alpha[0, :2] = log_q[0, :2]
    for t in range(1, len(log_q)):
        before = alpha[t - 1]
        reach = before.copy()
        reach[1:] = np.logaddexp(reach[1:], before[:-1])
        reach[2:] = np.where(skips[2:], np.logaddexp(reach[2:], before[:-2]), reach[2:])
        alpha[t] = reach + log_q[t]
    return alpha


def _require_possible(n, label, frames, blank):
    """Is there a path: a frame for each symbol, and one between each two equal ones?"""
    if (label == blank).any():
        raise ValueError(f"ctc_loss: the label of row {n} holds the blank, {blank}")
    needed = len(label) + int((label[1:] == label[:-1]).sum())
    if frames < max(needed, 1):
        raise ValueError(
            f"ctc_loss: row {n} has {frames} frames, its label needs at least {max(needed, 1)}"
        )
