"""Mistakes with `sequence_cross_entropy`: the steps do not weigh as they should."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import COUNT, MASK, NO_STEPS, quiet
from autograde.kinds.exercise import Misconception


def one_hot(targets, K):
    return np.eye(K)[targets]


def costs_and_push(logits, targets):
    """-log p of each target (N, T), and the softmax less the one-hot target (N, T, K)."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    hot = one_hot(targets, logits.shape[-1])
    return -(log_p * hot).sum(axis=-1), np.exp(log_p) - hot


def _weighted(weights, p_is_rounded=False, loss_only=False):
    """Every cost and every gradient times weights(mask), which should be mask / R.

    p_is_rounded: the cost is the log of p, infinite where p is rounded to 0.
    loss_only: the gradient is right.
    """

    @quiet
    def wrong(logits, targets, mask):
        costs, push = costs_and_push(logits, targets)
        if p_is_rounded:
            costs = -np.log(np.exp(-costs))
        loss = (costs * weights(mask)).sum()
        if loss_only:
            return loss, rnn_ref.sequence_cross_entropy(logits, targets, mask)[1]
        return loss, push * weights(mask)[..., None]

    return wrong


def _as_if_pads_came_last(mask):
    return np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True)


def _until_the_first_pad(mask):
    return np.logical_and.accumulate(mask, axis=1)


STOPS = (
    "The loop over a sequence ends at its first pad, and real steps behind a gap are left out: "
    "pass over a pad and go on."
)


# id -> (weights of the steps, what went wrong, where to read)
WRONG_WEIGHTS = {
    "pads-counted": (
        lambda mask: np.ones(mask.shape) / mask.size,
        "The mask has no effect: the pads count as if their targets were real.",
        MASK,
    ),
    "pads-added": (
        lambda mask: np.ones(mask.shape) / max(mask.sum(), 1),
        "The pads are part of the sum, and only the divisor leaves them out: mask the sum too.",
        MASK,
    ),
    "stops-at-the-first-pad": (
        lambda mask: _until_the_first_pad(mask) / max(_until_the_first_pad(mask).sum(), 1),
        STOPS,
        MASK,
    ),
    "stops-at-the-first-pad-and-counts-all": (
        lambda mask: _until_the_first_pad(mask) / max(mask.sum(), 1),
        STOPS,
        MASK,
    ),
    "pads-thought-last": (
        lambda mask: _as_if_pads_came_last(mask) / max(mask.sum(), 1),
        "The mask serves to count only: the first steps of a sequence are taken for the real "
        "ones, and pads may stand anywhere.",
        MASK,
    ),
    "divided-by-one-step-more": (
        lambda mask: mask / (mask.sum() + 1),
        "The sum is divided by R + 1: at least 1 means the larger of R and 1, and nothing is added "
        "to R.",
        NO_STEPS,
    ),
    "divided-by-all-steps": (
        lambda mask: mask / mask.size,
        "The pads are masked, but the sum is divided by N*T: divide by the number of real steps, "
        "or padding makes the loss smaller.",
        COUNT,
    ),
    "divided-by-the-batch": (
        lambda mask: mask / len(mask),
        "The sum is divided by the number of sequences N: divide by the number of real steps, or "
        "long sequences have a larger loss.",
        COUNT,
    ),
    "not-divided": (
        lambda mask: mask / 1,
        "The costs are added and not averaged: divide by the number of real steps.",
        COUNT,
    ),
    "mean-of-sequence-means": (
        lambda mask: mask / (len(mask) * np.maximum(mask.sum(axis=1, keepdims=True), 1)),
        "Each sequence is averaged alone and then the sequences, so a step of a short one weighs "
        "more: here every real step weighs the same.",
        COUNT,
    ),
    "mean-of-sequence-means-undefined": (
        lambda mask: mask / (len(mask) * mask.sum(axis=1, keepdims=True)),
        "Each sequence is averaged alone, which gives nan where one is all padding: here every "
        "real step weighs the same, whatever its sequence.",
        COUNT,
    ),
    "mask-inverted": (
        lambda mask: ~mask / max((~mask).sum(), 1),
        "The pads are counted and the real steps are not: True in the mask means a real step.",
        MASK,
    ),
    "all-pads-undefined": (
        lambda mask: mask / mask.sum(),
        "A batch without a real step gives nan, from 0/0: its loss and its gradient are 0.",
        NO_STEPS,
    ),
}


WEIGHT_MISTAKES = (
    *(  # the second ending: by someone who takes the softmax first and its logarithm afterwards
        Misconception(
            f"{name}{place}{ending}",
            _weighted(weights, p_is_rounded=bool(ending), loss_only=bool(place)),
            f"{f'In the loss, {says[0].lower()}{says[1:]}' if place else says}{more}",
            read,
        )
        for name, (weights, says, read) in WRONG_WEIGHTS.items()
        for place in ("", "-in-the-loss")
        for ending, more in (
            ("", ""),
            ("-and-log-of-zero", " And log p is infinite where p is rounded to 0."),
        )
    ),
)
