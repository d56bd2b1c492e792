"""What the exercises that build models share: layers, inputs, and mistakes that recur."""

from __future__ import annotations

import inspect

import numpy as np

from autograde.exercises.unit_10 import UNIT
from autograde.kinds.builders import as_reference, builder, uses
from autograde.kinds.exercise import Exercise, Misconception

SHARES = {"output_shape": 1 / 5, "layers": 1 / 5, "parameters": 1 / 5, "outputs": 2 / 5}

FLATTEN = {"class": "Flatten"}
SOFTMAX = {"class": "Softmax"}
SOFTMAX_OVER_TIME = {"class": "Softmax", "axis": 1}


def rnn(units, every_step=False):
    return {"class": "SimpleRNN", "units": units, "return_sequences": every_step}


def dense(units, activation="linear"):
    return {"class": "Dense", "units": units, "activation": activation}


def repeat(n):
    return {"class": "RepeatVector", "n": n}


def series(N, T, D):
    """The same N sequences of T steps with D numbers, whenever it is called."""
    return np.random.default_rng(7).standard_normal((N, T, D)).astype(np.float32)


def draw_calls(count):
    """Two calls with `count` sizes each, all different, from 4 to 10."""

    def calls(rng):
        draws = ("first draw", "second draw")
        return [(name, tuple(rng.permutation(np.arange(4, 11))[:count].tolist())) for name in draws]

    return calls


def build(
    *, design, inputs, mistakes, section, cell="SimpleRNN", calls=None, **declared
) -> Exercise:
    """An exercise that builds a model as `design` has it, of `cell` and Dense layers.

    inputs: the model's input, from the same arguments; mistakes: rows of (id, wrong design,
    sentence); calls: draws the arguments, sizes alone if not given.
    """
    return builder(
        unit=UNIT,
        designs=[design],
        inputs=inputs,
        calls=calls or draw_calls(len(inspect.signature(design).parameters)),
        layers=uses(cell, "Dense", like=design),
        section=section,
        misconceptions=as_mistakes(inputs, section, *mistakes),
        **{"points": 5, "shares": SHARES, **declared},
    )


def as_mistakes(inputs, read, *rows):
    """Misconceptions from rows (id, wrong design, sentence)."""
    return tuple(
        Misconception(id, as_reference(design, inputs), says, read) for id, design, says in rows
    )


# What went wrong, in more than one of the models.
ALL_STEPS = (
    "There is an answer for every step, where one is asked for: the recurrent layer hands on its "
    "state after each step (`return_sequences`)."
)
LAST_STEP = (
    "There is one answer for the whole sequence: the recurrent layer must hand on its state after "
    "each step (`return_sequences`)."
)
NO_DENSE = (
    "The recurrent layer gives the answer itself, with K units: the state and the answer need "
    "sizes of their own, so a Dense layer reads the H states."
)
UNITS_FOR_INPUTS = (
    "The recurrent layer has D units: D is the size of the input, which the layer sees by itself; "
    "its units are the H numbers of the state."
)
UNITS_FOR_STEPS = (
    "The recurrent layer has as many units as there are steps: units are the size of the state, "
    "and the layer takes the number of steps from its input."
)
RELU_STATES = "The recurrent layer squashes its state with ReLU: it keeps its default here, tanh."
NO_SOFTMAX = (
    "The outputs are weighted sums, not probabilities: the last layer has no activation, and a "
    "softmax belongs there."
)
NOT_SIGMOID = (
    "Each class has a sigmoid of its own, so the classes do not exclude each other and the "
    "outputs do not add up to 1: one of K classes asks for a softmax."
)
OVER_TIME = (
    "The softmax runs over the steps, so that the steps add up to 1: it belongs over the classes, "
    "which is the last axis."
)
YES_OR_NO = (
    "There is a single output with a sigmoid, which can say yes or no: K classes need K outputs."
)
FLATTENED = (
    "All the states are laid side by side and read by one large Dense layer, which has weights "
    "for each step of its own: the number of weights must not depend on T."
)
REPEATED_AGAIN = (
    "The last state of the writing layer is repeated for every step, so every step gives the same "
    "answer: hand on its state after each step (`return_sequences`)."
)
