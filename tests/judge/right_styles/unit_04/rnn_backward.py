"""Right answers to `rnn_backward`, in styles other than the reference's."""

import numpy as np

from tests.judge.right_styles.unit_04.rnn_step_backward import (
    Layer,
    step_concatenated,
    step_row_by_row,
    step_with_einsum,
)


def backward_of_a_class(dhs, caches):
    """reversed(list(enumerate(...))), the carry in a dict, dx in a list that is turned round."""
    layer = Layer(*caches[0][3:])
    carry, dx = {"dh": np.zeros_like(dhs[:, 0])}, []
    for t, (x, h_prev, h, _, _) in reversed(list(enumerate(caches))):
        d, carry["dh"] = layer.backward(dhs[:, t] + carry["dh"], x, h_prev, h)
        dx.append(d[:, None, :])
    return [np.concatenate(dx[::-1], axis=1), carry.pop("dh"), *layer.collected()]


def backward_one_sequence_at_a_time(dhs, caches):
    """A loop over the batch around the loop over time, on vectors."""
    N, T, H = dhs.shape
    _, _, _, W_xh, W_hh = caches[0]
    dx, dh0 = np.zeros((N, T, len(W_xh)), dtype=dhs.dtype), np.zeros((N, H), dtype=dhs.dtype)
    dW, dU, db = np.zeros(W_xh.shape), np.zeros(W_hh.shape), np.zeros((H, 1))
    for n in range(N):
        carry = np.zeros((H, 1))
        for t in range(T)[::-1]:
            x, h_prev, h = (np.reshape(a[n], (-1, 1)) for a in caches[t][:3])
            dz = (dhs[n, t].reshape(-1, 1) + carry) * (1 - h**2)
            dx[n, t] = np.squeeze(W_xh @ dz, axis=1)
            carry = W_hh @ dz
            dW, dU, db = dW + x @ dz.T, dU + h_prev @ dz.T, db + dz
        dh0[n] = carry[:, 0]
    return dx, dh0, dW, dU, db.flatten()


def backward_by_the_step(dhs, caches):
    """The loop of the notebook, on a step of its own."""
    N, T, _ = dhs.shape
    x_0, h0, _, W_xh, W_hh = caches[0]
    dx = np.zeros((N, T, x_0.shape[1]), dtype=dhs.dtype)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hh[0])
    carry = np.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        dx[:, t], carry, a, b, c = step_with_einsum(dhs[:, t] + carry, caches[t])
        dW_xh, dW_hh, db_h = dW_xh + a, dW_hh + b, db_h + c
    return dx, carry, dW_xh, dW_hh, db_h


def backward_sums_at_the_end(dhs, caches):
    """Keeps every da_t, then sums with one product per matrix."""
    xs, hs_prev, hs = (np.stack([c[i] for c in caches], axis=1) for i in range(3))
    _, _, _, W_xh, W_hh = caches[0]
    das = np.empty_like(dhs)
    carry = 0
    for t in reversed(range(len(caches))):
        das[:, t] = (dhs[:, t] + carry) * (1 - hs[:, t] ** 2)
        carry = das[:, t] @ W_hh.T
    dW_xh = np.tensordot(xs, das, axes=([0, 1], [0, 1]))
    dW_hh = np.tensordot(hs_prev, das, axes=([0, 1], [0, 1]))
    return das @ W_xh.T, carry, dW_xh, dW_hh, das.sum(axis=(0, 1))


def backward_recursive(dhs, caches):
    """The tail of the sequence first, by recursion; lists joined at the end."""

    def tail(t):
        if t == len(caches):
            return 0, [], (0, 0, 0)
        carry, dx, sums = tail(t + 1)
        dx_t, dh_prev, *grads = step_concatenated(dhs[:, t] + carry, caches[t])
        return dh_prev, [dx_t, *dx], tuple(s + g for s, g in zip(sums, grads, strict=True))

    dh0, dx, sums = tail(0)
    return np.stack(dx, axis=1), dh0, *sums


def backward_in_place(dhs, caches):
    """Adds the carry into the caller's dhs and empties the caller's list."""
    dx, grads, dh0 = [], None, None
    t = len(caches)
    while caches:
        t -= 1
        dx_t, dh0, *step = step_row_by_row(dhs[:, t], caches.pop())
        if t > 0:
            dhs[:, t - 1] += dh0
        dx.insert(0, dx_t)
        grads = step if grads is None else [g + s for g, s in zip(grads, step, strict=True)]
    return [np.array(dx).transpose(1, 0, 2), dh0, *grads]


STYLES = [
    backward_by_the_step,
    backward_sums_at_the_end,
    backward_recursive,
    backward_in_place,
    backward_of_a_class,
    backward_one_sequence_at_a_time,
]
