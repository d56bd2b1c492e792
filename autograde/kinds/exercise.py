"""What an exercise is: data, without behaviour.

Declaring an `Exercise` with its cases, misconceptions and hints, in a module under
`autograde/exercises/`, is all that it takes to add one.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograde.beside.inputs import Given
from autograde.kinds.compare import Comparison, Values

GENERIC = "generic"  # every size different and above 2: the cases that tell mistakes apart


@dataclass(frozen=True, slots=True)
class Case:
    """One call of the learner's function: what it is about, and the arguments.

    `kind` is one of "shapes", "isolation", "ones", "generic", "float32", "extreme".
    Arguments are data (arrays, numbers, strings, lists, tuples, dicts, None), `Given` or `Rng`.
    repeat: how often the function is called, on the same arguments (a sampler's `Rng` goes on
    from call to call); above 1, the list of what it returned takes the place of its value.
    observer: what is asked of the value where it is no data, such as a Keras model: a function of
    `autograde.beside.observers` with its parameters.
    """

    name: str
    args: tuple
    kind: str = GENERIC
    repeat: int = 1
    observer: Given | None = None


@dataclass(frozen=True, slots=True)
class Misconception:
    """A mistake that learners make, as the code that they write.

    id: a short name in kebab-case, unique within its exercise.
    wrong: an implementation with the mistake, called like the reference.
    says: one sentence, to the learner, that tells what went wrong.
    read: the heading of the notebook section to read again.
    shows: for exercises where values cannot be compared (weights, invariants): a predicate on
        the observed value. None: the mistake is known by its values, shapes and exceptions.
    """

    id: str
    wrong: Callable
    says: str
    read: str
    shows: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """How an exercise builds on the learner's own earlier one.

    step: the name of the earlier exercise.
    fold: called with a step in front of the arguments of this exercise's reference; returns this
        exercise's value, made with that step.
    depends_on: the arguments of the step that every one of its results must depend on, or there
        is little left to unroll.
    easier: the mistakes of the step whose results do not; a sequence of them earns nothing. A
        test holds this list to what the mistakes do.
    """

    step: str
    fold: Callable[..., Any]
    depends_on: tuple[str, ...]
    easier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """What a learner whose work is right is asked to explain, and an answer to compare with."""

    asks: str
    answer: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A graded piece of work.

    name: unique over the course; the learner's function or variable has this name.
    number: as in the notebook's heading, "04.2".
    unit: the folder's name, "04_bptt".
    title: what it is, in a few words.
    points: the marks of the notebook's test cell.
    reference: the right function; for an answer, a function without arguments that returns it.
    cases: draws the cases from a generator; called with the public seed, and when grading with
        private ones. Cases come in the order of the design: shapes, isolation, ones, generic,
        float32, extremes.
    outputs: names of the values that the function returns, in order; each is a part.
    section: the heading of the notebook section that teaches it.
    hints: the idea, the formula, the pseudo-code; never the solution.
    misconceptions: what learners get wrong here.
    shares: share of the points for each output; equal if not given.
    comparison: how outputs are compared; one for all, or one for each output by name.
    is_answer: True where the learner binds a variable (a number, a choice, weights) in place of
        writing a function.
    praise: what a pass says beside "right": the explanation of a chosen answer.
    follow: how it is judged a second time, on the learner's own earlier exercise.
    alternatives: other references, for answers that the brief allows as well: work is right if
        it agrees with one of them in every case.
    cache: what a cache among its arguments holds, in order: code that expects another cache is
        told so.
    why: what a pass asks; from the unit's module `whys`.
    returns: what the function returns, in words, where an observer tells of it: "a Keras model".
    seconds: how long the learner's code may run, all cases together.
    """

    name: str
    number: str
    unit: str
    title: str
    points: float
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    outputs: tuple[str, ...]
    section: str
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    comparison: Comparison | Mapping[str, Comparison] = field(default_factory=Values)
    is_answer: bool = False
    praise: str = ""
    follow: Follow | None = None
    alternatives: tuple[Callable, ...] = ()
    cache: str = ""
    why: Why | None = None
    returns: str = ""
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if not self.outputs:
            raise ValueError(f"{self.name}: outputs is empty, name at least one")
        if self.shares and set(self.shares) != set(self.outputs):
            raise ValueError(f"{self.name}: shares name {set(self.shares)}, not {self.outputs}")
        if self.shares and abs(sum(self.shares.values()) - 1) > 1e-9:
            raise ValueError(f"{self.name}: shares add up to {sum(self.shares.values())}, not 1")
        if self.points and len(self.hints) != 3:
            raise ValueError(f"{self.name}: has {len(self.hints)} hints, expected 3")
        ids = [m.id for m in self.misconceptions]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{self.name}: two misconceptions share an id: {ids}")

    def share(self, output: str) -> float:
        """The part of the points that `output` earns, 0 to 1."""
        return self.shares[output] if self.shares else 1 / len(self.outputs)

    def compare(self, output: str) -> Comparison:
        """How `output` is compared."""
        if isinstance(self.comparison, Mapping):
            return self.comparison[output]
        return self.comparison

    def split(self, value: Any) -> dict[str, Any] | None:
        """Output -> value, of what a function returned; None if it is not the right number."""
        if len(self.outputs) == 1:
            return {self.outputs[0]: value}
        if not isinstance(value, tuple | list) or len(value) != len(self.outputs):
            return None
        return dict(zip(self.outputs, value, strict=True))

    @property
    def cached(self) -> tuple[str, ...]:
        """Names of what a cache among the arguments holds."""
        return _words(self.cache)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the arguments, as the reference has them."""
        return _parameters(self.reference)


@functools.cache
def _words(text):
    return tuple(re.findall(r"\w+", text))


@functools.cache
def _parameters(function):
    return tuple(inspect.signature(function).parameters)
