"""Arguments that are not data: functions and generators, described as data.

A case holds the description; `materialise` makes the thing beside the learner's code. This
module goes into the grading sandbox, so it must hold nothing that is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Given:
    """A function from `autograde.beside.givens`, with fixed parameters."""

    name: str
    params: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rng:
    """A fresh `np.random.default_rng(seed)` for each call."""

    seed: int


@dataclass(frozen=True, slots=True)
class Change:
    """One argument that is another: in all, or in one part of a cache, or of each of its caches.

    place: number of the argument; part: of the cache, None for all of it; value: what is put
    there, for a list of caches one for each.
    """

    place: int
    part: int | None
    value: Any

    def applied_to(self, args: tuple) -> tuple:
        """The arguments with this change."""
        return _put(args, self.place, self._in(args[self.place]))

    def _in(self, old):
        if self.part is None:
            return self.value
        if isinstance(old, tuple):
            return _put(old, self.part, self.value)
        return [_put(cache, self.part, new) for cache, new in zip(old, self.value, strict=True)]


def _put(items, place, value):
    return (*items[:place], value, *items[place + 1 :])


def materialise(value: Any) -> Any:
    """A fresh copy of an argument, with `Given` and `Rng` made into what they describe."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, Given):
        from autograde.beside import givens

        return givens.make(value.name, materialise(value.params))
    if isinstance(value, Rng):
        return np.random.default_rng(value.seed)
    if isinstance(value, dict):
        return {key: materialise(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(materialise(inner) for inner in value)
    return value
