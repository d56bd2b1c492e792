"""Exercise 02.2, many_to_many: many to many, in step."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import GRAPH, TO_MANY, UNIT
from autograde.exercises.unit_02.nets import (
    each_step_from_h0,
    last_everywhere,
    many_cases,
    shared,
    squashed,
    squashed_in_the_end,
    states,
    states_before,
    time_major,
)
from autograde.kinds.common import left_zero, reshaped
from autograde.kinds.exercise import Exercise, Misconception


def _first_state_kept(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs], axis=1) @ W_hy + b_y


TO_MANY_MISTAKES = (
    Misconception(
        "last-step-only",
        rnn_ref.many_to_one,
        "There is one output for the whole sequence, (N, K): every step has one, (N, T, K).",
        TO_MANY,
    ),
    Misconception(
        "one-step-late",
        states_before,
        "The output of step t is read from the state before that step, so it does not know x_t: "
        "read the state after it.",
        TO_MANY,
    ),
    Misconception(
        "each-step-from-the-start",
        each_step_from_h0,
        "Every step starts from h0, so y_t knows x_t and nothing earlier: pass the state on.",
        GRAPH,
    ),
    Misconception(
        "first-state-read-as-well",
        _first_state_kept,
        "There is one output too many, (N, T + 1, K): h0 is the state before the first step and "
        "has no output.",
        TO_MANY,
    ),
    Misconception(
        "one-output-everywhere",
        last_everywhere(rnn_ref.many_to_many),
        "Every step shows the output of the last one: read each state.",
        TO_MANY,
    ),
    Misconception(
        "states-returned",
        states,
        "These are the states, (N, T, H): each still has to go through the output layer.",
        TO_MANY,
    ),
    *shared(rnn_ref.many_to_many, TO_MANY, "(N, T, K)"),
    *squashed(squashed_in_the_end(rnn_ref.many_to_many), TO_MANY),
    *left_zero(rnn_ref.many_to_many, TO_MANY),
    time_major(rnn_ref.many_to_many, TO_MANY),
    reshaped(rnn_ref.many_to_many, TO_MANY),
)


EXERCISE = Exercise(
    name="many_to_many",
    number="02.2",
    unit=UNIT,
    title="many to many, in step",
    points=4,
    reference=rnn_ref.many_to_many,
    cases=many_cases,
    outputs=("ys",),
    section=TO_MANY,
    hints=(
        "It is the same run of the layer as in the exercise before. Now every state is read.",
        "y_t = h_t W_hy + b_y for every t.",
        "states: all states of the layer, (N, T, H)\n"
        "multiply them by the output matrix: @ keeps the first two axes\n"
        "add the output bias to every step",
    ),
    misconceptions=TO_MANY_MISTAKES,
)
