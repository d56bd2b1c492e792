"""What the sizes of an exercise are called, and how large they are in a case.

Nothing is declared for it: the docstring of a reference says "x (N, T, D)", and what one leaves
out has the shape that its neighbours in the module give to that name.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograde.kinds.exercise import Case, Exercise

SHAPE = re.compile(r"\b([A-Za-z]\w*) \(((?:\d?[A-Z]\d?, ?)*\d?[A-Z]\d?,?)\)")
RETURNS = re.compile(r"-> \(((?:\d?[A-Z], ?)*\d?[A-Z],?)\)")  # the one value has no name there
PART = re.compile(r"(\d?)([A-Z]\d?)")
Letters = tuple[tuple[int, str], ...]  # (4, "H") for 4H, an axis each


def shapes_of(exercise: Exercise) -> dict[str, Letters]:
    """Name of an argument, of what is in its cache, or of an output -> its axes, where known."""
    return _shapes_of(exercise.reference, exercise.outputs, exercise.cached)


@functools.cache
def _shapes_of(reference, outputs, cached):
    shapes = _shapes_around(reference, outputs)
    names = (*inspect.signature(reference).parameters, *outputs, *cached)
    return {name: shapes[name] for name in names if name in shapes}


def _shapes_around(reference: Callable, outputs: tuple[str, ...]) -> dict[str, Letters]:
    """Those of the function's own docstring; of others of its module where all agree."""
    own = _declared(reference, outputs)
    around: dict[str, set] = {}
    for _, function in inspect.getmembers(inspect.getmodule(reference), inspect.isfunction):
        for name, axes in _declared(function).items():
            around.setdefault(name, set()).add(axes)
    agreed = {name: next(iter(found)) for name, found in around.items() if len(found) == 1}
    return {**agreed, **own}


def _declared(function, outputs=()):
    text = inspect.getdoc(function) or ""
    found = {name: _letters(axes) for name, axes in SHAPE.findall(text)}
    returned = RETURNS.search(text)
    if returned and len(outputs) == 1:
        found.setdefault(outputs[0], _letters(returned[1]))
    return found


def _letters(axes):
    return tuple((int(times or 1), letter) for times, letter in PART.findall(axes))


def sizes_of(exercise: Exercise, case: Case) -> dict[str, int]:
    """Letter -> size in this case, read from its arguments: arrays, or numbers of that name."""
    found: dict[str, int] = {}
    shapes = shapes_of(exercise)
    for name, value in _named(exercise, case.args):
        if name in shapes and np.ndim(value) == len(shapes[name]):
            for (times, letter), size in zip(shapes[name], np.shape(value), strict=True):
                found.setdefault(letter, size // times)
        elif len(name) == 1 and name.isupper() and isinstance(value, int):
            found[name] = value
    return found


def _named(exercise, args) -> Iterator[tuple[str, Any]]:
    """The arguments by name, and what lies in a cache; of a list of caches its length is T."""
    for name, value in zip(exercise.arguments, args, strict=False):
        if name == "caches" and value:
            yield "T", len(value)
            value = value[0]
        if name in ("cache", "caches") and isinstance(value, tuple):
            yield from zip(exercise.cached, value, strict=False)
        else:
            yield name, value


def letters_of(exercise: Exercise) -> list[str]:
    """The letters of the exercise's arguments, in the order in which they come."""
    cases = exercise.cases(np.random.default_rng(0))
    found: dict[str, Any] = {}
    for case in cases:
        found.update(dict.fromkeys(sizes_of(exercise, case)))
    return list(found)
