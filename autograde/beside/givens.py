"""Functions that cases hand to the learner's code. None of them is an answer to anything."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_MAKERS: dict[str, Callable] = {}


def given(maker: Callable) -> Callable:
    """Register a maker: called with the parameters of a `Given`, it returns the function."""
    _MAKERS[maker.__name__] = maker
    return maker


def make(name: str, params: dict) -> Callable:
    """The function that `Given(name, params)` describes. KeyError if there is none."""
    return _MAKERS[name](**params)


@given
def tanh() -> Callable:
    """np.tanh."""
    return np.tanh


@given
def identity() -> Callable:
    """a -> a, as a new array."""
    return np.array


@given
def logistic() -> Callable:
    """a -> 1 / (1 + exp(-a)), elementwise."""
    return lambda a: 0.5 * (np.tanh(0.5 * np.asarray(a)) + 1.0)


@given
def shares() -> Callable:
    """a -> |a| + 1, made to add up to 1 over the last axis: a stand-in for a softmax."""

    def normalise(a):
        positive = np.abs(a) + 1.0
        return positive / positive.sum(axis=-1, keepdims=True)

    return normalise


@given
def quadratic(A, b) -> Callable:
    """x -> sum of (A * x) * x + b * x over all entries: a scalar with gradient 2 A x + b."""
    return lambda x: float(np.sum(A * x * x + b * x))


@given
def cubic(A) -> Callable:
    """x -> sum of A * x**3: its one-sided differences are off by a term of order eps."""
    return lambda x: float(np.sum(A * np.asarray(x) ** 3))


@given
def mixed(A) -> Callable:
    """x -> sum(sin(x)) * sum(A * x): every entry's gradient depends on all the others."""
    return lambda x: float(np.sum(np.sin(x)) * np.sum(A * x))


@given
def reader(A) -> Callable:
    """(params, x, targets, h) -> loss, grads, the state after the batch: a stand-in for a model.

    All three depend on each argument, so that a batch too many, or one with the wrong state or
    the wrong parameters, shows. A: an array like each parameter.
    """

    def loss_and_grads(params, x, targets, h):
        total = sum(float(np.sum(A * p)) for p in params.values())
        seen = float(np.mean(x) + 2.0 * np.mean(targets))
        loss = (total + seen + float(np.sum(h))) ** 2
        grads = {name: np.cos(p) * seen + A * np.mean(h) for name, p in params.items()}
        return loss, grads, np.tanh(0.5 * h + 0.3 * total + seen)

    return loss_and_grads


@given
def bounded_step(size) -> Callable:
    """(params, grads) -> params moved by at most `size`: no rule of the course."""
    return lambda params, grads: {k: params[k] - size * np.tanh(grads[k]) for k in params}
