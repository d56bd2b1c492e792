"""Unit 04: gradients by the definition, backpropagation through time, its truncation, SGD."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Given
from autograde.kinds.answers import question
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception

UNIT = "04_bptt"
TITLE = "Backpropagation through time"
HANDOUT = ()  # its cells that count need NumPy alone

CACHE = "(x_t, h_prev, h_t, W_xh, W_hh)"  # what the judge hands to the backward passes

CHECK = "Check a gradient from its definition"
ONE_BY_ONE = "One number at a time"
STEP = "One step back"
TANH = "The slope of tanh, read from its output"
PARTNERS = "Every gradient has two partners"
ALL = "All steps back"
SHEET = "The worked sheet: two sequences, two steps, one unit"
STREAMS = "Two streams meet at every state"
SHARED = "Why the gradients of shared weights are summed"
CUT = "Cut the gradient"
WINDOWS = "Where the windows start"
SGD = "Ten lines of SGD that learn"
DOWNHILL = "Downhill, by a small step"


# --- 04.1 numerical_gradient -----------------------------------------------------------------


def numerical_gradient_cases(rng):
    """x of one, two and three dimensions; functions whose entries do and do not interact."""
    draw = rng.standard_normal

    def quadratic(*shape):
        return Given("quadratic", {"A": draw(shape), "b": draw(shape)})

    def cubic(*shape):
        return Given("cubic", {"A": 1.0 + rng.random(shape)})

    def mixed(*shape):
        return Given("mixed", {"A": draw(shape)})

    return [
        Case("three numbers", (quadratic(3), draw(3)), "shapes"),
        Case("a matrix", (quadratic(2, 3), draw((2, 3))), "shapes"),
        Case(
            "a function with the same slope everywhere",
            (Given("quadratic", {"A": np.zeros(4), "b": draw(4)}), draw(4)),
            "isolation",
        ),
        Case("one number", (cubic(1), draw(1)), "ones"),
        Case("one row", (mixed(1, 4), draw((1, 4))), "ones"),
        Case("a vector, cubes", (cubic(4), draw(4))),
        Case("a matrix, entries that interact", (mixed(3, 4), draw((3, 4)))),
        Case("three axes, cubes", (cubic(3, 4, 5), draw((3, 4, 5)))),
        Case("a wide step: eps = 0.1", (cubic(3, 5), draw((3, 5)), 0.1)),
        Case("another step: eps = 0.01", (mixed(5, 3), draw((5, 3)), 0.01)),
    ]


def _differences(x, eps, rule):
    """rule(up, down) for every entry, where up and down are x with this entry moved."""
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = rule(up, down)
    return gradient


def one_sided(f, x, eps=1e-5):
    at_x = f(x.copy())
    return _differences(x, eps, lambda up, down: (f(up) - at_x) / eps)


def one_sided_backwards(f, x, eps=1e-5):
    at_x = f(x.copy())
    return _differences(x, eps, lambda up, down: (at_x - f(down)) / eps)


def one_step_over_two(f, x, eps=1e-5):
    return one_sided(f, x, eps) / 2


def half_steps_over_two(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, eps / 2) / 2


def divided_by_eps(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(up) - f(down)) / eps)


def brackets_missing(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(up) - f(down)) / 2 * eps)


def not_divided(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: f(up) - f(down))


def difference_reversed(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(down) - f(up)) / (2 * eps))


def all_entries_at_once(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def all_entries_at_once_filled(f, x, eps=1e-5):
    return np.full(x.shape, all_entries_at_once(f, x, eps))


def one_number_to_f(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        gradient[i] = (f(x[i] + eps) - f(x[i] - eps)) / (2 * eps)
    return gradient


def first_entry_only(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    gradient.flat[0] = rnn_ref.numerical_gradient(f, x, eps).flat[0]
    return gradient


def two_loops(error):
    """Loops over two axes, which end in `error` where x has one."""

    def wrong(f, x, eps=1e-5):
        if x.ndim == 1 or (x.ndim == 3 and error is ValueError):
            raise error
        gradient = np.empty(x.shape)
        for i in np.ndindex(x.shape[:2]):
            up, down = x.copy(), x.copy()
            up[i] += eps
            down[i] -= eps
            gradient[i] = (f(up) - f(down)) / (2 * eps)
        return gradient

    return wrong


def a_row_at_a_time(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def not_put_back(f, x, eps=1e-5):
    x = x.copy()
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        gradient[i] = (up - f(x)) / (2 * eps)
    return gradient


def copied_once(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    up, down = x.copy(), x.copy()
    for i in np.ndindex(x.shape):
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def one_array_with_two_names(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        up = down = x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def eps_ignored(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, 1e-5)


def left_flat(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, eps).ravel()


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    number="04.1",
    unit=UNIT,
    title="a gradient from its definition",
    points=4,
    reference=rnn_ref.numerical_gradient,
    cases=numerical_gradient_cases,
    outputs=("gradient",),
    section=CHECK,
    hints=(
        "Move one entry of x a little up and a little down, leave all the others alone, and ask "
        "f for its value both times. The slope is the rise over the run.",
        "gradient[i] = (f(x + eps e_i) - f(x - eps e_i)) / (2 eps), where e_i is 1 at index i "
        "and 0 elsewhere. The index i has as many parts as x has axes: see np.ndindex.",
        "make an array with the shape of x\n"
        "for every index of x:\n"
        "    copy x twice\n"
        "    add eps to that entry of one copy, take eps from that entry of the other\n"
        "    store the difference of the two values of f over twice eps\n"
        "return the array",
    ),
    misconceptions=(
        *(
            Misconception(
                name,
                wrong,
                "The difference is one-sided: one of its two points is x itself, and its error is "
                "of order eps; step to both sides of x.",
                CHECK,
            )
            for name, wrong in (
                ("one-sided", one_sided),
                ("one-sided-backwards", one_sided_backwards),
            )
        ),
        *(
            Misconception(
                name,
                wrong,
                "Your gradient is half as large as it should be: you divide by 2 eps, and the two "
                "points lie eps apart. From an entry moved up, it takes 2 eps to get to the other "
                "side of x.",
                CHECK,
            )
            for name, wrong in (
                ("one-step-over-two", one_step_over_two),
                ("half-steps-over-two", half_steps_over_two),
            )
        ),
        Misconception(
            "divided-by-eps",
            divided_by_eps,
            "Your gradient is twice too large: the two points lie 2 eps apart, and you divide "
            "by eps.",
            CHECK,
        ),
        Misconception(
            "brackets-missing",
            brackets_missing,
            "The difference is divided by 2 and then multiplied by eps; 2 * eps needs brackets, "
            "to be divided by as a whole.",
            CHECK,
        ),
        Misconception(
            "not-divided",
            not_divided,
            "This is the difference of two values of f, without the division by the distance "
            "between the two points.",
            CHECK,
        ),
        Misconception(
            "difference-reversed",
            difference_reversed,
            "The sign is reversed: take the value at x - eps from the value at x + eps.",
            CHECK,
        ),
        *(
            Misconception(
                name,
                wrong,
                "All entries of x are moved together, which gives one number, the sum of the "
                "gradient; move one entry and keep the others still.",
                ONE_BY_ONE,
            )
            for name, wrong in (
                ("all-entries-at-once", all_entries_at_once),
                ("all-entries-at-once-filled", all_entries_at_once_filled),
            )
        ),
        Misconception(
            "one-number-to-f",
            one_number_to_f,
            "f is called with a single number; it takes the whole array, of which one entry has "
            "been moved.",
            ONE_BY_ONE,
        ),
        Misconception(
            "first-entry-only",
            first_entry_only,
            "All entries but the first are still zero: the loop ends after one entry. Does "
            "`return` stand inside it?",
            ONE_BY_ONE,
        ),
        *(
            Misconception(
                f"two-loops-stop-with-{error.__name__.lower()}",
                two_loops(error),
                "The loops are made for an x with two axes; x may have any number of them: see "
                "np.ndindex.",
                ONE_BY_ONE,
            )
            for error in (IndexError, ValueError)
        ),
        Misconception(
            "a-row-at-a-time",
            a_row_at_a_time,
            "The loop runs over the first axis only, so a whole row of x moves at once; every "
            "entry needs its own two calls of f.",
            ONE_BY_ONE,
        ),
        Misconception(
            "not-put-back",
            not_put_back,
            "An entry that was moved is not put back, so the later entries are measured beside "
            "the point x and not at it.",
            ONE_BY_ONE,
        ),
        Misconception(
            "copied-once",
            copied_once,
            "The two copies are made once, before the loop, so entries that were moved earlier "
            "are still moved; every entry needs fresh copies.",
            ONE_BY_ONE,
        ),
        Misconception(
            "one-array-with-two-names",
            one_array_with_two_names,
            "Every difference is 0: the array moved up and the array moved down are one array "
            "with two names; each needs a copy of its own.",
            ONE_BY_ONE,
        ),
        Misconception(
            "eps-ignored",
            eps_ignored,
            "The argument eps has no effect: the function steps by 1e-5 whatever eps it is "
            "called with.",
            CHECK,
        ),
        Misconception(
            "left-flat",
            left_flat,
            "The numbers are right and the shape is flat; a gradient has the shape of x.",
            ONE_BY_ONE,
        ),
    ),
)


# --- 04.2 rnn_step_backward ------------------------------------------------------------------


def _forward(rng, N, T, D, H, dtype=float, x_size=1.0, h0_size=0.8):
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
    _, caches = _forward(rng, N, 1, D, H, dtype, **sizes)
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
        _step_case(rng, "a batch of one", "ones", 1, 3, 4),
        _step_case(rng, "one hidden unit", "ones", 3, 2, 1),
        _step_case(rng, "one input, one unit, one sequence", "ones", 1, 1, 1),
        _step_case(rng, "sizes N=4, D=3, H=5", "generic", 4, 3, 5),
        _step_case(rng, "sizes N=3, D=5, H=4", "generic", 3, 5, 4),
        _step_case(rng, "sizes N=6, D=4, H=3", "generic", 6, 4, 3),
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


step_without_derivative = _step_with(lambda dh, h: dh)
step_tanh_twice = _step_with(lambda dh, h: dh * (1 - np.tanh(h) ** 2))
step_divided = _step_with(lambda dh, h: dh / (1 - h**2))
step_gradient_ignored = _step_with(lambda dh, h: 1 - h**2)
step_derivative_of_gradient = _step_with(lambda dh, h: dh * (1 - dh**2))
step_sigmoid_derivative = _step_with(lambda dh, h: dh * h * (1 - h))
step_square_forgotten = _step_with(lambda dh, h: dh * (1 - h))
step_no_brackets = _step_with(lambda dh, h: dh * 1 - h**2)
step_square_of_all = _step_with(lambda dh, h: dh * (1 - h) ** 2)
step_slope_at_old_state = _step_with(lambda dh, h: dh * (1 - h**2), state=1)
step_sign = _step_with(lambda dh, h: -dh * (1 - h**2))


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


def _in_order(reference, *places):
    """The right gradients, returned in another order."""

    def wrong(*args):
        gradients = reference(*args)
        return tuple(gradients[place] for place in places)

    return wrong


def _step_in_order(*places):
    return _in_order(rnn_ref.rnn_step_backward, *places)


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
        step_without_derivative,
        "The derivative of tanh is left out: dh_t is used as if it were the gradient of the "
        "pre-activation, da_t.",
        TANH,
    ),
    "tanh-twice": (
        step_tanh_twice,
        "The derivative squashes h_t once more, as 1 - tanh(h_t)^2; h_t is already the output "
        "of tanh.",
        TANH,
    ),
    "divided-by-the-derivative": (
        step_divided,
        "dh_t is divided by 1 - h_t^2; the chain rule multiplies by the derivative.",
        TANH,
    ),
    "gradient-from-above-ignored": (
        step_gradient_ignored,
        "dh_t has no effect: da_t is the derivative of tanh alone, without the gradient that "
        "arrives from above.",
        STEP,
    ),
    "slope-at-the-old-state": (
        step_slope_at_old_state,
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
        step_square_of_all,
        "The derivative of tanh is taken as (1 - h_t)^2; the square belongs to h_t alone.",
        TANH,
    ),
    "square-forgotten": (
        step_square_forgotten,
        "The derivative of tanh is taken as 1 - h_t: the square is missing.",
        TANH,
    ),
    "brackets-missing": (
        step_no_brackets,
        "1 - h_t^2 needs brackets: without them dh_t is multiplied by 1, and h_t^2 is taken from "
        "the product.",
        TANH,
    ),
    "sigmoid-derivative": (
        step_sigmoid_derivative,
        "h_t (1 - h_t) is the derivative of a sigmoid; this cell squashes with tanh.",
        TANH,
    ),
    "sign-reversed": (
        step_sign,
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


def _named(name):
    return Misconception(name, *STEP_MISTAKES[name])


RNN_STEP_BACKWARD = Exercise(
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
        "Go through tanh first: all five gradients start from da_t, the gradient of the "
        "pre-activation. Then each of them pairs da_t with what its factor was multiplied by.",
        "da_t = dh_t * (1 - h_t^2), elementwise, (N, H). For y = x W: dx = dy W^T and "
        "dW = x^T dy. The bias was added to every row, so its gradient adds up the rows.",
        "unpack the cache\n"
        "da_t from dh_t and h_t\n"
        "dx_t from da_t and W_xh; dh_prev from da_t and W_hh\n"
        "dW_xh from x_t and da_t; dW_hh from h_prev and da_t\n"
        "db_h by adding da_t over the batch\n"
        "let the shapes tell you what is transposed",
    ),
    misconceptions=(
        *(_named(name) for name in STEP_MISTAKES),
        Misconception(
            "derivative-at-the-gradient",
            step_derivative_of_gradient,
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
            _step_in_order(1, 0, 2, 3, 4),
            "dx_t and dh_prev are returned in the wrong order: dx_t comes first.",
            STEP,
        ),
        Misconception(
            "outputs-in-pairs",
            _step_in_order(0, 2, 1, 3, 4),
            "dh_prev and dW_xh are returned in each other's place: first both gradients that go "
            "on, dx_t and dh_prev, then those of the weights.",
            STEP,
        ),
        *(
            Misconception(
                name,
                _step_in_order(*places),
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


# --- 04.3 rnn_backward -----------------------------------------------------------------------


def _sequence_case(
    rng, name, kind, N, T, D, H, dtype=float, keep=None, more=(), dhs_size=1.0, **sizes
):
    """keep: the steps whose loss sends a gradient; None means all of them."""
    _, caches = _forward(rng, N, T, D, H, dtype, **sizes)
    dhs = (rng.standard_normal((N, T, H)) * dhs_size).astype(dtype)
    if keep is not None:
        dhs[:, [t for t in range(T) if t not in keep]] = 0
    return Case(name, (dhs, caches, *more), kind)


def backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""
    return [
        _sequence_case(rng, "two steps", "shapes", 3, 2, 4, 5),
        _sequence_case(rng, "as many inputs as hidden units", "shapes", 2, 3, 3, 3),
        _sequence_case(rng, "the last loss only", "isolation", 3, 4, 2, 5, keep=[3]),
        _sequence_case(rng, "the first loss only", "isolation", 3, 4, 2, 5, keep=[0]),
        _sequence_case(rng, "x all zero", "isolation", 2, 3, 4, 5, x_size=0.0),
        _sequence_case(rng, "h0 all zero", "isolation", 2, 3, 4, 5, h0_size=0.0),
        _sequence_case(rng, "a single step", "ones", 3, 1, 2, 4),
        _sequence_case(rng, "a batch of one", "ones", 1, 4, 3, 2),
        _sequence_case(rng, "one hidden unit", "ones", 2, 3, 4, 1),
        _sequence_case(rng, "one of everything", "ones", 1, 1, 1, 1),
        _sequence_case(rng, "sizes N=3, T=5, D=4, H=6", "generic", 3, 5, 4, 6),
        _sequence_case(rng, "sizes N=4, T=6, D=5, H=3", "generic", 4, 6, 5, 3),
        _sequence_case(rng, "sizes N=5, T=4, D=3, H=7", "generic", 5, 4, 3, 7),
        _sequence_case(rng, "float32", "float32", 3, 5, 4, 6, dtype=np.float32),
        _sequence_case(rng, "large gradients", "extreme", 3, 5, 4, 6, dhs_size=1e3),
    ]


def _unroll(dhs, caches, step=rnn_ref.rnn_step_backward, arriving=None, order=None, keep=None):
    """The gradients of every step, by step; {} for a step that the loop does not visit.

    arriving(dh, carry, t): what enters step t; the sum of both if not given.
    keep(dh_prev, dh_t, carry): the next carry; dh_prev if not given.
    """
    T = len(caches)
    steps = [{} for _ in range(T)]
    carry = np.zeros_like(caches[0][1])
    for t in reversed(range(T)) if order is None else order:
        dh_t = dhs[:, t] + carry if arriving is None else arriving(dhs[:, t], carry, t)
        dx_t, dh_prev, dW_xh, dW_hh, db_h = step(dh_t, caches[t])
        carry = dh_prev if keep is None else keep(dh_prev, dh_t, carry)
        steps[t] = {"x": dx_t, "h": carry, "W_xh": dW_xh, "W_hh": dW_hh, "b": db_h}
    return steps, carry


def _add(steps, caches):
    """The sums over all steps: dW_xh, dW_hh, db_h."""
    W_xh, W_hh = caches[0][3:]
    zeros = {"W_xh": np.zeros_like(W_xh), "W_hh": np.zeros_like(W_hh), "b": np.zeros(len(W_hh))}
    return tuple(zero + sum(s[key] for s in steps if s) for key, zero in zeros.items())


def _collect(steps, carry, caches):
    """The five gradients of a sequence, from those of its steps."""
    dx = np.stack([s["x"] if s else np.zeros_like(caches[0][0]) for s in steps], axis=1)
    return dx, carry, *_add(steps, caches)


def _backward_with(**changes):
    """Backpropagation through time with another step, carry or order of the loop."""

    def wrong(dhs, caches):
        return _collect(*_unroll(dhs, caches, **changes), caches)

    return wrong


carry_dropped = _backward_with(arriving=lambda dh, carry, t: dh)
carries_added_up = _backward_with(keep=lambda dh_prev, dh_t, carry: carry + dh_prev)
carry_without_step = _backward_with(keep=lambda dh_prev, dh_t, carry: dh_t)


def carry_never_stored(dhs, caches):
    dx, carry, *dW = carry_dropped(dhs, caches)
    return dx, np.zeros_like(carry), *dW


def carry_replaces_dh(dhs, caches):
    last = len(caches) - 1
    steps = _unroll(dhs, caches, arriving=lambda dh, carry, t: dh if t == last else carry)
    return _collect(*steps, caches)


def last_written_only(dhs, caches):
    dx, dh0, *_ = rnn_ref.rnn_backward(dhs, caches)
    steps, _ = _unroll(dhs, caches)
    return dx, dh0, steps[0]["W_xh"], steps[0]["W_hh"], steps[0]["b"]


def overwritten(*places):
    """Right, but for the sums at these places, where the step done last is all that is left."""

    def wrong(dhs, caches):
        right, written = rnn_ref.rnn_backward(dhs, caches), last_written_only(dhs, caches)
        return tuple((written if i in places else right)[i] for i in range(5))

    return wrong


def carry_behind_the_slope(dhs, caches):
    def arriving(dh, carry, t):
        return dh + carry / (1 - caches[t][2] ** 2)

    return _collect(*_unroll(dhs, caches, arriving=arriving), caches)


def clipped(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, dh0, *(np.clip(g, -5, 5) for g in dW)


def caches_from_the_other_end(dhs, caches):
    return rnn_ref.rnn_backward(dhs, caches[::-1])


def gradients_from_the_other_end(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs[:, ::-1], caches)
    return dx[:, ::-1], *rest


def dh0_zero(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, np.zeros_like(dh0), *dW


def dh0_one_step_off(dhs, caches):
    dx, _, *dW = rnn_ref.rnn_backward(dhs, caches)
    steps, _ = _unroll(dhs, caches)
    carry = steps[1]["h"] if len(caches) > 1 else 0
    return dx, dhs[:, 0] + carry, *dW


def loop_stops_early(dhs, caches):
    return _backward_with(order=range(len(caches) - 1, 0, -1))(dhs, caches)


def last_step_only(dhs, caches):
    return _backward_with(order=[len(caches) - 1])(dhs, caches)


def loop_starts_late(dhs, caches):
    return _backward_with(order=range(len(caches) - 2, -1, -1))(dhs, caches)


def loop_runs_forwards(dhs, caches):
    return _backward_with(order=range(len(caches)))(dhs, caches)


def dx_summed(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return dx.sum(axis=1), *rest


def dx_back_to_front(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return dx[:, ::-1], *rest


def dx_time_first(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return dx.swapaxes(0, 1), *rest


def _not_summed(order):
    """The weight gradients of all steps in one array, in the order of a loop over them."""

    def wrong(dhs, caches):
        dx, dh0, *_ = rnn_ref.rnn_backward(dhs, caches)
        steps = _unroll(dhs, caches)[0][::order]
        return dx, dh0, *(np.stack([s[key] for s in steps]) for key in ("W_xh", "W_hh", "b"))

    return wrong


def averaged_over_time(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, dh0, *(g / len(caches) for g in dW)


def ones_from_above(dhs, caches):
    return rnn_ref.rnn_backward(np.ones_like(dhs), caches)


def whole_gradient_to_one_step(dhs, caches):
    dx = np.zeros((*dhs.shape[:2], caches[0][0].shape[1]))
    dW = [np.zeros_like(caches[0][3]), np.zeros_like(caches[0][4]), np.zeros(dhs.shape[2])]
    carry = np.zeros_like(caches[0][1])
    for t in reversed(range(len(caches))):
        x_t, h_prev, h_t, W_xh, W_hh = caches[t]
        da = (dhs + carry) * (1 - h_t**2)
        dx[:, t], carry = da @ W_xh.T, da @ W_hh.T
        for total, part in zip(dW, (x_t.T @ da, h_prev.T @ da, da.sum(axis=0)), strict=True):
            total += part
    return dx, carry, *dW


IN_EACH_STEP = "In each step, {}"


def _inside(says):
    """A sentence that goes on after a comma."""
    return says[0].lower() + says[1:]


def _fold_steps_back(dhs, caches, k=None):
    """All gradients, made of the learner's own steps; the carry is cut between windows of k."""
    T, h0 = len(caches), caches[0][1]
    dx, carry, sums = [None] * T, np.zeros_like(h0), [0.0, 0.0, 0.0]
    for t in reversed(range(T)):
        if k is not None and (t + 1) % k == 0:
            carry = np.zeros_like(h0)
        dx[t], carry, *weights = yield dhs[:, t] + carry, caches[t]
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    if k is not None:
        return tuple(sums)
    return np.stack(dx, axis=1), carry, *sums


def _in_the_loop(name):
    """A mistake of one step, as it shows when the loop calls that step."""
    step, says, read = STEP_MISTAKES[name]
    return Misconception(
        f"step-{name}", _backward_with(step=step), IN_EACH_STEP.format(_inside(says)), read
    )


RNN_BACKWARD = Exercise(
    name="rnn_backward",
    number="04.3",
    unit=UNIT,
    title="backpropagation through time",
    points=14,
    reference=rnn_ref.rnn_backward,
    cache=CACHE,
    follow=Follow("rnn_step_backward", _fold_steps_back, ("dh_t",)),
    cases=backward_cases,
    outputs=("dx", "dh0", "dW_xh", "dW_hh", "db_h"),
    shares={"dx": 3 / 14, "dh0": 3 / 14, "dW_xh": 2 / 14, "dW_hh": 4 / 14, "db_h": 2 / 14},
    section=ALL,
    hints=(
        "Walk the steps from the last to the first. Two gradients arrive at h_t: one from the "
        "loss of step t, one from step t + 1, to which h_t was the state before.",
        "dh_t = dhs[:, t] + carry, where the carry is the dh_prev that step t + 1 gave back, and "
        "zero at the last step. dW = sum over t of dW_t. dx has a slot for each step. dh0 is the "
        "carry that is left when the loop has ended.",
        "zeros for dx, dW_xh, dW_hh, db_h and the carry\n"
        "for t from T - 1 down to 0:\n"
        "    add the carry to the gradient of step t\n"
        "    take one step back\n"
        "    put dx_t into its slot, keep dh_prev as the new carry\n"
        "    add the three weight gradients to their sums\n"
        "return dx, the carry, and the sums",
    ),
    misconceptions=(
        Misconception(
            "carry-dropped",
            carry_dropped,
            "Each step sees the gradient of its own loss only: what step t + 1 sends back "
            "(dh_prev) is not added to dh_t.",
            STREAMS,
        ),
        Misconception(
            "carry-never-stored",
            carry_never_stored,
            "The carry stays zero from start to end, so no gradient reaches the step before and "
            "dh0 is zero; each step must leave its dh_prev behind.",
            STREAMS,
        ),
        Misconception(
            "carry-replaces-dh",
            carry_replaces_dh,
            "The carry replaces the gradient that arrives from the loss of step t; the two "
            "streams are added.",
            STREAMS,
        ),
        Misconception(
            "carry-behind-the-slope",
            carry_behind_the_slope,
            "The carry is added to da_t, behind the slope of tanh; it arrives at h_t, as dhs does, "
            "and both pass the slope together.",
            STREAMS,
        ),
        Misconception(
            "carries-added-up",
            carries_added_up,
            "The carries of several steps are added up; the new one replaces the old one.",
            STREAMS,
        ),
        Misconception(
            "carry-without-the-step-back",
            carry_without_step,
            "dh_t itself is carried on, as if the step were not there; the carry is the dh_prev "
            "that comes out of the step.",
            STREAMS,
        ),
        Misconception(
            "last-written-only",
            last_written_only,
            "Each step overwrites the weight gradients of the one before, so only one step is "
            "left at the end; the steps share their weights, and the gradients add up.",
            SHARED,
        ),
        *(
            Misconception(
                f"{name}-overwritten",
                overwritten(place),
                f"{gradient} is overwritten at each step, so only the step that the loop does last "
                "is left; each step adds its share.",
                SHARED,
            )
            for place, gradient, name in (
                (2, "dW_xh", "input-weights"),
                (3, "dW_hh", "recurrent-weights"),
                (4, "db_h", "bias"),
            )
        ),
        *(
            Misconception(
                name,
                _not_summed(order),
                "The weight gradients of the steps stand side by side, with T in front; the steps "
                "share their weights, so the gradients are added.",
                SHARED,
            )
            for name, order in (("not-summed", -1), ("not-summed-in-order", 1))
        ),
        Misconception(
            "averaged-over-time",
            averaged_over_time,
            "The weight gradients are divided by T; the chain rule asks for the sum over the "
            "steps, any averaging belongs to the loss.",
            SHARED,
        ),
        Misconception(
            "dh0-zero",
            dh0_zero,
            "dh0 is zero; it is the carry that leaves the first step when the loop has ended.",
            STREAMS,
        ),
        Misconception(
            "dh0-one-step-off",
            dh0_one_step_off,
            "dh0 is the gradient that arrives at the state after the first step; the initial "
            "state lies one step further back.",
            STREAMS,
        ),
        Misconception(
            "loop-stops-early",
            loop_stops_early,
            "The loop ends before step 0: with range, the stop is not included.",
            ALL,
        ),
        Misconception(
            "loop-starts-late",
            loop_starts_late,
            "The loop starts at T - 2 and misses the last step, which is T - 1.",
            ALL,
        ),
        Misconception(
            "loop-runs-forwards",
            loop_runs_forwards,
            "The loop runs from the first step to the last; the carry of step t comes from step "
            "t + 1, so the last step goes first.",
            ALL,
        ),
        Misconception(
            "loop-never-runs",
            _backward_with(order=()),
            "All gradients are zero: the loop does not run once. range counts upwards unless it "
            "is given a step of -1.",
            ALL,
        ),
        Misconception(
            "last-step-only",
            last_step_only,
            "Only the last step is done, then the loop ends: does `return` stand inside it?",
            ALL,
        ),
        *(
            Misconception(
                name,
                wrong,
                "The gradient of one step meets the cache of another: dhs and caches are read from "
                "opposite ends.",
                ALL,
            )
            for name, wrong in (
                ("caches-from-the-other-end", caches_from_the_other_end),
                ("gradients-from-the-other-end", gradients_from_the_other_end),
            )
        ),
        Misconception(
            "first-cache-at-every-step",
            lambda dhs, caches: rnn_ref.rnn_backward(dhs, [caches[0]] * len(caches)),
            "Every step reads the cache of step 0; each has a cache of its own, with its own "
            "input and states.",
            ALL,
        ),
        Misconception(
            "clipped",
            clipped,
            "The sums are clipped to -5 and 5: that is a means against large updates, and these "
            "are no longer the gradients.",
            SHARED,
        ),
        *(
            Misconception(
                name,
                _in_order(rnn_ref.rnn_backward, *places),
                "The gradients are returned in another order than dx, dh0, dW_xh, dW_hh, db_h.",
                ALL,
            )
            for name, places in (
                ("initial-state-last", (0, 2, 3, 4, 1)),
                ("weight-gradients-exchanged", (0, 1, 3, 2, 4)),
            )
        ),
        Misconception(
            "dx-summed-over-time",
            dx_summed,
            "dx is summed over time; each x_t enters one step only and keeps a gradient of its "
            "own, in its own slot.",
            SHARED,
        ),
        Misconception(
            "dx-back-to-front",
            dx_back_to_front,
            "dx runs from the last step to the first, in the order in which the loop made it; "
            "dx[:, t] belongs to x[:, t].",
            ALL,
        ),
        Misconception(
            "dx-time-first",
            dx_time_first,
            "dx has shape (T, N, D); the batch comes first: (N, T, D).",
            ALL,
        ),
        Misconception(
            "ones-from-above",
            ones_from_above,
            "dhs has no effect: the gradients are those of a loss that sends 1 to every state.",
            STREAMS,
        ),
        Misconception(
            "whole-gradient-to-one-step",
            whole_gradient_to_one_step,
            "The whole gradient (N, T, H) goes into a single step; a step takes the (N, H) of "
            "its own time.",
            ALL,
        ),
        *(
            _in_the_loop(name)
            for name in STEP_MISTAKES
            if name not in ("bias-averaged", "carry-without-derivative")
        ),
    ),
)


# --- 04.4 truncated_bptt ---------------------------------------------------------------------


def truncated_cases(rng):
    """Window lengths that divide T and that do not, of one step, and longer than T."""

    def case(name, kind, N, T, D, H, k, **sizes):
        return _sequence_case(rng, name, kind, N, T, D, H, more=(k,), **sizes)

    return [
        case("four steps, windows of two", "shapes", 2, 4, 3, 4, 2),
        case("one window: k = T", "shapes", 2, 3, 4, 3, 3),
        case("the last loss only", "isolation", 3, 6, 2, 4, 4, keep=[5]),
        case("x all zero", "isolation", 2, 5, 3, 4, 2, x_size=0.0),
        case("h0 all zero", "isolation", 2, 5, 3, 4, 3, h0_size=0.0),
        case("windows of one step", "ones", 2, 4, 3, 5, 1),
        case("a single step, k = 2", "ones", 3, 1, 2, 4, 2),
        case("one of everything", "ones", 1, 1, 1, 1, 1),
        case("T=7, k=3: the last window has one step", "generic", 3, 7, 4, 5, 3),
        case("T=8, k=3: the last window has two steps", "generic", 5, 8, 3, 4, 3),
        case("T=9, k=5", "generic", 4, 9, 5, 3, 5),
        case("T=8, k=4: no short window", "generic", 3, 8, 5, 4, 4),
        case("k longer than T", "generic", 4, 5, 3, 6, 8),
        case("float32, T=7, k=4", "float32", 3, 7, 4, 5, 4, dtype=np.float32),
    ]


def _windows(dhs, caches, starts, sends=None):
    """The sums of each window by itself; windows begin at `starts` and end at the next one.

    sends(a, b): the steps of window a..b-1 whose loss sends a gradient; all if not given.
    """
    starts = sorted(set(starts) | {0})
    sums = []
    for a, b in zip(starts, [*starts[1:], len(caches)], strict=True):
        own = dhs[:, a:b].copy()
        if sends is not None:
            own[:, [t - a for t in range(a, b) if t not in sends(a, b)]] = 0
        sums.append(rnn_ref.rnn_backward(own, caches[a:b])[2:])
    return sums


def _total(sums):
    return tuple(sum(parts) for parts in zip(*sums, strict=True))


def _truncated_with(starts, sends=None, finish=_total):
    """Truncated BPTT with windows that begin at starts(T, k)."""

    def wrong(dhs, caches, k):
        T = len(caches)
        return finish(_windows(dhs, caches, [s for s in starts(T, k) if 0 <= s < T], sends))

    return wrong


def _right_starts(T, k):
    return range(0, T, k)


windows_from_the_end = _truncated_with(lambda T, k: range(T % k, T, k))
not_cut = _truncated_with(lambda T, k: [0])
cut_one_step_late = _truncated_with(lambda T, k: range(1, T, k))
cut_one_step_early = _truncated_with(lambda T, k: range(k - 1, T, k))
windows_too_long = _truncated_with(lambda T, k: range(0, T, k + 1))
k_windows = _truncated_with(lambda T, k: range(0, T, max(1, T // k)))
last_loss_of_window = _truncated_with(_right_starts, sends=lambda a, b: [b - 1])
loss_cut_too = _truncated_with(_right_starts, sends=lambda a, b: range(a, b - 1))
last_window_only = _truncated_with(_right_starts, finish=lambda sums: sums[-1])
first_window_only = _truncated_with(_right_starts, finish=lambda sums: sums[0])
last_k_steps_only = _truncated_with(lambda T, k: [max(0, T - k)], finish=lambda sums: sums[-1])
averaged_over_windows = _truncated_with(
    _right_starts, finish=lambda sums: tuple(g / len(sums) for g in _total(sums))
)


def last_written_in_windows(dhs, caches, k):
    return last_written_only(dhs[:, :k], caches[:k])[2:]


def short_window_dropped(dhs, caches, k):
    whole = len(caches) // k * k
    if whole == 0:
        return tuple(np.zeros_like(g) for g in rnn_ref.truncated_bptt(dhs, caches, k))
    return rnn_ref.truncated_bptt(dhs[:, :whole], caches[:whole], k)


def last_of_full_windows_skipped(dhs, caches, k):
    heard = np.arange(1, len(caches) + 1) % k != 0
    return rnn_ref.truncated_bptt(dhs * heard[:, None], caches, k)


def carry_kept_inside_lost(dhs, caches, k):
    return rnn_ref.truncated_bptt(dhs, caches, 1)


def sliding_window(dhs, caches, k):
    sums = []
    for t in range(len(caches)):
        a = max(0, t - k + 1)
        own = np.zeros_like(dhs[:, a : t + 1])
        own[:, -1] = dhs[:, t]
        sums.append(rnn_ref.rnn_backward(own, caches[a : t + 1])[2:])
    return _total(sums)


def _in_windows(name):
    """A mistake of one step, as it shows when the loop over the windows calls that step."""
    step, says, read = STEP_MISTAKES[name]

    def wrong(dhs, caches, k):
        last = len(caches) - 1

        def arriving(dh, carry, t):
            return dh if (t + 1) % k == 0 or t == last else dh + carry

        return _add(_unroll(dhs, caches, step=step, arriving=arriving)[0], caches)

    return Misconception(f"step-{name}", wrong, IN_EACH_STEP.format(_inside(says)), read)


TRUNCATED_BPTT = Exercise(
    name="truncated_bptt",
    number="04.4",
    unit=UNIT,
    title="backpropagation cut into windows",
    points=6,
    reference=rnn_ref.truncated_bptt,
    cache=CACHE,
    follow=Follow("rnn_step_backward", _fold_steps_back, ("dh_t",)),
    cases=truncated_cases,
    outputs=("dW_xh", "dW_hh", "db_h"),
    section=CUT,
    hints=(
        "It is the loop of Exercise 04.3 with one more rule: at the last step of a window the "
        "carry is zero. Only the carry is cut. Every loss still counts, and so does every step.",
        "The windows are 0..k-1, k..2k-1, and so on. Step t is the last of its window if t + 1 "
        "is a multiple of k, or if it is the last step of all.",
        "zeros for the three sums and for the carry\n"
        "for t from T - 1 down to 0:\n"
        "    if t ends a window, set the carry to zero\n"
        "    take one step back from the gradient of step t plus the carry\n"
        "    add the weight gradients to their sums\n"
        "    keep dh_prev as the carry\n"
        "return the sums",
    ),
    misconceptions=(
        Misconception(
            "not-cut",
            not_cut,
            "Nothing is cut: these are the gradients of the whole sequence; no carry may pass "
            "from a window to the one before it.",
            CUT,
        ),
        Misconception(
            "windows-from-the-end",
            windows_from_the_end,
            "The windows are counted from the end, so that the first one is short; they start at "
            "t = 0, k, 2k, and the last one is short.",
            WINDOWS,
        ),
        Misconception(
            "cut-one-step-late",
            cut_one_step_late,
            "The windows start one step late, at 1, k + 1, ...: step 0 stands alone, and step k is "
            "still tied to step k - 1.",
            WINDOWS,
        ),
        Misconception(
            "cut-one-step-early",
            cut_one_step_early,
            "The cut lies one step too early: the first window has k - 1 steps in place of k.",
            WINDOWS,
        ),
        Misconception(
            "windows-too-long",
            windows_too_long,
            "The windows have k + 1 steps in place of k.",
            WINDOWS,
        ),
        Misconception(
            "k-windows",
            k_windows,
            "k is taken as the number of windows; it is the number of steps in each.",
            WINDOWS,
        ),
        Misconception(
            "short-window-dropped",
            short_window_dropped,
            "The steps after the last full window are left out; where k does not divide T, a "
            "shorter window holds them.",
            WINDOWS,
        ),
        Misconception(
            "loss-cut-too",
            loss_cut_too,
            "The last step of each window loses the gradient of its own loss; only the carry is "
            "cut there.",
            CUT,
        ),
        Misconception(
            "step-skipped-at-the-cut",
            last_of_full_windows_skipped,
            "The last step of each full window is skipped, and its loss with it; only the carry "
            "is zero there, the step itself is taken.",
            CUT,
        ),
        Misconception(
            "last-loss-of-each-window",
            last_loss_of_window,
            "Only the last step of each window sends a gradient back; every step has a loss, and "
            "all of them count.",
            CUT,
        ),
        Misconception(
            "last-window-only",
            last_window_only,
            "These are the gradients of the last window alone; the windows share their weights, "
            "so their gradients add up.",
            CUT,
        ),
        Misconception(
            "last-k-steps-only",
            last_k_steps_only,
            "Only the last k steps are done, and the loop ends there; every step belongs to a "
            "window, and all windows add up.",
            CUT,
        ),
        Misconception(
            "last-written-only",
            last_written_in_windows,
            "Each step overwrites the weight gradients of the one before, so only one step is "
            "left at the end; the steps share their weights, and the gradients add up.",
            SHARED,
        ),
        Misconception(
            "first-window-only",
            first_window_only,
            "These are the gradients of the first window alone: the loop overwrites the sums of "
            "the other windows; they add up.",
            CUT,
        ),
        Misconception(
            "averaged-over-windows",
            averaged_over_windows,
            "The gradients are divided by the number of windows; they add up.",
            CUT,
        ),
        Misconception(
            "no-carry-at-all",
            carry_kept_inside_lost,
            "The carry is zero at every step; inside a window it passes from step to step.",
            CUT,
        ),
        Misconception(
            "sliding-window",
            sliding_window,
            "Here each loss reaches back k steps from its own place; in this exercise the cuts "
            "are fixed, before steps k, 2k and so on, and a loss reaches back to the cut.",
            WINDOWS,
        ),
        *(
            _in_windows(name)
            for name in (
                "derivative-left-out",
                "tanh-twice",
                "recurrent-weights-not-transposed",
                "new-state-for-old",
                "sign-reversed",
                "bias-summed-over-all-axes",
                "bias-with-two-axes",
                "weights-averaged",
            )
        ),
    ),
)


# --- 04.5 sgd_step ---------------------------------------------------------------------------


def sgd_cases(rng):
    """Dicts with different keys and shapes, and several learning rates."""

    def case(name, kind, lr, dtype=float, scale=1.0, **shapes):
        params = {key: rng.standard_normal(shape).astype(dtype) for key, shape in shapes.items()}
        grads = {
            key: (scale * rng.standard_normal(shape)).astype(dtype) for key, shape in shapes.items()
        }
        return Case(name, (params, grads, lr), kind)

    def turned(case):
        params, grads, lr = case.args
        return Case(case.name, (params, dict(reversed(grads.items())), lr), case.kind)

    return [
        case("one parameter", "shapes", 0.5, w=(3,)),
        case("a layer", "shapes", 0.1, W_xh=(2, 3), W_hh=(3, 3), b_h=(3,)),
        case("zero gradients", "isolation", 0.1, scale=0.0, W=(2, 3), b=(3,)),
        case("one number", "ones", 0.25, w=(1,)),
        case(
            "a recurrent network", "generic", 0.3, W_xh=(3, 4), W_hh=(4, 4), b_h=(4,), W_hy=(4, 5)
        ),
        case("a learning rate above 1", "generic", 2.5, U=(5, 3), V=(3, 4)),
        case("a small learning rate", "generic", 0.02, W_hy=(4, 6), b_y=(6,)),
        turned(case("the gradients in another order", "generic", 0.2, W=(5, 3), V=(5, 3))),
        case("float32", "float32", 0.1, dtype=np.float32, W=(4, 3), b=(3,)),
    ]


def _sgd_with(rule):
    """An update that applies rule(p, g, lr) to each parameter."""

    def wrong(params, grads, lr):
        return {name: rule(p, grads[name], lr) for name, p in params.items()}

    return wrong


def sgd_not_returned(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]


def sgd_paired_by_place(params, grads, lr):
    pairs = zip(params.items(), grads.values(), strict=True)
    return {name: p - lr * g for (name, p), g in pairs}


def sgd_one_name(place):
    """The right entry of the parameter at this place, and no other."""

    def wrong(params, grads, lr):
        name = list(params)[place]
        return {name: params[name] - lr * grads[name]}

    return wrong


def sgd_only_weights(params, grads, lr):
    return {
        name: p if p.ndim == 1 and len(params) > 1 else p - lr * grads[name]
        for name, p in params.items()
    }


SGD_STEP = Exercise(
    name="sgd_step",
    number="04.5",
    unit=UNIT,
    title="one step downhill",
    points=2,
    reference=rnn_ref.sgd_step,
    cases=sgd_cases,
    outputs=("new_params",),
    section=SGD,
    hints=(
        "The gradient points to where the loss grows. Take a step the other way, whose length "
        "the learning rate sets, and do it for every parameter.",
        "new p = p - lr * dp, for each name in params.",
        "make an empty dict\n"
        "for each name in params:\n"
        "    store the parameter less the learning rate times its gradient\n"
        "return the dict",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            _sgd_with(lambda p, g, lr: p + lr * g),
            "The update goes uphill: the gradient points to where the loss grows, so it is taken "
            "away.",
            DOWNHILL,
        ),
        Misconception(
            "learning-rate-forgotten",
            _sgd_with(lambda p, g, lr: p - g),
            "The learning rate has no effect: the whole gradient is taken away.",
            DOWNHILL,
        ),
        Misconception(
            "change-only",
            _sgd_with(lambda p, g, lr: -lr * g),
            "What is returned is the change; add it to the parameters.",
            DOWNHILL,
        ),
        Misconception(
            "scaled-gradient",
            _sgd_with(lambda p, g, lr: lr * g),
            "What is returned is the gradient times the learning rate; take it away from the "
            "parameters.",
            DOWNHILL,
        ),
        Misconception(
            "divided-by-the-learning-rate",
            _sgd_with(lambda p, g, lr: p - g / lr),
            "The gradient is divided by the learning rate; a larger rate makes a larger step.",
            DOWNHILL,
        ),
        Misconception(
            "learning-rate-on-the-parameter",
            _sgd_with(lambda p, g, lr: lr * (p - g)),
            "The learning rate scales the parameter too; it belongs to the gradient alone.",
            DOWNHILL,
        ),
        Misconception(
            "unchanged",
            _sgd_with(lambda p, g, lr: p),
            "The parameters come back as they were: `p = ...` gives a new array a name, and the "
            "dict still holds the old one; store the new array under the parameter's name.",
            DOWNHILL,
        ),
        Misconception(
            "one-part-forgotten",
            sgd_only_weights,
            "The matrices are updated and the bias is not; every parameter takes a step.",
            DOWNHILL,
        ),
        Misconception(
            "paired-by-place",
            sgd_paired_by_place,
            "Parameters and gradients are paired by their place in the dicts; the names are what "
            "they share, and the order may differ.",
            DOWNHILL,
        ),
        *(
            Misconception(
                f"{name}-parameter-only",
                sgd_one_name(place),
                "Only one parameter comes back: does `return` stand inside the loop, or does every "
                "round start a new dict?",
                DOWNHILL,
            )
            for name, place in (("first", 0), ("last", -1))
        ),
        Misconception(
            "not-returned",
            sgd_not_returned,
            "The function ends without a return, so the updated parameters do not reach the "
            "caller.",
            DOWNHILL,
        ),
    ),
)


# --- questions -------------------------------------------------------------------------------

QUESTION_1 = question(
    "question_04_1",
    number="04.A",
    unit=UNIT,
    title="the gradient of the cross-entropy",
    replies={
        "a": "The sign is turned round: where the model gives the target too little, its logit "
        "must grow, so its gradient is negative.",
        "b": "The softmax less the one-hot target, and the mean divides it by the number of "
        "steps. This is the gradient that enters the recurrent layer from above.",
        "c": "That is the gradient of the sum over all steps; the loss is their mean.",
    },
    right="87fb85a8f1f3",
    section="Before you start",
)

QUESTION_2 = question(
    "question_04_2",
    number="04.B",
    unit=UNIT,
    title="how many matrices W_hh",
    replies={
        "a": "The picture shows 50 arrows, and all of them carry the same matrix.",
        "b": "The number of places at which it is used does not change how many there are.",
        "c": "One matrix, used 50 times. So it has one gradient, made of 50 contributions: this "
        "unit adds them up.",
    },
    right="7359bc5c5807",
    section="Before you start",
)

QUESTION_3 = question(
    "question_04_3",
    number="04.C",
    unit=UNIT,
    title="the gradient of a matrix product",
    replies={
        "a": "The shapes settle it: (D, N) times (N, H) is (D, H), the shape of W, and the sum "
        "over the batch happens inside the product.",
        "b": "Its shape is (H, D): the transpose of what is asked. dW has the shape of W.",
        "c": "Its shape is (N, D): that is dx, the gradient of the other factor.",
    },
    right="6164bee19a81",
    section="Before you start",
)

QUESTION_4 = question(
    "question_04_4",
    number="04.D",
    unit=UNIT,
    title="the sum on the worked sheet",
    replies={
        "a": "This comes out if the carry is left out, so that each state hears its own loss only.",
        "b": "This is what the two rows with t = 1 add up to; the other step uses W_hh as well.",
        "c": "All four rows of the last column add up: two sequences, two steps, one W_hh.",
        "d": "This pairs da with h_t, the state after the step; W_hh was multiplied by the state "
        "before it.",
    },
    right="926d737e000c",
    section=SHEET,
)

QUESTION_5 = question(
    "question_04_5",
    number="04.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "Answer A is right: one matrix, many uses, and each use contributes as if the "
        "others were held still.",
        "b": "Losses do add up, but that is not why: even a single loss at the last step depends "
        "on every earlier use of W_hh, through the states. B leaves out the carry.",
    },
    right="5af56843e116",
    section="Explain back",
)

EXERCISES = (
    QUESTION_1,
    QUESTION_2,
    QUESTION_3,
    NUMERICAL_GRADIENT,
    RNN_STEP_BACKWARD,
    QUESTION_4,
    RNN_BACKWARD,
    TRUNCATED_BPTT,
    SGD_STEP,
    QUESTION_5,
)
