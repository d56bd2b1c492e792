"""Right answers to `many_to_many`, in styles other than the reference's."""

import numpy as np

from tests.judge.right_styles.unit_02.many_to_one import Network, _run, _step, to_many_stacked


def to_many_of_a_class(x, h0, *weights):
    """Answers in a prepared array, over a reversed and turned list of steps."""
    net = Network(*weights).reset(h0)
    ys = np.empty((x.shape[0], x.shape[1], weights[3].shape[1]), dtype=x.dtype)
    steps = [(t, x[:, t]) for t in range(x.shape[1])][::-1]
    while steps:
        t, x_t = steps.pop()
        net.read(x_t)
        ys[:, t] = net.answer()
    return ys


def to_many_by_hstack(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """All answers side by side in one row, reshaped."""
    flat = np.hstack([h @ W_hy + b_y for h in _run(x, h0, W_xh, W_hh, b_h)])
    return flat.reshape(x.shape[0], x.shape[1], -1)


def to_many_at_once(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """States first, then all outputs as one long batch."""
    hs = np.array(_run(x, h0, W_xh, W_hh, b_h)).transpose(1, 0, 2)
    N, T, H = hs.shape
    return (hs.reshape(N * T, H) @ W_hy + b_y).reshape(N, T, len(b_y))


def to_many_row_by_row(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """A loop over the batch around a loop over time, into a prepared array."""
    N, T, _ = x.shape
    ys = np.zeros((N, T, W_hy.shape[1]))
    for n in range(N):
        h = h0[n]
        for t in range(T):
            h = _step(x[n, t], h, W_xh, W_hh, b_h)
            ys[n, t] = np.einsum("h,hk->k", h, W_hy) + b_y
    return ys


def to_many_as_lists(*args):
    """Nested lists."""
    return to_many_stacked(*args).tolist()


STYLES = [
    to_many_stacked,
    to_many_at_once,
    to_many_row_by_row,
    to_many_as_lists,
    to_many_of_a_class,
    to_many_by_hstack,
]
