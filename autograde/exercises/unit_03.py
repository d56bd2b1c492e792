"""Unit 03, the loss: squared error for numbers, masked cross-entropy for classes, perplexity."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.kinds.answers import question
from autograde.kinds.exercise import Case, Exercise, Misconception

UNIT = "03_loss"
TITLE = "The loss"
HANDOUT = ("softmax",)

BEFORE = "Before you start"
NUMBERS = "A loss for numbers"
MEAN = "The mean of what"
CLASSES = "A loss for classes"
PUSH = "The push on the logits"
LOGS = "Stay in logarithms"
PICK = "Pick the target's entry"
MASK = "Only real steps count"
COUNT = "Divide by what you counted"
NO_STEPS = "A batch without real steps"
PERPLEXITY = "Perplexity and bits"
LOOK_BACK = "Look back"

quiet = np.errstate(all="ignore")  # mistakes that end in nan or infinity do so without a warning


# --- 03.1 mse_loss ---------------------------------------------------------------------------


def mse_cases(rng):
    """One, two and three axes: the loss is a mean over all entries, however they are arranged."""

    def case(name, kind, *shape, dtype=float, size=1.0, at=None):
        y = (size * rng.standard_normal(shape)).astype(dtype)
        target = (size * rng.standard_normal(shape)).astype(dtype)
        return Case(name, (y, target if at is None else np.full_like(y, at)), kind)

    return [
        case("a vector of 3", "shapes", 3),
        case("a matrix", "shapes", 2, 3),
        case("all targets zero", "isolation", 3, 2, 2, at=0.0),
        case("one number", "ones", 1, 1, 1),
        case("one output, K = 1", "ones", 3, 4, 1),
        case("N=3, T=5, K=4", "generic", 3, 5, 4),
        case("N=6, T=4, K=3", "generic", 6, 4, 3),
        case("N=4, T=7, K=5", "generic", 4, 7, 5),
        case("errors of size 30", "generic", 5, 3, 6, size=30.0),
        case("float32", "float32", 4, 5, 3, dtype=np.float32),
    ]


def _mse_with(loss=lambda e: (e**2).mean(), gradient=lambda e: 2 * e / e.size):
    """A loss and gradient of the error e = y - target, one of them wrong."""
    return lambda y, target: (loss(y - target), gradient(y - target))


def _exchanged(function, gradient, read):
    """The mistake that returns the gradient first."""
    return Misconception(
        "outputs-exchanged",
        lambda *args: function(*args)[::-1],
        f"The two outputs are exchanged: the loss comes first, then {gradient}.",
        read,
    )


# id -> (loss, its own gradient, what went wrong, where to read)
WRONG_LOSSES = {
    "summed": (
        lambda e: (e**2).sum(),
        lambda e: 2 * e,
        "The squared errors are added and not averaged, so the loss grows with the size of the "
        "batch.",
        MEAN,
    ),
    "averaged-over-the-batch-only": (
        lambda e: (e**2).sum() / len(e),
        lambda e: 2 * e / len(e),
        "The sum is divided by the number of sequences only: the mean goes over every number in "
        "y, over all steps and outputs too.",
        MEAN,
    ),
    "half-of-it": (
        lambda e: (e**2).mean() / 2,
        lambda e: e / e.size,
        "This is half of the mean squared error, as some books define it; here there is no factor "
        "1/2, so a 2 stays in the gradient.",
        NUMBERS,
    ),
    "absolute-error": (
        lambda e: np.abs(e).mean(),
        lambda e: np.sign(e) / e.size,
        "This is the mean absolute error: here each error is squared.",
        NUMBERS,
    ),
    "squared-after-the-mean": (
        lambda e: e.mean() ** 2,
        lambda e: np.full_like(e, 2 * e.mean() / e.size),
        "The errors are averaged first and squared then, so that positive and negative ones "
        "cancel: square each error first.",
        MEAN,
    ),
}

# id -> a loss that is no single number
SEVERAL_LOSSES = {
    "one-loss-for-each-row": lambda e: (e**2).mean(axis=-1),
    "one-loss-for-each-column": lambda e: (e**2).mean(axis=0),
    "one-loss-for-each-number": lambda e: e**2,
    "one-loss-for-each-number-divided": lambda e: e**2 / e.size,
    "added-over-the-first-axis-only": lambda e: sum(e**2) / e.size,
}

MSE_MISTAKES = (
    *(
        Misconception(f"{name}{ending}", _mse_with(loss, *own), says, read)
        for name, (loss, gradient, says, read) in WRONG_LOSSES.items()
        for ending, own in (("", (gradient,)), ("-in-the-loss", ()))
    ),
    *(
        Misconception(
            name,
            _mse_with(loss),
            "Many losses come back, since not all numbers are averaged into one. A mean or a sum "
            "over a single axis leaves the others, and Python's own `sum` adds over the first.",
            MEAN,
        )
        for name, loss in SEVERAL_LOSSES.items()
    ),
    Misconception(
        "root-taken",
        _mse_with(lambda e: np.sqrt((e**2).mean())),
        "This is the root of the mean squared error: report it if you like, the loss is the mean "
        "itself.",
        NUMBERS,
    ),
    Misconception(
        "two-forgotten",
        _mse_with(gradient=lambda e: e / e.size),
        "The gradient lacks a factor 2, which comes down from the square.",
        NUMBERS,
    ),
    Misconception(
        "gradient-not-divided",
        _mse_with(gradient=lambda e: 2 * e),
        "This is the gradient of the sum: the loss is a mean, so its gradient is divided by the "
        "same number.",
        MEAN,
    ),
    *(
        Misconception(
            name,
            _mse_with(gradient=gradient),
            "The errors are averaged in the gradient too, so every number in y gets the same one: "
            "each has its own, 2/M times its own error.",
            MEAN,
        )
        for name, gradient in (
            ("gradient-averaged", lambda e: 2 * e.mean()),
            ("gradient-averaged-and-spread", lambda e: np.full_like(e, 2 * e.mean())),
        )
    ),
    Misconception(
        "gradient-divided-by-the-batch-only",
        _mse_with(gradient=lambda e: 2 * e / len(e)),
        "The gradient is divided by the number of sequences only: the mean goes over every number "
        "in y, and so does its gradient.",
        MEAN,
    ),
    _exchanged(rnn_ref.mse_loss, "dy", NUMBERS),
    Misconception(
        "gradient-is-the-error",
        _mse_with(gradient=lambda e: e),
        "The error itself is returned as the gradient: the factor 2 of the square is missing, and "
        "the division of the mean.",
        NUMBERS,
    ),
    Misconception(
        "gradient-turned-round",
        _mse_with(gradient=lambda e: -2 * e / e.size),
        "The gradient has the wrong sign: where y is too large, the loss grows with y.",
        NUMBERS,
    ),
    Misconception(
        "gradient-turned-round-and-not-divided",
        _mse_with(gradient=lambda e: -2 * e),
        "The gradient has the wrong sign: where y is too large, the loss grows with y. And it is "
        "that of the sum, not of the mean.",
        NUMBERS,
    ),
)


# --- 03.2 sequence_cross_entropy -------------------------------------------------------------


def _mask(T, *lengths):
    """Real steps first: one row for each length."""
    return np.arange(T) < np.array(lengths)[:, None]


def _scores(rng, mask, K, dtype=float, size=1.5):
    """Logits and targets for a mask. At a pad the target is some class, as good as any other."""
    logits = (size * rng.standard_normal((*mask.shape, K))).astype(dtype)
    return logits, rng.integers(0, K, mask.shape), mask


def _far_apart(rng):
    """Logits of +-1000: the target far below the others, all far up, all far down."""
    logits, targets, mask = _scores(rng, _mask(4, 4, 2, 3), 5)
    logits[0, 0, (targets[0, 0] + 1) % 5] += 1000.0
    logits[1, 0] -= 1000.0
    logits[2, 0] += 1000.0
    return logits, targets, mask


def _lifted(rng, by):
    """Two steps without pads, the logits of each raised by its entry of `by`."""
    logits, targets, mask = _scores(rng, _mask(2, 2), 4)
    return logits + np.array(by)[:, None], targets, mask


def sequence_cross_entropy_cases(rng):
    """Masks without pads, with pads at the end, with gaps, with no real step at all."""
    gaps = _mask(6, 6, 6, 6, 6)
    gaps[[0, 1, 1, 3, 3, 3], [2, 0, 4, 1, 2, 5]] = False
    level, targets, mask = _scores(rng, _mask(3, 2, 3), 4)
    return [
        Case("no pads", _scores(rng, _mask(3, 3, 3), 4), "shapes"),
        Case("one pad", _scores(rng, _mask(3, 2, 3), 4), "shapes"),
        Case("as many classes as steps", _scores(rng, _mask(3, 1, 3, 2), 3), "shapes"),
        Case("all logits zero", (np.zeros_like(level), targets, mask), "isolation"),
        Case("one real step in the batch", _scores(rng, _mask(3, 0, 1), 4), "isolation"),
        Case("one sequence of one step", _scores(rng, _mask(1, 1), 3), "ones"),
        Case("one sequence, one of two steps is real", _scores(rng, _mask(2, 1), 4), "ones"),
        Case("N=3, T=5, K=4", _scores(rng, _mask(5, 5, 2, 3), 4)),
        Case("N=5, T=4, K=6", _scores(rng, _mask(4, 1, 4, 3, 2, 1), 6)),
        Case("N=4, T=6, K=3, masks with gaps", _scores(rng, gaps, 3)),
        Case("one sequence is all padding", _scores(rng, _mask(5, 4, 0, 2), 4)),
        Case("the whole batch is padding", _scores(rng, _mask(4, 0, 0, 0), 5)),
        Case("logits of +-1000", _far_apart(rng)),
        Case("all logits near 1000", _lifted(rng, (1000.0, 1000.0))),
        Case("one step near 1000, one near 0", _lifted(rng, (1000.0, 0.0))),
        Case("float32", _scores(rng, _mask(6, 3, 6, 4, 1), 5, np.float32), "float32"),
    ]


def _one_hot(targets, K):
    return np.eye(K)[targets]


def _parts(logits, targets):
    """-log p of each target (N, T), and the softmax less the one-hot target (N, T, K)."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    hot = _one_hot(targets, logits.shape[-1])
    return -(log_p * hot).sum(axis=-1), np.exp(log_p) - hot


def _weighted(weights, p_is_rounded=False, loss_only=False):
    """Every cost and every gradient times weights(mask), which should be mask / R.

    p_is_rounded: the cost is the log of p, infinite where p is rounded to 0.
    loss_only: the gradient is right.
    """

    @quiet
    def wrong(logits, targets, mask):
        costs, push = _parts(logits, targets)
        if p_is_rounded:
            costs = -np.log(np.exp(-costs))
        loss = (costs * weights(mask)).sum()
        if loss_only:
            return loss, rnn_ref.sequence_cross_entropy(logits, targets, mask)[1]
        return loss, push * weights(mask)[..., None]

    return wrong


def _loss_with(total):
    """The gradient is right; the loss is total(costs, mask) over the number of real steps."""

    def wrong(logits, targets, mask):
        costs, _ = _parts(logits, targets)
        _, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
        return total(np.where(mask, costs, 0.0), mask) / max(int(mask.sum()), 1), dlogits

    return wrong


def _gradient_with(push_from):
    """The loss is right; dlogits is push_from(p, hot, mask) over the number of real steps.

    p: the softmax (N, T, K), hot: the one-hot targets, mask: (N, T, 1).
    """

    def wrong(logits, targets, mask):
        loss, _ = rnn_ref.sequence_cross_entropy(logits, targets, mask)
        hot = _one_hot(targets, logits.shape[-1])
        push = push_from(rnn_ref.softmax(logits), hot, mask[..., None])
        return loss, push / max(int(mask.sum()), 1)

    return wrong


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
        push = (p - _one_hot(targets, logits.shape[-1])) * mask[..., None]
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


def _log_of_p_plus(epsilon):
    """The cost as -log(p + epsilon), with a p that may be rounded to 0."""
    return quiet(
        _loss_with(lambda costs, mask: -np.log(np.exp(-costs[mask]) + epsilon).sum()),
    )


def _logits_masked(by_real_steps, pads_have_a_gradient=True):
    """The mask multiplies the logits; the sum is divided by R, or by N*T."""

    def wrong(logits, targets, mask):
        loss, push = rnn_ref.softmax_cross_entropy(logits * mask[..., None], targets)
        times = mask.size / max(int(mask.sum()), 1) if by_real_steps else 1.0
        kept = 1.0 if pads_have_a_gradient else mask[..., None]
        return loss * times, push * times * kept

    return wrong


def _mask_without_an_axis(in_the_loss):
    """The mask (N, T) stands beside (N, T, K) as it is: in the gradient, or in the loss as well."""

    def wrong(logits, targets, mask):
        costs, push = _parts(logits, targets)
        real = max(int(mask.sum()), 1)
        hot = _one_hot(targets, logits.shape[-1])
        loss = (costs[..., None] * hot * mask).sum() if in_the_loss else (costs * mask).sum()
        return loss / real, push * mask / real

    return wrong


def softmax_forgotten(logits, targets, mask):
    hot = _one_hot(targets, logits.shape[-1]) * mask[..., None] / max(int(mask.sum()), 1)
    return -(logits * hot).sum(), -hot


def shifted_again(logits, targets, mask):
    return rnn_ref.sequence_cross_entropy(logits[:, :-1], targets[:, 1:], mask[:, 1:])


def shifted_again_and_filled_up(logits, targets, mask):
    loss, push = shifted_again(logits, targets, mask)
    return loss, np.concatenate([push, np.zeros_like(logits[:, :1])], axis=1)


def targets_index_the_batch(logits, targets, mask):
    loss, _ = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    push = rnn_ref.softmax(logits)
    push[targets] -= 1.0
    return loss, push * mask[..., None] / max(int(mask.sum()), 1)


def no_real_steps_stop(logits, targets, mask):
    if not mask.any():
        raise ZeroDivisionError
    return rnn_ref.sequence_cross_entropy(logits, targets, mask)


def no_real_steps_scalar(logits, targets, mask):
    return rnn_ref.sequence_cross_entropy(logits, targets, mask) if mask.any() else (0.0, 0.0)


def gradient_of_all_steps(logits, targets, mask):
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    return loss, dlogits * mask.mean()


@quiet
def zero_times_log_of_zero(logits, targets, mask):
    hot = _one_hot(targets, logits.shape[-1]) * mask[..., None]
    _, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    return -(hot * np.log(rnn_ref.softmax(logits))).sum() / max(int(mask.sum()), 1), dlogits


def _every_target_at_every_step(in_the_loss, in_the_gradient):
    """Colons in place of the index arrays for rows and steps."""

    def wrong(logits, targets, mask):
        loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
        real = max(int(mask.sum()), 1)
        if in_the_loss:
            log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
            loss = -(log_p[:, :, targets] * mask).sum() / real
        if in_the_gradient:
            push = rnn_ref.softmax(logits)
            push[:, :, targets] -= 1.0
            dlogits = push * mask[..., None] / real
        return loss, dlogits

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

OVERFLOW = "take the largest logit of each step away first."
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
        f"exp overflows at logits of 1000, and at -1000 all shares are 0/0: {OVERFLOW}",
    ),
    "overflow-in-log-sum-exp": (
        _log_sum_exp_taken,
        "The formula is right, and exp overflows inside the log-sum-exp at logits of 1000: "
        f"{OVERFLOW}",
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

KEEPDIMS = (
    "has lost the last axis, so it no longer stands beside its own step: keep it, with size 1."
)

# id -> (logarithms of the softmax, what went wrong)
WITHOUT_KEEPDIMS = {
    "keepdims-forgotten": (
        _less_the_maximum(lambda l: _log_sum_exp_taken(l, keepdims=False), axis=-1),
        f"The maximum {KEEPDIMS} The same holds for the sum.",
    ),
    "keepdims-forgotten-in-the-maximum": (
        _less_the_maximum(_log_sum_exp_taken, axis=-1),
        f"The maximum {KEEPDIMS}",
    ),
    "keepdims-forgotten-in-the-sum": (
        _less_the_maximum(lambda l: _log_sum_exp_taken(l, keepdims=False), axis=-1, keepdims=True),
        f"The sum {KEEPDIMS}",
    ),
}

CROSS_ENTROPY_MISTAKES = (
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
    _exchanged(rnn_ref.sequence_cross_entropy, "dlogits", MASK),
    *(
        Misconception(
            name,
            wrong,
            "The logits of the pads are set to 0, which still costs log K at each pad: mask the "
            "costs, after the softmax.",
            MASK,
        )
        for name, wrong in (
            ("logits-masked", _logits_masked(by_real_steps=False)),
            ("logits-masked-and-pads-uncounted", _logits_masked(by_real_steps=True)),
            ("logits-masked-in-the-loss", _logits_masked(True, pads_have_a_gradient=False)),
        )
    ),
    *(
        Misconception(
            f"mask-without-an-axis{ending}",
            _mask_without_an_axis(bool(ending)),
            "The mask, (N, T), stands beside (N, T, K) as it is: without an axis of size 1 for the "
            "classes it does not fit, or lines up with the wrong axes.",
            MASK,
        )
        for ending in ("", "-in-both")
    ),
    *(
        Misconception(
            name,
            wrong,
            "The targets are moved by one step here: they came in already shifted, so step t of "
            "the logits belongs to step t of the targets.",
            CLASSES,
        )
        for name, wrong in (
            ("shifted-again", shifted_again),
            ("shifted-again-and-filled-up", shifted_again_and_filled_up),
        )
    ),
    Misconception(
        "all-pads-scalar",
        no_real_steps_scalar,
        "For a batch without a real step dlogits is a single 0: it has the shape of the logits "
        "there too.",
        NO_STEPS,
    ),
    Misconception(
        "all-pads-stop",
        no_real_steps_stop,
        "A batch without a real step ends in a division by zero: its loss and its gradient are 0.",
        NO_STEPS,
    ),
    Misconception(
        "log-of-zero",
        _log_of_p_plus(0.0),
        "The probability of a target far below the others is rounded to 0, and its log is minus "
        "infinity: work with log p from the start, never with log of p.",
        LOGS,
    ),
    Misconception(
        "zero-times-log-of-zero",
        zero_times_log_of_zero,
        "Where p is rounded to 0 its log is minus infinity, and 0 times that is nan, also for a "
        "class that is not the target: work with log p from the start.",
        LOGS,
    ),
    *(
        Misconception(
            f"log-of-p-plus-{epsilon:.0e}",
            _log_of_p_plus(epsilon),
            f"{epsilon:.0e} inside the log hides a log of 0, and a target far below the others "
            "costs too little: work with log p from the start.",
            LOGS,
        )
        for epsilon in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)
    ),
    Misconception(
        "softmax-forgotten",
        softmax_forgotten,
        "The logit of the target is read as if it were log p: the log-sum-exp of all K logits is "
        "missing.",
        CLASSES,
    ),
    Misconception(
        "sign-of-the-loss",
        _loss_with(lambda costs, mask: -costs.sum()),
        "The loss is negative: log p is at most 0, and the cost is -log p.",
        CLASSES,
    ),
    Misconception(
        "log-forgotten",
        _loss_with(lambda costs, mask: (mask * (1 - np.exp(-costs))).sum()),
        "The loss is 1 - p of the target, without a logarithm: the cost of a step is -log p.",
        CLASSES,
    ),
    Misconception(
        "bits-for-nats",
        _loss_with(lambda costs, mask: costs.sum() / np.log(2)),
        "The loss is in bits, with the logarithm to base 2: here it is in nats, with the natural "
        "logarithm.",
        PERPLEXITY,
    ),
    Misconception(
        "target-not-subtracted",
        _gradient_with(lambda p, hot, mask: p * mask),
        "The gradient is the softmax alone: the 1 of the target is not taken away.",
        PUSH,
    ),
    Misconception(
        "gradient-turned-round",
        _gradient_with(lambda p, hot, mask: (hot - p) * mask),
        "The gradient has the wrong sign: at the target it is p - 1, which is negative.",
        PUSH,
    ),
    Misconception(
        "class-number-subtracted",
        _gradient_with(lambda p, hot, mask: (p - hot.argmax(axis=-1)[..., None]) * mask),
        "The number of the target is taken away from every class: it is 1 that is taken away, and "
        "from the class with that number alone.",
        PUSH,
    ),
    *(
        Misconception(
            name,
            wrong,
            "This is the gradient for the probabilities, -1/p at the target: go on through the "
            "softmax to the logits.",
            PUSH,
        )
        for name, wrong in (
            (
                "gradient-of-probabilities",
                _gradient_with(lambda p, hot, mask: -hot / np.maximum(p, 1e-300) * mask),
            ),
            (
                "gradient-of-probabilities-undefined",
                quiet(_gradient_with(lambda p, hot, mask: -hot / p * mask)),
            ),
        )
    ),
    Misconception(
        "pads-keep-their-gradient",
        _gradient_with(lambda p, hot, mask: p - hot),
        "The loss leaves the pads out and the gradient does not: where a step does not count, its "
        "gradient is 0.",
        MASK,
    ),
    Misconception(
        "target-subtracted-at-pads",
        _gradient_with(lambda p, hot, mask: p * mask - hot),
        "At the pads a -1 is left in the gradient: the mask was applied before the 1 of the "
        "target was taken away.",
        MASK,
    ),
    Misconception(
        "softmax-left-at-pads",
        _gradient_with(lambda p, hot, mask: p - hot * mask),
        "At the pads the softmax is left in the gradient: the mask stands at the target alone, "
        "and belongs to the whole difference.",
        MASK,
    ),
    Misconception(
        "gradient-divided-twice",
        _gradient_with(lambda p, hot, mask: (p - hot) * mask / max(mask.sum(), 1)),
        "The gradient is divided by the number of real steps twice.",
        COUNT,
    ),
    Misconception(
        "gradient-not-divided",
        _gradient_with(lambda p, hot, mask: (p - hot) * mask * max(mask.sum(), 1)),
        "This is the gradient of the sum: the loss is a mean, so its gradient is divided by the "
        "number of real steps as well.",
        COUNT,
    ),
    Misconception(
        "gradient-divided-by-all-steps",
        gradient_of_all_steps,
        "The loss is divided by the number of real steps and the gradient by N*T: one is no longer "
        "the gradient of the other.",
        COUNT,
    ),
    Misconception(
        "targets-index-the-batch",
        targets_index_the_batch,
        "An index array alone, `[targets]`, picks whole sequences: pick row, step and class "
        "together, one index array for each axis.",
        PICK,
    ),
    *(
        Misconception(
            f"every-target-at-every-step{ending}",
            _every_target_at_every_step(*places),
            "Every class that is a target anywhere is picked at every step, as by a colon: pick "
            "row, step and class together, one index array for each axis.",
            PICK,
        )
        for ending, places in (
            ("", (False, True)),
            ("-in-the-loss", (True, False)),
            ("-in-both", (True, True)),
        )
    ),
)


# --- 03.3 perplexity -------------------------------------------------------------------------


def perplexity_cases(rng):
    """Losses in nats, from 0 to far above that of any fresh model."""
    drawn = [float(loss) for loss in rng.uniform(0.3, 5.0, 4)]
    return [
        Case("a fair coin", (float(np.log(2.0)),), "shapes"),
        Case("nothing is left to guess", (0.0,), "isolation"),
        Case("a loss of 1", (1.0,), "ones"),
        *(Case(f"a loss of {loss:.2f}", (loss,)) for loss in drawn),
        Case("a large loss", (float(rng.uniform(20.0, 30.0)),), "extreme"),
    ]


PERPLEXITY_MISTAKES = (
    Misconception(
        "base-2-for-nats",
        lambda loss: 2.0**loss,
        "2 is raised to the loss, which belongs to a loss in bits: this loss is in nats, so the "
        "base is e.",
        PERPLEXITY,
    ),
    Misconception(
        "probability",
        lambda loss: np.exp(-loss),
        "This is the typical probability of the target: perplexity is one over it, at least 1.",
        PERPLEXITY,
    ),
    Misconception(
        "bits",
        lambda loss: loss / np.log(2),
        "This is the loss in bits: perplexity counts choices, so the logarithm has to be undone.",
        PERPLEXITY,
    ),
    Misconception(
        "logarithm-again",
        quiet(lambda loss: np.log(loss)),
        "The logarithm of the loss is taken: the loss is a logarithm already, and is undone by "
        "its inverse.",
        PERPLEXITY,
    ),
    Misconception(
        "base-10-for-nats",
        lambda loss: 10.0**loss,
        "10 is raised to the loss: the logarithm in the loss is the natural one, so the base is e.",
        PERPLEXITY,
    ),
    *(
        Misconception(
            f"e-as-{e}",
            lambda loss, e=e: e**loss,
            f"e is rounded to {e}, and the error grows with the loss: `np.exp` knows all its "
            "digits, and so does `np.e`.",
            PERPLEXITY,
        )
        for e in (2.7, 2.71, 2.72, 2.718, 2.7183, 2.71828)
    ),
    *(
        Misconception(
            name,
            wrong,
            "The conversion and the base do not fit: the loss divided by ln 2 is in bits, which "
            "belong to the base 2; the loss as it is, in nats, belongs to e.",
            PERPLEXITY,
        )
        for name, wrong in (
            ("e-for-bits", lambda loss: np.exp(loss / np.log(2))),
            ("bits-turned-round", lambda loss: 2.0 ** (loss * np.log(2))),
        )
    ),
    Misconception(
        "one-less",
        np.expm1,
        "1 is missing: `expm1` gives e to the loss, less 1. A loss of 0 is a perplexity of 1.",
        PERPLEXITY,
    ),
)


# --- questions -------------------------------------------------------------------------------

QUESTION_1 = question(
    "question_03_1",
    number="03.A",
    unit=UNIT,
    title="the last state of a padded sequence",
    replies={
        "a": "That state is hs[0, 2]. A layer without a mask reads on, so two pads lie between.",
        "b": "The layer does not know that the last two inputs are pads, and reads them like any "
        "other. In this unit the loss has to know.",
        "c": "A pad is an input like any other for a layer without a mask: the state goes on "
        "changing.",
    },
    right="306c0dc83a3d",
    section=BEFORE,
)

QUESTION_2 = question(
    "question_03_2",
    number="03.B",
    unit=UNIT,
    title="the same number added to all logits",
    replies={
        "a": "Only differences of logits count: exp(100) is a factor of every term and cancels. "
        "That is why the largest may be taken away first.",
        "b": "The order is the same in both, and so are the differences: exp(100) is a factor of "
        "every term, above and below the line.",
        "c": "A softmax is not a division by the sum of the logits: exp turns the added 100 into "
        "a factor, which cancels.",
    },
    right="d8fc2d89ea54",
    section=BEFORE,
)

QUESTION_3 = question(
    "question_03_3",
    number="03.C",
    unit=UNIT,
    title="a product of a thousand probabilities",
    replies={
        "a": "The smallest positive float64 is about 5e-324; the product has 1,982 zeros after "
        "the point.",
        "b": "Its logarithm is an ordinary number: a thousand times the logarithm of 1/96.",
        "c": "The product is rounded to 0, and the sum of the logarithms is -4,564. A loss adds "
        "logarithms for this reason.",
    },
    right="d0ca388704f9",
    section=BEFORE,
)

QUESTION_4 = question(
    "question_03_4",
    number="03.D",
    unit=UNIT,
    title="nats, bits and choices",
    replies={
        "a": "1.386 is 2 ln 2: two bits, and e^1.386 = 2^2 = 4 choices.",
        "b": "Base and unit do not fit: the loss is in nats, so the base is e. And a nat is more "
        "than a bit.",
        "c": "4 choices is right, and 4 choices are 2 bits: a nat is 1.44 bits, so divide by "
        "ln 2 in place of multiplying.",
    },
    right="873030f2638c",
    section=PERPLEXITY,
)

QUESTION_5 = question(
    "question_03_5",
    number="03.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "Answer A holds: whoever adds pads to a batch changes neither its loss nor its "
        "gradient. Look at what B says about the scale.",
        "b": "The scale is not one fixed factor: it is the share of real steps, which differs "
        "from batch to batch. So the batches no longer weigh as they should, and the loss that is "
        "printed depends on the padding.",
    },
    right="b824ca3628ed",
    section=LOOK_BACK,
)


EXERCISES = (
    QUESTION_1,
    QUESTION_2,
    QUESTION_3,
    Exercise(
        name="mse_loss",
        number="03.1",
        unit=UNIT,
        title="the mean squared error and its gradient",
        points=4,
        reference=rnn_ref.mse_loss,
        cases=mse_cases,
        outputs=("loss", "dy"),
        section=NUMBERS,
        hints=(
            "Every number of y has one error. The loss is the mean of their squares; the "
            "gradient says how that mean moves if one number of y moves.",
            "With M numbers in y: L = 1/M * sum of (y - target)^2, and dL/dy = 2/M * (y - target).",
            "errors: the difference of the two arrays, of their shape\n"
            "loss: the mean of the squared errors, over all axes\n"
            "dy: twice the errors, divided by how many there are\n"
            "return both",
        ),
        misconceptions=MSE_MISTAKES,
    ),
    Exercise(
        name="sequence_cross_entropy",
        number="03.2",
        unit=UNIT,
        title="masked cross-entropy and its gradient",
        points=10,
        reference=rnn_ref.sequence_cross_entropy,
        cases=sequence_cross_entropy_cases,
        outputs=("loss", "dlogits"),
        section=MASK,
        hints=(
            "Find the cost of every step first, pads included, as an array (N, T). Then let the "
            "mask decide which of them are added, and divide by how many that were.",
            "log p_k = l_k - l_max - log(sum_j exp(l_j - l_max)), l_max the largest of the K. With "
            "R real steps: loss = -1/R * sum of log p[target] over them; dlogits = (p - one-hot "
            "target) / R at a real step, 0 at a pad. R = 0: both are 0.",
            "log_p (N, T, K): shift each step by its own maximum, then take away the log-sum-exp\n"
            "chosen (N, T): the entry of log_p at each target, for example by index arrays for "
            "row, step and class that broadcast to (N, T)\n"
            "R: the number of real steps, but at least 1\n"
            "loss: minus the sum of chosen where the mask is True, over R\n"
            "dlogits: exp of log_p, with 1 taken away at each target, 0 where the mask is False, "
            "over R",
        ),
        misconceptions=CROSS_ENTROPY_MISTAKES,
    ),
    Exercise(
        name="perplexity",
        number="03.3",
        unit=UNIT,
        title="from a loss to a number of choices",
        points=3,
        reference=rnn_ref.perplexity,
        cases=perplexity_cases,
        outputs=("perplexity",),
        section=PERPLEXITY,
        hints=(
            "A model that spreads its belief evenly over K classes has the loss ln K, and its "
            "perplexity is K. Which function turns ln K back into K?",
            "The loss is in nats, so ln(perplexity) = loss. Solve this for the perplexity.",
            "raise e to the power of the loss, with the function that NumPy and math have for it\n"
            "return it",
        ),
        misconceptions=PERPLEXITY_MISTAKES,
    ),
    QUESTION_4,
    QUESTION_5,
)
