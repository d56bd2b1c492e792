"""Right answers to `truncated_bptt`, in styles other than the reference's."""

from itertools import product

import numpy as np

from tests.judge.right_styles.unit_04.rnn_backward import backward_by_the_step
from tests.judge.right_styles.unit_04.rnn_step_backward import Layer, step_with_einsum


def truncated_with_popped_windows(dhs, caches, k):
    """Windows are popped from a list; a class adds the gradients up."""
    layer = Layer(*caches[0][3:])
    steps = list(range(len(caches)))
    while steps:
        window = [steps.pop(0) for _ in range(min(k, len(steps)))]
        carry = np.zeros_like(dhs[:, 0])
        while window:
            t = window.pop()
            _, carry = layer.backward(dhs[:, t] + carry, *caches[t][:3])
    return list(layer.collected())


def truncated_by_slices(dhs, caches, k):
    """A whole backward pass for each window."""
    total = None
    for a in range(0, len(caches), k):
        grads = backward_by_the_step(dhs[:, a : a + k], caches[a : a + k])[2:]
        total = grads if total is None else [p + q for p, q in zip(total, grads, strict=True)]
    return tuple(total)


def truncated_by_a_flag(dhs, caches, k):
    """One loop; the carry is multiplied by 0 or 1 when it leaves a window."""
    carry, sums = 0, [0, 0, 0]
    for t in reversed(range(len(caches))):
        _, dh_prev, *grads = step_with_einsum(dhs[:, t] + carry, caches[t])
        carry = dh_prev * (t % k != 0)
        sums = [s + g for s, g in zip(sums, grads, strict=True)]
    return sums


def truncated_one_sequence_at_a_time(dhs, caches, k):
    """A loop over the batch around np.array_split's windows, on vectors, with outer products."""
    W_xh, W_hh = caches[0][3:]
    sums = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hh[0])]
    cuts = np.arange(k, len(caches), k)
    for n, window in product(range(len(dhs)), np.array_split(np.arange(len(caches)), cuts)):
        carry = np.zeros_like(dhs[n, 0])
        for t in window[::-1]:
            x, h_prev, h = (a[n] for a in caches[t][:3])
            da = (dhs[n, t] + carry) * (1 - h) * (1 + h)
            carry = W_hh @ da
            for total, part in zip(sums, (np.outer(x, da), np.outer(h_prev, da), da), strict=True):
                total += part
    return sums


def truncated_by_floor(dhs, caches, k):
    """The carry is dropped where two neighbours belong to different windows."""
    T = len(caches)
    das = [None] * T
    for t in range(T - 1, -1, -1):
        dh = dhs[:, t].copy()
        if t + 1 < T and t // k == (t + 1) // k:
            dh += das[t + 1] @ caches[t][4].T
        das[t] = dh * (1 - caches[t][2] ** 2)
    dW_xh = sum(c[0].T @ da for c, da in zip(caches, das, strict=True))
    dW_hh = sum(c[1].T @ da for c, da in zip(caches, das, strict=True))
    return dW_xh, dW_hh, sum(da.sum(axis=0) for da in das)


STYLES = [
    truncated_by_slices,
    truncated_by_a_flag,
    truncated_by_floor,
    truncated_with_popped_windows,
    truncated_one_sequence_at_a_time,
]
