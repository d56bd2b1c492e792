"""verdicts.jsonl: one line for each student and exercise, with what the judge found."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograde.grading.results.store import write

FILE = "verdicts.jsonl"
APART = ".verdicts"  # a folder of results that are not in the file yet


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
    parts = {(path.stem, path.parent.name): (line for line, _ in _lines(path)) for path in paths}
    _rewrite(results, parts)
    shutil.rmtree(results / APART, ignore_errors=True)


def read(results: Path) -> list[dict[str, Any]]:
    """All records; a line that cannot be read is left out."""
    return [record for _, record in _lines(results / FILE)]


def _rewrite(results, parts):
    """Write the file anew, with `parts`, (student, unit) -> lines, in the place of former lines.

    Line by line: the records of a whole class would fill the memory.
    """
    former = (
        line
        for line, record in _lines(results / FILE)
        if (record.get("student"), record.get("unit")) not in parts
    )
    write(results / FILE, itertools.chain(former, *parts.values()))


def _line(record):
    return json.dumps(record, ensure_ascii=False, default=str).encode("utf-8") + b"\n"


def _lines(path):
    """(line, record) pairs, one at a time; a line that holds no record is left out."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield line.rstrip(b"\n") + b"\n", record
