"""Follow-through: is a sequence right, given the learner's own step?

A wrong step should not cost the exercises that build on it. The learner's step is called from
outside, one call at a time, and folded as the exercise says; a sequence that equals this fold in
every case is a right unrolling and earns half of its marks. It is the one case in which a wrong
value earns marks, so a step that is easier than the right one earns nothing: it must have the
right shapes, and depend on its inputs as the exercise demands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.codec import decode
from autograde.compare import as_array, same, tolerance
from autograde.exercise import Case, Exercise
from autograde.inputs import materialise
from autograde.request import make_request
from autograde.verdict import Cause, PartResult, Verdict

MAX_ROUNDS = 200  # calls of the step in a row, over the longest case
SHARE = 0.5
SMALL = 1e-6  # a change of a result that counts as none
SAYS = "Your unrolling is right, it is your {step} that is not: half of the marks of {outputs}."

Ask = Callable[[dict], "dict | None"]


class _NoStep(Exception):
    """The learner's step cannot be followed."""


def follow_through(
    verdict: Verdict, exercise: Exercise, step: Exercise, cases: list[Case], values: list, ask: Ask
) -> Verdict:
    """`verdict` with half of the marks, if the learner's values are the fold of the own step.

    values: what the learner's function returned for each case; ask: observes one request.
    """
    try:
        folded = _fold(exercise, step, cases, ask)
        if not _is_worth_following(exercise, step, cases, ask):
            return verdict
    except (_NoStep, ValueError, KeyError, TypeError, AttributeError):
        return verdict  # what came back was not a step's result
    for case, value, own in zip(cases, values, folded, strict=True):
        if not same(value, own, tolerance(case.args)):
            return verdict
    parts = tuple(
        PartResult(p.name, p.passed, p.possible if p.passed else SHARE * p.possible, p.possible)
        for p in verdict.parts
    )
    wrong = tuple(p.name for p in verdict.parts if not p.passed)
    says = SAYS.format(step=step.name, outputs=", ".join(wrong))
    cause = Cause("own-step", says, step.section, wrong)
    return dataclasses.replace(verdict, parts=parts, causes=(cause,))


def _fold(exercise, step, cases, ask):
    """Drive the fold of every case in parallel: one request for each round of calls."""
    folds = [exercise.follow.fold(*materialise(case.args)) for case in cases]
    results: list[Any] = [None] * len(folds)
    pending = {}
    for number, fold in enumerate(folds):
        pending[number] = next(fold)
    for _ in range(MAX_ROUNDS):
        returned = _call(step, list(pending.values()), ask)
        for number, value in zip(list(pending), returned, strict=True):
            try:
                pending[number] = folds[number].send(value)
            except StopIteration as end:
                results[number] = end.value
                del pending[number]
        if not pending:
            return results
    raise _NoStep


def _call(step, calls, ask):
    """What the learner's step returns for each call, in the form that the right one has."""
    cases = [Case("a call of the step", args) for args in calls]
    reply = ask(make_request(step, cases, again=False))
    if reply is None:
        raise _NoStep
    return [
        _as_right(decode(entry["value"]), step.reference(*materialise(args)))
        for args, entry in zip(calls, reply["observations"], strict=True)
    ]


def _as_right(value, right):
    """`value` as the array, or tuple of arrays, that `right` is; its shapes must be the same."""
    if isinstance(right, tuple):
        if not isinstance(value, tuple | list):
            raise _NoStep
        return tuple(_as_right(v, r) for v, r in zip(value, right, strict=True))
    array = as_array(value)
    if array is None or array.shape != np.shape(right):
        raise _NoStep
    return array


def _is_worth_following(exercise, step, cases, ask):
    """Does every result of the step depend on its inputs as it must?"""
    longest = max(cases, key=lambda case: np.size(case.args[0]))
    args = next(exercise.follow.fold(*materialise(longest.args)))
    for name in exercise.follow.depends_on:
        position = step.arguments.index(name)
        rng = np.random.default_rng(0)
        change = _noise(args[position], rng)
        moved = [
            tuple(_moved(a, change, k) if i == position else a for i, a in enumerate(args))
            for k in (0.0, 0.5, 1.0)
        ]
        start, half, whole = (_flat(value) for value in _call(step, moved, ask))
        for s, h, w in zip(start, half, whole, strict=True):
            if np.abs(w - s).max() < SMALL:
                return False
            if name in exercise.follow.curved_in and np.abs((w - h) - (h - s)).max() < SMALL:
                return False
    return True


def _noise(value, rng):
    """Random numbers of the shape of an array, or of each array in a tuple."""
    if isinstance(value, tuple | list):
        return [_noise(inner, rng) for inner in value]
    return rng.standard_normal(np.shape(value))


def _moved(value, change, factor):
    if isinstance(value, tuple | list):
        return tuple(_moved(v, c, factor) for v, c in zip(value, change, strict=True))
    return value + factor * change


def _flat(value):
    return value if isinstance(value, tuple) else (value,)
