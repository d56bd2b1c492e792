"""Exercise 03.3, perplexity: from a loss to a number of choices."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import PERPLEXITY, UNIT, quiet
from autograde.kinds.common import alike
from autograde.kinds.exercise import Case, Exercise, Misconception


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
    *alike(
        "The conversion and the base do not fit: the loss divided by ln 2 is in bits, which "
        "belong to the base 2; the loss as it is, in nats, belongs to e.",
        PERPLEXITY,
        ("e-for-bits", lambda loss: np.exp(loss / np.log(2))),
        ("bits-turned-round", lambda loss: 2.0 ** (loss * np.log(2))),
    ),
    Misconception(
        "one-less",
        np.expm1,
        "1 is missing: `expm1` gives e to the loss, less 1. A loss of 0 is a perplexity of 1.",
        PERPLEXITY,
    ),
)


EXERCISE = Exercise(
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
)
