"""Every exercise of the course, found by name.

One package a unit, `unit_NN`, found without being named anywhere else. It holds

`UNIT`: the name of the unit's folder; `TITLE`: of its notebook;
`EXERCISES`: names, in the notebook's order. An exercise has a module of its name, with `EXERCISE`
    in it; the questions that are answered by a choice share `questions`, with `QUESTIONS`;
`WRITTEN`: name -> points of the questions that a person marks, where there are any;
`HANDOUT`: names of `rnn_ref` that the unit's graded cells need; and, where it holds,
`FRAMEWORK = "keras"`: they need Keras too, and the memory that goes with it;
`IN_PREPARATION = True`: it has no notebook yet, and no place on the map of `progress()`.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import pkgutil
from functools import cache
from types import ModuleType

from autograde.kinds.exercise import Exercise


class NoSuchExercise(KeyError):
    """A name that no exercise has: a sentence for the learner, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        """Called by IPython in place of a traceback."""
        return [str(self.args[0])]


@cache
def all_exercises() -> dict[str, Exercise]:
    """Name -> exercise, in the order of the course."""
    found: dict[str, Exercise] = {}
    for unit in _units():
        for exercise in _declared_in(unit):
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}")
            found[exercise.name] = exercise
    return found


def _units():
    """The packages of all units, in order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def _declared_in(unit):
    """The exercises of a unit's package, in its order."""
    modules = {info.name for info in pkgutil.iter_modules(unit.__path__)}
    questions = {}
    if "questions" in modules:
        declared = importlib.import_module(f"{unit.__name__}.questions").QUESTIONS
        questions = {question.name: question for question in declared}
    whys = importlib.import_module(f"{unit.__name__}.whys").WHYS if "whys" in modules else {}
    for name in unit.EXERCISES:
        if name in modules:
            exercise = importlib.import_module(f"{unit.__name__}.{name}").EXERCISE
            yield dataclasses.replace(exercise, why=whys.get(name))
        else:
            yield questions[name]


def find(name: str) -> Exercise:
    """The exercise called `name`.

    Raises:
        NoSuchExercise: a sentence that suggests the nearest name.
    """
    exercises = all_exercises()
    if name in exercises:
        return exercises[name]
    near = difflib.get_close_matches(name, exercises, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise NoSuchExercise(f"No exercise is called {name!r}.{hint}")


def step_of(exercise: Exercise) -> Exercise | None:
    """The earlier exercise that a follow-through rests on; None where there is none."""
    return find(exercise.follow.step) if exercise.follow else None


def package_of(unit: str) -> ModuleType | None:
    """The package that declares the unit's exercises; None where there is none."""
    return next((package for package in _units() if unit == package.UNIT), None)


def title_of(unit: str) -> str:
    """What the unit's notebook is called; the unit's own name where nothing declares it."""
    return getattr(package_of(unit), "TITLE", unit)


def written_in(unit: str) -> dict[str, float]:
    """Name -> points of the unit's questions that a person marks."""
    return getattr(package_of(unit), "WRITTEN", {})


def needs_keras(unit: str) -> bool:
    """Do the unit's graded cells need Keras?"""
    return getattr(package_of(unit), "FRAMEWORK", "") == "keras"


def is_in_preparation(unit: str) -> bool:
    """Has the unit no notebook yet?"""
    return getattr(package_of(unit), "IN_PREPARATION", False)


def of_unit(unit: str) -> tuple[Exercise, ...]:
    """The exercises of one unit, in the notebook's order."""
    return tuple(e for e in all_exercises().values() if e.unit == unit)
