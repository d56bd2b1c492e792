"""verdicts.jsonl: one line for each student and exercise, with what the judge found."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograde.verdict import Verdict

FILE = "verdicts.jsonl"


def record(student: str, verdict: Verdict, *, sandboxed: bool) -> dict[str, Any]:
    """One verdict as a line of the file: marks and causes first, then the whole of it."""
    content = verdict.to_dict()
    return {
        "student": student,
        "unit": verdict.unit,
        "exercise": verdict.exercise,
        "score": content.pop("score"),
        "max_score": content.pop("max_score"),
        "status": content.pop("status"),
        "misconceptions": content.pop("misconceptions"),
        "reason": content.pop("reason"),
        "sandboxed": sandboxed,
        "cases": content["cases"],
        "parts": content["parts"],
    }


def replace(results: Path, student: str, unit: str, records: Iterable[dict[str, Any]]) -> None:
    """Put `records` in place of all former lines of this student and unit.

    There is one writer. The file is written anew beside the old one and takes its place at once,
    so that whoever is stopped leaves a complete file.
    """
    kept = [r for r in read(results) if (r.get("student"), r.get("unit")) != (student, unit)]
    lines = [json.dumps(r, ensure_ascii=False, default=str) for r in [*kept, *records]]
    results.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{FILE}.", dir=results)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)
        os.chmod(draft, 0o644)
        os.replace(draft, results / FILE)
    except BaseException:
        os.unlink(draft)
        raise


def read(results: Path) -> list[dict[str, Any]]:
    """All records; a line that cannot be read is left out."""
    path = results / FILE
    if not path.is_file():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            records.append(found)
    return records
