"""`unrolled report`: how a class did, from the verdicts that grading wrote."""

from __future__ import annotations

import dataclasses
import json
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograde.commands import UserError, choose_units, course_root

MOST_MISTAKES = 5  # how many are listed for each unit


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit: how many students, their mean marks, and (exercise, mistake, students) rows."""

    unit: str
    students: int
    mean: float
    possible: float
    mistakes: tuple[tuple[str, str, int], ...]


def run(arguments: Namespace) -> int:
    """Print the report."""
    root = course_root()
    wanted = choose_units(arguments.units, root)
    verdicts = read_verdicts(arguments.results or root / "grading")
    reports = [report for report in summarise(verdicts) if report.unit in wanted]
    if arguments.json:
        print(json.dumps([dataclasses.asdict(report) for report in reports], indent=1))
    else:
        print("\n\n".join(as_text(report) for report in reports) or "nothing is graded yet")
    return 0


def read_verdicts(results: Path) -> list[dict]:
    """The lines of `results`/verdicts.jsonl.

    Raises:
        UserError: there is no such file, or a line of it is not a verdict.
    """
    path = results / "verdicts.jsonl"
    if not path.is_file():
        raise UserError(f"{path} does not exist: run unrolled grade first, or name --results.")
    verdicts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            entry = {key: entry[key] for key in FIELDS}
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{path}, line {number} is not a verdict: run unrolled grade again."
            ) from error
        verdicts.append(entry)
    return verdicts


FIELDS = ("student", "unit", "exercise", "score", "max_score", "misconceptions")


def summarise(verdicts: Iterable[Mapping]) -> list[UnitReport]:
    """One report for each unit, in the order of the course."""
    units = defaultdict(list)
    for verdict in verdicts:
        units[verdict["unit"]].append(verdict)
    return [_summarise_unit(unit, units[unit]) for unit in sorted(units)]


def _summarise_unit(unit: str, verdicts: list[Mapping]) -> UnitReport:
    students = {verdict["student"] for verdict in verdicts}
    possible = {verdict["exercise"]: verdict["max_score"] for verdict in verdicts}
    named = Counter(
        (verdict["exercise"], mistake)
        for verdict in verdicts
        for mistake in verdict["misconceptions"]
    )
    ranked = sorted(named.items(), key=lambda item: (-item[1], item[0]))[:MOST_MISTAKES]
    return UnitReport(
        unit=unit,
        students=len(students),
        mean=round(sum(verdict["score"] for verdict in verdicts) / len(students), 2),
        possible=sum(possible.values()),
        mistakes=tuple((exercise, mistake, count) for (exercise, mistake), count in ranked),
    )


def as_text(report: UnitReport) -> str:
    """The report on one unit as lines."""
    students = "1 student" if report.students == 1 else f"{report.students} students"
    lines = [f"{report.unit}: {students}, mean {report.mean:g} of {report.possible:g}"]
    if not report.mistakes:
        return "\n".join([*lines, "  no mistake was recognised"])
    lines.append("  mistakes named most often:")
    width = max(len(exercise) for exercise, _, _ in report.mistakes)
    lines += [
        f"  {count:4d}  {exercise:<{width}}  {mistake}"
        for exercise, mistake, count in report.mistakes
    ]
    return "\n".join(lines)
