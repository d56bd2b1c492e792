"""Exercise 10.4, build_one_to_many: one vector, T answers."""

from __future__ import annotations

from autograde.exercises.unit_10 import ONE_TO_MANY
from autograde.exercises.unit_10.designs import (
    LAST_STEP,
    NO_DENSE,
    NO_SOFTMAX,
    NOT_SIGMOID,
    OVER_TIME,
    REPEATED_AGAIN,
    SOFTMAX_OVER_TIME,
    UNITS_FOR_STEPS,
    build,
    dense,
    repeat,
    rnn,
    series,
)


def one_vector(D, T, H, K):
    return series(4, 1, D)[:, 0]


def one_to_many(D, T, H, K):
    return [dense(H, "tanh"), repeat(T), rnn(H, True), dense(K, "softmax")]


def _one_to_many(start=None, n=None, states=None, end=None):
    """The right design with some of its layers exchanged, each a function of (T, H, K)."""

    def design(D, T, H, K):
        return [
            *(start(T, H, K) if start else [dense(H, "tanh")]),
            repeat(n(T, H, K) if n else T),
            *(states(T, H, K) if states else [rnn(H, True)]),
            *(end(T, H, K) if end else [dense(K, "softmax")]),
        ]

    return design


ONE_TO_MANY_MISTAKES = (
    ("last-step-only", _one_to_many(states=lambda T, H, K: [rnn(H)]), LAST_STEP),
    ("no-softmax", _one_to_many(end=lambda T, H, K: [dense(K)]), NO_SOFTMAX),
    ("sigmoid-for-softmax", _one_to_many(end=lambda T, H, K: [dense(K, "sigmoid")]), NOT_SIGMOID),
    (
        "softmax-over-time",
        _one_to_many(end=lambda T, H, K: [dense(K), SOFTMAX_OVER_TIME]),
        OVER_TIME,
    ),
    ("units-for-steps", _one_to_many(states=lambda T, H, K: [rnn(T, True)]), UNITS_FOR_STEPS),
    (
        "steps-and-units-exchanged",
        lambda D, T, H, K: one_to_many(D, H, T, K),
        "T and H have changed places: T is a number of steps, which RepeatVector takes; H is a "
        "number of units.",
    ),
    (
        "repeated-once-for-each-unit",
        _one_to_many(n=lambda T, H, K: H),
        "The vector is repeated H times: RepeatVector takes the number of steps, T.",
    ),
    (
        "first-layer-linear",
        _one_to_many(start=lambda T, H, K: [dense(H)]),
        "The first Dense layer has no activation: the brief asks for tanh there.",
    ),
    (
        "first-layer-relu",
        _one_to_many(start=lambda T, H, K: [dense(H, "relu")]),
        "The first Dense layer squashes with ReLU: the brief asks for tanh there.",
    ),
    (
        "last-state-repeated",
        _one_to_many(states=lambda T, H, K: [rnn(H), repeat(T)]),
        REPEATED_AGAIN,
    ),
    (
        "no-dense",
        _one_to_many(
            states=lambda T, H, K: [{**rnn(K, True), "activation": "softmax"}],
            end=lambda T, H, K: [],
        ),
        NO_DENSE,
    ),
    (
        "no-first-layer",
        _one_to_many(start=lambda T, H, K: []),
        "The input itself is repeated: a Dense layer of H units comes before that, once, and not "
        "at every step.",
    ),
    (
        "no-recurrent-layer",
        _one_to_many(states=lambda T, H, K: []),
        "There is no recurrent layer, so every step gives the same answer: the repeated vector is "
        "the same at each step, and only a state can tell the steps apart.",
    ),
)


EXERCISE = build(
    name="build_one_to_many",
    number="10.4",
    title="one vector, T answers",
    design=one_to_many,
    inputs=one_vector,
    mistakes=ONE_TO_MANY_MISTAKES,
    section=ONE_TO_MANY,
    hints=(
        "A recurrent layer needs a sequence to read. Make one of the vector, by showing it at "
        "every step.",
        "(D,) -> tanh, (H,) -> the same at each step, (T, H) -> states, (T, H) -> softmax, (T, K).",
        "an input of D numbers, without an axis of time\n"
        "a dense layer with H units and tanh\n"
        "the layer that repeats a vector T times\n"
        "a vanilla recurrent layer with H units, which hands on all its states\n"
        "a dense layer with K units and a softmax: it works on the last axis at each step",
    ),
)
