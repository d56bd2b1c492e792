"""Exercise 03.2, sequence_cross_entropy: masked cross-entropy and its gradient."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import (
    CLASSES,
    COUNT,
    LOGS,
    MASK,
    NO_STEPS,
    PERPLEXITY,
    PICK,
    PUSH,
    UNIT,
    quiet,
)
from autograde.exercises.unit_03.mse_loss import exchanged
from autograde.exercises.unit_03.wrong_logarithms import LOGARITHM_MISTAKES
from autograde.exercises.unit_03.wrong_weights import WEIGHT_MISTAKES, costs_and_push, one_hot
from autograde.kinds.common import alike, one_by_one
from autograde.kinds.compare import Values
from autograde.kinds.exercise import Case, Exercise, Misconception


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
        *(
            Case(name, _scores(rng, _mask(T, *[T] * N), K), "ones")
            for name, (N, T, K) in one_by_one("NTK")
        ),
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


def _loss_with(total):
    """The gradient is right; the loss is total(costs, mask) over the number of real steps."""

    def wrong(logits, targets, mask):
        costs, _ = costs_and_push(logits, targets)
        _, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
        return total(np.where(mask, costs, 0.0), mask) / max(int(mask.sum()), 1), dlogits

    return wrong


def _gradient_with(push_from):
    """The loss is right; dlogits is push_from(p, hot, mask) over the number of real steps.

    p: the softmax (N, T, K), hot: the one-hot targets, mask: (N, T, 1).
    """

    def wrong(logits, targets, mask):
        loss, _ = rnn_ref.sequence_cross_entropy(logits, targets, mask)
        hot = one_hot(targets, logits.shape[-1])
        push = push_from(rnn_ref.softmax(logits), hot, mask[..., None])
        return loss, push / max(int(mask.sum()), 1)

    return wrong


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
        costs, push = costs_and_push(logits, targets)
        real = max(int(mask.sum()), 1)
        hot = one_hot(targets, logits.shape[-1])
        loss = (costs[..., None] * hot * mask).sum() if in_the_loss else (costs * mask).sum()
        return loss / real, push * mask / real

    return wrong


def softmax_forgotten(logits, targets, mask):
    hot = one_hot(targets, logits.shape[-1]) * mask[..., None] / max(int(mask.sum()), 1)
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
    hot = one_hot(targets, logits.shape[-1]) * mask[..., None]
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


CROSS_ENTROPY_MISTAKES = (
    *WEIGHT_MISTAKES,
    *LOGARITHM_MISTAKES,
    exchanged(rnn_ref.sequence_cross_entropy, "dlogits", MASK),
    *alike(
        "The logits of the pads are set to 0, which still costs log K at each pad: mask the "
        "costs, after the softmax.",
        MASK,
        ("logits-masked", _logits_masked(by_real_steps=False)),
        ("logits-masked-and-pads-uncounted", _logits_masked(by_real_steps=True)),
        ("logits-masked-in-the-loss", _logits_masked(True, pads_have_a_gradient=False)),
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
    *alike(
        "The targets are moved by one step here: they came in already shifted, so step t of "
        "the logits belongs to step t of the targets.",
        CLASSES,
        ("shifted-again", shifted_again),
        ("shifted-again-and-filled-up", shifted_again_and_filled_up),
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
    *alike(
        "This is the gradient for the probabilities, -1/p at the target: go on through the "
        "softmax to the logits.",
        PUSH,
        (
            "gradient-of-probabilities",
            _gradient_with(lambda p, hot, mask: -hot / np.maximum(p, 1e-300) * mask),
        ),
        (
            "gradient-of-probabilities-undefined",
            quiet(_gradient_with(lambda p, hot, mask: -hot / p * mask)),
        ),
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


EXERCISE = Exercise(
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
    comparison=Values(rounded=2e-5),  # exp and its sum lose up to 1.4e-5 in float32
    misconceptions=CROSS_ENTROPY_MISTAKES,
)
