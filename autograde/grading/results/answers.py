"""What each answer was when it was last graded, so that a regrade knows which ones changed."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from autograde.grading.results.store import write

FOLDER = ".answers"


def former(results: Path, unit: str, student: str, notebook: str) -> dict[str, str]:
    """grade_id -> digest of its answer; empty where nothing was kept."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(_path(results, unit, student, notebook).read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def keep(results: Path, unit: str, student: str, notebook: str, digests: dict[str, str]) -> None:
    """Keep the digests in place of the former ones."""
    write(_path(results, unit, student, notebook), json.dumps(digests).encode("utf-8"))


def _path(results, unit, student, notebook):
    return results / FOLDER / unit / student / f"{notebook}.json"
