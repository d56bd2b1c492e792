"""Exercise 06.4, rmsprop_step: a step size for each parameter."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_06 import SCALE, UNIT
from autograde.exercises.unit_06.memories import (
    SHAPES,
    by_kind,
    by_place,
    draw,
    draw_squares,
    each,
    first_only,
    one_for_all,
    turned,
)
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise


def rmsprop_cases(rng):
    """Memories that are zero and that are not; rho and eps left alone, and given."""

    def case(name, kind, lr, scale, shapes, *more, square=None, turn=False):
        dtype = np.float32 if kind == "float32" else float
        params, grads = draw(rng, shapes, dtype=dtype), draw(rng, shapes, scale, dtype)
        square = draw_squares(rng, shapes, scale, dtype) if square is None else square
        return Case(name, (params, turned(grads) if turn else grads, square, lr, *more), kind)

    W = {"W": (3, 4), "b": (4,)}
    return by_kind(
        [
            *(case(*row, turn=row[0].startswith("two arrays")) for row in SHAPES),
            case(
                "the first step: no memory yet",
                "isolation",
                0.1,
                1.0,
                W,
                square=each(W, lambda k: np.zeros(W[k])),
            ),
            case("zero gradients", "isolation", 0.1, 0.0, W, square=draw_squares(rng, W)),
            case("rho = 0.5", "generic", 0.1, 1.0, {"W": (4, 5), "b": (5,)}, 0.5),
            case("rho = 0.99, eps = 0.1", "generic", 0.1, 1.0, {"W": (6, 3), "b": (3,)}, 0.99, 0.1),
            case("tiny gradients", "extreme", 0.1, 1e-7, {"W": (3, 4), "b": (4,)}),
        ]
    )


def _update(step, memory=None):
    """step(p, dp, s, lr, eps) with the memory by memory(s, dp, rho), RMSprop's if not given."""
    memory = memory or (lambda s, g, rho: rho * s + (1 - rho) * g**2)

    def wrong(params, grads, square, lr, rho=0.9, eps=1e-7):
        new = each(params, lambda k: memory(square[k], grads[k], rho))
        return each(params, lambda k: step(params[k], grads[k], new[k], lr, eps)), new

    return wrong


def _right(p, g, s, lr, eps):
    return p - lr * g / (np.sqrt(s) + eps)


def scaled_by_the_old_memory(params, grads, square, lr, rho=0.9, eps=1e-7):
    _, new = rnn_ref.rmsprop_step(params, grads, square, lr, rho, eps)
    return each(params, lambda k: _right(params[k], grads[k], square[k], lr, eps)), new


def old_memory_returned(params, grads, square, lr, rho=0.9, eps=1e-7):
    new, _ = rnn_ref.rmsprop_step(params, grads, square, lr, rho, eps)
    return new, square


MISTAKES = {
    "nothing-is-forgotten": (
        _update(_right, lambda s, g, rho: s + g**2),
        "The squares are added up and nothing is forgotten: this is Adagrad, whose steps only "
        "shrink. RMSprop keeps a running mean, weighted with rho and 1 - rho.",
        SCALE,
    ),
    "square-not-weighted": (
        _update(_right, lambda s, g, rho: rho * s + g**2),
        "The new square enters with the weight 1; in a running mean, both weights sum to 1.",
        SCALE,
    ),
    "weights-exchanged": (
        _update(_right, lambda s, g, rho: (1 - rho) * s + rho * g**2),
        "rho and 1 - rho are exchanged: rho is what is kept of the old memory.",
        SCALE,
    ),
    "gradient-not-squared": (
        _update(
            lambda p, g, s, lr, eps: p - lr * g / (np.sqrt(np.abs(s)) + eps),
            lambda s, g, rho: rho * s + (1 - rho) * g,
        ),
        "The memory holds the gradient and not its square.",
        SCALE,
    ),
    "root-missing": (
        _update(lambda p, g, s, lr, eps: p - lr * g / (s + eps)),
        "The gradient is divided by the mean of the squares; the root of it is missing.",
        SCALE,
    ),
    "eps-inside-the-root": (
        _update(lambda p, g, s, lr, eps: p - lr * g / np.sqrt(s + eps)),
        "eps is added before the root is taken; it is added to the root.",
        SCALE,
    ),
    "eps-missing": (
        _update(lambda p, g, s, lr, eps: p - lr * g / np.sqrt(s)),
        "eps is missing: where a gradient has always been 0, this divides 0 by 0.",
        SCALE,
    ),
    "multiplied-by-the-root": (
        _update(lambda p, g, s, lr, eps: p - lr * g * (np.sqrt(s) + eps)),
        "The gradient is multiplied by the root; a parameter with large gradients takes smaller "
        "steps, so divide.",
        SCALE,
    ),
    "scaled-by-the-old-memory": (
        scaled_by_the_old_memory,
        "The step is scaled by the memory before this gradient; first update the memory, then "
        "take the step with the new one.",
        SCALE,
    ),
    "memory-of-before-returned": (
        old_memory_returned,
        "The memory that comes back is the one that was given; the next step needs the new one.",
        SCALE,
    ),
    "uphill": (
        _update(lambda p, g, s, lr, eps: p + lr * g / (np.sqrt(s) + eps)),
        "The update goes uphill: the gradient points to where the loss grows, so subtract it.",
        SCALE,
    ),
    "learning-rate-forgotten": (
        _update(lambda p, g, s, lr, eps: p - g / (np.sqrt(s) + eps)),
        "The learning rate has no effect; it scales the whole step.",
        SCALE,
    ),
    "plain-gradient-descent": (
        _update(lambda p, g, s, lr, eps: p - lr * g),
        "The memory is kept and not used: this is the step of plain gradient descent.",
        SCALE,
    ),
    "change-only": (
        _update(lambda p, g, s, lr, eps: -lr * g / (np.sqrt(s) + eps)),
        "What is returned is the change; add it to the parameters.",
        SCALE,
    ),
    "one-step-size-for-an-array": (
        _update(
            lambda p, g, s, lr, eps: p - lr * g / (np.sqrt(s) + eps),
            lambda s, g, rho: one_for_all(rho * s + (1 - rho) * g**2),
        ),
        "Each array has one mean of squares; every entry of it has its own.",
        SCALE,
    ),
    "paired-by-place": (
        by_place(rnn_ref.rmsprop_step),
        "Parameters and gradients are paired by their place in the dicts; the names are what "
        "they share, and the order may differ.",
        SCALE,
    ),
    "first-parameter-only": (
        first_only(rnn_ref.rmsprop_step, 2),
        "Only one parameter comes back: does `return` stand inside the loop?",
        SCALE,
    ),
    "outputs-exchanged": (
        in_order(rnn_ref.rmsprop_step, 1, 0),
        "Parameters and memory are returned in the other order.",
        SCALE,
    ),
}

EXERCISE = Exercise(
    name="rmsprop_step",
    number="06.4",
    unit=UNIT,
    title="a step size for each parameter",
    points=4,
    reference=rnn_ref.rmsprop_step,
    cases=rmsprop_cases,
    outputs=("new_params", "new_square"),
    section=SCALE,
    hints=(
        "One learning rate for all parameters is too large for some and too small for others. "
        "What would you have to know of a parameter's past gradients to choose its own?",
        "s = rho * s + (1 - rho) * dp**2, then p - lr * dp / (sqrt(s) + eps), for each name; s "
        "is the new one in both.",
        "make an empty dict for the memory and one for the parameters\n"
        "for each name:\n"
        "    mix the old memory with the square of the gradient, by rho\n"
        "    divide the gradient by the root of the new memory plus eps\n"
        "    store the parameter less the learning rate times that\n"
        "return both dicts",
    ),
    misconceptions=named(MISTAKES),
)
