"""`unrolled report`: how a class did, from the gradebook and the verdicts that grading wrote."""

from __future__ import annotations

import dataclasses
import json
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograde.commands import UserError, choose_units, course_root
from autograde.commands.engine import gradebook_of
from autograde.judge.verdict import FAILED

if TYPE_CHECKING:
    from autograde.grading.results.marks import Marks

MOST_MISTAKES = 5  # how many are listed for each unit


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit: how many students handed it in, their mean score, and (exercise, mistake, students)
    rows; missing: how many others are in the gradebook; unnamed: (exercise, wrong answers in which
    no mistake was recognised, all wrong answers) rows."""

    unit: str
    students: int
    mean: float
    possible: float
    mistakes: tuple[tuple[str, str, int], ...]
    missing: int = 0
    unnamed: tuple[tuple[str, int, int], ...] = ()


def run(arguments: Namespace) -> int:
    """Print the report."""
    root = course_root()
    wanted = choose_units(arguments.units, root)
    results = (arguments.results or root / "grading").absolute()
    verdicts = read_verdicts(results)
    found = summarise(verdicts, marks_of(root, results))
    reports = [report for report in found if report.unit in wanted]
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
    # Not splitlines: the text of a submission may hold other ends of lines than this one.
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                entry = {key: entry[key] for key in FIELDS} | {"status": entry.get("status", "")}
            except (ValueError, KeyError, TypeError) as error:
                raise UserError(
                    f"{path}, line {number} is not a verdict: run unrolled grade again."
                ) from error
            verdicts.append(entry)
    return verdicts


FIELDS = ("student", "unit", "exercise", "score", "max_score", "misconceptions")


def marks_of(root: Path, results: Path) -> list[Marks]:
    """What each submission counts; nothing where there is no gradebook."""
    with gradebook_of(root, results) as gradebook:
        if gradebook is None:
            return []
        from nbgrader.api import Gradebook

        from autograde.grading.results import marks

        with Gradebook(gradebook) as book:
            return marks.of_class(book)


def summarise(verdicts: Iterable[Mapping], marks: Iterable[Marks] = ()) -> list[UnitReport]:
    """One report for each unit, in the order of the course."""
    judged, counted = defaultdict(list), defaultdict(list)
    for verdict in verdicts:
        judged[verdict["unit"]].append(verdict)
    for one in marks:
        counted[one.unit].append(one)
    return [_summarise_unit(unit, judged[unit], counted[unit]) for unit in sorted(judged)]


def _summarise_unit(unit: str, verdicts: list[Mapping], marks: list[Marks]) -> UnitReport:
    named = Counter(
        (verdict["exercise"], mistake)
        for verdict in verdicts
        for mistake in verdict["misconceptions"]
    )
    ranked = sorted(named.items(), key=lambda item: (-item[1], item[0]))[:MOST_MISTAKES]
    handed_in = [one for one in marks if one.handed_in]
    scores = [one.score for one in handed_in] or _judged(verdicts)
    possible = {verdict["exercise"]: verdict["max_score"] for verdict in verdicts}
    return UnitReport(
        unit=unit,
        students=len(scores),
        mean=round(sum(scores) / len(scores), 2),
        possible=handed_in[0].max_score if handed_in else sum(possible.values()),
        mistakes=tuple((exercise, mistake, count) for (exercise, mistake), count in ranked),
        missing=len(marks) - len(handed_in),
        unnamed=tuple(_unnamed(verdicts)),
    )


def _unnamed(verdicts):
    """The exercises with wrong answers that no declared mistake explains, most of them first."""
    wrong = [verdict for verdict in verdicts if verdict.get("status") == FAILED]
    total = Counter(verdict["exercise"] for verdict in wrong)
    open_ = Counter(verdict["exercise"] for verdict in wrong if not verdict["misconceptions"])
    for exercise, count in sorted(open_.items(), key=lambda item: (-item[1], item[0])):
        yield exercise, count, total[exercise]


def _judged(verdicts):
    """Each student's marks as the judge gave them: all there is without a gradebook."""
    scores: dict[str, float] = defaultdict(float)
    for verdict in verdicts:
        scores[verdict["student"]] += verdict["score"]
    return list(scores.values())


def as_text(report: UnitReport) -> str:
    """The report on one unit as lines."""
    students = "1 student" if report.students == 1 else f"{report.students} students"
    missing = f"; {report.missing} handed nothing in" if report.missing else ""
    lines = [f"{report.unit}: {students}, mean {report.mean:g} of {report.possible:g}{missing}"]
    if not report.mistakes:
        lines.append("  no mistake was recognised")
    else:
        lines.append("  mistakes named most often:")
        width = max(len(exercise) for exercise, _, _ in report.mistakes)
        lines += [
            f"  {count:4d}  {exercise:<{width}}  {mistake}"
            for exercise, mistake, count in report.mistakes
        ]
    if report.unnamed:
        lines.append("  wrong answers in which no known mistake was recognised:")
        lines += [f"  {count:4d} of {wrong}  {name}" for name, count, wrong in report.unnamed]
    return "\n".join(lines)
