"""Exercise 10.5, build_many_to_one: a sequence, one of K classes."""

from __future__ import annotations

from autograde.exercises.unit_10 import MANY_TO_ONE
from autograde.exercises.unit_10.designs import (
    ALL_STEPS,
    FLATTEN,
    FLATTENED,
    NO_DENSE,
    NO_SOFTMAX,
    NOT_SIGMOID,
    RELU_STATES,
    SOFTMAX,
    UNITS_FOR_INPUTS,
    UNITS_FOR_STEPS,
    YES_OR_NO,
    build,
    dense,
    rnn,
    series,
)


def whole_sequence(T, D, H, K):
    return series(4, T, D)


def many_to_one(T, D, H, K):
    return [rnn(H), dense(K, "softmax")]


MANY_TO_ONE_MISTAKES = (
    ("all-steps", lambda T, D, H, K: [rnn(H, True), dense(K, "softmax")], ALL_STEPS),
    ("no-softmax", lambda T, D, H, K: [rnn(H), dense(K)], NO_SOFTMAX),
    ("sigmoid-for-softmax", lambda T, D, H, K: [rnn(H), dense(K, "sigmoid")], NOT_SIGMOID),
    ("units-for-steps", lambda T, D, H, K: [rnn(T), dense(K, "softmax")], UNITS_FOR_STEPS),
    ("units-for-inputs", lambda T, D, H, K: [rnn(D), dense(K, "softmax")], UNITS_FOR_INPUTS),
    ("flattened", lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(K, "softmax")], FLATTENED),
    ("no-dense", lambda T, D, H, K: [{**rnn(K), "activation": "softmax"}], NO_DENSE),
    (
        "always-three-classes",
        lambda T, D, H, K: [rnn(H), dense(3, "softmax")],
        "There are three outputs whatever K is: a builder takes its sizes from its arguments.",
    ),
    (
        "relu-states",
        lambda T, D, H, K: [{**rnn(H), "activation": "relu"}, dense(K, "softmax")],
        RELU_STATES,
    ),
    (
        "yes-or-no",
        lambda T, D, H, K: [rnn(H), dense(1, "sigmoid")],
        YES_OR_NO,
    ),
    (
        "softmax-of-one-output",
        lambda T, D, H, K: [rnn(H), dense(1, "softmax")],
        "There is a single output, and a softmax over one number is always 1: K classes need K "
        "outputs.",
    ),
    (
        "softmax-twice",
        lambda T, D, H, K: [rnn(H), dense(K, "softmax"), SOFTMAX],
        "The softmax is applied twice, which makes the probabilities almost equal: once is enough.",
    ),
)


EXERCISE = build(
    name="build_many_to_one",
    number="10.5",
    title="a sequence, one of K classes",
    design=many_to_one,
    inputs=whole_sequence,
    mistakes=MANY_TO_ONE_MISTAKES,
    section=MANY_TO_ONE,
    hints=(
        "All that the answer needs stands in the last state. Which setting decides whether a "
        "recurrent layer hands on the last state or all of them?",
        "(T, D) -> last state, (H,) -> softmax, (K,).",
        "an input of T steps with D numbers\n"
        "a vanilla recurrent layer with H units, as it is without further settings\n"
        "a dense layer with K units and a softmax",
    ),
)
