"""The right and wrong styles, found: a package a unit, a module an exercise."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from autograde.judge.verdict import Error
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


def line_within(error: Error, function: Callable) -> int:
    """The number of an error's line in the function or class that it stands in.

    function: what was judged; it may have called one of a file beside its own.

    Raises:
        ValueError: no line of these files is the one that the error quotes.
    """
    own = Path(function.__code__.co_filename)
    for path in (own, *sorted(own.parent.glob("*.py"))):
        text = path.read_text(encoding="utf-8")
        line = (text.split("\n")[error.line - 1 :] or [""])[0]
        if " ".join(line.split()).startswith(error.source.removesuffix("...")):
            tops = [node.lineno for node in ast.parse(text).body if node.lineno <= error.line]
            return error.line - max(tops) + 1
    raise ValueError(f"{own}: line {error.line} is nowhere: {error.source}")
