"""Unit 01, the hidden state: one step, all steps, the output, the size, and a memory by hand."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

import rnn_ref
from autograde.beside.inputs import Given
from autograde.kinds.answers import question
from autograde.kinds.common import as_float32, draw_layer, left_zero, reshaped, squeezed
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception

UNIT = "01_hidden_state"
TITLE = "The hidden state"
HANDOUT = ()  # the cells that are run when grading use NumPy alone

STEP = "One step"
SEQUENCE = "All the steps"
OUTPUT = "The output layer"
SHARED = "One set of weights for every step"
BY_HAND = "Memories set by hand"


# Exercise 01.1: rnn_step


def _step_case(rng, N, D, H):
    return (rng.normal(size=(N, D)), rng.uniform(-0.9, 0.9, (N, H)), *draw_layer(rng, D, H))


def _step_cases(rng):
    x, h, W_xh, W_hh, b = _step_case(rng, 2, 3, 4)
    no_x, no_h, no_b = np.zeros_like(x), np.zeros_like(h), np.zeros_like(b)
    small = as_float32(_step_case(rng, 5, 3, 4))
    large = _step_case(rng, 3, 4, 5)
    return [
        Case("2 sequences, 3 inputs, 4 units", (x, h, W_xh, W_hh, b), "shapes"),
        Case("as many inputs as units", _step_case(rng, 2, 3, 3), "shapes"),
        Case("as many sequences as units", _step_case(rng, 4, 3, 4), "shapes"),
        Case("only b_h is not zero", (no_x, no_h, W_xh, W_hh, b), "isolation"),
        Case("only x_t is not zero", (x, no_h, W_xh, W_hh, no_b), "isolation"),
        Case("only h_prev is not zero", (no_x, h, W_xh, W_hh, no_b), "isolation"),
        Case("one sequence, N = 1", _step_case(rng, 1, 3, 4), "ones"),
        Case("one unit, H = 1", _step_case(rng, 3, 2, 1), "ones"),
        Case("all sizes 1", _step_case(rng, 1, 1, 1), "ones"),
        Case("N=3, D=5, H=4", _step_case(rng, 3, 5, 4)),
        Case("N=6, D=3, H=5", _step_case(rng, 6, 3, 5)),
        Case("N=4, D=7, H=3", _step_case(rng, 4, 7, 3)),
        Case("float32", small, "float32"),
        Case("inputs of size 1000", (large[0] * 1000, *large[1:]), "extreme"),
    ]


def _step_sigmoid(x_t, h_prev, W_xh, W_hh, b_h):
    return rnn_ref.sigmoid(x_t @ W_xh + h_prev @ W_hh + b_h)


def _step_in_columns(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh.T @ x_t.T + W_hh.T @ h_prev.T + b_h[:, None])


def _step_stacked_the_other_way(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate([x_t, h_prev], axis=1)
    return np.tanh(both @ np.concatenate([W_hh, W_xh]) + b_h)


STEP_MISTAKES = (
    Misconception(
        "no-tanh",
        lambda x_t, h_prev, W_xh, W_hh, b_h: x_t @ W_xh + h_prev @ W_hh + b_h,
        "This is the pre-activation a_t: the sum is right, and the tanh around it is missing.",
        STEP,
    ),
    Misconception(
        "bias-forgotten",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + h_prev @ W_hh),
        "b_h is never added: it belongs inside the tanh, beside the two products.",
        STEP,
    ),
    Misconception(
        "bias-after-tanh",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + h_prev @ W_hh) + b_h,
        "b_h is added after the tanh: it belongs inside, or the state can leave -1 to 1.",
        STEP,
    ),
    Misconception(
        "bias-twice",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h + h_prev @ W_hh + b_h),
        "b_h is added twice, once with each product: one bias serves the whole sum.",
        STEP,
    ),
    Misconception(
        "state-ignored",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h),
        "h_prev has no effect, so this is a dense layer without memory: the term with W_hh "
        "is missing.",
        STEP,
    ),
    Misconception(
        "input-ignored",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(h_prev @ W_hh + b_h),
        "x_t has no effect: the term with W_xh is missing.",
        STEP,
    ),
    Misconception(
        "recurrent-weights-transposed",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + h_prev @ W_hh.T + b_h),
        "W_hh is used transposed. It is square, so NumPy cannot notice: with row vectors the "
        "state stands on the left of W_hh as it is.",
        STEP,
    ),
    Misconception(
        "state-on-the-right",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + W_hh @ h_prev + b_h),
        "h_prev stands on the right of W_hh, where columns would: states are rows here, so they "
        "stand on the left, as x_t does.",
        STEP,
    ),
    Misconception(
        "input-weights-transposed",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h),
        "W_xh is used transposed, which fails unless D equals H: W_xh is (D, H), and x_t (N, D) "
        "stands on its left.",
        STEP,
    ),
    Misconception(
        "both-weights-transposed",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h),
        "W_xh and W_hh are used transposed, which fails unless D equals H: PyTorch stores them "
        "that way, here they are (D, H) and (H, H), with rows on their left.",
        STEP,
    ),
    Misconception(
        "weights-exchanged",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_hh + h_prev @ W_xh + b_h),
        "W_xh and W_hh have changed places, which fails unless D equals H: W_xh reads the input, "
        "W_hh the previous state.",
        STEP,
    ),
    Misconception(
        "state-added",
        lambda x_t, h_prev, W_xh, W_hh, b_h: h_prev + np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h),
        "h_prev is added to the new state: it enters through W_hh only, and the tanh's value "
        "replaces it.",
        STEP,
    ),
    Misconception(
        "stacked-the-other-way",
        _step_stacked_the_other_way,
        "x_t and h_prev are joined in one order and W_xh and W_hh in the other, so the state "
        "meets rows of W_xh: use the same order for both.",
        STEP,
    ),
    Misconception(
        "state-outside-the-tanh",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h) + h_prev @ W_hh,
        "h_prev W_hh is added after the tanh: it belongs inside, beside x_t W_xh.",
        STEP,
    ),
    *(
        Misconception(
            name,
            wrong,
            "Each term has a tanh of its own: add the terms first, then take one tanh of the sum.",
            STEP,
        )
        for name, wrong in (
            (
                "tanh-of-each-term",
                lambda x_t, h_prev, W_xh, W_hh, b_h: (
                    np.tanh(x_t @ W_xh + b_h) + np.tanh(h_prev @ W_hh)
                ),
            ),
            (
                "tanh-of-each-term-and-the-bias",
                lambda x_t, h_prev, W_xh, W_hh, b_h: (
                    np.tanh(x_t @ W_xh) + np.tanh(h_prev @ W_hh) + np.tanh(b_h)
                ),
            ),
        )
    ),
    Misconception(
        "tanh-twice",
        lambda *args: np.tanh(rnn_ref.rnn_step(*args)),
        "The tanh is taken twice, once more of the state itself: one tanh of the sum is enough.",
        STEP,
    ),
    Misconception(
        "sigmoid",
        _step_sigmoid,
        "The squashing function is the logistic sigmoid, with values from 0 to 1: this cell "
        "uses tanh, from -1 to 1.",
        STEP,
    ),
    Misconception(
        "relu",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.maximum(0, x_t @ W_xh + h_prev @ W_hh + b_h),
        "Negative sums become 0, as with ReLU: this cell uses tanh.",
        STEP,
    ),
    Misconception(
        "columns",
        _step_in_columns,
        "The result is (H, N), one column for each sequence: this course writes one row for "
        "each sequence, (N, H).",
        STEP,
    ),
    squeezed(rnn_ref.rnn_step, STEP, "(N, H)"),
)


# Exercise 01.2: rnn_forward


def _fold_steps(x, h0, W_xh, W_hh, b_h):
    """The sequence made of the learner's own steps: what `rnn_forward` is judged by in the end."""
    h_t, states = h0, []
    for t in range(x.shape[1]):
        h_t = yield x[:, t], h_t, W_xh, W_hh, b_h
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
        Case("one step, T = 1", _forward_case(rng, 3, 1, 2, 4), "ones"),
        Case("one sequence, N = 1", _forward_case(rng, 1, 4, 2, 3), "ones"),
        Case("one unit, H = 1", _forward_case(rng, 3, 4, 2, 1), "ones"),
        Case("all sizes 1", _forward_case(rng, 1, 1, 1, 1), "ones"),
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
    *(
        Misconception(
            name,
            wrong,
            "The sequence is read from its end: time runs from the first index to the last.",
            SEQUENCE,
        )
        for name, wrong in (
            ("backwards", _forward_backwards),
            ("backwards-in-place", lambda *args: _forward_backwards(*args)[:, ::-1]),
        )
    ),
    Misconception(
        "batch-for-time",
        _forward_batch_for_time,
        "x[t] is sequence t with all its steps: time is axis 1, so a step of the whole batch is "
        "x[:, t].",
        SEQUENCE,
    ),
    *(
        Misconception(
            name,
            wrong,
            "x is read as (T, N, D), time first: here the batch comes first, (N, T, D), so time is "
            "axis 1 of x and of the result.",
            SEQUENCE,
        )
        for name, wrong in (
            ("time-first-throughout", _forward_time_first),
            (
                "time-first-throughout-stacked",
                lambda *args: _forward_loop_over_batch(*args).swapaxes(0, 1),
            ),
        )
    ),
    *(
        Misconception(
            name,
            wrong,
            "`for ... in x` goes through the sequences, not through the steps: time is axis 1 of "
            "x.",
            SEQUENCE,
        )
        for name, wrong in (
            ("loop-over-the-batch", _forward_loop_over_batch),
            ("loop-over-the-batch-into-slots", _forward_enumerated),
        )
    ),
    squeezed(rnn_ref.rnn_forward, SEQUENCE, "(N, T, H)"),
)


# Exercise 01.3: rnn_output


def _output_case(rng, N, T, H, K, activation):
    hs = rng.uniform(-0.9, 0.9, (N, T, H))
    return (hs, rng.normal(size=(H, K)), rng.normal(size=K), Given(activation))


def _output_cases(rng):
    hs, W_hy, b_y, _ = _output_case(rng, 2, 3, 4, 2, "identity")
    small = as_float32(_output_case(rng, 3, 4, 5, 2, "tanh"))
    return [
        Case("2 sequences of 3 steps, no squashing", (hs, W_hy, b_y, Given("identity")), "shapes"),
        Case("the same with tanh", (hs, W_hy, b_y, Given("tanh")), "shapes"),
        Case("only b_y is not zero", (hs * 0, W_hy, b_y, Given("tanh")), "isolation"),
        Case("only hs is not zero", (hs, W_hy, b_y * 0, Given("tanh")), "isolation"),
        Case("one step, T = 1", _output_case(rng, 3, 1, 4, 2, "logistic"), "ones"),
        Case("one output, K = 1", _output_case(rng, 3, 4, 2, 1, "logistic"), "ones"),
        Case("all sizes 1", _output_case(rng, 1, 1, 1, 1, "tanh"), "ones"),
        Case("N=3, T=6, H=5, K=4, tanh", _output_case(rng, 3, 6, 5, 4, "tanh")),
        Case("N=6, T=4, H=3, K=5, logistic", _output_case(rng, 6, 4, 3, 5, "logistic")),
        Case("N=5, T=3, H=4, K=6, shares", _output_case(rng, 5, 3, 4, 6, "shares")),
        Case("N=4, T=5, H=6, K=3, none", _output_case(rng, 4, 5, 6, 3, "identity")),
        Case("float32", small, "float32"),
    ]


def _activation_along(axis):
    """The activation sees `axis` of the weighted sums (N, T, K) as its last."""

    def wrong(hs, W_hy, b_y, activation):
        return np.swapaxes(activation(np.swapaxes(hs @ W_hy + b_y, axis, 2)), axis, 2)

    return wrong


OUTPUT_MISTAKES = (
    Misconception(
        "activation-forgotten",
        lambda hs, W_hy, b_y, activation: hs @ W_hy + b_y,
        "The weighted sums are right, but activation is never called on them.",
        OUTPUT,
    ),
    Misconception(
        "always-tanh",
        lambda hs, W_hy, b_y, activation: np.tanh(hs @ W_hy + b_y),
        "tanh is used whatever activation is: call the function that was passed in.",
        OUTPUT,
    ),
    Misconception(
        "always-softmax",
        lambda hs, W_hy, b_y, activation: rnn_ref.softmax(hs @ W_hy + b_y),
        "A softmax is used whatever activation is: call the function that was passed in.",
        OUTPUT,
    ),
    Misconception(
        "bias-forgotten",
        lambda hs, W_hy, b_y, activation: activation(hs @ W_hy),
        "b_y is never added: it belongs inside the activation, beside the product.",
        OUTPUT,
    ),
    Misconception(
        "bias-after-activation",
        lambda hs, W_hy, b_y, activation: activation(hs @ W_hy) + b_y,
        "b_y is added after the activation: it belongs inside.",
        OUTPUT,
    ),
    Misconception(
        "activation-of-the-states",
        lambda hs, W_hy, b_y, activation: activation(hs) @ W_hy + b_y,
        "The activation is applied to the states: it belongs around the weighted sum.",
        OUTPUT,
    ),
    Misconception(
        "last-step-only",
        lambda hs, W_hy, b_y, activation: activation(hs[:, -1] @ W_hy + b_y),
        "Only the last step has an output, (N, K): every step has one, (N, T, K).",
        OUTPUT,
    ),
    Misconception(
        "time-major",
        lambda *args: np.swapaxes(rnn_ref.rnn_output(*args), 0, 1),
        "The outputs are (T, N, K), time first: the batch comes first, (N, T, K), as in hs.",
        OUTPUT,
    ),
    *(
        Misconception(
            f"activation-over-{name.replace(' ', '-')}",
            _activation_along(axis),
            f"The activation runs along {name}: hand it the array with its outputs on the last "
            "axis.",
            OUTPUT,
        )
        for axis, name in enumerate(("the batch", "time"))
    ),
    squeezed(rnn_ref.rnn_output, OUTPUT, "(N, T, K)"),
)


# Exercise 01.4: count_params


def _count_cases(rng):
    def sizes():
        return tuple(int(n) for n in rng.choice(np.arange(3, 30), 3, replace=False))

    return [
        Case("D=2, H=3, K=4", (2, 3, 4), "shapes"),
        Case("one input", (1, 5, 3), "ones"),
        Case("one unit", (4, 1, 3), "ones"),
        Case("one output", (4, 5, 1), "ones"),
        Case("all sizes 1", (1, 1, 1), "ones"),
        *(Case("D={}, H={}, K={}".format(*drawn), drawn) for drawn in (sizes() for _ in range(4))),
        Case("a large layer", (300, 1024, 10000), "extreme"),
    ]


COUNT_MISTAKES = (
    Misconception(
        "recurrent-weights-forgotten",
        lambda D, H, K: D * H + H + H * K + K,
        "This is the count of two dense layers: the H x H numbers of W_hh are missing.",
        SHARED,
    ),
    Misconception(
        "output-layer-forgotten",
        lambda D, H, K: D * H + H * H + H,
        "This counts the recurrent layer alone: W_hy and b_y are missing.",
        SHARED,
    ),
    Misconception(
        "biases-forgotten",
        lambda D, H, K: D * H + H * H + H * K,
        "The three matrices are counted, the biases b_h and b_y are not.",
        SHARED,
    ),
    Misconception(
        "output-bias-forgotten",
        lambda D, H, K: D * H + H * H + H + H * K,
        "b_y is not counted: the output layer has a bias of its own.",
        SHARED,
    ),
    Misconception(
        "hidden-bias-forgotten",
        lambda D, H, K: D * H + H * H + H * K + K,
        "b_h is not counted: each hidden unit has a bias.",
        SHARED,
    ),
    Misconception(
        "two-hidden-biases",
        lambda D, H, K: D * H + H * H + 2 * H + H * K + K,
        "There are H numbers too many: either the hidden bias is counted twice (PyTorch keeps two "
        "that add up, this cell has one), or h0 is counted, which is an input and no weight.",
        SHARED,
    ),
    Misconception(
        "one-recurrent-weight-per-unit",
        lambda D, H, K: D * H + H + H + H * K + K,
        "W_hh is counted as one number for each unit: every unit reads all H units.",
        SHARED,
    ),
    Misconception(
        "power-by-hat",
        lambda D, H, K: D * H + (H ^ 2) + H + H * K + K,
        "H ^ 2 is no square in Python, where ^ works on the bits of a number: a power is **.",
        SHARED,
    ),
    Misconception(
        "one-bias-per-layer",
        lambda D, H, K: D * H + H * H + 1 + H * K + 1,
        "Each bias is counted as one number: b_h has one for each unit, b_y one for each output.",
        SHARED,
    ),
    Misconception(
        "output-reads-input",
        lambda D, H, K: D * H + H * H + H + D * K + K,
        "W_hy is counted as (D, K): the output layer reads the state, so it is (H, K).",
        SHARED,
    ),
    Misconception(
        "output-reads-input-too",
        lambda D, H, K: D * H + H * H + H + (H + D) * K + K,
        "The output layer is counted as if it read the input as well: it reads the state only.",
        SHARED,
    ),
)


# Exercise 01.5: parity_weights

PARITY_SHAPES = {"W_xh": (1, 2), "W_hh": (2, 2), "b_h": (2,), "W_hy": (2, 1), "b_y": (1,)}
PARITY_GAIN = 40.0  # tanh(20) is 1.0 in float64


def _parity_weights(*bits):
    """OR and AND of the bit and the previous parity p = (h1 - h2) / 2."""
    s = PARITY_GAIN
    return {
        "W_xh": np.array([[s, s]]),
        "W_hh": np.array([[s / 2, s / 2], [-s / 2, -s / 2]]),
        "b_h": np.array([-s / 2, -3 * s / 2]),
        "W_hy": np.array([[0.5], [-0.5]]),
        "b_y": np.array([0.0]),
    }


def _bits(rng, N, T):
    return rng.integers(0, 2, (N, T))


def _parity_cases(rng):
    return [
        Case("one bit, T = 1", (np.array([[0], [1]]),), "ones"),
        Case("all sequences of 4 bits", (np.array(list(np.ndindex(2, 2, 2, 2))),), "shapes"),
        Case("zeros only, T = 30", (np.zeros((1, 30), dtype=int),), "isolation"),
        Case("ones only, T = 30", (np.ones((1, 30), dtype=int),), "isolation"),
        Case("random bits, T = 12", (_bits(rng, 6, 12),)),
        Case("random bits, T = 35", (_bits(rng, 5, 35),)),
        Case("random bits, T = 90", (_bits(rng, 4, 90),)),
        Case("random bits, T = 1000", (_bits(rng, 4, 1000),), "extreme"),
    ]


def _says_odd(weights, bits):
    """The decisions y_t > 0.5 of the net on bits (N, T) -> bool (N, T)."""
    w = {key: np.asarray(weights[key], dtype=float) for key in PARITY_SHAPES}
    driven = bits[..., None] @ w["W_xh"] + w["b_h"]
    h = np.zeros((len(bits), 2))
    hs = np.empty((*bits.shape, 2))
    for t in range(bits.shape[1]):
        h = hs[:, t] = np.tanh(driven[:, t] + h @ w["W_hh"])
    return (hs @ w["W_hy"] + w["b_y"])[..., 0] > 0.5


def _is_odd(bits):
    return bits.cumsum(axis=1) % 2 == 1


def _parity_rule(got, args):
    """None if the net tells the parity of each prefix of the bits."""
    (bits,) = args
    broken = _wrong_form(got)
    if broken:
        return broken
    wrong = _says_odd(got, bits) != _is_odd(bits)
    if not wrong.any():
        return None
    step = int(wrong.any(axis=0).argmax())
    row = int(wrong[:, step].argmax())
    ones = int(bits[row, : step + 1].sum())
    odd = "odd" if ones % 2 else "even"
    return (
        f"at step {step + 1} of {bits.shape[1]} the number of ones so far is {ones}, {odd}, "
        "and y_t says otherwise"
    )


def _wrong_form(got):
    """What is wrong with the form of the answer, or None."""
    if not isinstance(got, dict):
        return f"it is {type(got).__name__}, expected a dict of five arrays"
    if set(got) != set(PARITY_SHAPES):
        listed = ", ".join(PARITY_SHAPES)
        return f"it has the keys {sorted(map(str, got))}, expected {listed}"
    for key, shape in PARITY_SHAPES.items():
        found = np.asarray(got[key], dtype=float)
        if found.shape != shape:
            return f"{key} has shape {found.shape}, expected {shape}"
        if not np.isfinite(found).all():
            return f"{key} holds {found[~np.isfinite(found)][0]}, expected ordinary numbers"
    return None


PROBE = np.random.default_rng(20).integers(0, 2, (8, 600))  # bits that tell the mistakes apart


def _decisions(weights):
    """What the net says on the probe bits; several predicates ask it about the same net."""
    arrays = (np.asarray(weights[key], dtype=float) for key in PARITY_SHAPES)
    return _decisions_of(*(array.tobytes() for array in arrays))


@lru_cache(maxsize=64)
def _decisions_of(*contents):
    """The same, for the contents of the five arrays."""
    named = zip(PARITY_SHAPES.items(), contents, strict=True)
    return _says_odd({k: np.frombuffer(c).reshape(shape) for (k, shape), c in named}, PROBE)


def _tells(target):
    """A predicate: the net is wrong, and its decisions are `target(bits)` on the probe bits."""

    def shows(got):
        if _wrong_form(got) or _right(got) or _too_small(got):
            return False
        return bool((_decisions(got) == target(PROBE)).all())

    return shows


def _right_if(change):
    """A predicate: the net is wrong, and changed like this it would be right."""

    def shows(got):
        return not _wrong_form(got) and not _right(got) and _right({**got, **change(got)})

    return shows


def _right(weights):
    return bool((_decisions(weights) == _is_odd(PROBE)).all())


def _too_small(got):
    """Right with larger weights: the logic holds, and the units are not near -1 and 1."""
    if _wrong_form(got) or _halved(got) or _transposed(got) or _on_the_border(got):
        return False
    larger = {key: np.asarray(got[key], dtype=float) * 50 for key in ("W_xh", "W_hh", "b_h")}
    return not _right(got) and _right({**got, **larger})


def _parity_with(**changes):
    """The right weights with some of them changed: name=function of the old array."""

    def wrong(*_):
        weights = _parity_weights()
        return {**weights, **{key: change(weights[key]) for key, change in changes.items()}}

    return wrong


_halved = _right_if(lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float) / 2})
_transposed = _right_if(lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float).T})
_on_the_border = _right_if(lambda w: {"b_y": np.zeros(1)})


def _with_right_thresholds(weights):
    """Firmly thrown switches with the same weights, and b_h as it belongs to them."""
    W_xh, W_hh = (50 * np.asarray(weights[key], dtype=float) for key in ("W_xh", "W_hh"))
    return {"W_xh": W_xh, "W_hh": W_hh, "b_h": -W_xh[0] * np.array([0.5, 1.5])}


def _with_right_output(weights):
    return {"W_hy": np.array([[0.5], [-0.5]]), "b_y": np.zeros(1)}


_off_thresholds = _right_if(_with_right_thresholds)
_weak_input = _right_if(
    lambda w: {"W_xh": -np.asarray(w["b_h"], dtype=float)[None] / np.array([0.5, 1.5])}
)
_lacks_minus = _right_if(
    lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float) * np.array([[1], [-1]])}
)
_wrongly_read = _right_if(_with_right_output)
_never_odd = _tells(lambda bits: bits < 0)
_even_for_odd = _tells(lambda bits: bits.cumsum(axis=1) % 2 == 0)


def _scaled(factor):
    return lambda array: array * factor


PARITY_MISTAKES = (
    Misconception(
        "too-small",
        _parity_with(W_xh=_scaled(0.05), W_hh=_scaled(0.05), b_h=_scaled(0.05)),
        "The logic is right, but the units are not pushed near -1 and 1, so small errors grow "
        "from step to step: make all weights that enter the units larger by one factor.",
        BY_HAND,
        shows=_too_small,
    ),
    Misconception(
        "parity-not-halved",
        _parity_with(W_hh=_scaled(2.0)),
        "The state enters twice as strongly as it should: h1 - h2 is 0 or 2, since tanh goes "
        "from -1 to 1, and the previous parity is half of it.",
        BY_HAND,
        shows=_halved,
    ),
    Misconception(
        "recurrent-weights-transposed",
        _parity_with(W_hh=np.transpose),
        "W_hh is transposed: row i holds what unit i sends, column j what unit j reads.",
        BY_HAND,
        shows=_transposed,
    ),
    Misconception(
        "no-memory",
        _parity_with(W_hh=_scaled(0.0), b_h=lambda b: b * np.array([1.0, 3.0])),
        "The net repeats the current bit: W_hh has to bring in the previous parity.",
        BY_HAND,
        shows=_tells(lambda bits: bits == 1),
    ),
    Misconception(
        "stays-odd",
        lambda *bits: {
            "W_xh": np.array([[40.0, 0.0]]),
            "W_hh": np.array([[20.0, 0.0], [0.0, 0.0]]),
            "b_h": np.zeros(2),
            "W_hy": np.array([[1.0], [0.0]]),
            "b_y": np.zeros(1),
        },
        "From the first one on the net says odd for ever, which is a running OR: a second one "
        "has to switch it back, and that is what the AND unit is for.",
        BY_HAND,
        shows=_tells(lambda bits: bits.cumsum(axis=1) > 0),
    ),
    Misconception(
        "never-odd",
        _parity_with(W_hy=_scaled(-1.0)),
        "y_t never exceeds 0.5, so the net says even at every step: look at the signs in W_hy "
        "and at b_y.",
        BY_HAND,
        shows=lambda w: (
            _never_odd(w)
            and not (_off_thresholds(w) or _on_the_border(w) or _weak_input(w) or _lacks_minus(w))
        ),
    ),
    Misconception(
        "input-too-weak",
        _parity_with(W_xh=_scaled(0.05)),
        "The bit is too weak beside the previous parity and the thresholds: W_xh takes the "
        "factor s as well.",
        BY_HAND,
        shows=_weak_input,
    ),
    Misconception(
        "second-unit-not-taken-away",
        _parity_with(W_hh=np.abs),
        "Unit 2 is added to unit 1 on the way back: p is half of their difference, so the second "
        "row of W_hh has the other sign.",
        BY_HAND,
        shows=_lacks_minus,
    ),
    Misconception(
        "output-of-the-sum",
        _parity_with(W_hy=np.abs),
        "The states are right and the output reads them wrongly: look at W_hy and b_y, since "
        "p = (h1 - h2) / 2 is what y_t has to be.",
        BY_HAND,
        shows=lambda w: (
            _wrongly_read(w) and not (_never_odd(w) or _even_for_odd(w) or _on_the_border(w))
        ),
    ),
    Misconception(
        "thresholds",
        _parity_with(b_h=_scaled(-1.0)),
        "Your two units never disagree as they should (h1 - h2 does not come near 2), so y_t stays "
        "low: look at b_h, which is minus s times the threshold (0.5 for OR, 1.5 for AND).",
        BY_HAND,
        shows=lambda w: _never_odd(w) and _off_thresholds(w),
    ),
    Misconception(
        "output-on-the-border",
        _parity_with(
            **dict.fromkeys(("W_xh", "W_hh", "b_h"), _scaled(0.25)), b_y=lambda b: b + 0.5
        ),
        "With b_y = 0 the net would be right: y_t is p plus b_y, and the decision asks for more "
        "than 0.5, so this b_y puts the even or the odd steps on the wrong side of it.",
        BY_HAND,
        shows=_on_the_border,
    ),
    Misconception(
        "even-for-odd",
        _parity_with(W_hy=_scaled(-1.0), b_y=lambda b: b + 1.0),
        "The net says odd where the count is even and the reverse: turn the output around.",
        BY_HAND,
        shows=_even_for_odd,
    ),
)


# Questions


QUESTIONS = {
    "question_01_1": question(
        "question_01_1",
        number="01.A",
        unit=UNIT,
        title="a matrix product over time",
        replies={
            "a": "(32, 5) would lose the 20 steps: @ works on the last axis and keeps the others.",
            "b": "@ works on the last axis and keeps the others: one product for 32 x 20 steps.",
            "c": "The inner sizes agree: the last axis of x has 8 entries and W has 8 rows.",
        },
        right="5bb0945de8a0",
        section="Before you start",
    ),
    "question_01_2": question(
        "question_01_2",
        number="01.B",
        unit=UNIT,
        title="the index before the first",
        replies={
            "a": "NumPy raises IndexError only beyond the ends, and -1 is a valid index.",
            "b": "Nothing in NumPy invents zeros before the start; -1 is a valid index.",
            "c": "At t = 0 the index t - 1 is -1, which is the last step: no error, a wrong value.",
        },
        right="eaefad4b93ca",
        section="Before you start",
    ),
    "question_01_3": question(
        "question_01_3",
        number="01.C",
        unit=UNIT,
        title="a dense layer and the order of steps",
        replies={
            "a": "Each output depends on its own step alone, so the outputs are shuffled in the "
            "same way: the layer has no memory of what came before.",
            "b": "A dense layer has nothing that it carries from one step to the next, so no "
            "output can depend on a neighbour.",
            "c": "The weights are the same and each row is computed alone, so no value changes.",
        },
        right="18a70bff3e01",
        section="Before you start",
    ),
    "question_01_4": question(
        "question_01_4",
        number="01.D",
        unit=UNIT,
        title="what a Jordan network can remember",
        replies={
            "a": "The output itself carries this: yesterday's forecast is what comes back.",
            "b": "The output has to be 0 until the end, and it is all that comes back, so nothing "
            "can be kept in it. A hidden state can keep what the output must not show.",
            "c": "The running parity is the output, and it is fed back: that is enough.",
        },
        right="84fb4daa38b3",
        section="What is fed back: Elman and Jordan",
    ),
    "question_01_5": question(
        "question_01_5",
        number="01.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "That answer holds: one set of weights, and the state as the only link between "
            "steps. Read the other again, and look at what it says about the weights.",
            "b": "The weights do not change from step to step: they are the same at every t, and "
            "only the state changes. A longer sequence needs no further weights.",
        },
        right="8aed583da8fc",
        section="Look back",
    ),
}


EXERCISES = (
    QUESTIONS["question_01_1"],
    QUESTIONS["question_01_2"],
    QUESTIONS["question_01_3"],
    Exercise(
        name="rnn_step",
        number="01.1",
        unit=UNIT,
        title="one step of a recurrent layer",
        points=8,
        reference=rnn_ref.rnn_step,
        cases=_step_cases,
        outputs=("h_t",),
        section=STEP,
        hints=(
            "The new state has two sources: what comes in now and what the layer remembers. "
            "Each has a matrix; the two results are added before anything is squashed.",
            "a_t = x_t W_xh + h_{t-1} W_hh + b_h and h_t = tanh(a_t).",
            "a: the product of the inputs (N, D) with their matrix, which is (N, H)\n"
            "add the product of the previous states (N, H) with theirs, also (N, H)\n"
            "add the bias, which broadcasts over the N rows\n"
            "return the tanh of that sum",
        ),
        misconceptions=STEP_MISTAKES,
    ),
    Exercise(
        name="rnn_forward",
        number="01.2",
        unit=UNIT,
        title="a recurrent layer over a sequence",
        points=8,
        reference=rnn_ref.rnn_forward,
        follow=Follow("rnn_step", _fold_steps, ("x_t", "h_prev"), curved_in=("x_t", "h_prev")),
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
    ),
    Exercise(
        name="rnn_output",
        number="01.3",
        unit=UNIT,
        title="the output layer",
        points=4,
        reference=rnn_ref.rnn_output,
        cases=_output_cases,
        outputs=("ys",),
        section=OUTPUT,
        hints=(
            "The output layer is a dense layer that reads the state. It has no memory of its "
            "own, so all steps can go through it at once.",
            "y_t = O(h_t W_hy + b_y), with O the function that was passed in.",
            "multiply all states (N, T, H) with the matrix (H, K): @ keeps the first two axes\n"
            "add the bias\n"
            "call the activation on the whole array, and return what it returns",
        ),
        misconceptions=OUTPUT_MISTAKES,
    ),
    Exercise(
        name="count_params",
        number="01.4",
        unit=UNIT,
        title="how many weights",
        points=4,
        reference=rnn_ref.count_params,
        cases=_count_cases,
        outputs=("count",),
        section=SHARED,
        hints=(
            "Write down the five arrays of the network with their shapes, and count the entries "
            "of each.",
            "The entries of W_xh (D, H), W_hh (H, H), b_h (H,), W_hy (H, K) and b_y (K,), added.",
            "a matrix with r rows and c columns has r times c entries, a vector of length n has n\n"
            "add the entries of the three matrices\n"
            "add those of the two biases",
        ),
        misconceptions=COUNT_MISTAKES,
    ),
    QUESTIONS["question_01_4"],
    Exercise(
        name="parity_weights",
        number="01.5",
        unit=UNIT,
        title="running parity by hand",
        points=6,
        reference=_parity_weights,
        cases=_parity_cases,
        outputs=("parity",),
        section=BY_HAND,
        hints=(
            "The new parity is odd if exactly one of two things is true: the bit is 1, the "
            "parity was odd. Let one unit say whether at least one is true, the other whether "
            "both are.",
            "With p = (h1 - h2) / 2 in {0, 1}: unit 1 is near 1 if x + p > 0.5 and near -1 "
            "otherwise, unit 2 the same with 1.5. A large factor s in front makes tanh a switch.",
            "p before the step: half of unit 1 minus half of unit 2\n"
            "sum into unit 1: s times (x + p - 0.5); into unit 2: s times (x + p - 1.5)\n"
            "multiply out: what stands before x goes into W_xh, before h1 and h2 into the rows "
            "of W_hh, and the rest into b_h\n"
            "the output is p again, now from the new h1 and h2",
        ),
        misconceptions=PARITY_MISTAKES,
        comparison=Invariant(_parity_rule),
        is_answer=True,
    ),
    QUESTIONS["question_01_5"],
)
