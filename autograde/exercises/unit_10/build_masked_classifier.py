"""Exercise 10.7, build_masked_classifier: padded words, one of K classes."""

from __future__ import annotations

import numpy as np

from autograde.exercises.unit_10 import MASKS, UNIT
from autograde.exercises.unit_10.designs import (
    ALL_STEPS,
    NO_SOFTMAX,
    NOT_SIGMOID,
    YES_OR_NO,
    as_mistakes,
    dense,
    draw_calls,
    rnn,
)
from autograde.exercises.unit_10.to_keras_weights import lstm
from autograde.kinds.builders import builder, uses

LENGTHS = (7, 4, 1, 5)


def padded_words(V, E, H, K):
    """Words 1 to V - 1 with padding on the right; word V is rare and does not occur."""
    words = np.random.default_rng(7).integers(1, V, (len(LENGTHS), max(LENGTHS)))
    return np.where(np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None], words, 0)


def embedding(rows, size, masked=True):
    return {"class": "Embedding", "input_dim": rows, "output_dim": size, "mask_zero": masked}


def masked_classifier(V, E, H, K):
    return [embedding(V + 1, E), lstm(H), dense(K, "softmax")]


MASK_MISTAKES = as_mistakes(
    padded_words,
    MASKS,
    (
        "no-mask",
        lambda V, E, H, K: [embedding(V + 1, E, False), lstm(H), dense(K, "softmax")],
        "The padding is read like words: no mask reaches the LSTM. The Embedding must be told "
        "that 0 is no word; behind it no step is zero any more, so a Masking layer finds none.",
    ),
    (
        "table-too-small",
        lambda V, E, H, K: [embedding(V, E), lstm(H), dense(K, "softmax")],
        "The table has V rows, for the numbers 0 to V - 1: word V has no row, since 0 is taken "
        "by the padding.",
    ),
    (
        "table-too-large",
        lambda V, E, H, K: [embedding(V + 2, E), lstm(H), dense(K, "softmax")],
        "The table has V + 2 rows, one too many: V words and the padding are V + 1 numbers, 0 to "
        "V.",
    ),
    (
        "all-steps",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H, True), dense(K, "softmax")],
        ALL_STEPS,
    ),
    ("no-softmax", lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(K)], NO_SOFTMAX),
    (
        "sigmoid-for-softmax",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(K, "sigmoid")],
        NOT_SIGMOID,
    ),
    (
        "sizes-exchanged",
        lambda V, E, H, K: [embedding(V + 1, H), lstm(E), dense(K, "softmax")],
        "E and H have changed places: E numbers describe a word, H units make the state.",
    ),
    (
        "yes-or-no",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(1, "sigmoid")],
        YES_OR_NO,
    ),
    (
        "vanilla-cell",
        lambda V, E, H, K: [embedding(V + 1, E), rnn(H), dense(K, "softmax")],
        "The recurrent layer is a vanilla one: the brief asks for an LSTM.",
    ),
)


EXERCISE = builder(
    name="build_masked_classifier",
    number="10.7",
    unit=UNIT,
    title="padded words, one of K classes",
    points=4,
    designs=[masked_classifier],
    inputs=padded_words,
    calls=draw_calls(4),
    layers=uses("Embedding", "LSTM", "Dense", like=masked_classifier),
    shares={"output_shape": 1 / 8, "layers": 1 / 8, "parameters": 1 / 8, "outputs": 5 / 8},
    section=MASKS,
    hints=(
        "Only the layer that sees the word numbers can tell padding from words. It makes the "
        "mask, and Keras hands it on by itself.",
        "(T,) of numbers 0 to V -> (T, E) with a mask -> last real state, (H,) -> softmax, "
        "(K,). The numbers 0 to V are V + 1 numbers.",
        "an input of any number of steps\n"
        "an embedding with a row for each number from 0 to V and E columns, told that 0 is "
        "padding\n"
        "an LSTM layer with H units, which hands on its last state\n"
        "a dense layer with K units and a softmax",
    ),
    misconceptions=MASK_MISTAKES,
)
