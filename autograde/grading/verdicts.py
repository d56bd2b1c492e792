"""verdicts.jsonl: one line for each student and exercise, with what the judge found."""

from __future__ import annotations

import itertools
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
    _rewrite(results, {(student, unit): map(_line, records)})
    (results / APART / unit / f"{student}.jsonl").unlink(missing_ok=True)


def write_apart(results: Path, student: str, unit: str, records: Iterable[dict[str, Any]]) -> None:
    """Put `records` into a file of their own, for `gather`: a class of any size costs the same."""
    write(results / APART / unit / f"{student}.jsonl", map(_line, records))


def gather(results: Path) -> None:
    """Take what was written apart into verdicts.jsonl, in the place of former lines."""
    paths = sorted((results / APART).glob("*/*.jsonl"))
    _rewrite(results, {(path.stem, path.parent.name): _lines(path) for path in paths})
    shutil.rmtree(results / APART, ignore_errors=True)


def read(results: Path) -> list[dict[str, Any]]:
    """All records; a line that cannot be read is left out."""
    return [json.loads(line) for line in _lines(results / FILE)]


def _rewrite(results, parts):
    """Write the file anew, with `parts`, (student, unit) -> lines, in the place of former lines.

    Line by line: the records of a whole class would fill the memory.
    """
    former = (line for line in _lines(results / FILE) if _owner(line) not in parts)
    write(results / FILE, itertools.chain(former, *parts.values()))


def _line(record):
    return json.dumps(record, ensure_ascii=False, default=str).encode("utf-8") + b"\n"


def _lines(path):
    """The lines that hold a record, one at a time."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            if _owner(line) is not None:
                yield line.rstrip(b"\n") + b"\n"


def _owner(line):
    """The student and the unit of a line; None where it holds no record."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return (found.get("student"), found.get("unit")) if isinstance(found, dict) else None
