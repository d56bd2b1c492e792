"""Which arguments have no effect: one case more for each, in which it alone is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograde.beside.codec import CodecError, decode
from autograde.beside.inputs import materialise
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


def variants(exercise: Exercise, case: Case) -> Iterator[tuple[str, tuple]]:
    """(name, arguments): of the case, with what has that name changed. Of a cache, each part."""
    for place, (name, value) in enumerate(zip(exercise.arguments, case.args, strict=False)):
        before, after = case.args[:place], case.args[place + 1 :]
        for changed, other in _changed(exercise, name, value):
            yield changed, (*before, other, *after)


def _changed(exercise, name, value):
    if isinstance(value, np.ndarray):
        other = _another(value)
        return [] if other is None else [(name, other)]
    parts = exercise.cached
    if name == "cache" and len(value) == len(parts):
        return [(part, cache) for part, (cache,) in _of_parts(parts, [value])]
    if name == "caches" and value and len(value[0]) == len(parts):
        return _of_parts(parts, value)
    return []


def _of_parts(parts, caches):
    """The caches, with one part changed in each of them."""
    for place, part in enumerate(parts):
        others = [_another(cache[place]) for cache in caches]
        if all(other is not None for other in others):
            pairs = zip(caches, others, strict=True)
            yield part, [(*cache[:place], other, *cache[place + 1 :]) for cache, other in pairs]


def _another(value):
    """An array like this one, with other values; None for what is no array of floats or bools."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fb":
        return None
    if value.dtype.kind == "b":
        return ~value
    return value + 0.3 * np.random.default_rng(value.size).standard_normal(value.shape)


def without_effect(
    exercise: Exercise, case: Case, value: Any, replies: Any
) -> dict[str, list[str]]:
    """Output -> the arguments that do not change it, although they should.

    value: what the learner's function returned for the case; replies: what it returned for each
    of the variants, encoded. Of replies that cannot be read nothing is told.
    """
    changed = list(variants(exercise, case))
    if not isinstance(replies, list) or len(replies) != len(changed):
        return {}
    right = exercise.split(exercise.reference(*materialise(case.args)))
    mine = exercise.split(value) or {}
    found: dict[str, list[str]] = {}
    for (name, args), reply in zip(changed, replies, strict=True):
        try:
            other = exercise.split(decode(reply)) or {} if reply is not None else {}
        except CodecError:
            other = {}
        expected = exercise.split(exercise.reference(*materialise(args)))
        for output in exercise.outputs:
            if output not in other or output not in mine:
                continue
            moves = not same(expected[output], right[output], 1e-3)
            if moves and same(other[output], mine[output], UNCHANGED):
                found.setdefault(output, []).append(name)
    return found
