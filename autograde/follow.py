"""Follow-through: is a sequence right, given the learner's own step?

A wrong step should not cost the exercises that build on it. The learner's step is called from
outside, one call at a time, and folded as the exercise says; a sequence that equals this fold in
every case is a right unrolling and earns half of its marks. It is the one case in which a wrong
value earns marks, so a step that is easier than the right one earns nothing: it must have the
right shape, and depend on each of its inputs in a way that is not affine.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.codec import decode, encode
from autograde.compare import as_array, same, tolerance
from autograde.exercise import Case, Exercise
from autograde.inputs import materialise
from autograde.verdict import Cause, PartResult, Verdict

MAX_ROUNDS = 200  # calls of the step in a row, over the longest case
SHARE = 0.5
SAYS = "Your unrolling is right, it is your {step} that is not: half of the marks."

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
    cause = Cause("own-step", SAYS.format(step=step.name), step.section, exercise.outputs)
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
    """What the learner's step returns for each call, of the shape that the right one has."""
    request = {
        "exercise": step.name,
        "is_answer": False,
        "seconds": 10.0,
        "cases": [encode(args) for args in calls],
    }
    reply = ask(request)
    if reply is None:
        raise _NoStep
    values = []
    for args, entry in zip(calls, reply["observations"], strict=True):
        value = as_array(decode(entry["value"]))
        if value is None or value.shape != np.shape(step.reference(*materialise(args))):
            raise _NoStep
        values.append(value)
    return values


def _is_worth_following(exercise, step, cases, ask):
    """Does the step depend on each input that counts, and not in an affine way?"""
    args = next(exercise.follow.fold(*materialise(cases[0].args)))
    rng = np.random.default_rng(0)
    for name in exercise.follow.inputs:
        position = step.arguments.index(name)
        change = rng.standard_normal(np.shape(args[position]))
        moved = [
            tuple(a + k * change if i == position else a for i, a in enumerate(args))
            for k in (0.0, 0.5, 1.0)
        ]
        start, half, whole = _call(step, moved, ask)
        depends = np.abs(whole - start).max() > 1e-6
        affine = np.abs((whole - half) - (half - start)).max() < 1e-6
        if affine or not depends:
            return False
    return True
