"""Exercise 03.3, perplexity: from the costs of all steps to a number of choices."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import COUNT, MASK, NO_STEPS, PERPLEXITY, UNIT
from autograde.kinds.common import named, one_by_one
from autograde.kinds.exercise import Case, Exercise


def perplexity_cases(rng):
    """Costs in nats, with pads at the ends, in between, everywhere and nowhere."""

    def case(name, kind, N, T, pads="some", dtype=float, scale=1.0):
        losses = (scale * rng.exponential(1.5, (N, T))).astype(dtype)
        mask = np.ones((N, T), dtype=bool)
        if pads == "some" and N * T > 1:
            mask = rng.random((N, T)) < 0.6
            mask.flat[rng.permutation(N * T)[:2]] = True, False
        elif pads == "all":
            mask[:] = False
        return Case(name, (losses, mask), kind)

    return [
        case("two sequences of three", "shapes", 2, 3),
        case("no pads", "isolation", 3, 4, pads="none"),
        Case("a fair coin", (np.full((2, 2), np.log(2.0)), np.ones((2, 2), bool)), "isolation"),
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NT")),
        case("N=3, T=5", "generic", 3, 5),
        case("N=6, T=4", "generic", 6, 4),
        case("N=4, T=7", "generic", 4, 7),
        case("N=3, T=6, no real step", "generic", 3, 6, pads="all"),
        case("float32", "float32", 4, 5, dtype=np.float32),
        case("large costs", "extreme", 3, 4, scale=6.0),
    ]


def _mean(losses, mask):
    return losses[mask].sum() / max(mask.sum(), 1)


def _by(mean=_mean, undo=np.exp):
    """Another mean of the costs, or another way to undo the logarithm."""
    return lambda losses, mask: undo(mean(losses, mask))


def mean_of_the_perplexities(losses, mask):
    return np.exp(losses)[mask].sum() / mask.sum() if mask.any() else 1.0


def mean_over_sequences_first(losses, mask):
    real = mask.sum(axis=1)
    means = np.where(mask, losses, 0).sum(axis=1) / np.maximum(real, 1)
    return np.exp(means[real > 0].mean()) if mask.any() else 1.0


MISTAKES = {
    "pads-counted": (
        _by(lambda losses, mask: losses.mean()),
        "The mean goes over all steps, the pads among them: the mask has no effect.",
        MASK,
    ),
    "divided-by-all-steps": (
        _by(lambda losses, mask: losses[mask].sum() / losses.size),
        "The pads are left out of the sum, and the divisor still counts them: divide by the "
        "number of real steps.",
        COUNT,
    ),
    "divided-by-the-sequences": (
        _by(lambda losses, mask: losses[mask].sum() / len(losses)),
        "The sum is divided by the number of sequences; perplexity is per step.",
        COUNT,
    ),
    "not-divided": (
        _by(lambda losses, mask: losses[mask].sum()),
        "The costs are added and not averaged: this is one over the probability of all steps "
        "together.",
        COUNT,
    ),
    "mask-reversed": (
        _by(lambda losses, mask: _mean(losses, ~mask)),
        "The pads are averaged, and the real steps left out: the mask is True for a real step.",
        MASK,
    ),
    "no-real-step": (
        lambda losses, mask: np.exp(losses[mask].mean()) if mask.any() else np.float64("nan"),
        "Without a real step this is 0/0, which is nan; it is defined as 1, as if nothing was "
        "left to guess.",
        NO_STEPS,
    ),
    "no-real-step-is-zero": (
        lambda losses, mask: np.exp(losses[mask].mean()) if mask.any() else 0.0,
        "Without a real step the loss is 0, so the perplexity is 1, not 0.",
        NO_STEPS,
    ),
    "mean-of-the-perplexities": (
        mean_of_the_perplexities,
        "Each cost is undone by itself, and then averaged; the mean comes first, then the "
        "exponential.",
        PERPLEXITY,
    ),
    "mean-over-sequences-first": (
        mean_over_sequences_first,
        "Each sequence is averaged by itself first, so that a step of a short one counts for "
        "more; each real step counts the same.",
        COUNT,
    ),
    "base-2-for-nats": (
        _by(undo=lambda loss: 2.0**loss),
        "2 is raised to the loss, which belongs to a loss in bits: this loss is in nats, so the "
        "base is e.",
        PERPLEXITY,
    ),
    "probability": (
        _by(undo=lambda loss: np.exp(-loss)),
        "This is the typical probability of the target: perplexity is one over it, at least 1.",
        PERPLEXITY,
    ),
    "loss-itself": (
        _by(undo=lambda loss: loss),
        "This is the mean cost; the logarithm in it has still to be undone.",
        PERPLEXITY,
    ),
    "bits": (
        _by(undo=lambda loss: loss / np.log(2)),
        "This is the loss in bits: perplexity counts choices, so the logarithm has to be undone.",
        PERPLEXITY,
    ),
    "e-for-bits": (
        _by(undo=lambda loss: np.exp(loss / np.log(2))),
        "The conversion and the base do not fit: the loss divided by ln 2 is in bits, which "
        "belong to the base 2; the loss as it is, in nats, belongs to e.",
        PERPLEXITY,
    ),
    "one-less": (
        _by(undo=np.expm1),
        "1 is missing: `expm1` gives e to the loss, less 1. A loss of 0 is a perplexity of 1.",
        PERPLEXITY,
    ),
    "one-for-each-sequence": (
        lambda losses, mask: np.exp(
            np.where(mask, losses, 0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        ),
        "One number for each sequence comes back; the mean goes over the real steps of all.",
        COUNT,
    ),
    "e-by-hand": (
        _by(undo=lambda loss: 2.718**loss),
        "e is rounded to 2.718, and the error grows with the loss: `np.exp` knows all its digits.",
        PERPLEXITY,
    ),
}


EXERCISE = Exercise(
    name="perplexity",
    number="03.3",
    unit=UNIT,
    title="from the costs to a number of choices",
    points=3,
    reference=rnn_ref.perplexity,
    cases=perplexity_cases,
    outputs=("perplexity",),
    section=PERPLEXITY,
    hints=(
        "Which steps count, and what is their mean cost? A model that gives each of K classes the "
        "same probability has the mean cost ln K, and its perplexity is K: what turns ln K back "
        "into K?",
        "perplexity = exp(L), with L the sum of the costs of the real steps over their number. "
        "Without a real step L is 0.",
        "count the real steps, but at least 1\n"
        "add the costs where the mask is True, and divide\n"
        "raise e to the power of that mean",
    ),
    misconceptions=named(MISTAKES),
)
