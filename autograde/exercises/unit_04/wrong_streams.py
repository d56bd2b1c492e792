"""Mistakes of `rnn_backward` in what flows between the steps, and in what is read of a cache."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_04 import PARTNERS, SHARED, STREAMS
from autograde.kinds.common import named


def carry_of_ones(dhs, caches):
    carry, dx, sums = np.ones_like(caches[0][1]), [], [0.0, 0.0, 0.0]
    for cache in reversed(caches):
        dx_t, carry, *weights = rnn_ref.rnn_step_backward(carry, cache)
        dx.insert(0, dx_t)
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    return np.stack(dx, axis=1), carry, *sums


def initial_state_from_the_last_cache(dhs, caches):
    x_0, _, *rest = caches[0]
    return rnn_ref.rnn_backward(dhs, [(x_0, caches[-1][2], *rest), *caches[1:]])


def dx_at_every_step(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return np.broadcast_to(dx.sum(axis=1, keepdims=True), dx.shape), *rest


WRONG_STREAMS = named(
    {
        "carry-of-ones": (
            carry_of_ones,
            "The gradient starts as ones at the last state and dhs is never read: the carry starts "
            "as zeros, and each step adds its own dhs[:, t].",
            STREAMS,
        ),
        "initial-state-from-the-last-cache": (
            initial_state_from_the_last_cache,
            "At t = 0 the state before is read from the last cache, which index -1 reaches: each "
            "cache holds its own h_prev, and that of step 0 is h0.",
            PARTNERS,
        ),
        "dx-at-every-step": (
            dx_at_every_step,
            "The dx_t of a step is added to all steps of dx; it belongs into its own slot, "
            "dx[:, t].",
            SHARED,
        ),
    }
)
