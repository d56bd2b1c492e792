"""Exercise 02.1, many_to_one: many to one."""

from __future__ import annotations

import rnn_ref
from autograde.exercises.unit_02 import GRAPH, TO_ONE, UNIT
from autograde.exercises.unit_02.nets import (
    each_step_from_h0,
    many_cases,
    shared,
    squashed,
    squashed_in_the_end,
    states,
    states_before,
)
from autograde.kinds.exercise import Exercise, Misconception


def _read_from(pick):
    """Outputs W_hy, b_y of what `pick` takes from the states (N, T, H)."""
    return lambda *args: pick(states(*args)) @ args[5] + args[6]


TO_ONE_MISTAKES = (
    Misconception(
        "every-step",
        rnn_ref.many_to_many,
        "There is an output for every step, (N, T, K): only the last state is to be read, (N, K).",
        TO_ONE,
    ),
    Misconception(
        "mean-of-the-states",
        _read_from(lambda hs: hs.mean(axis=1)),
        "The states of all steps are averaged before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    Misconception(
        "sum-of-the-states",
        _read_from(lambda hs: hs.sum(axis=1)),
        "The states of all steps are added up before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    Misconception(
        "each-step-from-the-start",
        lambda *args: each_step_from_h0(*args)[:, -1],
        "Every step starts from h0, so the answer knows the last input and nothing earlier: pass "
        "the state on.",
        GRAPH,
    ),
    Misconception(
        "last-step-not-done",
        lambda *args: states_before(*args)[:, -1],
        "The state before the last step is read, which has not seen x_T: there are T steps to do.",
        TO_ONE,
    ),
    Misconception(
        "first-state",
        _read_from(lambda hs: hs[:, 0]),
        "The state after the first step is read: it knows x_1 only. The one after the last step "
        "has seen them all.",
        TO_ONE,
    ),
    Misconception(
        "last-sequence",
        _read_from(lambda hs: hs[-1]),
        "hs[-1] is the last sequence with all its steps: time is axis 1.",
        TO_ONE,
    ),
    Misconception(
        "time-axis-kept",
        _read_from(lambda hs: hs[:, -1:]),
        "The result is (N, 1, K): an answer to the whole sequence has no time axis, (N, K).",
        TO_ONE,
    ),
    Misconception(
        "state-returned",
        lambda *args: states(*args)[:, -1],
        "This is the last state, (N, H): it still has to go through the output layer.",
        TO_ONE,
    ),
    Misconception(
        "columns",
        lambda *args: rnn_ref.many_to_one(*args).T,
        "The result is (K, N), one column for each sequence: this course writes one row for each "
        "sequence, (N, K).",
        TO_ONE,
    ),
    *shared(rnn_ref.many_to_one, TO_ONE, "(N, K)"),
    *squashed(squashed_in_the_end(rnn_ref.many_to_one), TO_ONE),
)


EXERCISE = Exercise(
    name="many_to_one",
    number="02.1",
    unit=UNIT,
    title="many to one",
    points=4,
    reference=rnn_ref.many_to_one,
    cases=many_cases,
    outputs=("y",),
    section=TO_ONE,
    hints=(
        "Run the layer over the whole sequence. Of all the states only one has read every "
        "input: that one goes through the output layer.",
        "y = h_T W_hy + b_y, where h_T is the state after the last step.",
        "states: all states of the layer, (N, T, H), from x, h0 and the three arrays\n"
        "take the last one along axis 1, which leaves (N, H)\n"
        "multiply by the output matrix and add the output bias",
    ),
    misconceptions=TO_ONE_MISTAKES,
)
