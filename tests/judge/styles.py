"""The right and wrong styles, found: a package a unit, a module an exercise."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

from tests.judge import right_styles, wrong_styles


def right() -> Iterator[tuple[str, int, Callable]]:
    """(exercise, number of the style, function)."""
    for name, module in _modules(right_styles):
        for number, function in enumerate(module.STYLES):
            yield name, number, function


def wrong() -> Iterator[tuple[str, Callable, str, tuple[str, ...]]]:
    """(exercise, function, name of the mistake or "", texts of the report)."""
    for name, module in _modules(wrong_styles):
        for function, cause, *texts in module.WRONG:
            yield name, function, cause, tuple(texts)


def _modules(package: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    """(exercise, module) for each module of a unit's package."""
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.ispkg:
            yield info.name.rsplit(".", 1)[1], importlib.import_module(info.name)
