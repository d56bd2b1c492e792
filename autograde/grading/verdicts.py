"""verdicts.jsonl: one line for each student and exercise, with what the judge found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograde.grading.store import write
from autograde.verdict import Verdict

FILE = "verdicts.jsonl"
APART = ".verdicts"  # a folder of results that are not in the file yet


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
    _write(results, [*kept, *records])
    (results / APART / unit / f"{student}.jsonl").unlink(missing_ok=True)


def _write(results, records):
    lines = "".join(json.dumps(r, ensure_ascii=False, default=str) + "\n" for r in records)
    write(results / FILE, lines.encode("utf-8"))


def write_apart(results: Path, student: str, unit: str, records: Iterable[dict[str, Any]]) -> None:
    """Put `records` into a file of their own, for `gather`: a class of any size costs the same."""
    lines = "".join(json.dumps(r, ensure_ascii=False, default=str) + "\n" for r in records)
    write(results / APART / unit / f"{student}.jsonl", lines.encode("utf-8"))


def gather(results: Path) -> None:
    """Take what was written apart into verdicts.jsonl, in the place of former lines."""
    parts = {
        (path.stem, path.parent.name): _records(path)
        for path in sorted((results / APART).glob("*/*.jsonl"))
    }
    kept = [r for r in read(results) if (r.get("student"), r.get("unit")) not in parts]
    _write(results, [*kept, *(record for records in parts.values() for record in records)])
    shutil.rmtree(results / APART, ignore_errors=True)


def read(results: Path) -> list[dict[str, Any]]:
    """All records; a line that cannot be read is left out."""
    return _records(results / FILE)


def _records(path):
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
