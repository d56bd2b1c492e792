"""The way to the grading engine: imported when first needed, its errors made the user's."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from autograde.commands import UserError


@contextmanager
def engine(name: str = "engine") -> Iterator[ModuleType]:
    """A module of `autograde.grading`, whose errors become `UserError` within the block."""
    if sys.platform == "win32":
        raise UserError("releasing and grading need Linux or macOS; the notebooks run anywhere.")
    try:
        module = importlib.import_module(f"autograde.grading.{name}")
        from autograde.grading.errors import GradingError
        from autograde.grading.sandbox.unavailable import SandboxUnavailable
    except ModuleNotFoundError as error:
        raise UserError(
            f"{error.name} is not installed: run pip install -r requirements.lock."
        ) from error
    try:
        yield module
    except SandboxUnavailable as error:
        raise UserError(f"{error} {WITHOUT_SANDBOX}") from error
    except GradingError as error:
        raise UserError(str(error)) from error


@contextmanager
def gradebook_of(root: Path, results: Path) -> Iterator[str | None]:
    """The URL of the gradebook of `results`, for the block; None where there is none."""
    with engine("plugins.converters") as converters:
        course = converters.Course(root, results)
        yield course.gradebook if course.has_gradebook() else None


WITHOUT_SANDBOX = "(Code that you have read can be graded with --unsafe-no-sandbox.)"
