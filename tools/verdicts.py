"""Every verdict on the work that the repository holds, to see what a change of the judge changes.

    python tools/verdicts.py write build/before.jsonl      # then change the judge
    python tools/verdicts.py write build/after.jsonl
    python tools/verdicts.py compare build/before.jsonl build/after.jsonl

A line of the file is one judged piece of work: a reference, a stub, a declared mistake, a right or
wrong style of the tests, as `check` reports it and as grading does, and each page and record of
the sample class. Lines of code are counted from the first line of the function, so that moving a
function changes nothing; where a declared mistake stops is left out, since that is the judge's own
code. `compare` ends with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from autograde import exercises
from autograde.commands import demo
from autograde.judge import feedback, judge
from autograde.judge.here import examine_here
from autograde.judge.verdict import CaseResult
from tests.judge import styles

PRIVATE_SEED = 11  # of the cases that a student would be given when grading


def stub(*args: Any) -> None:
    raise NotImplementedError("Exercise 00.0: not written")


def all_work() -> Iterator[tuple[str, str, Any]]:
    """(what it is, exercise, the function or the answer), each once."""
    for name, exercise in exercises.all_exercises().items():
        made = (lambda thing: thing()) if exercise.is_answer else (lambda thing: thing)
        yield f"reference of {name}", name, made(exercise.reference)
        yield f"stub of {name}", name, None if exercise.is_answer else stub
        for mistake in exercise.misconceptions:
            yield f"mistake {mistake.id} of {name}", name, made(mistake.wrong)
    for name, number, function in styles.right():
        yield f"right style {number} of {name}", name, function
    for name, function, *_ in styles.wrong():
        yield f"wrong style {function.__name__} of {name}", name, function


def verdict_of(name: str, thing: Any, *, is_grading: bool) -> dict[str, Any]:
    """The verdict on one piece of work, with the report in both forms."""
    exercise = exercises.find(name)
    if (keras := sys.modules.get("keras")) is not None:
        keras.utils.clear_session()  # it numbers the layers that it makes
    private = judge.private_cases(exercise, PRIVATE_SEED) if is_grading else []
    public, step = judge.public_cases(exercise), exercises.step_of(exercise)
    verdict = examine_here(exercise, {name: thing}, public, private, step)
    is_declared = any(thing is mistake.wrong for mistake in exercise.misconceptions)
    cases = tuple(placed(case, None if is_declared else thing) for case in verdict.cases)
    verdict = dataclasses.replace(verdict, cases=cases)
    return {
        "text": feedback.as_text(verdict),
        "html": feedback.as_html(verdict),
        "verdict": verdict.to_dict(),
    }


def placed(case: CaseResult, function: Any) -> CaseResult:
    """The case, with the line of its error counted from the function or class that it stands in.

    function: what was judged; None: without the line.
    """
    if case.error is None or case.error.line is None:
        return case
    here = {"line": None, "source": ""}
    if function is not None:
        here = {"line": styles.line_within(case.error, function)}
    return dataclasses.replace(case, error=dataclasses.replace(case.error, **here))


def sample_class() -> Iterator[tuple[str, Any]]:
    """Records and feedback pages of the sample class, graded now."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "sample"
        demo.run(argparse.Namespace(results=results))
        for record in map(json.loads, (results / "verdicts.jsonl").open(encoding="utf-8")):
            yield f"record of {record['student']}, {record['exercise']}", record
        for page in sorted((results / "feedback").rglob("*.html")):
            digest = hashlib.sha256(page.read_bytes()).hexdigest()
            yield f"page {page.relative_to(results).as_posix()}", digest


def write(path: Path) -> None:
    """Judge everything, and write a line for each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:

        def line(what: str, content: Any) -> None:
            text = json.dumps([what, content], ensure_ascii=False, sort_keys=True, default=str)
            file.write(text + "\n")

        for what, name, thing in all_work():
            for is_grading in (False, True):
                way = "graded" if is_grading else "checked"
                line(f"{what}, {way}", verdict_of(name, thing, is_grading=is_grading))
        for what, content in sample_class():
            line(what, content)
    print(f"{path}: {hashlib.sha256(path.read_bytes()).hexdigest()}")


def compare(before: Path, after: Path) -> int:
    """Print what differs between two files; the number of differences."""
    old, new = (dict(map(json.loads, path.open(encoding="utf-8"))) for path in (before, after))
    different = [what for what in {**old, **new} if old.get(what) != new.get(what)]
    for what in different:
        print(f"== {what}")
        texts = [shown(found.get(what)).splitlines() for found in (old, new)]
        print("\n".join(list(difflib.unified_diff(*texts, lineterm="", n=1))[2:]))
    print(f"{len(different)} of {len({**old, **new})} differ")
    return len(different)


def shown(content: Any) -> str:
    """What a line of the file holds, to be read: first the report, then all of it."""
    if content is None:
        return "(not there)"
    text = content.get("text", "") if isinstance(content, dict) else ""
    return f"{text}\n{json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)}"


def main() -> int:
    """Write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write").add_argument("file", type=Path)
    both = commands.add_parser("compare")
    both.add_argument("before", type=Path)
    both.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "compare":
        return 1 if compare(arguments.before, arguments.after) else 0
    write(arguments.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
