"""Exercise 06.6, sample: draw a class from logits."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Rng
from autograde.exercises.unit_06 import DRAW, TEMPERATURE, UNIT
from autograde.kinds.compare import Drawn, Frequencies
from autograde.kinds.exercise import Case, Exercise, Misconception

DRAWS = 1000


def sample_cases(rng):
    """Temperatures of 1, below and above; logits so large, and so far apart, that exp overflows.

    Most logits are spread evenly, so that each temperature shows in the frequencies.
    """

    def case(name, kind, V, temperature, shift=0.0, dtype=float):
        logits = (np.linspace(-1.5, 1.5, V) if V > 1 else np.zeros(1)) + shift
        if shift:
            logits[0] = -shift
        args = rng.permutation(logits).astype(dtype), temperature, Rng(int(rng.integers(2**31)))
        return Case(name, args, kind, repeat=DRAWS)

    return [
        case("two classes", "shapes", 2, 1.0),
        case("temperature 1", "isolation", 5, 1.0),
        case("one class", "ones", 1, 0.5),
        case("temperature 0.2", "generic", 4, 0.2),
        case("temperature 0.5", "generic", 5, 0.5),
        case("temperature 3", "generic", 6, 3.0),
        case("float32", "float32", 5, 0.5, dtype=np.float32),
        case("logits above 1000", "extreme", 5, 0.5, shift=1000.0),
    ]


def probabilities(logits, temperature, rng=None):
    """softmax(logits / temperature), in float64."""
    return rnn_ref.softmax(np.asarray(logits, dtype=float) / temperature)


def drawn(id, rule, says, read=TEMPERATURE):
    """A mistake that draws with the probabilities rule(logits, temperature)."""
    wrong = Drawn(lambda logits, temperature, rng: rule(np.asarray(logits, float), temperature))
    return Misconception(id, wrong, says, read)


EXERCISE = Exercise(
    name="sample",
    number="06.6",
    unit=UNIT,
    title="draw a class from logits",
    points=6,
    reference=rnn_ref.sample,
    cases=sample_cases,
    outputs=("class",),
    comparison=Frequencies(probabilities),
    section=DRAW,
    hints=(
        "Which distribution do the logits stand for? What should become of it when the "
        "temperature goes towards 0, and what when it becomes very large? So is it multiplied or "
        "divided, and before or after exp?",
        "p = softmax(logits / temperature), with the largest logit subtracted before exp. A "
        "class is drawn with these probabilities by the generator that is given.",
        "divide the logits by the temperature\n"
        "subtract the largest, take exp, divide by the sum\n"
        "let rng choose one of the V classes with these probabilities\n"
        "return it",
    ),
    misconceptions=(
        drawn(
            "likeliest-class",
            lambda logits, T: np.eye(len(logits))[logits.argmax()],
            "It always gives the likeliest class; a sample is drawn, so that a class comes as "
            "often as its probability says.",
            DRAW,
        ),
        drawn(
            "temperature-multiplied",
            lambda logits, T: rnn_ref.softmax(logits * T),
            "The logits are multiplied by the temperature; a high one has to make the classes more "
            "alike, so divide.",
        ),
        drawn(
            "temperature-ignored",
            lambda logits, T: rnn_ref.softmax(logits),
            "The temperature has no effect. Dividing the probabilities by it changes nothing once "
            "they sum to 1 again: divide the logits.",
        ),
        drawn(
            "all-alike",
            lambda logits, T: np.full(len(logits), 1 / len(logits)),
            "All classes come equally often: the probabilities do not reach the draw.",
            DRAW,
        ),
        drawn(
            "sign-reversed",
            lambda logits, T: rnn_ref.softmax(-logits / T),
            "The less likely a class should be, the more often it comes: a minus too many.",
            DRAW,
        ),
        drawn(
            "softmax-twice",
            lambda logits, T: rnn_ref.softmax(rnn_ref.softmax(logits / T)),
            "The softmax is taken twice, which makes the classes almost alike.",
            DRAW,
        ),
        drawn(
            "temperature-on-the-probabilities",
            lambda logits, T: rnn_ref.softmax(rnn_ref.softmax(logits) / T),
            "The probabilities are divided by the temperature and go through a softmax again; it "
            "is the logits that are divided.",
        ),
        drawn(
            "temperature-squared",
            lambda logits, T: rnn_ref.softmax(logits / T**2),
            "The temperature acts twice.",
        ),
    ),
)
