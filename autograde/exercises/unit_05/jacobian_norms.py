"""Exercise 05.1, jacobian_norms: what is left of a change."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_05 import ORDER, SIZE, STEP, UNIT
from autograde.kinds.exercise import Case, Exercise, Misconception


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


EXERCISE = Exercise(
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
        "What is the derivative of the last state for itself? One step further back adds one "
        "Jacobian to the product: on which side?",
        "d h_T / d h_tau = J_{tau+1} J_{tau+2} ... J_T, where column j of J_t is column j of W_hh "
        "times the slope of unit j, 1 - h_t[j]^2. For tau = T it is the identity.",
        "product: the identity (H, H)\n"
        "for i from T - 1 down to 0:\n"
        "    store the norm of product as number i\n"
        "    multiply product from the left by the Jacobian of the step that ends in state i\n"
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
            "Each product has one Jacobian too many: norms[i] starts after hs[i], so the last "
            "of the norms is that of the identity, 1. Store first, then multiply.",
            ORDER,
        ),
        Misconception(
            "from-the-first-step",
            from_the_first_step,
            "These are the norms of d hs[i] / d hs[0], from the first state onwards; asked is "
            "how much of each state is left in the last one.",
            ORDER,
        ),
        Misconception(
            "by-lag",
            by_lag,
            "The norms are right and run from the last step to the first; norms[i] belongs to "
            "hs[i].",
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
            "The loop runs from the first step to the last, so norms[i] holds the steps before it; "
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
