"""Exercise 10.6, mend_model: one step, several questions, and a model that answers them wrongly."""

from __future__ import annotations

from autograde.exercises.unit_10 import MEND
from autograde.exercises.unit_10.designs import (
    ALL_STEPS,
    NO_DENSE,
    RELU_STATES,
    UNITS_FOR_INPUTS,
    build,
    dense,
    rnn,
    series,
)


def one_step(D, H, K):
    return series(4, 1, D)


def one_to_one(D, H, K):
    return [rnn(H), dense(K, "sigmoid")]


ONE_TO_ONE_MISTAKES = (
    ("all-steps", lambda D, H, K: [rnn(H, True), dense(K, "sigmoid")], ALL_STEPS),
    (
        "no-sigmoid",
        lambda D, H, K: [rnn(H), dense(K)],
        "The outputs are weighted sums and leave 0 to 1: the last layer has no activation, and "
        "yes or no asks for a sigmoid.",
    ),
    (
        "not-mended",
        lambda D, H, K: [rnn(H, True), dense(K, "softmax")],
        "This is the model as it was: an answer for each step, whose K parts add up to 1.",
    ),
    (
        "softmax-for-sigmoid",
        lambda D, H, K: [rnn(H), dense(K, "softmax")],
        "The K answers add up to 1, as if only one of them could be yes: questions that do not "
        "exclude each other have a sigmoid each. With K = 1 a softmax is always 1.",
    ),
    (
        "sizes-exchanged",
        lambda D, H, K: [rnn(K), dense(H, "sigmoid")],
        "H and K have changed places: the recurrent layer has H units, and there are K answers.",
    ),
    ("units-for-inputs", lambda D, H, K: [rnn(D), dense(K, "sigmoid")], UNITS_FOR_INPUTS),
    (
        "sigmoid-states",
        lambda D, H, K: [{**rnn(H), "activation": "sigmoid"}, dense(K, "sigmoid")],
        "The recurrent layer squashes its state with a sigmoid: it keeps its default, tanh. Only "
        "the answers have a sigmoid.",
    ),
    (
        "relu-states",
        lambda D, H, K: [{**rnn(H), "activation": "relu"}, dense(K, "sigmoid")],
        RELU_STATES,
    ),
    (
        "one-answer-only",
        lambda D, H, K: [rnn(H), dense(1, "sigmoid")],
        "There is a single answer whatever K is: each of the K questions needs an output.",
    ),
    (
        "no-dense",
        lambda D, H, K: [{**rnn(K), "activation": "sigmoid"}],
        NO_DENSE,
    ),
    (
        "no-recurrent-layer",
        lambda D, H, K: [dense(K, "sigmoid")],
        "There is no recurrent layer: a Dense layer alone keeps the axis of time, and answers "
        "each step without a state.",
    ),
    (
        "dense-for-recurrent",
        lambda D, H, K: [dense(H, "tanh"), dense(K, "sigmoid")],
        "A Dense layer stands where the recurrent one belongs: it keeps the axis of time, and has "
        "no state.",
    ),
)


EXERCISE = build(
    name="mend_model",
    number="10.6",
    title="debug this model",
    design=one_to_one,
    inputs=one_step,
    mistakes=ONE_TO_ONE_MISTAKES,
    section=MEND,
    points=4,
    # The layers are right as they were: nothing is earned by leaving them.
    shares={"output_shape": 1 / 4, "layers": 0.0, "parameters": 0.0, "outputs": 3 / 4},
    hints=(
        "Two things that the model gives out are not as they should be. Which one is told by the "
        "shape, and which one by the sums of the rows? Which layer decides on each?",
        "(1, D) -> last state, (H,) -> answers, (K,), each p = sigmoid(h W + b) by itself.",
        "an input of 1 step with D numbers\n"
        "a vanilla recurrent layer with H units, which hands on its last state\n"
        "a dense layer with K units, each squashed to 0 to 1 by itself",
    ),
)
