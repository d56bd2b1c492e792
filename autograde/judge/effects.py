"""Which arguments have no effect: one case more for each, in which it alone is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograde.beside.codec import CodecError, decode
from autograde.beside.inputs import Change, materialise
from autograde.kinds.compare import same
from autograde.kinds.exercise import GENERIC, Case, Exercise

UNCHANGED = 1e-12  # relative: what does not change is the same up to the order of a sum


def base(exercise: Exercise, cases: list[Case]) -> int | None:
    """The number of the case whose arguments are changed one by one; None where none can be."""
    plain = (
        number
        for number, case in enumerate(cases)
        if case.kind == GENERIC and case.repeat == 1 and case.observer is None
    )
    return None if exercise.is_answer else next(plain, None)


def variants(exercise: Exercise, case: Case) -> Iterator[tuple[str, Change]]:
    """(name, change): of each array among the case's arguments; of a cache, each part."""
    parts = exercise.cached
    for place, (name, value) in enumerate(zip(exercise.arguments, case.args, strict=False)):
        if name == "cache" and len(value) == len(parts):
            columns = zip(parts, value, strict=True)
        elif name == "caches" and value and len(value[0]) == len(parts):
            columns = zip(parts, zip(*value, strict=True), strict=True)
        else:
            other = _another(value)
            if other is not None:
                yield name, Change(place, None, other)
            continue
        for part, (inner, column) in enumerate(columns):
            other = _all_others(column) if name == "caches" else _another(column)
            if other is not None:
                yield inner, Change(place, part, other)


def _all_others(column):
    """One array in place of each of these; None if one of them has none."""
    others = [_another(value) for value in column]
    return None if any(other is None for other in others) else others


def _another(value):
    """An array like this one, with other values; None for what is no array of floats or bools."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fb":
        return None
    if value.dtype.kind == "b":
        return ~value
    return value + 0.3 * np.random.default_rng(value.size).standard_normal(value.shape)


def without_effect(
    exercise: Exercise, case: Case, value: Any, right: dict[str, Any], replies: Any
) -> dict[str, list[str]]:
    """Output -> the arguments that do not change it, although they should.

    value: what the learner's function returned for the case, and right: what was wanted; replies:
    what it returned for each of the variants, encoded. Of replies that cannot be read nothing is
    told.
    """
    changed = list(variants(exercise, case))
    if not isinstance(replies, list) or len(replies) != len(changed):
        return {}
    mine = exercise.split(value) or {}
    found: dict[str, list[str]] = {}
    for (name, change), reply in zip(changed, replies, strict=True):
        try:
            other = exercise.split(decode(reply)) or {} if reply is not None else {}
        except CodecError:
            other = {}
        still = [o for o in mine if o in other and same(other[o], mine[o], UNCHANGED)]
        if not still:
            continue
        args = change.applied_to(materialise(case.args))
        expected = exercise.split(exercise.reference(*args))
        for output in still:
            if not same(expected[output], right[output], 1e-3):
                found.setdefault(output, []).append(name)
    return found
