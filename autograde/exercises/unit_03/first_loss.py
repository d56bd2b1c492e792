"""Exercise 03.4, first_loss: predict the loss of a model that has learnt nothing."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import CLASSES, FRESH, PERPLEXITY, UNIT
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

CLASSES_OF_IT = 40  # the model that the exercise speaks of
CLOSE_ENOUGH = 0.005


def _right_loss():
    logits, mask = np.zeros((1, 1, CLASSES_OF_IT)), np.ones((1, 1), dtype=bool)
    return float(rnn_ref.sequence_cross_entropy(logits, np.zeros((1, 1), dtype=int), mask)[0])


def _loss_rule(got, args):
    if np.ndim(got) or not isinstance(np.asarray(got).item(), int | float):
        return "answer with one number, such as first_loss = 1.25"
    if abs(float(got) - _right_loss()) <= CLOSE_ENOUGH:
        return None
    return f"{float(got):g} is more than {CLOSE_ENOUGH} away from the loss"


def _mistake(id_, value, says, read=FRESH):
    """A wrong number and all that round to it."""
    return Misconception(
        id_, lambda: value, says, read, shows=lambda got: abs(float(got) - value) <= CLOSE_ENOUGH
    )


EXERCISE = Exercise(
    name="first_loss",
    number="03.4",
    unit=UNIT,
    title="predict the first loss",
    points=3,
    reference=_right_loss,
    cases=lambda rng: [Case("your answer", ())],
    outputs=("first_loss",),
    section=FRESH,
    hints=(
        "Nothing has been learnt, and all logits are equal. Which probability does each class "
        "get? What does the target cost then, whichever it is?",
        "Equal logits give each of K classes the probability 1/K, and the cost is -ln(1/K).",
        "take the number of classes, with the pad among them or not, as the text says\n"
        "take one over it: the probability of the target\n"
        "take minus its natural logarithm; the padding changes nothing",
    ),
    misconceptions=(
        _mistake(
            "in-bits",
            math.log2(CLASSES_OF_IT),
            "This is the loss in bits; the exercise asks for nats, the natural logarithm.",
            PERPLEXITY,
        ),
        _mistake(
            "base-ten",
            math.log10(CLASSES_OF_IT),
            "This is the logarithm to base 10; a loss in nats takes the natural one.",
            PERPLEXITY,
        ),
        _mistake(
            "perplexity",
            float(CLASSES_OF_IT),
            "This is the perplexity, the number of choices; the loss is its logarithm.",
            PERPLEXITY,
        ),
        _mistake(
            "probability",
            1 / CLASSES_OF_IT,
            "This is the probability of the target; its cost is minus the logarithm of it.",
            CLASSES,
        ),
        _mistake(
            "sign-forgotten",
            -math.log(CLASSES_OF_IT),
            "The minus is missing: the logarithm of a probability is below 0, and a cost is not.",
            CLASSES,
        ),
        _mistake(
            "scaled-by-the-real-steps",
            0.75 * math.log(CLASSES_OF_IT),
            "This is the sum over the real steps divided by all steps; the mean over the real "
            "steps does not depend on the padding.",
        ),
        _mistake(
            "no-loss",
            0.0,
            "A loss of 0 means that each target had the probability 1; this model knows nothing.",
        ),
        _mistake(
            "one-class-less",
            math.log(CLASSES_OF_IT - 1),
            "This is ln 39: the pad is no target, but it has a logit like the other classes, and "
            "takes a part of the probability.",
        ),
        _mistake(
            "a-coin",
            math.log(2),
            "This is the loss of a choice between two; there are forty classes.",
        ),
    ),
    comparison=Invariant(_loss_rule),
    is_answer=True,
    praise="Equal logits give each class 1/40, whatever the target is, and the mean over the real "
    "steps does not feel the padding.",
)
