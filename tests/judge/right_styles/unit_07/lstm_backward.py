"""Right answers to `lstm_backward`, in styles other than the reference's."""

import numpy as np

from tests.judge.right_styles.unit_07.lstm_step_backward import (
    back_by_a_class,
    back_by_slots,
    back_gate_by_gate,
    back_row_by_row,
    back_with_weights_joined,
)


def backward_by_the_step(dhs, dcT, caches):
    """The loop of the notebook, on a step of its own."""
    N, T, _ = dhs.shape
    x_0, h0 = caches[0][:2]
    dx = np.zeros((N, T, x_0.shape[1]), dtype=dhs.dtype)
    dW_x, dW_h, db = 0, 0, 0
    dh, dc = np.zeros_like(h0), dcT
    for t in range(T - 1, -1, -1):
        dx[:, t], dh, dc, p, q, r = back_by_slots(dhs[:, t] + dh, dc, caches[t])
        dW_x, dW_h, db = dW_x + p, dW_h + q, db + r
    return dx, dh, dc, dW_x, dW_h, db


def backward_sums_at_the_end(dhs, dcT, caches):
    """Keeps every da_t, then one product for each matrix."""
    W_x, W_h = caches[0][8:]
    xs, hs_prev = (np.stack([c[k] for c in caches], axis=1) for k in (0, 1))
    das, dh, dc = [], 0, dcT
    for t in reversed(range(len(caches))):
        _, _, c_prev, i, f, g, o, c_t = caches[t][:8]
        total, shown = dhs[:, t] + dh, np.tanh(c_t)
        dc = dc + total * o * (1 - shown**2)
        blocks = (
            dc * g * i * (1 - i),
            dc * c_prev * f * (1 - f),
            dc * i * (1 - g**2),
            total * shown * o * (1 - o),
        )
        das.insert(0, np.concatenate(blocks, axis=1))
        dh, dc = das[0] @ W_h.T, dc * f
    das = np.stack(das, axis=1)
    dW_x = np.tensordot(xs, das, axes=([0, 1], [0, 1]))
    dW_h = np.tensordot(hs_prev, das, axes=([0, 1], [0, 1]))
    return das @ W_x.T, dh, dc, dW_x, dW_h, das.sum(axis=(0, 1))


def backward_in_place(dhs, dcT, caches):
    """Adds the carry into the caller's dhs and empties the caller's list."""
    dx, sums, dh, dc = [], None, None, dcT
    t = len(caches)
    while caches:
        t -= 1
        dx_t, dh, dc, *step = back_row_by_row(dhs[:, t], dc, caches.pop())
        if t > 0:
            dhs[:, t - 1] += dh
        dx.insert(0, dx_t)
        sums = step if sums is None else [s + g for s, g in zip(sums, step, strict=True)]
    return [np.array(dx).transpose(1, 0, 2), dh, dc, *sums]


def backward_of_joined_weights(dhs, dcT, caches):
    """Weights and their gradients joined; a copy of the caches popped; a dict of sums."""
    left, D = list(caches), caches[0][0].shape[1]
    grads = {"W": 0.0, "b": 0.0}
    dxs, dh_next, dc_next = [], np.zeros_like(dcT), np.copy(dcT)
    while left:
        cache = left.pop()
        step = back_with_weights_joined(dhs[:, len(left)] + dh_next, dc_next, cache)
        dx_t, dh_next, dc_next, dW_x, dW_h, db = step
        grads["W"] = grads["W"] + np.vstack([dW_x, dW_h])
        grads["b"] = grads["b"] + db
        dxs.append(dx_t)
    return np.stack(dxs[::-1], axis=1), dh_next, dc_next, *np.split(grads["W"], [D]), grads["b"]


def backward_recursive(dhs, dcT, caches):
    """The last step back, then the rest by recursion on a copy of dhs."""
    dx_t, dh, dc, dW_x, dW_h, db = back_by_a_class(dhs[:, -1], dcT, caches[-1])
    if len(caches) == 1:
        return dx_t[:, None], dh, dc, dW_x, dW_h, db
    before = dhs[:, :-1].copy()
    before[:, -1] += dh
    dx, dh0, dc0, *sums = backward_recursive(before, dc, caches[:-1])
    dx = np.concatenate([dx, dx_t[:, None]], axis=1)
    return dx, dh0, dc0, dW_x + sums[0], dW_h + sums[1], db + sums[2]


def backward_gates_kept(dhs, dcT, caches):
    """All caches stacked first; both carries live in one array of two."""
    steps = reversed(list(zip(np.moveaxis(dhs, 1, 0), caches, strict=True)))
    carry = np.stack([np.zeros_like(dcT), dcT])
    results = []
    for dh_t, cache in steps:
        results.insert(0, back_gate_by_gate(dh_t + carry[0], carry[1], cache))
        carry = np.array(results[0][1:3])
    dxs, _, _, *sums = zip(*results, strict=True)
    return np.array(dxs).swapaxes(0, 1), carry[0], carry[1], *(sum(one) for one in sums)


STYLES = [
    backward_by_the_step,
    backward_sums_at_the_end,
    backward_in_place,
    backward_of_joined_weights,
    backward_recursive,
    backward_gates_kept,
]
