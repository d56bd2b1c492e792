"""Exercise 06.5, adam_step: momentum and a step size for each parameter."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_06 import ADAM, CORRECT, UNIT
from autograde.exercises.unit_06.memories import (
    SHAPES,
    by_kind,
    by_place,
    draw,
    draw_squares,
    each,
    first_only,
    turned,
)
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise


def adam_cases(rng):
    """First steps and later ones; the two rates and eps left alone, and given."""

    def case(name, kind, lr, scale, shapes, *more, t=3, memory=True, turn=False):
        dtype = np.float32 if kind == "float32" else float
        params, grads = draw(rng, shapes, dtype=dtype), draw(rng, shapes, scale, dtype)
        mean, square = draw(rng, shapes, scale, dtype), draw_squares(rng, shapes, scale, dtype)
        if not memory:
            mean = square = each(shapes, lambda k: np.zeros(shapes[k], dtype))
        grads = turned(grads) if turn else grads
        return Case(name, (params, grads, mean, square, t, lr, *more), kind)

    W = {"W": (3, 4), "b": (4,)}
    return by_kind(
        [
            *(case(*row, turn=row[0].startswith("two arrays")) for row in SHAPES),
            case("the first step: no memory yet", "isolation", 0.1, 1.0, W, t=1, memory=False),
            case("a memory of zero at t = 5", "isolation", 0.1, 1.0, W, t=5, memory=False),
            case("t = 1", "generic", 0.1, 1.0, {"W": (4, 5), "b": (5,)}, t=1),
            case("t = 40", "generic", 0.1, 1.0, {"W": (4, 6), "b": (6,)}, t=40),
            case("beta1 = 0.5, beta2 = 0.8", "generic", 0.1, 1.0, {"W": (6, 3)}, 0.5, 0.8, t=2),
            case("eps = 0.1", "generic", 0.1, 1.0, {"W": (5, 4)}, 0.8, 0.9, 0.1, t=4),
            case("tiny gradients", "extreme", 0.1, 1e-7, W, t=2),
        ]
    )


def _root(p, m, s, lr, eps):
    return p - lr * m / (np.sqrt(s) + eps)


def _adam(step=_root, mean=True, square=True, power=lambda beta, t: beta**t, kept=False):
    """Adam with another last step, or with other corrections of its two memories.

    mean, square: is it corrected?; power(beta, t): what is subtracted from 1 for it;
    kept: are the corrected memories returned?
    """

    def wrong(params, grads, old_mean, old_square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
        m = each(params, lambda k: beta1 * old_mean[k] + (1 - beta1) * grads[k])
        s = each(params, lambda k: beta2 * old_square[k] + (1 - beta2) * grads[k] ** 2)
        m_hat = each(m, lambda k: m[k] / (1 - power(beta1, t))) if mean else m
        s_hat = each(s, lambda k: s[k] / (1 - power(beta2, t))) if square else s
        new = each(params, lambda k: step(params[k], m_hat[k], s_hat[k], lr, eps))
        return new, *((m_hat, s_hat) if kept else (m, s))

    return wrong


def betas_exchanged(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    return rnn_ref.adam_step(params, grads, mean, square, t, lr, beta2, beta1, eps)


def _memories_with(weigh):
    """Both memories by weigh(old, new, beta); the rest is right."""

    def wrong(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
        m = each(params, lambda k: weigh(mean[k], grads[k], beta1))
        s = each(params, lambda k: weigh(square[k], grads[k] ** 2, beta2))
        c1, c2 = 1 - beta1**t, 1 - beta2**t
        return each(params, lambda k: _root(params[k], m[k] / c1, s[k] / c2, lr, eps)), m, s

    return wrong


def _step_from(which):
    """The memories are right; the step is made from what `which` picks."""

    def wrong(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
        _, m, s = rnn_ref.adam_step(params, grads, mean, square, t, lr, beta1, beta2, eps)
        c1, c2 = 1 - beta1**t, 1 - beta2**t

        def one(k):
            up, below = which(grads[k], m[k], s[k], mean[k], square[k], c1, c2)
            return _root(params[k], up, below, lr, eps)

        return each(params, one), m, s

    return wrong


def square_of_the_mean(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = each(params, lambda k: beta1 * mean[k] + (1 - beta1) * grads[k])
    s = each(params, lambda k: beta2 * square[k] + (1 - beta2) * m[k] ** 2)
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    return each(params, lambda k: _root(params[k], m[k] / c1, s[k] / c2, lr, eps)), m, s


def gradient_not_squared(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = each(params, lambda k: beta1 * mean[k] + (1 - beta1) * grads[k])
    s = each(params, lambda k: beta2 * square[k] + (1 - beta2) * grads[k])
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    return each(params, lambda k: _root(params[k], m[k] / c1, s[k] / c2, lr, eps)), m, s


def old_memories_returned(params, grads, mean, square, *rest):
    return rnn_ref.adam_step(params, grads, mean, square, *rest)[0], mean, square


MISTAKES = {
    "not-corrected": (
        _adam(mean=False, square=False),
        "Neither memory is corrected: both start from zero, so the first steps have the wrong "
        "size. Divide each by 1 - beta**t.",
        CORRECT,
    ),
    "mean-not-corrected": (
        _adam(mean=False),
        "The mean is not corrected; it starts from zero as the squares do, and is divided by "
        "1 - beta1**t.",
        CORRECT,
    ),
    "square-not-corrected": (
        _adam(square=False),
        "The mean of the squares is not corrected; it starts from zero as the mean does, and is "
        "divided by 1 - beta2**t.",
        CORRECT,
    ),
    "steps-counted-from-zero": (
        _adam(power=lambda beta, t: beta ** (t + 1)),
        "The correction takes t + 1 as the number of the step; t counts from 1 already.",
        CORRECT,
    ),
    "same-correction-at-all-steps": (
        _adam(power=lambda beta, t: beta),
        "The correction does not depend on t: it divides by 1 - beta at every step, and not by "
        "1 - beta**t.",
        CORRECT,
    ),
    "multiplied-by-t": (
        _adam(power=lambda beta, t: beta * t),
        "The correction takes beta * t; it is beta to the power of t.",
        CORRECT,
    ),
    "corrected-memories-kept": (
        _adam(kept=True),
        "The corrected memories are returned, and would be corrected again at the next step; "
        "return the running means themselves.",
        CORRECT,
    ),
    "memories-of-before-returned": (
        old_memories_returned,
        "The memories that come back are those that were given; the next step needs the new ones.",
        ADAM,
    ),
    "betas-exchanged": (
        betas_exchanged,
        "beta1 and beta2 are exchanged: beta1 belongs to the mean of the gradients, beta2 to that "
        "of their squares.",
        ADAM,
    ),
    "weights-exchanged": (
        _memories_with(lambda old, new, beta: (1 - beta) * old + beta * new),
        "beta and 1 - beta are exchanged: beta is what is kept of the old memory.",
        ADAM,
    ),
    "new-part-not-weighted": (
        _memories_with(lambda old, new, beta: beta * old + new),
        "The new gradient enters with the weight 1; in a running mean, both weights sum to 1.",
        ADAM,
    ),
    "gradient-in-place-of-the-mean": (
        _step_from(lambda g, m, s, m0, s0, c1, c2: (g, s / c2)),
        "The step takes the gradient of this batch alone: this is RMSprop with a correction. The "
        "corrected mean takes its place.",
        ADAM,
    ),
    "memories-of-before-used": (
        _step_from(lambda g, m, s, m0, s0, c1, c2: (m0 / c1, s0 / c2)),
        "The step is made from the memories before this gradient; update them first.",
        ADAM,
    ),
    "square-of-the-mean": (
        square_of_the_mean,
        "The second memory takes the square of the running mean; it is the mean of the squares "
        "of the gradients.",
        ADAM,
    ),
    "gradient-not-squared": (
        gradient_not_squared,
        "The second memory holds the gradient and not its square.",
        ADAM,
    ),
    "root-missing": (
        _adam(lambda p, m, s, lr, eps: p - lr * m / (s + eps)),
        "The mean is divided by the mean of the squares; the root of it is missing.",
        ADAM,
    ),
    "eps-inside-the-root": (
        _adam(lambda p, m, s, lr, eps: p - lr * m / np.sqrt(s + eps)),
        "eps is added before the root is taken; it is added to the root.",
        ADAM,
    ),
    "uphill": (
        _adam(lambda p, m, s, lr, eps: p + lr * m / (np.sqrt(s) + eps)),
        "The update goes uphill: the gradient points to where the loss grows, so subtract it.",
        ADAM,
    ),
    "learning-rate-forgotten": (
        _adam(lambda p, m, s, lr, eps: p - m / (np.sqrt(s) + eps)),
        "The learning rate has no effect; it scales the whole step.",
        ADAM,
    ),
    "change-only": (
        _adam(lambda p, m, s, lr, eps: -lr * m / (np.sqrt(s) + eps)),
        "What is returned is the change; add it to the parameters.",
        ADAM,
    ),
    "paired-by-place": (
        by_place(rnn_ref.adam_step),
        "Parameters and gradients are paired by their place in the dicts; the names are what "
        "they share, and the order may differ.",
        ADAM,
    ),
    "first-parameter-only": (
        first_only(rnn_ref.adam_step, 3),
        "Only one parameter comes back: does `return` stand inside the loop?",
        ADAM,
    ),
    "memories-exchanged": (
        in_order(rnn_ref.adam_step, 0, 2, 1),
        "The two memories are returned in the other order.",
        ADAM,
    ),
}

EXERCISE = Exercise(
    name="adam_step",
    number="06.5",
    unit=UNIT,
    title="momentum and a step size for each parameter",
    points=6,
    reference=rnn_ref.adam_step,
    cases=adam_cases,
    outputs=("new_params", "new_mean", "new_square"),
    shares={"new_params": 4 / 6, "new_mean": 1 / 6, "new_square": 1 / 6},
    section=ADAM,
    hints=(
        "Two memories: one for where the gradients point, one for how large they are. Both start "
        "from zero. After the first step, how large is a running mean, compared with the one "
        "number that it is a mean of?",
        "m = beta1 * m + (1 - beta1) * dp and s = beta2 * s + (1 - beta2) * dp**2. At the first "
        "step m is (1 - beta1) * dp, so m / (1 - beta1**t) mends its size; s likewise, with "
        "beta2. The step is that of RMSprop, with both mended.",
        "for each name:\n"
        "    update the running mean of the gradient, and that of its square\n"
        "    mend the size of both, by the number of the step, under other names\n"
        "    divide the mended mean by the root of the mended squares plus eps\n"
        "    store the parameter less the learning rate times that\n"
        "return the parameters and both running means, as they were before mending",
    ),
    misconceptions=named(MISTAKES),
)
