"""One output in all cases: what came beside what was wanted, for facts about the difference."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.kinds.compare import as_array, close
from autograde.kinds.exercise import GENERIC, Case
from autograde.kinds.shapes import shapes_of

WHOLE, EFFECT, PART = range(3)  # tells all of the difference; what it does not depend on; where


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact about one output: `says` has {o} and {is_} for the outputs and their verb."""

    rank: int
    kind: str
    says: str


@dataclass(frozen=True, slots=True, eq=False)  # two cases can be alike: each is itself alone
class About:
    """What is known of a case: its sizes by letter, and how near is near."""

    case: Case
    sizes: dict[str, int]
    tol: float


@dataclass(frozen=True, eq=False)  # no slots, which would leave no place for what is computed once
class Sample:
    """One output of one case: what came, what was wanted, and all that it was made of."""

    case: Case
    got: np.ndarray
    want: np.ndarray
    sizes: dict[str, int]
    others: dict[str, Any]  # the other outputs that were wanted, and the arguments
    tol: float

    @property
    def is_generic(self) -> bool:
        """Are all sizes different, so that nothing comes by chance?"""
        return self.case.kind == GENERIC

    def agrees(self, array: Any) -> bool:
        """Is what came this, in shape and in values?"""
        return np.shape(array) == self.got.shape and bool(
            close(self.got, np.asarray(array), self.tol).all()
        )

    @functools.cached_property
    def right(self) -> np.ndarray:
        """Which entries are right; got has the shape of want."""
        return close(self.got, self.want, self.tol)


def samples_of(exercise, cases, got, wanted, output):
    """Those cases in which numbers came and were wanted."""
    found = []
    for about, mine, right in zip(cases, got, wanted, strict=True):
        array = None if mine is None else as_array(mine[output])
        want = as_array(right[output])
        if array is None or want is None or not np.isfinite(want).all():
            continue
        if "c" in (array.dtype.kind, want.dtype.kind):
            continue
        others = {name: value for name, value in right.items() if name != output}
        others |= dict(zip(exercise.arguments, about.case.args, strict=False))
        found.append(Sample(about.case, array, want, about.sizes, others, about.tol))
    return sorted(found, key=lambda sample: not sample.is_generic)  # these rule most out


def agree(samples: list[Sample], relation: Callable[[Sample], Any]) -> bool:
    """Does every sample agree with what `relation` makes of it, one of them not trivially?

    relation: returns the array that is expected, or None where the sample can tell nothing.
    """
    tells = False
    for sample in samples:
        array = relation(sample)
        if array is not None and not sample.agrees(array):
            return False
        tells = tells or (sample.is_generic and array is not None and bool(np.any(array != 0)))
    return tells


def axes_of(exercise, output):
    """(axis, letter, how many times) of an output."""
    shape = shapes_of(exercise).get(output, ())
    return [(axis, letter, times) for axis, (times, letter) in enumerate(shape)]
