"""Exercise 04.4, sgd_step: one step downhill."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_04 import DOWNHILL, SGD, UNIT
from autograde.kinds.exercise import Case, Exercise, Misconception


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


EXERCISE = Exercise(
    name="sgd_step",
    number="04.4",
    unit=UNIT,
    title="one step downhill",
    points=3,
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
            "The update goes uphill: the gradient points to where the loss grows, so subtract it.",
            DOWNHILL,
        ),
        Misconception(
            "learning-rate-forgotten",
            _sgd_with(lambda p, g, lr: p - g),
            "The learning rate has no effect: the whole gradient is subtracted.",
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
            "What is returned is the gradient times the learning rate; subtract it from the "
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
