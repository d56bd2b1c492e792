"""`unrolled grade`: the submissions of a class into marks, feedback and the gradebook."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograde.commands import UserError, choose_units, course_root, existing_folder
from autograde.commands.engine import engine
from autograde.commands.grading_progress import progress_of

if TYPE_CHECKING:
    from autograde.grading.engine import Result


def run(arguments: Namespace) -> int:
    """Grade, and print one line for each submission. 1 if one could not be graded as it is."""
    root = course_root()
    units = choose_units(arguments.units, root)
    submissions = existing_folder(
        arguments.submissions or root / "submitted", "STUDENT/UNIT/UNIT.ipynb"
    )
    results = (arguments.results or root / "grading").absolute()
    count = count_submissions(submissions, units)
    with engine() as grading, progress_of(count, file=sys.stderr) as progress:
        graded = grading.grade(
            units,
            submissions,
            results,
            root=root,
            unsafe_no_sandbox=arguments.unsafe_no_sandbox,
            workers=arguments.workers,
            fresh=arguments.fresh,
            progress=progress,
        )
    if arguments.json:
        print(json.dumps([dataclasses.asdict(result) for result in graded], indent=1))
    else:
        print("\n".join(lines(graded)))
        print(f"feedback, grades.csv and gradebook.db are in {results}")
    return 1 if any(result.reason or result.notes for result in graded) else 0


def count_submissions(submissions: Path, units: Sequence[str]) -> int:
    """How many submissions of these units there are.

    Raises:
        UserError: none.
    """
    with engine("submission.handedin") as handedin:
        count = sum(len(handedin.handed_in(submissions, unit, units)) for unit in units)
    if not count:
        raise UserError(
            f"{submissions} holds no submission of {', '.join(units)}: "
            f"put each at STUDENT/{units[0]}/{units[0]}.ipynb."
        )
    return count


def lines(graded: Iterable[Result]) -> list[str]:
    """One line for each submission, and below it what was wrong with the submission itself."""
    said = []
    for result in graded:
        late = result.late_submission_penalty
        said.append(
            f"{result.student:<20} {result.unit:<20} {result.score:6g} of {result.max_score:g}"
            + (f" ({late:g} taken off for handing in late)" if late else "")
        )
        said += [f"    {result.reason}"] if result.reason else []
        said += [f"    {note}" for note in result.notes]
        said += [f"    left out: {name}: {reason}" for name, reason in result.left_out]
    return said
