"""Exercise 02.1, wire: many to one and many to many, read from one run."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import GRAPH, TO_MANY, TO_ONE, UNIT
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
from autograde.kinds.common import in_order, left_zero, reshaped
from autograde.kinds.exercise import Exercise, Misconception


def _first(wrong):
    """The first output by `wrong`, the second as it should be."""
    return lambda *args: (wrong(*args), rnn_ref.many_to_many(*args))


def _second(wrong):
    """The second output by `wrong`, the first as it should be."""
    return lambda *args: (rnn_ref.many_to_one(*args), wrong(*args))


def _read_from(pick):
    """Outputs W_hy, b_y of what `pick` takes from the states (N, T, H)."""
    return lambda *args: pick(states(*args)) @ args[5] + args[6]


def _first_state_kept(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs], axis=1) @ W_hy + b_y


def _both_from(make):
    """Both outputs from outputs of all steps (N, T, K) that are wrong."""

    def wrong(*args):
        ys = make(*args)
        return ys[:, -1], ys

    return wrong


# id -> (wrong function, what went wrong, where to read)
TO_ONE_MISTAKES = {
    "every-step": (
        rnn_ref.many_to_many,
        "y has an output for every step, (N, T, K): only the last state is to be read, (N, K).",
        TO_ONE,
    ),
    "mean-of-the-states": (
        _read_from(lambda hs: hs.mean(axis=1)),
        "The states of all steps are averaged before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    "sum-of-the-states": (
        _read_from(lambda hs: hs.sum(axis=1)),
        "The states of all steps are added up before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    "last-step-not-done": (
        lambda *args: states_before(*args)[:, -1],
        "The state before the last step is read, which has not seen x_T: there are T steps to do.",
        TO_ONE,
    ),
    "first-state": (
        _read_from(lambda hs: hs[:, 0]),
        "The state after the first step is read: it knows x_1 only. The one after the last step "
        "has seen them all.",
        TO_ONE,
    ),
    "last-sequence": (
        _read_from(lambda hs: hs[-1]),
        "hs[-1] is the last sequence with all its steps: time is axis 1.",
        TO_ONE,
    ),
    "time-axis-kept": (
        _read_from(lambda hs: hs[:, -1:]),
        "y is (N, 1, K): an answer to the whole sequence has no time axis, (N, K).",
        TO_ONE,
    ),
    "state-returned": (
        lambda *args: states(*args)[:, -1],
        "y is the last state, (N, H): it still has to go through the output layer.",
        TO_ONE,
    ),
    "columns": (
        lambda *args: rnn_ref.many_to_one(*args).T,
        "y is (K, N), one column for each sequence: this course writes one row for each sequence, "
        "(N, K).",
        TO_ONE,
    ),
}
TO_MANY_MISTAKES = {
    "last-step-only": (
        rnn_ref.many_to_one,
        "ys holds one output for the whole sequence, (N, K): every step has one, (N, T, K).",
        TO_MANY,
    ),
    "one-step-late": (
        states_before,
        "The output of step t is read from the state before that step, so it does not know x_t: "
        "read the state after it.",
        TO_MANY,
    ),
    "first-state-read-as-well": (
        _first_state_kept,
        "ys has one output too many, (N, T + 1, K): h0 is the state before the first step and has "
        "no output.",
        TO_MANY,
    ),
    "one-output-everywhere": (
        last_everywhere(rnn_ref.many_to_many),
        "Every step shows the output of the last one: read each state.",
        TO_MANY,
    ),
    "states-returned": (
        states,
        "ys holds the states, (N, T, H): each still has to go through the output layer.",
        TO_MANY,
    ),
}


def _as_second(mistakes):
    """Mistakes of a function of many outputs, as mistakes of the second output."""
    return tuple(Misconception(m.id, _second(m.wrong), m.says, m.read) for m in mistakes)


MISTAKES = (
    *(Misconception(id, _first(w), says, read) for id, (w, says, read) in TO_ONE_MISTAKES.items()),
    *(
        Misconception(id, _second(w), says, read)
        for id, (w, says, read) in TO_MANY_MISTAKES.items()
    ),
    *_as_second(left_zero(rnn_ref.many_to_many, TO_MANY)),
    *_as_second((time_major(rnn_ref.many_to_many, TO_MANY),)),
    *_as_second((reshaped(rnn_ref.many_to_many, TO_MANY),)),
    Misconception(
        "each-step-from-the-start",
        _both_from(each_step_from_h0),
        "Every step starts from h0, so each output knows its own input and nothing earlier: pass "
        "the state on.",
        GRAPH,
    ),
    *(
        Misconception(m.id, _both_from(m.wrong), m.says, m.read)
        for m in shared(rnn_ref.many_to_many, TO_MANY, "(N, T, K)")
        if m.id != "squeezed"
    ),
    *(
        Misconception(m.id, _both_from(m.wrong), m.says, m.read)
        for m in squashed(squashed_in_the_end(rnn_ref.many_to_many), TO_MANY)
    ),
    Misconception(
        "outputs-exchanged",
        in_order(_second(rnn_ref.many_to_many), 1, 0),
        "The two outputs are returned in the other order: first the answer of the last step.",
        TO_ONE,
    ),
)


EXERCISE = Exercise(
    name="wire",
    number="02.1",
    unit=UNIT,
    title="two wirings of one run",
    points=4,
    reference=rnn_ref.wire,
    cases=many_cases,
    outputs=("y", "ys"),
    section=TO_ONE,
    hints=(
        "Run the layer over the whole sequence, once. Of all the states only one has read every "
        "input: which? And which states does an answer at every step need?",
        "y = h_T W_hy + b_y, where h_T is the state after the last step, and y_t = h_t W_hy + b_y "
        "for every t.",
        "states: all states of the layer, (N, T, H), from x, h0 and the three arrays\n"
        "the last one along axis 1, (N, H), through the output layer: the first result\n"
        "all of them through the output layer: the second result",
    ),
    misconceptions=MISTAKES,
)
