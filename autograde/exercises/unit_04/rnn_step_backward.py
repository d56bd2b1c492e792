"""Exercise 04.2, rnn_step_backward: the gradients of one step."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_04 import CACHE, PARTNERS, STEP, TANH, UNIT
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise, Misconception
from autograde.kinds.recurrent import STEP_SIZES


def forward(rng, N, T, D, H, dtype=float, x_size=1.0, h0_size=0.8):
    """A forward pass with random weights, wide awake (tanh rarely flat) -> hs, caches."""
    weights = (
        rng.standard_normal((D, H)) * 0.6 / np.sqrt(D),
        rng.standard_normal((H, H)) * 0.9 / np.sqrt(H),
        rng.standard_normal(H) * 0.3,
    )
    x = rng.standard_normal((N, T, D)) * x_size
    h0 = np.tanh(rng.standard_normal((N, H))) * h0_size
    return rnn_ref.rnn_forward_with_caches(*(a.astype(dtype) for a in (x, h0, *weights)))


def _step_case(rng, name, kind, N, D, H, dtype=float, dh_size=1.0, **sizes):
    _, caches = forward(rng, N, 1, D, H, dtype, **sizes)
    dh_t = (rng.standard_normal((N, H)) * dh_size).astype(dtype)
    return Case(name, (dh_t, caches[0]), kind)


def step_backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""
    return [
        _step_case(rng, "two sequences", "shapes", 2, 3, 4),
        _step_case(rng, "as many inputs as hidden units", "shapes", 2, 3, 3),
        _step_case(rng, "x_t all zero", "isolation", 3, 2, 4, x_size=0.0),
        _step_case(rng, "h_prev all zero", "isolation", 3, 2, 4, h0_size=0.0),
        _step_case(rng, "dh_t all zero", "isolation", 2, 4, 3, dh_size=0.0),
        *(_step_case(rng, *sizes) for sizes in STEP_SIZES),
        _step_case(rng, "float32", "float32", 4, 3, 5, dtype=np.float32),
        _step_case(rng, "large gradients", "extreme", 3, 4, 5, dh_size=1e3),
    ]


def _step_with(da_from, state=2):
    """A step whose gradient at the pre-activation is da_from(dh_t, h_t); the rest is right.

    state: where in the cache da_from finds its state; h_t if not given.
    """

    def wrong(dh_t, cache):
        x_t, h_prev, _, W_xh, W_hh = cache
        da = da_from(dh_t, cache[state])
        return da @ W_xh.T, da @ W_hh.T, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)

    return wrong


def step_states_exchanged(dh_t, cache):
    x_t, h_prev, h_t, *weights = cache
    return rnn_ref.rnn_step_backward(dh_t, (x_t, h_t, h_prev, *weights))


def _parts(dh_t, cache):
    """What a right step computes: da_t and the parts of the cache."""
    return dh_t * (1 - cache[2] ** 2), cache


def step_not_transposed(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    da, (_, _, _, _, W_hh) = _parts(dh_t, cache)
    return right[0], da @ W_hh, *right[2:]


def step_input_weights_not_transposed(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    da, (_, _, _, W_xh, _) = _parts(dh_t, cache)
    return da @ W_xh, *right[1:]


def step_neither_transposed(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    da, (_, _, _, W_xh, W_hh) = _parts(dh_t, cache)
    return da @ W_xh, da @ W_hh, *right[2:]


def step_carry_without_derivative(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    return right[0], dh_t @ cache[4].T, *right[2:]


def step_carry_with_the_next_slope(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    return right[0], right[1] * (1 - cache[1] ** 2), *right[2:]


def step_input_without_derivative(dh_t, cache):
    return dh_t @ cache[3].T, *rnn_ref.rnn_step_backward(dh_t, cache)[1:]


def step_averaged(dh_t, cache):
    dx_t, dh_prev, *dW = rnn_ref.rnn_step_backward(dh_t, cache)
    return dx_t, dh_prev, *(g / len(dh_t) for g in dW)


def step_carry_without_weights(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    return right[0], dh_t * (1 - cache[2] ** 2), *right[2:]


def step_new_state(dh_t, cache):
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    da, (_, _, h_t, _, _) = _parts(dh_t, cache)
    return *right[:3], h_t.T @ da, right[4]


def step_weights_transposed(dh_t, cache):
    dx, dh_prev, dW_xh, dW_hh, db = rnn_ref.rnn_step_backward(dh_t, cache)
    return dx, dh_prev, dW_xh.T, dW_hh.T, db


def step_recurrent_gradient_transposed(dh_t, cache):
    *rest, dW_hh, db = rnn_ref.rnn_step_backward(dh_t, cache)
    return *rest, dW_hh.T, db


def step_weights_without_derivative(dh_t, cache):
    x_t, h_prev, *_ = cache
    dx, dh_prev, _, _, db = rnn_ref.rnn_step_backward(dh_t, cache)
    return dx, dh_prev, x_t.T @ dh_t, h_prev.T @ dh_t, db


def _step_with_bias(db_from):
    """A step whose bias gradient is db_from(da_t); the rest is right."""

    def wrong(dh_t, cache):
        da, _ = _parts(dh_t, cache)
        return *rnn_ref.rnn_step_backward(dh_t, cache)[:4], db_from(da)

    return wrong


step_bias_over_all = _step_with_bias(lambda da: da.sum())
step_bias_over_units = _step_with_bias(lambda da: da.sum(axis=1))
step_bias_two_axes = _step_with_bias(lambda da: da.sum(axis=0, keepdims=True))
step_bias_not_summed = _step_with_bias(lambda da: da)
step_bias_column = _step_with_bias(lambda da: da.sum(axis=0)[:, None])
step_bias_mean = _step_with_bias(lambda da: da.mean(axis=0))


def step_last_sequence_only(dh_t, cache):
    da, (x_t, h_prev, *_) = _parts(dh_t, cache)
    right = rnn_ref.rnn_step_backward(dh_t, cache)
    return *right[:2], np.outer(x_t[-1], da[-1]), np.outer(h_prev[-1], da[-1]), da[-1]


def step_stacked_the_other_way(dh_t, cache):
    dx_t, dh_prev, dW_xh, dW_hh, db_h = rnn_ref.rnn_step_backward(dh_t, cache)
    H = len(db_h)
    inputs, weights = np.hstack([dx_t, dh_prev]), np.vstack([dW_xh, dW_hh])
    return inputs[:, H:], inputs[:, :H], weights[H:], weights[:H], db_h


def step_in_columns(dh_t, cache):
    return tuple(g.T for g in rnn_ref.rnn_step_backward(dh_t, cache))


def step_bias_without_derivative(dh_t, cache):
    return *rnn_ref.rnn_step_backward(dh_t, cache)[:4], dh_t.sum(axis=0)


# The mistakes of one step that come back when the loop over all steps calls it.
# id -> (the step, what went wrong, where to read)
STEP_MISTAKES = {
    "derivative-left-out": (
        _step_with(lambda dh, h: dh),
        "The derivative of tanh is left out: dh_t is used as if it were the gradient of the "
        "pre-activation, da_t.",
        TANH,
    ),
    "tanh-twice": (
        _step_with(lambda dh, h: dh * (1 - np.tanh(h) ** 2)),
        "The derivative squashes h_t once more, as 1 - tanh(h_t)^2; h_t is already the output "
        "of tanh.",
        TANH,
    ),
    "divided-by-the-derivative": (
        _step_with(lambda dh, h: dh / (1 - h**2)),
        "dh_t is divided by 1 - h_t^2; the chain rule multiplies by the derivative.",
        TANH,
    ),
    "gradient-from-above-ignored": (
        _step_with(lambda dh, h: 1 - h**2),
        "dh_t has no effect: da_t is the derivative of tanh alone, without the gradient that "
        "arrives from above.",
        STEP,
    ),
    "slope-at-the-old-state": (
        _step_with(lambda dh, h: dh * (1 - h**2), state=1),
        "The slope is taken at h_prev; tanh gave h_t, so it is 1 - h_t^2.",
        TANH,
    ),
    "states-exchanged": (
        step_states_exchanged,
        "h_prev and h_t have changed places: the cache is (x_t, h_prev, h_t, W_xh, W_hh), and "
        "the slope of tanh belongs to h_t, dW_hh to h_prev.",
        STEP,
    ),
    "square-of-the-bracket": (
        _step_with(lambda dh, h: dh * (1 - h) ** 2),
        "The derivative of tanh is taken as (1 - h_t)^2; the square belongs to h_t alone.",
        TANH,
    ),
    "square-forgotten": (
        _step_with(lambda dh, h: dh * (1 - h)),
        "The derivative of tanh is taken as 1 - h_t: the square is missing.",
        TANH,
    ),
    "brackets-missing": (
        _step_with(lambda dh, h: dh * 1 - h**2),
        "1 - h_t^2 needs brackets: without them dh_t is multiplied by 1, and h_t^2 is taken from "
        "the product.",
        TANH,
    ),
    "sigmoid-derivative": (
        _step_with(lambda dh, h: dh * h * (1 - h)),
        "h_t (1 - h_t) is the derivative of a sigmoid; this cell squashes with tanh.",
        TANH,
    ),
    "sign-reversed": (
        _step_with(lambda dh, h: -dh * (1 - h**2)),
        "Every gradient has the wrong sign; a gradient points uphill, and the minus belongs to "
        "the update of the weights.",
        STEP,
    ),
    "recurrent-weights-not-transposed": (
        step_not_transposed,
        "The gradient goes back through W_hh as it stands; the way back needs its transpose.",
        PARTNERS,
    ),
    "carry-without-derivative": (
        step_carry_without_derivative,
        "The path to h_prev starts from dh_t; like all the others it starts from da_t, behind "
        "the derivative of tanh.",
        PARTNERS,
    ),
    "carry-with-the-next-slope": (
        step_carry_with_the_next_slope,
        "dh_prev is multiplied by 1 - h_prev^2 as well; that slope belongs to the step before, "
        "which multiplies by it when it is its turn.",
        TANH,
    ),
    "new-state-for-old": (
        step_new_state,
        "dW_hh pairs da_t with h_t, the state after the step; W_hh was multiplied by h_prev, "
        "the state before it.",
        PARTNERS,
    ),
    "weights-transposed": (
        step_weights_transposed,
        "dW_xh and dW_hh are transposed: a gradient has the shape of its weights, so the input "
        "stands on the left.",
        PARTNERS,
    ),
    "recurrent-gradient-transposed": (
        step_recurrent_gradient_transposed,
        "dW_hh is transposed, and its square shape hides it: as for dW_xh, what was multiplied "
        "by the weights stands on the left.",
        PARTNERS,
    ),
    "weights-without-derivative": (
        step_weights_without_derivative,
        "dW_xh and dW_hh pair their inputs with dh_t; the weights stand inside tanh, so their "
        "gradients start from da_t.",
        PARTNERS,
    ),
    "bias-summed-over-all-axes": (
        step_bias_over_all,
        "db_h is summed over the hidden units too, into one number; every unit has a bias and a "
        "gradient of its own.",
        PARTNERS,
    ),
    "bias-with-two-axes": (
        step_bias_two_axes,
        "The values of db_h are right and its shape is (1, H); b_h has shape (H,), and so has "
        "its gradient.",
        PARTNERS,
    ),
    "last-sequence-only": (
        step_last_sequence_only,
        "dW_xh, dW_hh and db_h come from the last sequence alone, as after a loop over the batch "
        "that overwrites them; each sequence adds its share.",
        PARTNERS,
    ),
    "bias-not-summed": (
        step_bias_not_summed,
        "db_h still has a row for each sequence; one bias serves the whole batch, so the rows "
        "are added.",
        PARTNERS,
    ),
    "weights-averaged": (
        step_averaged,
        "dW_xh, dW_hh and db_h are divided by N; the loss has done its averaging already, here "
        "the sequences are added up.",
        PARTNERS,
    ),
    "bias-averaged": (
        step_bias_mean,
        "db_h is a mean over the batch; the loss has done its averaging already, here the rows "
        "are added.",
        PARTNERS,
    ),
}


EXERCISE = Exercise(
    name="rnn_step_backward",
    number="04.2",
    unit=UNIT,
    title="the gradients of one step",
    points=12,
    reference=rnn_ref.rnn_step_backward,
    cache=CACHE,
    cases=step_backward_cases,
    outputs=("dx_t", "dh_prev", "dW_xh", "dW_hh", "db_h"),
    shares={"dx_t": 2 / 12, "dh_prev": 3 / 12, "dW_xh": 2 / 12, "dW_hh": 3 / 12, "db_h": 2 / 12},
    section=STEP,
    hints=(
        "All five gradients go through a_t. What is the slope of tanh at a_t, if you know only "
        "tanh(a_t)? And for y = x W: how do dx and dW follow from dy?",
        "da_t = dh_t * (1 - h_t^2), elementwise, (N, H). dx_t = da_t W_xh^T and "
        "dh_prev = da_t W_hh^T; dW_xh = x_t^T da_t and dW_hh = h_prev^T da_t. db_h is da_t, "
        "summed over the batch.",
        "unpack the cache\n"
        "multiply dh_t by the slope of tanh, entry by entry\n"
        "multiply that from the right by each matrix, transposed, for dx_t and dh_prev\n"
        "multiply it from the left by each input of a product, transposed, for dW_xh and dW_hh\n"
        "add it up over the batch for db_h\n"
        "return the five gradients in the order of the table",
    ),
    misconceptions=(
        *named(STEP_MISTAKES),
        Misconception(
            "derivative-at-the-gradient",
            _step_with(lambda dh, h: dh * (1 - dh**2)),
            "The derivative is taken as 1 - dh_t^2; the slope of tanh depends on where the "
            "forward pass stood, which is h_t.",
            TANH,
        ),
        Misconception(
            "input-weights-not-transposed",
            step_input_weights_not_transposed,
            "dx_t uses W_xh as it stands, which fits only where D equals H; the way back needs its "
            "transpose.",
            PARTNERS,
        ),
        Misconception(
            "neither-matrix-transposed",
            step_neither_transposed,
            "Both matrices are used as they stand; the way back to x_t and to h_prev needs their "
            "transposes.",
            PARTNERS,
        ),
        Misconception(
            "input-without-derivative",
            step_input_without_derivative,
            "The path to x_t starts from dh_t; like all the others it starts from da_t, behind "
            "the derivative of tanh.",
            PARTNERS,
        ),
        Misconception(
            "slope-for-the-weights-only",
            lambda dh_t, cache: (
                step_input_without_derivative(dh_t, cache)[0],
                *step_carry_without_derivative(dh_t, cache)[1:],
            ),
            "The slope of tanh is there for the weights only: dx_t and dh_prev start from da_t, "
            "too.",
            PARTNERS,
        ),
        Misconception(
            "carry-without-weights",
            step_carry_without_weights,
            "dh_prev is da_t itself; on the way to h_prev the gradient passes W_hh.",
            PARTNERS,
        ),
        Misconception(
            "bias-summed-over-units",
            step_bias_over_units,
            "db_h is summed over the hidden units and keeps the batch; it is the batch that is "
            "added up.",
            PARTNERS,
        ),
        Misconception(
            "bias-without-derivative",
            step_bias_without_derivative,
            "db_h adds up dh_t; the bias stands inside tanh, so its gradient starts from da_t.",
            PARTNERS,
        ),
        Misconception(
            "bias-as-a-column",
            step_bias_column,
            "The values of db_h are right and its shape is (H, 1); b_h has shape (H,), and so has "
            "its gradient.",
            PARTNERS,
        ),
        Misconception(
            "columns",
            step_in_columns,
            "The gradients are those of columns, each the transpose of what is asked; here a row "
            "is a sequence, and a gradient has the shape of what it belongs to.",
            PARTNERS,
        ),
        Misconception(
            "stacked-the-other-way",
            step_stacked_the_other_way,
            "Input and state, or their weights, are joined in one order and cut apart in the "
            "other: what comes first when joined is cut off first.",
            PARTNERS,
        ),
        Misconception(
            "inputs-exchanged",
            in_order(rnn_ref.rnn_step_backward, 1, 0, 2, 3, 4),
            "dx_t and dh_prev are returned in the wrong order: dx_t comes first.",
            STEP,
        ),
        Misconception(
            "outputs-in-pairs",
            in_order(rnn_ref.rnn_step_backward, 0, 2, 1, 3, 4),
            "dh_prev and dW_xh are returned in each other's place: first both gradients that go "
            "on, dx_t and dh_prev, then those of the weights.",
            STEP,
        ),
        *(
            Misconception(
                name,
                in_order(rnn_ref.rnn_step_backward, *places),
                "The gradients are returned in another order than dx_t, dh_prev, dW_xh, dW_hh, "
                "db_h.",
                STEP,
            )
            for name, places in (
                ("weight-gradients-exchanged", (0, 1, 3, 2, 4)),
                ("weights-first", (2, 3, 4, 0, 1)),
            )
        ),
    ),
)
