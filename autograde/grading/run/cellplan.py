"""What is done with each cell of a notebook when it is graded."""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde import exercises
from autograde.grading.submission.restore import grade_id, is_experiment, role
from autograde.kinds.exercise import Exercise

RUN, TEST, EXPERIMENT, UNKNOWN_TEST = "run", "test", "experiment", "unknown test"
STUB = "stub"  # as released, of work that stands in another cell
PLAIN_TEST = "plain test"  # of a course without exercises of ours: nbgrader reads its outputs
PREFIX = "test_"
DEFINING = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)


@dataclass(frozen=True, slots=True)
class Step:
    """One code cell: its index in the notebook and what happens to it.

    kind: one of the constants above; exercise_name: what a test cell judges; points: what
    nbgrader has for the cell; own: is its source another than any that was released? given: the
    released source of a cell of the course's that the student has changed, which is run where
    theirs stops.
    """

    index: int
    kind: str
    source: str = ""
    grade_id: str = ""
    exercise_name: str = ""
    points: float = 0.0
    own: bool = False
    given: str = ""

    @property
    def exercise(self) -> Exercise | None:
        """What a test cell judges."""
        return exercises.find(self.exercise_name) if self.exercise_name else None


def make_plan(nb: NotebookNode, released: NotebookNode, *, plain: bool = False) -> list[Step]:
    """The steps for the code cells of a restored notebook, in its order.

    plain: run tests that name no exercise, as stock nbgrader does.
    """
    experiments = {cell.get("id") for cell in released.cells if is_experiment(cell)}
    as_released = {cell.source for cell in released.cells}
    known = exercises.all_exercises()
    given = {cell.get("id"): cell.source for cell in released.cells if role(cell) == "free"}
    giving_way = _giving_way(nb, released, experiments)
    plan = []
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        mine = cell.metadata.get("nbgrader", {})
        if mine.get("grade") and not mine.get("solution"):
            exercise = known.get(grade_id(cell).removeprefix(PREFIX))
            named = exercise is not None and grade_id(cell).startswith(PREFIX)
            about = {"grade_id": grade_id(cell), "points": float(mine.get("points", 0))}
            if named:
                about["exercise_name"] = exercise.name
            kind = TEST if named else PLAIN_TEST if plain else UNKNOWN_TEST
            plan.append(Step(index, kind, cell.source, **about))
        elif cell.get("id") in experiments:
            plan.append(Step(index, EXPERIMENT, cell.source, grade_id(cell)))
        elif index in giving_way:
            plan.append(Step(index, STUB, cell.source))
        elif cell.source.strip():
            was = given.get(cell.get("id"), "")
            changed = {"given": was} if was != cell.source else {}
            own = cell.source not in as_released
            plan.append(Step(index, RUN, cell.source, grade_id(cell), own=own, **changed))
    return plan


def _giving_way(nb, released, experiments):
    """The indices of stubs that are not run, because another cell of the student's has the work.

    A stub that is as released, or was put back, would hide what was written into a cell of the
    student's own, or what JupyterLab has merged into another.
    """
    given = [cell for cell in released.cells if cell.cell_type == "code"]
    known = {_read(cell.source)[0] for cell in given}
    stubs = {_read(cell.source)[0] for cell in given if role(cell) == "solution"}
    untouched, written, room = {}, set(), MOST_PARSED
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code" or cell.get("id") in experiments:
            continue
        room -= len(cell.source)
        if room < 0:
            break
        code, names = _read(cell.source)
        if code in stubs:
            untouched[index] = names
        elif code not in known:
            written |= names
    return {index for index, names in untouched.items() if names & written}


def names_bound_by(source: str) -> set[str]:
    """The names that a cell's code binds outside functions; none where it is no Python."""
    return _read(source)[1]


def _read(source):
    """(what the code says, whatever its comments and layout; the names that it binds)."""
    tree = _parsed(source)
    with contextlib.suppress(RecursionError):
        if tree is not None:
            return ast.dump(tree), set(_bound(tree))
    return source.strip(), set()


def _parsed(source):
    """The cell as a syntax tree, without IPython's commands; None where it is no Python."""
    for text in (source, COMMAND.sub(r"\1pass", CELL_COMMAND.sub("", source))):
        with warnings.catch_warnings(), contextlib.suppress(*NO_PYTHON):
            warnings.simplefilter("ignore")  # of odd escapes in the student's strings
            return ast.parse(text)
    return None


def _bound(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, SCOPES):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)


def definitions_of(source: str) -> str:
    """What a cell defines at its top level, without what it does; each line in its place.

    "" where it defines nothing, or is no Python.
    """
    tree = _parsed(source)
    kept: set[int] = set()
    for node in tree.body if tree else ():
        if isinstance(node, DEFINING):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            kept |= set(range(first, node.end_lineno + 1))
    lines = source.split("\n")
    return "\n".join(l if n in kept else "" for n, l in enumerate(lines, 1)).rstrip()


MOST_PARSED = 200_000  # characters of cells: Python's parser takes 500 times as many bytes
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
COMMAND = re.compile(r"^([ \t]*)(?:[%!].*|\S.*\?[ \t]*)$", re.MULTILINE)
CELL_COMMAND = re.compile(r"\A\s*%%(?:time|capture|prun)\b.*")  # whose cell is run as Python
