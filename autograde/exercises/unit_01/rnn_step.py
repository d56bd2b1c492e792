"""Exercise 01.1, rnn_step: one step of a recurrent layer."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_01 import STEP, UNIT
from autograde.kinds.common import alike, as_float32, draw_layer, one_by_one, squeezed
from autograde.kinds.exercise import Case, Exercise, Misconception


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
        *(Case(name, _step_case(rng, *sizes), "ones") for name, sizes in one_by_one("NDH")),
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
    *alike(
        "Each term has a tanh of its own: add the terms first, then take one tanh of the sum.",
        STEP,
        (
            "tanh-of-each-term",
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h) + np.tanh(h_prev @ W_hh),
        ),
        (
            "tanh-of-each-term-and-the-bias",
            lambda x_t, h_prev, W_xh, W_hh, b_h: (
                np.tanh(x_t @ W_xh) + np.tanh(h_prev @ W_hh) + np.tanh(b_h)
            ),
        ),
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


EXERCISE = Exercise(
    name="rnn_step",
    number="01.1",
    unit=UNIT,
    title="one step of a recurrent layer",
    points=3,
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
)
