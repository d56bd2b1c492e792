"""Wrong answers to `lstm_backward`, as learners write them."""

import numpy as np

import rnn_ref
from tests.judge.wrong_styles.unit_07.lstm_step_backward import Back


class Unrolled:
    """The loop from the end, with its sums as attributes."""

    def __init__(self, caches):
        x_0, self.h0, *_, W_x, W_h = caches[0]
        self.dx = np.zeros((len(x_0), len(caches), x_0.shape[1]))
        self.sums = [np.zeros_like(W) for W in (W_x, W_h, W_h[0])]

    def step(self, t, dh, dc, cache):
        self.dx[:, t], dh, dc, *weights = Back()(dh, dc, cache)
        for total, one in zip(self.sums, weights, strict=True):
            total += one
        return dh, dc


def backward_loop_is_empty(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in range(len(caches) - 1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches[t])
    return loop.dx, dh, dc, *loop.sums


def backward_carries_under_another_name(dhs, dcT, caches):
    loop, dh_carry, dc_carry = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in reversed(range(len(caches))):
        dh_prev, dc_prev = loop.step(t, dhs[:, t] + dh_carry, dc_carry, caches[t])
    return loop.dx, dh_prev, dc_prev, *loop.sums


def backward_first_cache_unpacked(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    cache = caches[0]
    for t in reversed(range(len(caches))):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, cache)
    return loop.dx, dh, dc, *loop.sums


def backward_loss_on_both(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), 0, dcT
    for t in range(len(caches) - 1, -1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dhs[:, t] + dc, caches[t])
    return [loop.dx, dh, dc, *loop.sums]


def backward_starts_in_the_other_carry(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), dcT, np.zeros_like(dcT)
    for t in range(len(caches) - 1, -1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches[t])
    return loop.dx, dh, dc, *loop.sums


def backward_popped_from_the_front(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in reversed(range(len(caches))):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches.pop(0))
    return loop.dx, dh, dc, *loop.sums


def backward_stops_early_with_numbers_for_sums(dhs, dcT, caches):
    """With T = 1 the sums are still the number 0, so only a part of it is known."""
    dx, dh, dc, sums = np.zeros((*dhs.shape[:2], caches[0][0].shape[1])), 0 * dcT, dcT, [0] * 3
    for t in range(len(caches) - 1, 0, -1):
        dx[:, t], dh, dc, *weights = Back()(dhs[:, t] + dh, dc, caches[t])
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    return dx, dh, dc, *sums


def backward_reverses_enumerate(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t, cache in reversed(enumerate(caches)):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, cache)
    return loop.dx, dh, dc, *loop.sums


def backward_from_step_0_alone(dhs, dcT, caches):
    N, T, H = dhs.shape
    nothing = np.zeros((N, H))
    dx, sums = [], [0.0, 0.0, 0.0]
    for t in reversed(range(T)):
        dx_t, dh0, dc0, *weights = rnn_ref.lstm_step_backward(dhs[:, t], nothing, caches[t])
        dx.insert(0, dx_t)
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    return np.stack(dx, axis=1), dh0, dc0, *sums


WRONG = [
    (
        backward_loop_is_empty,
        "loop-never-runs",
    ),
    (
        backward_carries_under_another_name,
        "carries-not-updated",
    ),
    (
        backward_first_cache_unpacked,
        "first-cache-for-all",
        "the first step",
    ),
    (
        backward_loss_on_both,
        "loss-on-both-streams",
    ),
    (
        backward_starts_in_the_other_carry,
        "last-cell-gradient-in-the-hidden-carry",
    ),
    (
        backward_popped_from_the_front,
        "caches-front-to-back",
    ),
    (
        backward_stops_early_with_numbers_for_sums,
        "dh0-one-step-off",
        "one further back. (dh0)",
    ),
    (
        backward_reverses_enumerate,
        "",
        "make a list of what stands",
    ),
    (
        backward_from_step_0_alone,
        "carries-never-stored-but-returned",
    ),
]
