"""Exercise 01.2, rnn_forward: a recurrent layer over a sequence."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_01 import SEQUENCE, STEP, UNIT
from autograde.exercises.unit_01.rnn_step import STEP_MISTAKES
from autograde.kinds.common import (
    alike,
    as_float32,
    draw_layer,
    left_zero,
    one_by_one,
    reshaped,
    squeezed,
)
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception


def _fold_steps(step, x, h0, W_xh, W_hh, b_h):
    h_t, states = h0, []
    for t in range(x.shape[1]):
        h_t = step(x[:, t], h_t, W_xh, W_hh, b_h)
        states.append(h_t)
    return np.stack(states, axis=1)


def _forward_case(rng, N, T, D, H):
    return (rng.normal(size=(N, T, D)), rng.uniform(-0.9, 0.9, (N, H)), *draw_layer(rng, D, H))


def _forward_cases(rng):
    x, h0, W_xh, W_hh, b = _forward_case(rng, 2, 3, 3, 4)
    no_x, no_h, no_b = np.zeros_like(x), np.zeros_like(h0), np.zeros_like(b)
    small = as_float32(_forward_case(rng, 5, 6, 3, 4))
    return [
        Case("2 sequences of 3 steps", (x, h0, W_xh, W_hh, b), "shapes"),
        Case("as many steps as sequences", _forward_case(rng, 4, 4, 3, 5), "shapes"),
        Case("as many inputs as units", _forward_case(rng, 2, 3, 4, 4), "shapes"),
        Case("only b_h is not zero", (no_x, no_h, W_xh, W_hh, b), "isolation"),
        Case("only x is not zero", (x, no_h, W_xh, W_hh, no_b), "isolation"),
        Case("only h0 is not zero", (no_x, h0, W_xh, W_hh, no_b), "isolation"),
        *(Case(name, _forward_case(rng, *sizes), "ones") for name, sizes in one_by_one("NTDH")),
        Case("N=3, T=6, D=5, H=4", _forward_case(rng, 3, 6, 5, 4)),
        Case("N=6, T=4, D=3, H=5", _forward_case(rng, 6, 4, 3, 5)),
        Case("N=4, T=9, D=7, H=3", _forward_case(rng, 4, 9, 7, 3)),
        Case("float32", small, "float32"),
        Case("60 steps", _forward_case(rng, 3, 60, 4, 5), "extreme"),
    ]


def _forward_with(step=rnn_ref.rnn_step, previous=None, start=None):
    """A sequence function with one thing wrong: its step, the state it reads, or its start."""

    def forward(x, h0, W_xh, W_hh, b_h):
        states = []
        h = h0 if start is None else start(h0)
        for t in range(x.shape[1]):
            h_prev = h if previous is None else previous(h, h0)
            h = step(x[:, t], h_prev, W_xh, W_hh, b_h)
            states.append(h)
        return np.stack(states, axis=1)

    return forward


def _forward_batch_for_time(x, h0, W_xh, W_hh, b_h):
    hs = np.zeros((*x.shape[:2], len(W_hh)))
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[t] @ W_xh + h @ W_hh + b_h)
        hs[:, t] = h
    return hs


def _forward_loop_over_batch(x, h0, W_xh, W_hh, b_h):
    states = []
    h = h0
    for x_t in x:
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


def _forward_time_first(x, h0, W_xh, W_hh, b_h):
    T, N, _ = x.shape
    hs = np.zeros((T, N, len(W_hh)))
    h = h0
    for t in range(T):
        h = np.tanh(x[t] @ W_xh + h @ W_hh + b_h)
        hs[t] = h
    return hs


def _forward_h0_in_first_slot(x, h0, W_xh, W_hh, b_h):
    hs = np.empty((*x.shape[:2], len(W_hh)))
    hs[:, 0] = h0
    for t in range(1, x.shape[1]):
        hs[:, t] = rnn_ref.rnn_step(x[:, t], hs[:, t - 1], W_xh, W_hh, b_h)
    return hs


def _forward_states_before(x, h0, W_xh, W_hh, b_h):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs[:, :-1]], axis=1)


def _forward_with_h0(x, h0, W_xh, W_hh, b_h):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs], axis=1)


def _forward_aliased(x, h0, W_xh, W_hh, b_h):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.repeat(hs[:, -1:], x.shape[1], axis=1)


def _forward_input_before(x, h0, W_xh, W_hh, b_h):
    return rnn_ref.rnn_forward(np.roll(x, 1, axis=1), h0, W_xh, W_hh, b_h)


def _forward_backwards(x, h0, W_xh, W_hh, b_h):
    return rnn_ref.rnn_forward(x[:, ::-1], h0, W_xh, W_hh, b_h)


def _forward_enumerated(x, h0, W_xh, W_hh, b_h):
    hs = np.zeros((*x.shape[:2], len(W_hh)))
    h = h0
    for t, x_t in enumerate(x):
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
        hs[:, t] = h
    return hs


def _forward_from_the_second_step(x, h0, W_xh, W_hh, b_h):
    hs = np.zeros((*x.shape[:2], len(W_hh)))
    h = h0
    for t in range(1, x.shape[1]):
        h = hs[:, t] = rnn_ref.rnn_step(x[:, t], h, W_xh, W_hh, b_h)
    return hs


def _forward_one_long_sequence(x, h0, W_xh, W_hh, b_h):
    joined = rnn_ref.rnn_forward(x.reshape(1, -1, x.shape[2]), h0[:1], W_xh, W_hh, b_h)
    return joined.reshape(*x.shape[:2], -1)


def _wrong_step(mistake):
    """The step with one of the mistakes of Exercise 01.1."""
    return next(m.wrong for m in STEP_MISTAKES if m.id == mistake)


FORWARD_MISTAKES = (
    Misconception(
        "initial-state-ignored",
        _forward_with(start=np.zeros_like),
        "The first step starts from zeros in place of h0: either h0 is not used, or t - 1 is -1 "
        "at the first step and reads the last slot, which is still zero.",
        SEQUENCE,
    ),
    Misconception(
        "always-initial-state",
        _forward_with(previous=lambda h, h0: h0),
        "Every step starts from h0: each step must start from the state that the step before "
        "has left.",
        SEQUENCE,
    ),
    Misconception(
        "no-memory",
        _forward_with(previous=lambda h, h0: np.zeros_like(h0)),
        "Every step starts from zeros, so no step knows of an earlier one: pass the state on.",
        SEQUENCE,
    ),
    Misconception(
        "no-tanh",
        _forward_with(_wrong_step("no-tanh")),
        "The states are sums without tanh: squash each state before the next step reads it.",
        STEP,
    ),
    Misconception(
        "tanh-on-the-way-out-only",
        lambda *args: np.tanh(_forward_with(_wrong_step("no-tanh"))(*args)),
        "The next step reads the sum before its tanh: the tanh's value is the state, so it is "
        "what the next step reads, too.",
        SEQUENCE,
    ),
    Misconception(
        "recurrent-weights-transposed",
        _forward_with(_wrong_step("recurrent-weights-transposed")),
        "W_hh is used transposed. It is square, so NumPy cannot notice: with row vectors the "
        "state stands on the left of W_hh as it is.",
        STEP,
    ),
    Misconception(
        "weights-exchanged",
        _forward_with(_wrong_step("weights-exchanged")),
        "W_xh and W_hh have changed places, which fails unless D equals H: W_xh reads the input, "
        "W_hh the previous state.",
        STEP,
    ),
    Misconception(
        "bias-forgotten",
        _forward_with(_wrong_step("bias-forgotten")),
        "b_h is never added: it belongs inside the tanh of every step.",
        STEP,
    ),
    Misconception(
        "bias-after-tanh",
        _forward_with(_wrong_step("bias-after-tanh")),
        "b_h is added after the tanh: it belongs inside, beside the two products.",
        STEP,
    ),
    Misconception(
        "state-added",
        _forward_with(_wrong_step("state-added")),
        "Each new state is added to the old one: the tanh's value replaces the old state.",
        STEP,
    ),
    Misconception(
        "time-major",
        lambda *args: np.swapaxes(rnn_ref.rnn_forward(*args), 0, 1),
        "The states are (T, N, H), time first: stack them along axis 1, so that the batch comes "
        "first.",
        SEQUENCE,
    ),
    reshaped(rnn_ref.rnn_forward, SEQUENCE),
    Misconception(
        "last-state-only",
        lambda *args: rnn_ref.rnn_forward(*args)[:, -1],
        "Only the last state comes back, (N, H): keep the state of every step, (N, T, H).",
        SEQUENCE,
    ),
    Misconception(
        "initial-state-returned-too",
        _forward_with_h0,
        "There is one state too many, (N, T + 1, H): h0 belongs to no step and is not returned.",
        SEQUENCE,
    ),
    Misconception(
        "initial-state-and-time-first",
        lambda *args: np.swapaxes(_forward_with_h0(*args), 0, 1),
        "There is one state too many, and time comes first, (T + 1, N, H): leave h0 out, and "
        "let the batch come first.",
        SEQUENCE,
    ),
    Misconception(
        "states-before-the-step",
        _forward_states_before,
        "Slot t holds the state before step t: store the state after the step, so that h0 does "
        "not appear and the last state does.",
        SEQUENCE,
    ),
    Misconception(
        "initial-state-in-first-slot",
        _forward_h0_in_first_slot,
        "h0 was stored as the first state, so the first input is never read: the first state is "
        "the one after the first step.",
        SEQUENCE,
    ),
    Misconception(
        "one-state-everywhere",
        _forward_aliased,
        "Every slot shows the last state: one array was stored T times and changed each time. "
        "Make a new array at each step.",
        SEQUENCE,
    ),
    *left_zero(rnn_ref.rnn_forward, SEQUENCE),
    Misconception(
        "first-step-left-out",
        _forward_from_the_second_step,
        "The first state is still zero, and x_1 is never read: the loop starts at the second "
        "step, where its t is 1.",
        SEQUENCE,
    ),
    Misconception(
        "one-long-sequence",
        _forward_one_long_sequence,
        "A sequence goes on from the last state of the one before it: each has its own first "
        "state, its row of h0.",
        SEQUENCE,
    ),
    Misconception(
        "input-of-the-step-before",
        _forward_input_before,
        "Step t reads the input of step t - 1, and the first step reads the last input: input "
        "and state have different indices.",
        SEQUENCE,
    ),
    *alike(
        "The sequence is read from its end: time runs from the first index to the last.",
        SEQUENCE,
        ("backwards", _forward_backwards),
        ("backwards-in-place", lambda *args: _forward_backwards(*args)[:, ::-1]),
    ),
    Misconception(
        "batch-for-time",
        _forward_batch_for_time,
        "x[t] is sequence t with all its steps: time is axis 1, so a step of the whole batch is "
        "x[:, t].",
        SEQUENCE,
    ),
    *alike(
        "x is read as (T, N, D), time first: here the batch comes first, (N, T, D), so time is "
        "axis 1 of x and of the result.",
        SEQUENCE,
        ("time-first-throughout", _forward_time_first),
        (
            "time-first-throughout-stacked",
            lambda *args: _forward_loop_over_batch(*args).swapaxes(0, 1),
        ),
    ),
    *alike(
        "`for ... in x` goes through the sequences, not through the steps: time is axis 1 of x.",
        SEQUENCE,
        ("loop-over-the-batch", _forward_loop_over_batch),
        ("loop-over-the-batch-into-slots", _forward_enumerated),
    ),
    squeezed(rnn_ref.rnn_forward, SEQUENCE, "(N, T, H)"),
)


EXERCISE = Exercise(
    name="rnn_forward",
    number="01.2",
    unit=UNIT,
    title="a recurrent layer over a sequence",
    points=8,
    reference=rnn_ref.rnn_forward,
    follow=Follow(
        "rnn_step", _fold_steps, ("x_t", "h_prev"), easier=("state-ignored", "input-ignored")
    ),
    cases=_forward_cases,
    outputs=("hs",),
    section=SEQUENCE,
    hints=(
        "Keep one variable for the state. It starts as h0; each step reads it, replaces it, "
        "and a copy goes into the result.",
        "h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h) for t = 1 to T, where h_0 is the argument "
        "h0. In Python, x_t is x[:, t - 1] and h_t goes to hs[:, t - 1].",
        "state: h0\n"
        "for each step along axis 1 of x:\n"
        "    state: the new state, from this step's inputs (N, D) and the state so far\n"
        "    put the state into the result at this step\n"
        "return the result, (N, T, H)",
    ),
    misconceptions=FORWARD_MISTAKES,
)
