"""Exercise 03.1, mse_loss: the mean squared error and its gradient."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_03 import MEAN, NUMBERS, UNIT
from autograde.kinds.common import one_by_one
from autograde.kinds.exercise import Case, Exercise, Misconception


def mse_cases(rng):
    """One, two and three axes: the loss is a mean over all entries, however they are arranged."""

    def case(name, kind, *shape, dtype=float, size=1.0, at=None):
        y = (size * rng.standard_normal(shape)).astype(dtype)
        target = (size * rng.standard_normal(shape)).astype(dtype)
        return Case(name, (y, target if at is None else np.full_like(y, at)), kind)

    return [
        case("a vector of 3", "shapes", 3),
        case("a matrix", "shapes", 2, 3),
        case("all targets zero", "isolation", 3, 2, 2, at=0.0),
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NTK")),
        case("N=3, T=5, K=4", "generic", 3, 5, 4),
        case("N=6, T=4, K=3", "generic", 6, 4, 3),
        case("N=4, T=7, K=5", "generic", 4, 7, 5),
        case("errors of size 30", "generic", 5, 3, 6, size=30.0),
        case("float32", "float32", 4, 5, 3, dtype=np.float32),
    ]


def _mse_with(loss=lambda e: (e**2).mean(), gradient=lambda e: 2 * e / e.size):
    """A loss and gradient of the error e = y - target, one of them wrong."""
    return lambda y, target: (loss(y - target), gradient(y - target))


def exchanged(function, gradient, read):
    """The mistake that returns the gradient first."""
    return Misconception(
        "outputs-exchanged",
        lambda *args: function(*args)[::-1],
        f"The two outputs are exchanged: the loss comes first, then {gradient}.",
        read,
    )


# id -> (loss, its own gradient, what went wrong, where to read)
WRONG_LOSSES = {
    "summed": (
        lambda e: (e**2).sum(),
        lambda e: 2 * e,
        "The squared errors are added and not averaged, so the loss grows with the size of the "
        "batch.",
        MEAN,
    ),
    "averaged-over-the-batch-only": (
        lambda e: (e**2).sum() / len(e),
        lambda e: 2 * e / len(e),
        "The sum is divided by the number of sequences only: the mean goes over every number in "
        "y, over all steps and outputs too.",
        MEAN,
    ),
    "half-of-it": (
        lambda e: (e**2).mean() / 2,
        lambda e: e / e.size,
        "This is half of the mean squared error, as some books define it; here there is no factor "
        "1/2, so a 2 stays in the gradient.",
        NUMBERS,
    ),
    "absolute-error": (
        lambda e: np.abs(e).mean(),
        lambda e: np.sign(e) / e.size,
        "This is the mean absolute error: here each error is squared.",
        NUMBERS,
    ),
    "squared-after-the-mean": (
        lambda e: e.mean() ** 2,
        lambda e: np.full_like(e, 2 * e.mean() / e.size),
        "The errors are averaged first and squared then, so that positive and negative ones "
        "cancel: square each error first.",
        MEAN,
    ),
}


# id -> a loss that is no single number
SEVERAL_LOSSES = {
    "one-loss-for-each-row": lambda e: (e**2).mean(axis=-1),
    "one-loss-for-each-column": lambda e: (e**2).mean(axis=0),
    "one-loss-for-each-number": lambda e: e**2,
    "one-loss-for-each-number-divided": lambda e: e**2 / e.size,
    "added-over-the-first-axis-only": lambda e: sum(e**2) / e.size,
}


MSE_MISTAKES = (
    *(
        Misconception(f"{name}{ending}", _mse_with(loss, *own), says, read)
        for name, (loss, gradient, says, read) in WRONG_LOSSES.items()
        for ending, own in (("", (gradient,)), ("-in-the-loss", ()))
    ),
    *(
        Misconception(
            name,
            _mse_with(loss),
            "Many losses come back, since not all numbers are averaged into one. A mean or a sum "
            "over a single axis leaves the others, and Python's own `sum` adds over the first.",
            MEAN,
        )
        for name, loss in SEVERAL_LOSSES.items()
    ),
    Misconception(
        "root-taken",
        _mse_with(lambda e: np.sqrt((e**2).mean())),
        "This is the root of the mean squared error: report it if you like, the loss is the mean "
        "itself.",
        NUMBERS,
    ),
    Misconception(
        "two-forgotten",
        _mse_with(gradient=lambda e: e / e.size),
        "The gradient lacks a factor 2, which comes down from the square.",
        NUMBERS,
    ),
    Misconception(
        "gradient-not-divided",
        _mse_with(gradient=lambda e: 2 * e),
        "This is the gradient of the sum: the loss is a mean, so its gradient is divided by the "
        "same number.",
        MEAN,
    ),
    *(
        Misconception(
            name,
            _mse_with(gradient=gradient),
            "The errors are averaged in the gradient too, so every number in y gets the same one: "
            "each has its own, 2/M times its own error.",
            MEAN,
        )
        for name, gradient in (
            ("gradient-averaged", lambda e: 2 * e.mean()),
            ("gradient-averaged-and-spread", lambda e: np.full_like(e, 2 * e.mean())),
        )
    ),
    Misconception(
        "gradient-divided-by-the-batch-only",
        _mse_with(gradient=lambda e: 2 * e / len(e)),
        "The gradient is divided by the number of sequences only: the mean goes over every number "
        "in y, and so does its gradient.",
        MEAN,
    ),
    exchanged(rnn_ref.mse_loss, "dy", NUMBERS),
    Misconception(
        "gradient-is-the-error",
        _mse_with(gradient=lambda e: e),
        "The error itself is returned as the gradient: the factor 2 of the square is missing, and "
        "the division of the mean.",
        NUMBERS,
    ),
    Misconception(
        "gradient-turned-round",
        _mse_with(gradient=lambda e: -2 * e / e.size),
        "The gradient has the wrong sign: where y is too large, the loss grows with y.",
        NUMBERS,
    ),
    Misconception(
        "gradient-turned-round-and-not-divided",
        _mse_with(gradient=lambda e: -2 * e),
        "The gradient has the wrong sign: where y is too large, the loss grows with y. And it is "
        "that of the sum, not of the mean.",
        NUMBERS,
    ),
)


EXERCISE = Exercise(
    name="mse_loss",
    number="03.1",
    unit=UNIT,
    title="the mean squared error and its gradient",
    points=3,
    reference=rnn_ref.mse_loss,
    cases=mse_cases,
    outputs=("loss", "dy"),
    section=NUMBERS,
    hints=(
        "Every number of y has one error. The loss is the mean of their squares; the "
        "gradient says how that mean moves if one number of y moves.",
        "With M numbers in y: L = 1/M * sum of (y - target)^2, and dL/dy = 2/M * (y - target).",
        "errors: the difference of the two arrays, of their shape\n"
        "loss: the mean of the squared errors, over all axes\n"
        "dy: twice the errors, divided by how many there are\n"
        "return both",
    ),
    misconceptions=MSE_MISTAKES,
)
