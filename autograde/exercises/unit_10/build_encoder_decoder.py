"""Exercise 10.5, build_encoder_decoder: read S steps, write T."""

from __future__ import annotations

from autograde.exercises.unit_10 import ENCODER_DECODER
from autograde.exercises.unit_10.designs import (
    NO_SOFTMAX,
    NOT_SIGMOID,
    OVER_TIME,
    REPEATED_AGAIN,
    SOFTMAX_OVER_TIME,
    build,
    dense,
    repeat,
    rnn,
    series,
)
from autograde.exercises.unit_10.to_keras_weights import lstm


def source(S, T, D, H, K):
    return series(4, S, D)


def encoder_decoder(S, T, D, H, K):
    return [lstm(H), repeat(T), lstm(H, True), dense(K, "softmax")]


ENCODER_DECODER_MISTAKES = (
    (
        "as-many-steps-as-the-source",
        lambda S, T, D, H, K: [lstm(H), repeat(S), lstm(H, True), dense(K, "softmax")],
        "The decoder writes S steps, as many as the encoder reads: what it writes has T.",
    ),
    (
        "in-step-with-the-source",
        lambda S, T, D, H, K: [lstm(H, True), lstm(H, True), dense(K, "softmax")],
        "The second layer reads the state of every step of the first, so answers come in step "
        "with the source: only the last state crosses, repeated T times.",
    ),
    (
        "no-decoder",
        lambda S, T, D, H, K: [lstm(H), repeat(T), dense(K, "softmax")],
        "There is no second recurrent layer, so every step gives the same answer: the decoder's "
        "state is what tells its steps apart.",
    ),
    (
        "last-step-only",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H), dense(K, "softmax")],
        "Only the decoder's last step is answered: it must hand on its state after each step "
        "(`return_sequences`).",
    ),
    (
        "repeated-once-for-each-unit",
        lambda S, T, D, H, K: [lstm(H), repeat(H), lstm(H, True), dense(K, "softmax")],
        "The state is repeated H times: RepeatVector takes the number of steps to write, T.",
    ),
    (
        "no-softmax",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K)],
        NO_SOFTMAX,
    ),
    (
        "sigmoid-for-softmax",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K, "sigmoid")],
        NOT_SIGMOID,
    ),
    (
        "softmax-over-time",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K), SOFTMAX_OVER_TIME],
        OVER_TIME,
    ),
    (
        "last-state-repeated",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H), repeat(T), dense(K, "softmax")],
        REPEATED_AGAIN,
    ),
    (
        "cell-state-handed-on",
        lambda S, T, D, H, K: [
            {**lstm(H), "state": 1},
            *encoder_decoder(S, T, D, H, K)[1:],
        ],
        "The decoder reads the encoder's cell state c: what is repeated is its last hidden state, "
        "h. With `return_state` a layer gives back its output, h and c, in this order.",
    ),
    (
        "vanilla-cells",
        lambda S, T, D, H, K: [rnn(H), repeat(T), rnn(H, True), dense(K, "softmax")],
        "Both recurrent layers are vanilla ones: the brief asks for LSTM layers.",
    ),
)


EXERCISE = build(
    name="build_encoder_decoder",
    number="10.5",
    title="read S steps, write T",
    design=encoder_decoder,
    inputs=source,
    mistakes=ENCODER_DECODER_MISTAKES,
    section=ENCODER_DECODER,
    cell="LSTM",
    hints=(
        "It is a many-to-one model followed by a one-to-many model: what stands between them "
        "is one vector.",
        "(S, D) -> last state, (H,) -> the same at T steps, (T, H) -> states, (T, H) -> "
        "softmax, (T, K).",
        "an input of S steps with D numbers\n"
        "an LSTM layer with H units, which hands on its last state\n"
        "the layer that repeats a vector T times\n"
        "a second LSTM layer with H units, which hands on all its states\n"
        "a dense layer with K units and a softmax",
    ),
)
