"""Exercise 00.2, softmax: a softmax that is safe."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_00 import LARGEST, ONE_SUM, SCORES, UNIT, quiet
from autograde.kinds.common import LARGEST_FIRST, LOST_AXIS, alike, one_by_one
from autograde.kinds.compare import Values
from autograde.kinds.exercise import Case, Exercise, Misconception


def _far_apart(rng):
    """Steps far up, far down, with one class far above and one far below, beside ordinary ones."""
    logits = rng.standard_normal((3, 4, 5))
    logits[0, 0] += 1000.0
    logits[0, 2] -= 1000.0
    logits[1, 1, rng.integers(5)] += 1000.0
    logits[2, 3, rng.integers(5)] -= 1000.0
    return logits


def softmax_cases(rng):
    """One, two and three axes; the classes are always the last one."""

    def case(name, kind, *shape, dtype=float):
        return Case(name, ((2.0 * rng.standard_normal(shape)).astype(dtype),), kind)

    return [
        case("one step of 4 classes", "shapes", 4),
        case("2 steps of 3 classes", "shapes", 2, 3),
        case("2 sequences of 3 steps", "shapes", 2, 3, 4),
        case("all sizes 3", "shapes", 3, 3, 3),
        Case("all logits zero", (np.zeros((2, 3, 5)),), "isolation"),
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NTK")),
        case("N=3, T=5, K=4", "generic", 3, 5, 4),
        case("N=6, T=4, K=3", "generic", 6, 4, 3),
        case("N=4, T=7, K=5", "generic", 4, 7, 5),
        case("6 steps of 4 classes", "generic", 6, 4),
        Case("logits of +-1000", (_far_apart(rng),)),
        case("float32", "float32", 5, 4, 6, dtype=np.float32),
    ]


def _softmax_with(shift, axis=-1, keepdims=True, exp=np.exp):
    """A softmax that takes shift(logits) away first and sums over `axis`."""

    @quiet
    def wrong(logits):
        e = exp(logits - shift(logits))
        return e / e.sum(axis=axis, keepdims=keepdims)

    return wrong


def _largest(axis=-1, keepdims=True):
    return lambda logits: logits.max(axis=axis, keepdims=keepdims)


def _three_axes_only(stop):
    """A softmax that raises `stop` unless there are three axes."""

    def wrong(logits):
        if logits.ndim != 3:
            raise stop
        return rnn_ref.softmax(logits)

    return wrong


@quiet
def divided_by_the_largest(logits):
    e = np.exp(logits / logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@quiet
def not_exponentiated(logits, shift=0.0):
    return (logits - shift) / (logits - shift).sum(axis=-1, keepdims=True)


@quiet
def shifted_above_the_line_only(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / np.exp(logits).sum(axis=-1, keepdims=True)


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def hard_choice(logits):
    return (logits == logits.max(axis=-1, keepdims=True)).astype(float)


SOFTMAX_MISTAKES = (
    Misconception(
        "overflow",
        _softmax_with(lambda logits: 0.0),
        f"exp overflows at logits of 1000, and at -1000 all probabilities are 0/0: {LARGEST_FIRST}",
        LARGEST,
    ),
    Misconception(
        "overflow-made-zero",
        lambda logits: np.nan_to_num(_softmax_with(lambda logits: 0.0)(logits)),
        "exp overflows at logits of 1000, and the nan that this leaves are made 0, which is no "
        f"right probability either: {LARGEST_FIRST}",
        LARGEST,
    ),
    Misconception(
        "one-maximum-for-all",
        _softmax_with(np.max),
        "The maximum is taken over the whole array: that is right until one step lies far below "
        "another, where all of it is rounded to 0; each step needs its own.",
        LARGEST,
    ),
    Misconception(
        "maximum-over-the-first-axis",
        _softmax_with(_largest(axis=0)),
        "The maximum runs over the first axis, so the classes of a step lose different amounts, "
        "which changes their probabilities: take it over the last axis.",
        LARGEST,
    ),
    Misconception(
        "smallest-taken-away",
        _softmax_with(lambda logits: logits.min(axis=-1, keepdims=True)),
        "The smallest logit is taken away, so the others grow and exp can overflow: take the "
        "largest away, and every exponent is at most 0.",
        LARGEST,
    ),
    Misconception(
        "divided-by-the-largest",
        divided_by_the_largest,
        "The logits are divided by the largest one, which changes the probabilities: take it away.",
        LARGEST,
    ),
    Misconception(
        "shifted-above-the-line-only",
        shifted_above_the_line_only,
        "The largest logit is taken away above the line and not below it, where exp can still "
        "overflow: it cancels only if both have it.",
        LARGEST,
    ),
    Misconception(
        "clipped",
        lambda logits: rnn_ref.softmax(np.clip(logits, -700.0, 700.0)),
        "The logits are clipped before exp, which makes different logits equal: take the largest "
        "of each step away.",
        LARGEST,
    ),
    Misconception(
        "sum-over-everything",
        _softmax_with(_largest(), axis=None),
        "The sum goes over the whole array, so all of it adds up to 1 together: every step has a "
        "sum of its own.",
        ONE_SUM,
    ),
    Misconception(
        "over-the-first-axis",
        _softmax_with(_largest(axis=0), axis=0),
        "The probabilities sum to 1 over the first axis: the classes of a step are the last axis.",
        ONE_SUM,
    ),
    Misconception(
        "sum-over-the-first-axis",
        _softmax_with(_largest(), axis=0),
        "The maximum runs over the classes and the sum over the first axis: both belong to the "
        "last one.",
        ONE_SUM,
    ),
    Misconception(
        "over-axis-1",
        _softmax_with(_largest(axis=1), axis=1),
        "The sum is 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are.",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten",
        _softmax_with(_largest(keepdims=False), keepdims=False),
        "The maximum and the sum have lost the last axis, so they no longer stand beside their "
        "own step: keep it, with size 1.",
        ONE_SUM,
    ),
    *(
        Misconception(
            name,
            _three_axes_only(stop),
            "Three axes are taken for granted, and there may be one or two: `axis=-1` with "
            "`keepdims=True` serves any number of them.",
            ONE_SUM,
        )
        for name, stop in (
            ("over-axis-2", np.exceptions.AxisError("no axis 2")),
            ("three-sizes-unpacked", ValueError("not three sizes")),
            ("two-indices-taken", IndexError("not three axes")),
        )
    ),
    Misconception(
        "keepdims-forgotten-in-the-maximum",
        _softmax_with(_largest(keepdims=False)),
        f"The maximum {LOST_AXIS}",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten-in-the-sum",
        _softmax_with(_largest(), keepdims=False),
        f"The sum {LOST_AXIS}",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten-and-no-maximum-of-its-own",  # with none at all, or one for all steps
        _softmax_with(lambda logits: 0.0, keepdims=False),
        "The sum has lost the last axis, so it no longer stands beside its own step: keep it. And "
        "logits of 1000 need each step to take its own maximum away first.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-sum-over-everything",
        _softmax_with(lambda logits: 0.0, axis=None),
        "The sum goes over the whole array, so all of it adds up to 1 together: every step has a "
        "sum of its own. And exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-sum-over-the-first-axis",
        _softmax_with(lambda logits: 0.0, axis=0),
        "The sum is 1 over the first axis: the classes of a step are the last axis. And "
        "exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-axis-1",
        _softmax_with(lambda logits: 0.0, axis=1),
        "The sum is 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are. And exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-axis-1",
        _softmax_with(np.max, axis=1),
        "The sum is 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are. And every step has its own maximum.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-one-sum",
        _softmax_with(np.max, axis=None),
        "The maximum and the sum go over the whole array, as if it were a single step: every step "
        "has its own.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-the-first-axis",
        _softmax_with(np.max, axis=0),
        "The sum is 1 over the first axis: the classes of a step are the last axis, and "
        "every step has its own maximum.",
        ONE_SUM,
    ),
    Misconception(
        "not-normalised",
        lambda logits: np.exp(logits - logits.max(axis=-1, keepdims=True)),
        "The exponentials do not add up to 1: divide each by the sum of its own step.",
        SCORES,
    ),
    Misconception(
        "not-exponentiated",
        not_exponentiated,
        "The logits are divided by their sum without exp: they can be negative, and a probability "
        "cannot.",
        SCORES,
    ),
    Misconception(
        "exp-forgotten-after-the-shift",
        lambda logits: not_exponentiated(logits, logits.max(axis=-1, keepdims=True)),
        "The largest logit is taken away, and exp is missing: the probabilities are made of the "
        "exponentials.",
        SCORES,
    ),
    *alike(
        "These are the logarithms of the probabilities: return the probabilities.",
        SCORES,
        ("log-softmax", log_softmax),
        ("logarithm-returned", quiet(lambda logits: np.log(rnn_ref.softmax(logits)))),
    ),
    Misconception(
        "sigmoid",
        rnn_ref.sigmoid,
        "Each logit has gone through its own sigmoid: the probabilities of a step depend on each "
        "other and add up to 1.",
        SCORES,
    ),
    *alike(
        "The smallest logit gets the largest probability: the sign in the exponent is reversed.",
        SCORES,
        ("sign-turned-round", lambda logits: rnn_ref.softmax(-logits)),
        (
            "sign-turned-round-after-the-maximum",
            _softmax_with(_largest(), exp=lambda l: np.exp(-l)),
        ),
    ),
    Misconception(
        "hard-choice",
        hard_choice,
        "The largest logit gets everything: a softmax gives every class a probability.",
        SCORES,
    ),
    Misconception(
        "squeezed",
        lambda logits: np.squeeze(rnn_ref.softmax(logits)),
        "The values are right, but an axis of size 1 is gone: return the shape that came in.",
        ONE_SUM,
    ),
)


EXERCISE = Exercise(
    name="softmax",
    number="00.2",
    unit=UNIT,
    title="a softmax that is safe",
    points=4,
    reference=rnn_ref.softmax,
    cases=softmax_cases,
    outputs=("p",),
    section=SCORES,
    hints=(
        "What happens to the probabilities when the same number is added to all logits of a step? "
        "Which number would make sure that no exp can overflow, and that not all of them are 0?",
        "p_k = exp(l_k - l_max) / sum_j exp(l_j - l_max), with l_max the largest logit of the "
        "same step.",
        "largest of each step: a maximum over the last axis that keeps this axis, with size 1\n"
        "e: the exponentials of the logits less their largest\n"
        "sum of each step: over the last axis, kept with size 1\n"
        "return e over the sums",
    ),
    comparison=Values(rounded=2e-5),  # exp and its sum lose up to 1.4e-5 in float32
    misconceptions=SOFTMAX_MISTAKES,
)
