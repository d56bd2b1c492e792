"""Follow-through: is a sequence right, given the learner's own step?

A wrong step should not cost the exercises that build on it. The learner's step is called from
outside, one call at a time, and folded as the exercise says; a sequence that equals this fold in
every case is a right unrolling and earns half of its marks. It is the one case in which a wrong
value earns marks, so a step that is easier than the right one earns nothing: it must have the
right shapes, and depend on its inputs as the exercise demands, in the calls that count: those of
a case stand among those of its twins, which differ a little in the first call.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.beside.codec import decode
from autograde.beside.inputs import materialise
from autograde.judge.request import make_request
from autograde.judge.verdict import Cause, PartResult, Verdict
from autograde.kinds.compare import as_array, same, tolerance
from autograde.kinds.exercise import GENERIC, Case, Exercise

MAX_ROUNDS = 200  # calls of the step in a row, over the longest case
SHARE = 0.5
TWINS = 5  # folds of a case that differ in the first call, on a line; odd, with a middle
SPACING = 0.1  # between twins, in standard deviations: none stands out
LEAST = 1e-3  # a result changes by this share of a change of the arguments, or does not depend
NO_GAP = 1e-9  # a change of the arguments that counts as none
SMALL = 1e-6  # a bend that counts as none
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


@dataclass(slots=True)
class _Fold:
    """The fold of one case, or of a twin whose first call is moved by `offset` along a line.

    args: of the call of the step to come, or under way; returned: by the last one; value: of the
    whole, at the end.
    """

    case: int
    fold: Generator
    args: tuple
    offset: int = 0
    returned: Any = None
    value: Any = None


def _fold(exercise, step, cases, ask):
    """The value of each case. The folds go side by side: one request for each round of calls."""
    folds, names = _folds(exercise, step, cases)
    running = folds
    for number in range(MAX_ROUNDS):
        returned = _call(step, [fold.args for fold in running], ask)
        for fold, value in zip(running, returned, strict=True):
            fold.returned = value
        for case, name in names.items():
            twins = [fold for fold in running if fold.case == case]
            is_curved = number == 0 and name in exercise.follow.curved_in
            if twins and not _is_worth_following(twins, is_curved):
                raise _NoStep
        running = [fold for fold in running if not _ends(fold)]
        if not running:
            return [fold.value for fold in folds if fold.offset == 0]
    raise _NoStep


def _ends(fold):
    """Go on to the next call of the step. Was there none?"""
    try:
        fold.args = fold.fold.send(fold.returned)
    except StopIteration as end:
        fold.value = end.value
        return True
    return False


def _folds(exercise, step, cases):
    """A fold for each case, in order, and case -> the argument that its twins are moved in.

    The case itself is one of its twins, in a place that cannot be foreseen: a step that looks
    for those that count must not find them.
    """
    told = json.dumps(make_request(exercise, cases)).encode()
    rng = np.random.default_rng(list(hashlib.sha256(told).digest()))
    generic = [n for n, case in enumerate(cases) if case.kind == GENERIC] or [0]
    names = dict(zip(generic, itertools.cycle(exercise.follow.depends_on), strict=False))
    folds = []
    for number, case in enumerate(cases):
        offsets = range(TWINS) - rng.integers(TWINS) if number in names else [0]
        change = None
        for offset in offsets:
            fold = exercise.follow.fold(*materialise(case.args))
            args = list(next(fold))
            if offset:
                position = step.arguments.index(names[number])
                change = _noise(args[position], rng) if change is None else change
                args[position] = _moved(args[position], change, offset * SPACING)
            folds.append(_Fold(number, fold, tuple(args), int(offset)))
    return folds, names


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


def _is_worth_following(twins, is_curved):
    """Does every result of the step depend on what twins differ in, as it must?"""
    first, middle, last = twins[0], twins[TWINS // 2], twins[-1]
    gap = _gap(first.args, last.args)
    if gap < NO_GAP:
        return True  # such as at the start of a window that no gradient enters
    for s, m, w in zip(*(_flat(fold.returned) for fold in (first, middle, last)), strict=True):
        if np.abs(w - s).max() < LEAST * gap:
            return False
        if is_curved and np.abs((w - m) - (m - s)).max() < SMALL:
            return False
    return True


def _gap(a, b):
    """The largest difference between two arguments, or tuples of them."""
    if isinstance(a, tuple | list):
        return max((_gap(x, y) for x, y in zip(a, b, strict=True)), default=0.0)
    return float(np.abs(np.subtract(a, b)).max(initial=0.0))


def _noise(value, rng):
    """Random numbers of the shape and size of an array, or of each array in a tuple."""
    if isinstance(value, tuple | list):
        return [_noise(inner, rng) for inner in value]
    return rng.standard_normal(np.shape(value)) * (np.std(value) or 1.0)


def _moved(value, change, factor):
    if isinstance(value, tuple | list):
        return tuple(_moved(v, c, factor) for v, c in zip(value, change, strict=True))
    return value + factor * change


def _flat(value):
    return value if isinstance(value, tuple) else (value,)
