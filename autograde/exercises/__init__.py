"""Every exercise of the course, found by name.

One module per unit; each holds a tuple `EXERCISES`. A new module is found without being named
anywhere else.
"""

from __future__ import annotations

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
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for exercise in module.EXERCISES:
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}")
            found[exercise.name] = exercise
    return found


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


def module_of(unit: str) -> ModuleType | None:
    """The module that declares the unit's exercises. Beside `EXERCISES` it may hold

    `HANDOUT`: names of `rnn_ref` that the unit's graded cells need; and
    `FRAMEWORK = "keras"`: they need Keras too, and the memory that goes with it.
    """
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if any(exercise.unit == unit for exercise in module.EXERCISES):
            return module
    return None


def needs_keras(unit: str) -> bool:
    """Do the unit's graded cells need Keras?"""
    return getattr(module_of(unit), "FRAMEWORK", "") == "keras"


def of_unit(unit: str) -> tuple[Exercise, ...]:
    """The exercises of one unit, in the notebook's order."""
    return tuple(e for e in all_exercises().values() if e.unit == unit)
