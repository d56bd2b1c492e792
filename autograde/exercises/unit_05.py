"""Unit 05: products of Jacobians, the spectral radius, clipping, orthogonal starts."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.beside.inputs import Rng
from autograde.kinds.answers import question
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

UNIT = "05_gradients"
TITLE = "Vanishing and exploding gradients"
HANDOUT = ()  # its cells that count need NumPy alone

STEP = "One step back is a matrix"
ORDER = "The order of the product"
SIZE = "The size of a matrix"
SHEET = "A sheet with one unit"
FORETELL = "Two numbers that foretell the norm"
RADIUS = "The spectral radius"
SINGULAR = "The largest singular value"
SLOPE = "The slope of the logarithm"
CLIP = "Clip the gradient"
FACTOR = "One factor for all"
VALUE = "By norm or by value"
START = "Start in a good place"
ORTHOGONAL = "Orthogonal and identity"


# --- 05.1 jacobian_norms ---------------------------------------------------------------------


def _states_case(rng, name, kind, T, H, size=0.9, rho=1.1, dtype=float):
    hs = rng.uniform(-size, size, (T, H)).astype(dtype)
    return Case(name, (hs, (rng.standard_normal((H, H)) * rho / np.sqrt(H)).astype(dtype)), kind)


def jacobian_cases(rng):
    """States come from the judge: any numbers between -1 and 1 are states of some input."""
    flat = rng.uniform(-0.9, 0.9, (5, 3))
    flat[2] = [1.0, -1.0, 1.0]
    return [
        _states_case(rng, "three steps, two units", "shapes", 3, 2),
        _states_case(rng, "as many steps as units", "shapes", 3, 3),
        _states_case(rng, "all states zero: every slope is 1", "isolation", 5, 3, size=0.0),
        _states_case(rng, "nearly flat states", "isolation", 4, 3, size=0.05),
        _states_case(rng, "a single step", "ones", 1, 3),
        _states_case(rng, "one unit", "ones", 4, 1),
        _states_case(rng, "one step, one unit", "ones", 1, 1),
        _states_case(rng, "sizes T=5, H=3", "generic", 5, 3),
        _states_case(rng, "sizes T=4, H=6", "generic", 4, 6),
        _states_case(rng, "sizes T=7, H=4, norms that grow", "generic", 7, 4, rho=2.5),
        _states_case(rng, "sizes T=9, H=5, norms that fade", "generic", 9, 5, rho=0.7),
        _states_case(rng, "float32", "float32", 5, 4, dtype=np.float32),
        _states_case(rng, "40 steps", "extreme", 40, 4, rho=2.0),
        Case("one state has no slope at all", (flat, rng.standard_normal((3, 3))), "extreme"),
    ]


def _slope(h):
    return 1 - h**2


def _walk(hs, W, jacobian=None, measure=None, join=None, first=None, order=reversed):
    """The loop from the last step to the first, with one of its parts exchanged.

    jacobian(h, W) of a step; measure(product); join(J, product); first(W): the product at the
    start; order(range of all steps).
    """
    jacobian = jacobian or (lambda h, W: W * _slope(h))
    measure = measure or (lambda product: np.linalg.norm(product, 2))
    join = join or (lambda J, product: J @ product)
    product = np.eye(len(W)) if first is None else first(W)
    norms = np.zeros(len(hs))
    for t in order(range(len(hs))):
        norms[t] = measure(product)
        product = join(jacobian(hs[t], W), product)
    return norms


def _walk_with(**parts):
    return lambda hs, W_hh: _walk(hs, W_hh, **parts)


def slope_one_step_early(hs, W_hh):
    shifted = np.concatenate([np.zeros_like(hs[:1]), hs[:-1]])
    return _walk(shifted, W_hh)


def stored_too_late(hs, W_hh):
    before_the_first = np.zeros_like(hs[:1])  # its slope is not used
    return rnn_ref.jacobian_norms(np.concatenate([before_the_first, hs]), W_hh)[:-1]


def from_the_first_step(hs, W_hh):
    product = np.eye(len(W_hh))
    norms = [1.0]
    for h in hs[1:]:
        product = product @ (W_hh * _slope(h))
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def by_lag(hs, W_hh):
    return rnn_ref.jacobian_norms(hs, W_hh)[::-1]


def last_left_out(hs, W_hh):
    return rnn_ref.jacobian_norms(hs, W_hh)[:-1]


def each_state_alone(hs, W_hh):
    return np.array([np.linalg.norm(W_hh * _slope(h), 2) for h in hs])


def each_step_alone(hs, W_hh):
    return np.append(each_state_alone(hs, W_hh)[1:], 1.0)


def product_of_norms(hs, W_hh):
    return np.cumprod(each_step_alone(hs, W_hh)[::-1])[::-1]


NO_PRODUCT = (
    "These are the norms of single steps; from step t to the last one there are as many Jacobians "
    "as steps between, and they are multiplied."
)


JACOBIAN_NORMS = Exercise(
    name="jacobian_norms",
    number="05.1",
    unit=UNIT,
    title="what is left of a change",
    points=8,
    reference=rnn_ref.jacobian_norms,
    cases=jacobian_cases,
    outputs=("norms",),
    section=STEP,
    hints=(
        "Start at the last step, where nothing has happened yet: a state depends on itself by "
        "the identity matrix. Each step further back puts one more Jacobian in front.",
        "d h_T / d h_tau = J_{tau+1} J_{tau+2} ... J_T, where column j of J_t is column j of W_hh "
        "times the slope of unit j at step t. The size of a matrix is its largest singular "
        "value: np.linalg.norm(M, 2).",
        "product: the identity (H, H)\n"
        "for t from T - 1 down to 0:\n"
        "    store the norm of product as number t\n"
        "    multiply product from the left by the Jacobian that belongs to the state of step t\n"
        "return the T norms",
    ),
    misconceptions=(
        Misconception(
            "slope-left-out",
            _walk_with(jacobian=lambda h, W: W),
            "The slope of tanh is missing: these are the norms of the powers of W_hh, as if every "
            "state were 0.",
            STEP,
        ),
        Misconception(
            "tanh-twice",
            _walk_with(jacobian=lambda h, W: W * _slope(np.tanh(h))),
            "The slope squashes the states once more; hs holds outputs of tanh already, so it is "
            "1 - h^2.",
            STEP,
        ),
        Misconception(
            "square-forgotten",
            _walk_with(jacobian=lambda h, W: W * (1 - h)),
            "The slope is taken as 1 - h, without the square: the slope of tanh is 1 - h^2.",
            STEP,
        ),
        Misconception(
            "slope-on-the-rows",
            _walk_with(jacobian=lambda h, W: W * _slope(h)[:, None]),
            "The slopes scale the rows of W_hh; row i belongs to the unit that a change comes "
            "from, and the slope to the unit that it goes to, which is a column.",
            STEP,
        ),
        Misconception(
            "weights-transposed",
            _walk_with(jacobian=lambda h, W: W.T * _slope(h)),
            "W_hh and the slopes do not fit together, as in a formula for columns that is used on "
            "rows: with rows, a Jacobian is W_hh as it stands with its columns scaled.",
            ORDER,
        ),
        Misconception(
            "order-reversed",
            _walk_with(join=lambda J, product: product @ J),
            "The Jacobians stand in the reverse order: with states as rows, the earlier step "
            "stands on the left.",
            ORDER,
        ),
        Misconception(
            "frobenius-norm",
            _walk_with(measure=np.linalg.norm),
            "This is the Frobenius norm, the root of the sum of all squares; the largest singular "
            "value is the norm with the second argument 2.",
            SIZE,
        ),
        Misconception(
            "eigenvalue-for-norm",
            _walk_with(measure=rnn_ref.spectral_radius),
            "The largest eigenvalue of the product is no bound on what it does to a vector; the "
            "largest singular value is.",
            SIZE,
        ),
        Misconception(
            "product-of-norms",
            product_of_norms,
            "The norms of the steps are multiplied: that is an upper bound. Multiply the "
            "matrices first, and take the norm of the product.",
            SIZE,
        ),
        Misconception(
            "each-step-alone",
            each_step_alone,
            NO_PRODUCT,
            ORDER,
        ),
        Misconception("each-state-alone", each_state_alone, NO_PRODUCT, ORDER),
        Misconception(
            "slope-one-step-early",
            slope_one_step_early,
            "Every slope is taken one step too early: the step from t to t + 1 ends in state "
            "t + 1, and that is where its tanh stands.",
            STEP,
        ),
        Misconception(
            "one-step-too-many",
            stored_too_late,
            "Each product has one Jacobian too many: norms[t] starts after state t, so the last "
            "of the norms is that of the identity, 1. Store first, then multiply.",
            ORDER,
        ),
        Misconception(
            "from-the-first-step",
            from_the_first_step,
            "These are the norms of d hs[t] / d hs[0], from the first state onwards; asked is "
            "how much of each state is left in the last one.",
            ORDER,
        ),
        Misconception(
            "by-lag",
            by_lag,
            "The norms are right and run from the last step to the first; norms[t] belongs to "
            "hs[t].",
            ORDER,
        ),
        Misconception(
            "first-left-at-zero",
            _walk_with(order=lambda steps: steps[:0:-1]),
            "norms[0] is still 0: the loop ends before step 0, since a range does not include its "
            "stop.",
            ORDER,
        ),
        Misconception(
            "loop-never-runs",
            _walk_with(order=lambda steps: ()),
            "All norms are still 0: the loop never runs. A range that counts down needs -1 as its "
            "third number.",
            ORDER,
        ),
        Misconception(
            "forward-loop",
            _walk_with(order=iter),
            "The loop runs from the first step to the last, so norms[t] holds the steps before t; "
            "the product grows from the end.",
            ORDER,
        ),
        Misconception(
            "starts-from-the-weights",
            _walk_with(first=lambda W: W),
            "The product starts as W_hh, so every norm has one factor too many; at the last step "
            "no step lies between, and the product is the identity.",
            ORDER,
        ),
        Misconception(
            "starts-from-ones",
            _walk_with(first=np.ones_like),
            "The product starts as a matrix full of ones; what leaves every matrix as it is, is "
            "the identity.",
            ORDER,
        ),
        Misconception(
            "elementwise-product",
            _walk_with(join=lambda J, product: J * product),
            "The Jacobians are multiplied entry by entry; steps that follow each other are a "
            "matrix product.",
            ORDER,
        ),
        Misconception(
            "last-left-out",
            last_left_out,
            "The last norm is missing: T states have T norms, and hs[T - 1] depends on itself by "
            "the identity.",
            ORDER,
        ),
    ),
)


# --- 05.2 spectral_radius --------------------------------------------------------------------


def radius_cases(rng):
    """Matrices whose largest eigenvalue is negative, complex, repeated or zero."""
    draw = rng.standard_normal
    angle, r = rng.uniform(0.5, 1.2), rng.uniform(0.7, 1.3)
    turn = r * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    low = -rng.uniform(1.5, 2.5)
    symmetric = draw((4, 4)).astype(np.float32)
    return [
        Case("two units", (draw((2, 2)),), "shapes"),
        Case("three units", (draw((3, 3)),), "shapes"),
        Case("a diagonal matrix", (np.diag([0.5, low, 1.2]),), "isolation"),
        Case("a turn of the plane, scaled", (turn,), "isolation"),
        Case("entries above the diagonal only", (np.triu(draw((3, 3)), 1),), "isolation"),
        Case("one unit", (np.array([[rng.uniform(0.2, 2.0)]]),), "ones"),
        Case("one unit, negative", (np.array([[low]]),), "ones"),
        Case("H=4", (draw((4, 4)),)),
        Case("H=5, most of it negative", (draw((5, 5)) - 1.0,)),
        Case("H=7", (0.3 * draw((7, 7)),)),
        Case("H=12", (draw((12, 12)) / np.sqrt(12),)),
        Case("float32", (symmetric + symmetric.T,), "float32"),
        Case("large entries", (1e4 * draw((6, 6)),), "extreme"),
    ]


def largest_itself(W):
    values = np.linalg.eigvals(W)
    return values[np.abs(values).argmax()]


MAX_TOO_EARLY = (
    "The maximum is taken before the absolute value, and NumPy sorts complex numbers by their "
    "real part: first the absolute values, then the maximum."
)

SPECTRAL_RADIUS = Exercise(
    name="spectral_radius",
    number="05.2",
    unit=UNIT,
    title="the largest eigenvalue in absolute value",
    points=3,
    reference=rnn_ref.spectral_radius,
    cases=radius_cases,
    outputs=("rho",),
    section=RADIUS,
    hints=(
        "An eigenvalue says by how much a matrix stretches, and perhaps turns, one of its own "
        "directions. The one with the greatest stretch wins in the long run, whatever its sign.",
        "rho(W) = max_i |lambda_i|. Eigenvalues of a real matrix may be complex: |a + ib| is the "
        "root of a^2 + b^2, and NumPy's abs knows that.",
        "find all eigenvalues with the function of np.linalg that makes no assumption about W\n"
        "take the absolute value of each\n"
        "return the largest of these",
    ),
    misconceptions=(
        Misconception(
            "singular-value",
            lambda W: np.linalg.norm(W, 2),
            "This is the largest singular value, the most that W does in one step; the spectral "
            "radius comes from the eigenvalues.",
            SINGULAR,
        ),
        Misconception(
            "largest-real-part",
            lambda W: np.linalg.eigvals(W).real.max(),
            "This is the largest real part: an eigenvalue of -2 stretches more than one of 1, "
            "and a complex one counts by its absolute value.",
            RADIUS,
        ),
        Misconception(
            "maximum-first",
            lambda W: np.abs(np.linalg.eigvals(W).max()),
            MAX_TOO_EARLY,
            RADIUS,
        ),
        Misconception(
            "maximum-alone",
            lambda W: np.linalg.eigvals(W).max(),
            MAX_TOO_EARLY,
            RADIUS,
        ),
        Misconception(
            "eigenvalue-itself",
            largest_itself,
            "It is the right eigenvalue, with its sign or its imaginary part; the radius is its "
            "absolute value.",
            RADIUS,
        ),
        Misconception(
            "squared",
            lambda W: (np.abs(np.linalg.eigvals(W)) ** 2).max(),
            "This is the square of the radius: an absolute value is the root of the squares of "
            "the real and the imaginary part, added up.",
            RADIUS,
        ),
        Misconception(
            "first-of-them",
            lambda W: np.abs(np.linalg.eigvals(W)[0]),
            "This is the absolute value of the first eigenvalue; they come in no order, so the "
            "largest has to be looked for.",
            RADIUS,
        ),
        Misconception(
            "imaginary-part-dropped",
            lambda W: np.abs(np.linalg.eigvals(W).real).max(),
            "The imaginary parts are dropped before the absolute value is taken; a turn of the "
            "plane would lose most of its length that way.",
            RADIUS,
        ),
        Misconception(
            "symmetric-solver",
            lambda W: np.abs(np.linalg.eigvalsh(W)).max(),
            "eigvalsh reads one half of the matrix and takes it for symmetric; W_hh is not.",
            RADIUS,
        ),
        Misconception(
            "smallest",
            lambda W: np.abs(np.linalg.eigvals(W)).min(),
            "This is the smallest absolute value; in the long run the largest one decides.",
            RADIUS,
        ),
        Misconception(
            "frobenius-norm",
            lambda W: np.linalg.norm(W),
            "This is the Frobenius norm, the root of the sum of all squared entries.",
            RADIUS,
        ),
        Misconception(
            "all-of-them",
            lambda W: np.abs(np.linalg.eigvals(W)),
            "These are the absolute values of all eigenvalues; return the largest one.",
            RADIUS,
        ),
    ),
)


# --- 05.3 predicted_slope --------------------------------------------------------------------

RHO, SIGMA_1 = 0.85, 1.6  # the matrix that the exercise speaks of
CLOSE_ENOUGH = 0.005


def _right_slope():
    return math.log(rnn_ref.spectral_radius(RHO * np.eye(2)))


def _slope_rule(got, args):
    if np.ndim(got) or not isinstance(np.asarray(got).item(), int | float):
        return "answer with one number, such as predicted_slope = 1.25"
    if abs(float(got) - _right_slope()) <= CLOSE_ENOUGH:
        return None
    return f"{float(got):g} is more than {CLOSE_ENOUGH} away from the slope"


def _slope_mistake(id_, value, says, read=SLOPE):
    """A wrong number and all that round to it."""
    return Misconception(
        id_,
        lambda: value,
        says,
        read,
        shows=lambda got: abs(float(got) - value) <= CLOSE_ENOUGH,
    )


PREDICTED_SLOPE = Exercise(
    name="predicted_slope",
    number="05.3",
    unit=UNIT,
    title="predict a slope",
    points=3,
    reference=_right_slope,
    cases=lambda rng: [Case("your answer", ())],
    outputs=("predicted_slope",),
    section=SLOPE,
    hints=(
        "In the long run each step back multiplies the norm by one and the same number. What does "
        "a multiplication become on a logarithmic axis?",
        "norm(k) is about C rho^k, so ln norm(k) is about ln C + k ln rho. The slope is what "
        "stands before k.",
        "take the one of the two given numbers that decides in the long run\n"
        "take its natural logarithm\n"
        "mind the sign: does the norm grow or fade?",
    ),
    misconceptions=(
        _slope_mistake(
            "radius-itself",
            RHO,
            "This is the factor of one step; on a logarithmic axis a factor becomes its logarithm.",
        ),
        _slope_mistake(
            "singular-value",
            math.log(SIGMA_1),
            "This is the logarithm of the largest singular value: it bounds one step, but the "
            "long run follows the eigenvalues.",
            SINGULAR,
        ),
        _slope_mistake(
            "sign-reversed",
            -math.log(RHO),
            "The size is right and the sign is not: further back the norm fades, so its logarithm "
            "falls.",
        ),
        _slope_mistake(
            "base-ten",
            math.log10(RHO),
            "This is the logarithm to base 10; the exercise asks for the natural one.",
        ),
        _slope_mistake(
            "loss-per-step",
            RHO - 1,
            "This is the share that is lost in one step, which is near the logarithm for numbers "
            "near 1 only.",
        ),
        _slope_mistake(
            "minus-the-radius",
            -RHO,
            "This is the factor of one step with a minus; a factor becomes its logarithm, which "
            "is below 0 by itself for factors below 1.",
        ),
        _slope_mistake(
            "singular-value-itself",
            SIGMA_1,
            "This is the largest singular value, which bounds one step; the long run follows "
            "the spectral radius, and a factor becomes its logarithm.",
            SINGULAR,
        ),
        _slope_mistake(
            "both-numbers",
            math.log(RHO * SIGMA_1),
            "Both numbers have gone into this logarithm; only one of the two decides in the "
            "long run.",
            SINGULAR,
        ),
    ),
    comparison=Invariant(_slope_rule),
    is_answer=True,
    praise="Each step back multiplies by rho in the long run, so the logarithm falls by ln rho, "
    "whatever the singular values are.",
)


# --- 05.4 clip_by_global_norm ----------------------------------------------------------------


def _grads(rng, dtype=float, **shapes):
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}


def clip_cases(rng):
    """Above the limit, below it, at it; arrays of very different sizes; all zero."""

    def case(name, kind, share, size=1.0, dtype=float, **shapes):
        """share: the limit as a share of the norm."""
        grads = {k: size * g for k, g in _grads(rng, dtype, **shapes).items()}
        limit = float(share * _norm(grads))
        return Case(name, (grads, limit if share == 1 else float(f"{limit:.3g}")), kind)

    uneven = _grads(rng, W_xh=(3, 5), W_hh=(5, 5), b_h=(5,))
    uneven["W_hh"] *= 20.0
    zeros = {"W_hh": np.zeros((4, 4)), "b_h": np.zeros(4)}
    with_zero = {**_grads(rng, W=(2, 3)), "b": np.zeros(3)}
    return [
        case("one vector", "shapes", 0.5, w=(4,)),
        case("a layer", "shapes", 0.4, W_xh=(2, 3), W_hh=(3, 3), b_h=(3,)),
        Case("one gradient all zero", (with_zero, 0.8), "isolation"),
        Case("the limit is 1", (_grads(rng, W=(4, 3), b=(3,)), 1.0), "isolation"),
        case("one number", "ones", 0.3, w=(1,)),
        case("one row", "ones", 0.6, W=(1, 4), b=(1,)),
        case("above the limit", "generic", 0.7, W_xh=(3, 4), W_hh=(4, 4), b_h=(4,)),
        case("far above the limit", "generic", 0.05, size=3.0, U=(5, 3), V=(3, 4), c=(3,)),
        case("below the limit", "generic", 1.5, W_xh=(4, 5), W_hh=(5, 5), b_h=(5,)),
        case("far below the limit", "generic", 40.0, W=(3, 6), b=(6,)),
        case("at the limit", "generic", 1.0, W=(4, 6), b=(6,)),
        Case("one array much larger than the others", (uneven, 12.0)),
        Case("all gradients zero", (zeros, 2.5)),
        case("float32", "float32", 0.5, dtype=np.float32, W=(4, 3), b=(3,)),
        case("after an explosion", "extreme", 1e-7, size=1e6, W_hh=(4, 4), b_h=(4,)),
    ]


def _norm(grads):
    return np.sqrt(sum((g**2).sum() for g in grads.values()))


def _clip_with(measure=_norm, rule=None, reported=None):
    """Clipping with another norm, or another rule (g, norm, max_norm) for each gradient."""

    def scaled(g, norm, max_norm):
        return g * (max_norm / norm) if norm > max_norm else g

    def wrong(grads, max_norm):
        norm = measure(grads)
        clipped = {k: (rule or scaled)(g, norm, max_norm) for k, g in grads.items()}
        return clipped, norm if reported is None else reported(norm, clipped)

    return wrong


def _norm_with(total, of_array):
    """A norm of all gradients: total(what of_array(g) gives for each array)."""
    return lambda grads: total([of_array(g) for g in grads.values()])


def _per_array(g, norm, max_norm):
    own = np.linalg.norm(g)
    return g * (max_norm / own) if own > max_norm else g


def _flat_squares(g):
    return g.ravel() ** 2


def always_scaled(grads, max_norm):
    with np.errstate(all="ignore"):  # zeros come out as 0 / 0
        return {k: g * (max_norm / _norm(grads)) for k, g in grads.items()}, _norm(grads)


def zero_not_thought_of(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads.values()))
    scale = min(1.0, max_norm / norm)
    return {k: scale * g for k, g in grads.items()}, norm


def always_scaled_but_for_zeros(grads, max_norm):
    norm = _norm(grads)
    return {k: g * (max_norm / norm if norm > 0 else 1) for k, g in grads.items()}, norm


def always_scaled_and_stops(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * (max_norm / norm) for k, g in grads.items()}, norm


ALWAYS_SCALED = (
    "The gradients are always scaled to the limit, also where they lie below it; small gradients "
    "stay as they are, and zeros stay zeros."
)
NORMS_ADDED = "The norms of the arrays are added; add up their squares, and take the root once."

CLIP_BY_GLOBAL_NORM = Exercise(
    name="clip_by_global_norm",
    number="05.4",
    unit=UNIT,
    title="clipping by the global norm",
    points=8,
    reference=rnn_ref.clip_by_global_norm,
    cases=clip_cases,
    outputs=("clipped", "norm"),
    shares={"clipped": 5 / 8, "norm": 3 / 8},
    section=CLIP,
    hints=(
        "Think of all gradients as one long vector. If it is too long it is made shorter, and it "
        "keeps its direction, so every entry gets the same factor.",
        "norm = root of the sum of g^2 over all entries of all arrays. The factor is "
        "max_norm / norm where norm > max_norm, and 1 elsewhere.",
        "add up the squares of all entries of all arrays\n"
        "take the root once\n"
        "decide on the factor by comparing the norm with the limit\n"
        "make a new dict with each array times the factor\n"
        "return it together with the norm from before",
    ),
    misconceptions=(
        Misconception(
            "each-array-by-itself",
            _clip_with(rule=_per_array),
            "Each array is clipped by its own norm, which turns the step in another direction; "
            "one norm of all arrays gives one factor for all.",
            FACTOR,
        ),
        Misconception(
            "by-value",
            _clip_with(rule=lambda g, norm, limit: np.clip(g, -limit, limit)),
            "Every entry is cut to the limit by itself: that is clipping by value. By norm, all "
            "entries shrink by the same factor.",
            VALUE,
        ),
        Misconception("always-scaled", always_scaled, ALWAYS_SCALED, FACTOR),
        Misconception(
            "always-scaled-but-for-zeros", always_scaled_but_for_zeros, ALWAYS_SCALED, FACTOR
        ),
        Misconception(
            "always-scaled-and-stops",
            always_scaled_and_stops,
            "The gradients are always scaled to the limit, so small ones grow and zeros divide by "
            "zero; below the limit they stay as they are.",
            FACTOR,
        ),
        Misconception(
            "zero-divides",
            zero_not_thought_of,
            "All is right but for gradients that are all zero: their norm is 0, and max_norm is "
            "divided by it; compare first, divide where it is needed.",
            FACTOR,
        ),
        Misconception(
            "never-clipped",
            _clip_with(rule=lambda g, n, limit: g),
            "The gradients come back as they went in. If you do scale them in a loop: a new value "
            "for the loop's variable changes neither the dict nor its arrays.",
            FACTOR,
        ),
        Misconception(
            "scaled-below-the-limit",
            _clip_with(rule=lambda g, n, limit: g * (limit / n) if 0 < n < limit else g),
            "The comparison is turned round: gradients below the limit are scaled up and those "
            "above it are left alone.",
            FACTOR,
        ),
        Misconception(
            "factor-upside-down",
            _clip_with(rule=lambda g, n, limit: g * (n / limit) if n > limit else g),
            "The factor is upside down: norm / max_norm makes large gradients larger.",
            FACTOR,
        ),
        Misconception(
            "limit-forgotten",
            _clip_with(rule=lambda g, n, limit: g / n if n > limit else g),
            "Above the limit the gradients are scaled to norm 1; they should come out with norm "
            "max_norm.",
            FACTOR,
        ),
        Misconception(
            "small-number-in-the-factor",
            _clip_with(rule=lambda g, n, limit: g * min(1.0, limit / (n + 1e-6))),
            "A small number is added to the norm in the factor, as some libraries do; the clipped "
            "norm then misses the limit. Comparing first makes it superfluous.",
            FACTOR,
        ),
        Misconception(
            "root-forgotten",
            _clip_with(_norm_with(sum, lambda g: (g**2).sum())),
            "The norm lacks its root: this is the sum of the squares.",
            FACTOR,
        ),
        Misconception(
            "sum-of-norms",
            _clip_with(_norm_with(sum, np.linalg.norm)),
            NORMS_ADDED,
            FACTOR,
        ),
        Misconception(
            "root-of-the-sum-of-norms",
            _clip_with(_norm_with(lambda norms: np.sqrt(sum(norms)), np.linalg.norm)),
            NORMS_ADDED,
            FACTOR,
        ),
        Misconception(
            "norm-of-the-last-array",
            _clip_with(_norm_with(lambda norms: norms[-1], np.linalg.norm)),
            "This is the norm of the last array: each one overwrites those before it, and their "
            "squares are to be added up.",
            FACTOR,
        ),
        Misconception(
            "largest-of-the-norms",
            _clip_with(_norm_with(max, np.linalg.norm)),
            "This is the largest of the norms of the arrays; all of them count: add up their "
            "squares, and take the root once.",
            FACTOR,
        ),
        Misconception(
            "singular-value-of-each",
            _clip_with(_norm_with(np.linalg.norm, lambda g: np.linalg.norm(g, 2))),
            "With the second argument 2, a matrix gives its largest singular value; here the "
            "squares of all entries are added up.",
            FACTOR,
        ),
        Misconception(
            "sum-of-absolute-values",
            _clip_with(_norm_with(sum, lambda g: np.abs(g).sum())),
            "The absolute values are added up; a norm is the root of the sum of the squares.",
            FACTOR,
        ),
        Misconception(
            "list-of-arrays",
            _clip_with(_norm_with(np.linalg.norm, lambda g: g)),
            "NumPy cannot make one array of arrays with different shapes, hence the exception; "
            "take the sum of squares of each array, and add these numbers.",
            FACTOR,
        ),
        Misconception(
            "mean-of-squares",
            _clip_with(
                _norm_with(lambda parts: np.sqrt(np.concatenate(parts).mean()), _flat_squares)
            ),
            "The squares are averaged; for a norm they are added up.",
            FACTOR,
        ),
        Misconception(
            "norm-after",
            _clip_with(reported=lambda norm, clipped: _norm(clipped)),
            "The norm that is returned is that of the clipped gradients; return the one from "
            "before, which tells what the network did.",
            CLIP,
        ),
        Misconception(
            "norm-not-returned",
            lambda grads, max_norm: rnn_ref.clip_by_global_norm(grads, max_norm)[0],
            "Only the gradients are returned; the norm from before belongs beside them.",
            CLIP,
        ),
        Misconception(
            "outputs-exchanged",
            lambda grads, max_norm: rnn_ref.clip_by_global_norm(grads, max_norm)[::-1],
            "The two outputs stand in the wrong order: first the gradients, then the norm.",
            CLIP,
        ),
    ),
)


# --- 05.5 orthogonal -------------------------------------------------------------------------


def orthogonal_cases(rng):
    """Single matrices, and many in a row from one generator."""

    def case(name, kind, H, repeat=1):
        return Case(name, (Rng(int(rng.integers(2**31))), H), kind, repeat)

    return [
        case("three units", "shapes", 3),
        case("two units", "shapes", 2),
        case("one unit", "ones", 1),
        case("H=3, 400 draws in a row", "generic", 3, 400),
        case("H=5, 50 draws in a row", "generic", 5, 50),
        case("H=40", "extreme", 40),
    ]


def _draws(value, H=None):
    """One matrix, or a list of them, as an array (draws, H, H)."""
    Q = np.asarray(value, dtype=float)
    return Q if Q.ndim == 3 else Q[None]


def _gram(Q):
    return Q.swapaxes(1, 2) @ Q


def _is_orthogonal(Q):
    return np.abs(_gram(Q) - np.eye(Q.shape[2])).max() < 1e-8


def _orthogonal_rule(got, args):
    H = args[1]
    if isinstance(got, tuple):
        return f"it is a tuple of {len(got)}, expected an array of shape {(H, H)}"
    Q = np.asarray(got, dtype=float)
    if Q.ndim not in (2, 3) or Q.shape[-2:] != (H, H):
        return f"it has shape {Q.shape[-2:]}, expected {(H, H)}"
    Q = _draws(Q)
    off = np.abs(_gram(Q) - np.eye(H))
    if not off.max() < 1e-8:
        n, i, j = (int(k) for k in np.argwhere(~(off < 1e-8))[0])
        value = float(Q[n, :, i] @ Q[n, :, j])
        return f"columns {i} and {j} have the product {value:.4g}, expected {float(i == j):g}"
    if len(Q) == 1:
        return None
    if np.abs(Q[1:] - Q[:-1]).max(axis=(1, 2)).min() < 1e-8:
        return "two calls in a row, with the same generator, gave the same matrix"
    return _uneven_sign(Q)


def _uneven_sign(Q):
    """Which entry has one sign too often, in words; None where each has both about as often.

    The bound is six standard deviations of a fair coin: a right answer fails once in some 10^7.
    """
    share = (Q > 0).mean(axis=0)
    for never, word in ((share == 0, "positive"), (share == 1, "negative")):
        if never.any():
            i, j = (int(k) for k in np.argwhere(never)[0])
            return f"in {len(Q)} draws entry [{i}, {j}] was never {word}"
    uneven = np.abs(share - 0.5) > 3 / np.sqrt(len(Q))
    if not uneven.any():
        return None
    i, j = (int(k) for k in np.argwhere(uneven)[0])
    return f"in {len(Q)} draws entry [{i}, {j}] was positive {share[i, j]:.0%} of the time"


def _off_diagonal(Q):
    return np.abs(_gram(Q) * (1 - np.eye(Q.shape[2]))).max()


def _has(sign_of):
    """Orthogonal, not the identity, but one kind of entry never changes its sign."""

    def shows(value):
        Q = _draws(value)
        return _is_orthogonal(Q) and not _is_identity(Q) and bool(sign_of(Q))

    return shows


def _is_lopsided(Q):
    """Over many draws each entry has both signs, and some entry one of them too often."""
    share = (Q > 0).mean(axis=0)
    return len(Q) < 100 or (share.min() > 0 and share.max() < 1 and _uneven_sign(Q) is not None)


def _is_identity(Q):
    return len(Q[0]) > 1 and np.abs(Q - np.eye(Q.shape[2])).max() < 1e-8


def _is_triangular(Q):
    return np.abs(np.tril(Q, -1)).max() < 1e-8


def _is_raw(value):
    Q = _draws(value)
    single = Q.shape[2] == 1
    lengths = np.einsum("nij,nij->nj", Q, Q)
    return np.abs(lengths - 1).min() > 1e-8 and (
        single or (not _is_triangular(Q) and _off_diagonal(Q) > 1e-8)
    )


def _is_normalised(value):
    Q = _draws(value)
    columns, rows = (np.einsum(f"nij,nij->n{axis}", Q, Q) for axis in "ji")
    unit = min(np.abs(columns - 1).max(), np.abs(rows - 1).max()) < 1e-8
    return unit and (Q.shape[2] == 1 or _off_diagonal(Q) > 1e-8)


def _is_scaled(even):
    """Perpendicular columns of other lengths than 1: all of one length, or of several."""

    def shows(value):
        Q = _draws(value)
        lengths = np.einsum("nij,nij->nj", Q, Q)
        single = Q.shape[2] == 1
        same = bool(np.abs(lengths - lengths[:, :1]).max() < 1e-8)
        perpendicular = _off_diagonal(Q) < 1e-8 and not _is_triangular(Q)
        return single or (perpendicular and same == even and np.abs(lengths - 1).min() > 1e-8)

    return shows


def _is_triangle(cut):
    """Upper triangular: cut out of an orthogonal matrix, whose last column is left, or not."""

    def shows(value):
        Q = _draws(value)
        whole = bool(np.abs((Q[:, :, -1] ** 2).sum(axis=1) - 1).max() < 1e-8)
        return _is_triangular(Q) and not _is_identity(Q) and whole == cut

    return shows


def _is_diagonal(value):
    Q = _draws(value)
    return bool(np.abs(Q * (1 - np.eye(Q.shape[2]))).max() < 1e-8) and not _is_identity(Q)


def _has_lengths_that_count(value):
    """Column j is a sum of j + 1 perpendicular columns of length 1."""
    Q = _draws(value)
    lengths = np.einsum("nij,nij->nj", Q, Q)
    return bool(np.abs(lengths - np.arange(1, Q.shape[2] + 1)).max() < 1e-8)


def _is_the_same_again(value):
    Q = _draws(value)
    varied = len(Q) > 1 and np.abs(Q - Q[0]).max() > 1e-8
    return _is_orthogonal(Q) and not _is_identity(Q) and not varied


def signs_left_to_the_library(rng, H):
    return np.linalg.qr(rng.standard_normal((H, H)))[0]


def signs_of_the_wrong_diagonal(rng, H):
    Q, _ = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(np.diag(Q))


def signs_of_all_of_the_triangle(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(R)


def product_with_the_signs_of_the_triangle(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q @ np.sign(R)


def signs_entry_by_entry(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.diag(np.sign(np.diag(R)))


def diagonal_without_sign(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.diag(R)


def numbers_above_zero(rng, H):
    Q, R = np.linalg.qr(rng.random((H, H)))
    return Q * np.sign(np.diag(R))


def columns_normalised(rng, H):
    A = rng.standard_normal((H, H))
    return A / np.linalg.norm(A, axis=0)


ORTHOGONAL_START = Exercise(
    name="orthogonal",
    number="05.5",
    unit=UNIT,
    title="a random orthogonal matrix",
    points=4,
    reference=rnn_ref.orthogonal,
    cases=orthogonal_cases,
    outputs=("Q",),
    section=START,
    hints=(
        "A random matrix has columns in random directions, which are not perpendicular. The QR "
        "decomposition makes them so.",
        "A = Q R with Q orthogonal and R upper triangular. Q R = (Q S)(S R) for any diagonal S "
        "of signs: choose S so that the diagonal of S R is positive.",
        "draw an (H, H) array of normal numbers from the generator\n"
        "decompose it\n"
        "multiply each column j of Q by the sign of the entry [j, j] of R\n"
        "return the result",
    ),
    misconceptions=(
        Misconception(
            "signs-left-to-the-library",
            signs_left_to_the_library,
            "The matrix is orthogonal, but its first entry never is positive: the library chose "
            "the signs. Use those of the diagonal of R.",
            ORTHOGONAL,
            _has(lambda Q: (Q[:, 0, 0] < 0).all() if Q.shape[2] > 1 else (Q > 0).all()),
        ),
        Misconception(
            "signs-of-the-wrong-diagonal",
            signs_of_the_wrong_diagonal,
            "The signs are those of the diagonal of Q, which can then never be negative; take "
            "those of the diagonal of R.",
            ORTHOGONAL,
            _has(lambda Q: (np.diagonal(Q, axis1=1, axis2=2) > 0).all()),
        ),
        Misconception(
            "first-factor-of-the-svd",
            lambda rng, H: np.linalg.svd(rng.standard_normal((H, H)))[0],
            "The matrix is orthogonal, but its entries do not have both signs equally often, as in "
            "the first factor of an SVD: the library chose the signs, and nothing mends them.",
            ORTHOGONAL,
            _has(_is_lopsided),
        ),
        Misconception(
            "not-orthogonalised",
            lambda rng, H: rng.standard_normal((H, H)) / np.sqrt(H),
            "These are plain random numbers, as are those of Q R: no two columns are "
            "perpendicular, and their lengths are not 1.",
            ORTHOGONAL,
            _is_raw,
        ),
        Misconception(
            "lengths-only",
            columns_normalised,
            "The columns (or rows) have length 1 but are not perpendicular to each other.",
            ORTHOGONAL,
            _is_normalised,
        ),
        Misconception(
            "triangle-returned",
            lambda rng, H: np.linalg.qr(rng.standard_normal((H, H)))[1],
            "This is the triangular factor R; the orthogonal one is Q, which comes first.",
            ORTHOGONAL,
            _is_triangle(cut=False),
        ),
        Misconception(
            "signs-of-all-of-the-triangle",
            signs_of_all_of_the_triangle,
            "Everything below the diagonal is 0: each entry of Q is multiplied by the sign of the "
            "same entry of R. Take the signs of the diagonal of R alone.",
            ORTHOGONAL,
            _is_triangle(cut=True),
        ),
        Misconception(
            "product-with-the-signs-of-the-triangle",
            product_with_the_signs_of_the_triangle,
            "Q is multiplied by the signs of all of R, which adds columns of Q together. Take the "
            "signs of the diagonal of R alone.",
            ORTHOGONAL,
            _has_lengths_that_count,
        ),
        Misconception(
            "signs-entry-by-entry",
            signs_entry_by_entry,
            "Everything beside the diagonal is 0: Q and the diagonal matrix of the signs are "
            "multiplied entry by entry, and `*` does not make a matrix product.",
            ORTHOGONAL,
            _is_diagonal,
        ),
        Misconception(
            "diagonal-without-sign",
            diagonal_without_sign,
            "The columns are perpendicular, but their lengths are the entries of the diagonal of "
            "R; only the signs of these entries are wanted.",
            ORTHOGONAL,
            _is_scaled(even=False),
        ),
        Misconception(
            "numbers-above-zero",
            numbers_above_zero,
            "The first column never has a negative entry, so some directions are preferred: the "
            "numbers that were drawn are all above 0. Draw normal numbers.",
            ORTHOGONAL,
            _has(lambda Q: (Q[:, :, 0] > 0).all()),
        ),
        Misconception(
            "identity",
            lambda rng, H: np.eye(H),
            "The identity is orthogonal, and it is one matrix; asked is a random one, drawn with "
            "the generator.",
            ORTHOGONAL,
            lambda value: np.abs(_draws(value) - np.eye(len(_draws(value)[0]))).max() < 1e-8,
        ),
        Misconception(
            "scaled-as-well",
            lambda rng, H: rnn_ref.orthogonal(rng, H) / np.sqrt(H),
            "The columns are perpendicular, but their length is not 1: an orthogonal matrix needs "
            "no further scaling.",
            ORTHOGONAL,
            _is_scaled(even=True),
        ),
        Misconception(
            "generator-ignored",
            lambda rng, H: rnn_ref.orthogonal(np.random.default_rng(0), H),
            "Every call gives the same matrix: the numbers come from a generator with a fixed "
            "seed, and not from the one that is handed in.",
            ORTHOGONAL,
            _is_the_same_again,
        ),
    ),
    comparison=Invariant(_orthogonal_rule),
)


# --- questions -------------------------------------------------------------------------------

QUESTION_1 = question(
    "question_05_1",
    number="05.A",
    unit=UNIT,
    title="one step back",
    replies={
        "a": "The gradient meets tanh before it meets the weights, since the forward pass met "
        "them in the other order; here the slope comes too late.",
        "b": "W_hh is not transposed: this is the way forward.",
        "c": "First through tanh, then through the weights, transposed. On this page the step is "
        "written as one matrix.",
    },
    right="dbbd462f0541",
    section="Before you start",
)

QUESTION_2 = question(
    "question_05_2",
    number="05.B",
    unit=UNIT,
    title="one step, no memory",
    replies={
        "a": "W_hh is multiplied by h_0, and h_0 is zero. A single step cannot teach a memory.",
        "b": "It has the right shape, but it pairs with h_0 = 0 in place of x_1.",
        "c": "The loss decides what arrives at h_1; W_hh was multiplied by zero all the same.",
    },
    right="e40b48765eb6",
    section="Before you start",
)

QUESTION_3 = question(
    "question_05_3",
    number="05.C",
    unit=UNIT,
    title="the slope at the end of tanh",
    replies={
        "a": "That is the state itself; the slope is 1 - h^2.",
        "b": "1 - 0.99^2 = 0.0199. A unit that is sure of itself lets 2 % of a gradient pass.",
        "c": "1 - h would be 0.01: the square is missing.",
    },
    right="55f91e8a8641",
    section="Before you start",
)

QUESTION_4 = question(
    "question_05_4",
    number="05.D",
    unit=UNIT,
    title="the factors of the sheet",
    replies={
        "a": "The slopes of tanh are missing: this is 1.5 squared for both.",
        "b": "These are the factors of the last step alone; two steps lie between h_0 and h_2.",
        "c": "The slopes are those of h_0 and h_1; the step into h_t has the slope of h_t.",
        "d": "The same weight, twice the same number of steps: one factor is above 1 and the "
        "other far below it. The inputs decide.",
    },
    right="57dacb7a2bb5",
    section=SHEET,
)

QUESTION_5 = question(
    "question_05_5",
    number="05.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "Answer A is right: every step shrinks every vector, so the product must.",
        "b": "A largest singular value above 1 allows a single step to stretch some vector. It "
        "takes many steps that stretch one after the other to explode, and the Gaussian matrix "
        "of this page has 1.77 and fades.",
    },
    right="f5129cda9781",
    section="Explain back",
)

EXERCISES = (
    QUESTION_1,
    QUESTION_2,
    QUESTION_3,
    QUESTION_4,
    JACOBIAN_NORMS,
    SPECTRAL_RADIUS,
    PREDICTED_SLOPE,
    CLIP_BY_GLOBAL_NORM,
    ORTHOGONAL_START,
    QUESTION_5,
)
