"""Exercise 10.6, build_many_to_many: an answer at every step."""

from __future__ import annotations

from autograde.exercises.unit_10 import MANY_TO_MANY
from autograde.exercises.unit_10.build_many_to_one import whole_sequence
from autograde.exercises.unit_10.designs import (
    FLATTEN,
    FLATTENED,
    LAST_STEP,
    NO_DENSE,
    NO_SOFTMAX,
    NOT_SIGMOID,
    OVER_TIME,
    RELU_STATES,
    SOFTMAX,
    SOFTMAX_OVER_TIME,
    UNITS_FOR_INPUTS,
    UNITS_FOR_STEPS,
    build,
    dense,
    repeat,
    rnn,
)


def reshape(*shape):
    return {"class": "Reshape", "target_shape": shape}


def many_to_many(T, D, H, K):
    return [rnn(H, True), {"class": "TimeDistributed", "layer": dense(K, "softmax")}]


MANY_TO_MANY_MISTAKES = (
    ("last-step-only", lambda T, D, H, K: [rnn(H), dense(K, "softmax")], LAST_STEP),
    (
        "last-state-repeated",
        lambda T, D, H, K: [rnn(H), repeat(T), dense(K, "softmax")],
        "The last state is repeated T times, so every step gives the same answer, and knows the "
        "future: hand on the state of each step (`return_sequences`).",
    ),
    ("no-softmax", lambda T, D, H, K: [rnn(H, True), dense(K)], NO_SOFTMAX),
    ("sigmoid-for-softmax", lambda T, D, H, K: [rnn(H, True), dense(K, "sigmoid")], NOT_SIGMOID),
    (
        "softmax-over-time",
        lambda T, D, H, K: [rnn(H, True), dense(K), SOFTMAX_OVER_TIME],
        OVER_TIME,
    ),
    ("units-for-steps", lambda T, D, H, K: [rnn(T, True), dense(K, "softmax")], UNITS_FOR_STEPS),
    ("units-for-inputs", lambda T, D, H, K: [rnn(D, True), dense(K, "softmax")], UNITS_FOR_INPUTS),
    ("no-dense", lambda T, D, H, K: [{**rnn(K, True), "activation": "softmax"}], NO_DENSE),
    (
        "flattened-and-reshaped",
        lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(T * K), reshape(T, K), SOFTMAX],
        "One large Dense layer reads all the states at once and makes all T answers, so step 1 "
        "knows the future: the same small Dense layer reads one state at a time.",
    ),
    (
        "all-answers-from-the-last-state",
        lambda T, D, H, K: [rnn(H), dense(T * K), reshape(T, K), SOFTMAX],
        "One large Dense layer makes all T answers of the last state, so step 1 knows the future: "
        "the same small Dense layer reads the state of each step (`return_sequences`).",
    ),
    (
        "relu-states",
        lambda T, D, H, K: [{**rnn(H, True), "activation": "relu"}, dense(K, "softmax")],
        RELU_STATES,
    ),
    (
        "one-softmax-for-all-steps",
        lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(T * K, "softmax"), reshape(T, K)],
        "One large Dense layer makes all T answers, and its softmax adds up to 1 over all of them "
        "together: the same small Dense layer, with its softmax, belongs at each step.",
    ),
    ("flattened", lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(K, "softmax")], FLATTENED),
    (
        "no-recurrent-layer",
        lambda T, D, H, K: [dense(H, "tanh"), dense(K, "softmax")],
        "There is no recurrent layer: each step is answered without what came before it.",
    ),
)


EXERCISE = build(
    name="build_many_to_many",
    number="10.6",
    title="an answer at every step",
    design=many_to_many,
    inputs=whole_sequence,
    mistakes=MANY_TO_MANY_MISTAKES,
    section=MANY_TO_MANY,
    hints=(
        "Two things change from the model before: what the recurrent layer hands on, and that "
        "the same dense layer reads the state of every step.",
        "(T, D) -> states, (T, H) -> softmax at each step, (T, K).",
        "an input of T steps with D numbers\n"
        "a vanilla recurrent layer with H units, which hands on all its states\n"
        "the wrapper that applies a layer to each step, around a dense layer with K units and "
        "a softmax",
    ),
)
