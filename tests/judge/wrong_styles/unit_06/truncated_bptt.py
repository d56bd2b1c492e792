"""Wrong answers to `truncated_bptt`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_04.rnn_backward import Backward


# truncated_bptt, sgd_step
def truncated_not_at_all(dhs, caches, k):
    return Backward(dhs, caches).all()[2:]


def truncated_only_the_last_window(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    start = (len(caches) - 1) // k * k
    for t in range(len(caches) - 1, start - 1, -1):
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
    return steps.grads["Wx"], steps.grads["Wh"], steps.grads["b"]


def truncated_to_the_last_k_steps(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    for t in np.arange(max(0, len(caches) - k), len(caches))[::-1]:
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
    return tuple(steps.grads.values())


def truncated_overwrites(dhs, caches, k):
    carry = 0
    for t in reversed(range(len(caches))):
        x, h_prev, h, _, Wh = caches[t]
        carry = carry * ((t + 1) % k != 0)
        dz = (dhs[:, t] + carry) * (1 - h**2)
        carry, dWx, dWh, db = dz @ Wh.T, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)
    return dWx, dWh, db


def truncated_returns_all_five(dhs, caches, k):
    steps, carry, dx = Backward(dhs, caches), 0, []
    for t in reversed(range(len(caches))):
        carry = carry * ((t + 1) % k != 0)
        d, carry = steps.one(dhs[:, t] + carry, caches[t])
        dx.insert(0, d)
    return np.stack(dx, axis=1), carry, *steps.grads.values()


def truncated_cut_behind_the_step(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    for t in reversed(range(len(caches))):
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
        if (t + 1) % k == 0:
            carry = np.zeros_like(carry)
    return tuple(steps.grads.values())


WRONG = [
    (
        truncated_not_at_all,
        "not-cut",
    ),
    (
        truncated_only_the_last_window,
        "last-window-only",
    ),
    (
        truncated_to_the_last_k_steps,
        "last-k-steps-only",
    ),
    (
        truncated_overwrites,
        "last-written-only",
    ),
    (
        truncated_returns_all_five,
        "",
        "a tuple of 5, expected 3 values",
    ),
    (
        truncated_cut_behind_the_step,
        "cut-one-step-early",
    ),
]
