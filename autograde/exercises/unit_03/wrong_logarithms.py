"""Mistakes with `sequence_cross_entropy`: the logarithms of the softmax are not right."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import LOGS, quiet
from autograde.exercises.unit_03.wrong_weights import one_hot
from autograde.kinds.common import LARGEST_FIRST, LOST_AXIS
from autograde.kinds.exercise import Misconception


def _from_log_probabilities(log_softmax, own_gradient=True, mask_times_cost=False):
    """Loss and gradient from the logarithms that `log_softmax` gives.

    own_gradient: from the exponentials of the same logarithms; if not, from the right softmax.
    mask_times_cost: the pads are multiplied by 0, which makes nan of an infinite cost.
    """

    @quiet
    def wrong(logits, targets, mask):
        log_p = log_softmax(logits)
        rows, steps = np.indices(mask.shape)
        real = max(int(mask.sum()), 1)
        costs = -log_p[rows, steps, targets]
        p = np.exp(log_p) if own_gradient else rnn_ref.softmax(logits)
        push = (p - one_hot(targets, logits.shape[-1])) * mask[..., None]
        return (costs * mask if mask_times_cost else costs[mask]).sum() / real, push / real

    return wrong


def _log_of_shares(logits, axis=-1, keepdims=True):
    e = np.exp(logits)
    return np.log(e / e.sum(axis=axis, keepdims=keepdims))


def _log_sum_exp_taken(logits, axis=-1, keepdims=True):
    return logits - np.log(np.exp(logits).sum(axis=axis, keepdims=keepdims))


def _less_the_maximum(log_softmax, axis=None, keepdims=False):
    """`log_softmax` of the logits less their maximum, over the whole array if axis is None."""
    return lambda logits: log_softmax(logits - logits.max(axis=axis, keepdims=keepdims))


def _over_time(log_softmax):
    """`log_softmax` over axis 1, each number shifted by the largest of all steps."""
    return _less_the_maximum(lambda l: log_softmax(l, axis=1), axis=1, keepdims=True)


OWN_MAXIMUM = (
    "The maximum is taken over the whole array, so steps far below it are rounded to 0, and their "
    "logarithm is infinite: each step needs the maximum of its own K logits."
)


OVER_TIME = (
    "The softmax runs over the steps, axis 1: it belongs to the K classes of one step, the last "
    "axis."
)


# id -> (logarithms of the softmax, what went wrong)
WRONG_LOGARITHMS = {
    "overflow": (
        _log_of_shares,
        f"exp overflows at logits of 1000, and at -1000 all shares are 0/0: {LARGEST_FIRST}",
    ),
    "overflow-in-log-sum-exp": (
        _log_sum_exp_taken,
        "The formula is right, and exp overflows inside the log-sum-exp at logits of 1000: "
        f"{LARGEST_FIRST}",
    ),
    "shifted-in-the-sum-only": (
        lambda l: l - np.log(np.exp(l - l.max(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True)),
        "The largest logit is taken away inside the sum, and not from l_k: it cancels only if both "
        "have it.",
    ),
    "softmax-twice": (
        lambda l: _log_sum_exp_taken(rnn_ref.softmax(l)),
        "log p is that of a softmax of shares, one softmax too many: the logits themselves belong "
        "into the formula.",
    ),
    "softmax-over-time": (_over_time(_log_of_shares), OVER_TIME),
    "softmax-over-time-in-logs": (_over_time(_log_sum_exp_taken), OVER_TIME),
    "one-maximum-for-all": (_less_the_maximum(_log_of_shares), OWN_MAXIMUM),
    "one-maximum-for-all-in-logs": (_less_the_maximum(_log_sum_exp_taken), OWN_MAXIMUM),
}


# id -> (logarithms of the softmax, what went wrong)
WITHOUT_KEEPDIMS = {
    "keepdims-forgotten": (
        _less_the_maximum(lambda l: _log_sum_exp_taken(l, keepdims=False), axis=-1),
        f"The maximum {LOST_AXIS} The same holds for the sum.",
    ),
    "keepdims-forgotten-in-the-maximum": (
        _less_the_maximum(_log_sum_exp_taken, axis=-1),
        f"The maximum {LOST_AXIS}",
    ),
    "keepdims-forgotten-in-the-sum": (
        _less_the_maximum(lambda l: _log_sum_exp_taken(l, keepdims=False), axis=-1, keepdims=True),
        f"The sum {LOST_AXIS}",
    ),
}


LOGARITHM_MISTAKES = (
    *(
        Misconception(name, _from_log_probabilities(log_softmax), says, LOGS)
        for name, (log_softmax, says) in WRONG_LOGARITHMS.items()
    ),
    *(
        Misconception(
            f"{name}-in-the-loss", _from_log_probabilities(log_softmax, False), says, LOGS
        )
        for name, (log_softmax, says) in WRONG_LOGARITHMS.items()
    ),
    Misconception(
        "one-maximum-for-all-in-logs-times-the-mask",
        _from_log_probabilities(_less_the_maximum(_log_sum_exp_taken), False, True),
        OWN_MAXIMUM,
        LOGS,
    ),
    *(
        Misconception(
            f"{name}{ending}", _from_log_probabilities(log_softmax, own_gradient), says, LOGS
        )
        for name, (log_softmax, says) in WITHOUT_KEEPDIMS.items()
        for ending, own_gradient in (("", False), ("-and-in-the-gradient", True))
    ),
)
