"""Exercise 10.3, build_reader: a sequence, one answer or an answer at every step."""

from __future__ import annotations

from autograde.exercises.unit_10 import READERS
from autograde.exercises.unit_10.designs import (
    ALL_STEPS,
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
    YES_OR_NO,
    build,
    dense,
    draw_calls,
    repeat,
    rnn,
    series,
)


def whole_sequence(T, D, H, K, every_step):
    return series(4, T, D)


def reshape(*shape):
    return {"class": "Reshape", "target_shape": shape}


def many_to_one(T, D, H, K):
    return [rnn(H), dense(K, "softmax")]


def many_to_many(T, D, H, K):
    return [rnn(H, True), dense(K, "softmax")]


def reader(T, D, H, K, every_step):
    return (many_to_many if every_step else many_to_one)(T, D, H, K)


def draw_both(rng):
    """A call for one answer, and one for an answer at every step."""
    (_, one), (_, every) = draw_calls(4)(rng)
    return [("one answer", (*one, False)), ("an answer at every step", (*every, True))]


# Mistakes of the model that gives one answer, and of the one that gives an answer at every step;
# those of one name are made in both.
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


def _mistakes():
    """Rows of (id, wrong design, sentence); what is not wrong is as it should be."""
    one, many = (
        {row[0]: row for row in rows} for rows in (MANY_TO_ONE_MISTAKES, MANY_TO_MANY_MISTAKES)
    )
    for id in one | many:
        wrong_one = one[id][1] if id in one else many_to_one
        wrong_many = many[id][1] if id in many else many_to_many
        yield id, _of_both(wrong_one, wrong_many), (one | many)[id][2]
    yield (
        "setting-reversed",
        _of_both(many_to_many, many_to_one),
        "`every_step` is taken the wrong way round: with it there is an answer at every step, "
        "without it one for the whole sequence.",
    )


def _of_both(wrong_one, wrong_many):
    """A design of all five arguments, from one for each case."""

    def design(T, D, H, K, every_step):
        return (wrong_many if every_step else wrong_one)(T, D, H, K)

    return design


EXERCISE = build(
    name="build_reader",
    number="10.3",
    title="one answer, or one at every step",
    design=reader,
    inputs=whole_sequence,
    calls=draw_both,
    mistakes=_mistakes(),
    section=READERS,
    hints=(
        "Two models that differ in what the recurrent layer hands on. Which setting decides on "
        "that, and does the layer that comes after it have to know?",
        "One answer: (T, D) -> last state, (H,) -> softmax, (K,). At every step: (T, D) -> states, "
        "(T, H) -> softmax at each step, (T, K).",
        "an input of T steps with D numbers\n"
        "a vanilla recurrent layer with H units, which hands on all its states if every_step, and "
        "else the last one\n"
        "a dense layer with K units and a softmax: it works on the last axis",
    ),
)
