"""What is done with each cell of a notebook when it is graded."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde import exercises
from autograde.grading.submission.restore import grade_id, is_experiment
from autograde.kinds.exercise import Exercise

RUN, TEST, EXPERIMENT, UNKNOWN_TEST = "run", "test", "experiment", "unknown test"
PLAIN_TEST = "plain test"  # of a course without exercises of ours: nbgrader reads its outputs
PREFIX = "test_"
DEFINING = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)


@dataclass(frozen=True, slots=True)
class Step:
    """One code cell: its index in the notebook and what happens to it.

    kind: one of the constants above; exercise_name: what a test cell judges; points: what
    nbgrader has for the cell; own: is its source another than any that was released?
    """

    index: int
    kind: str
    source: str = ""
    grade_id: str = ""
    exercise_name: str = ""
    points: float = 0.0
    own: bool = False

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
        elif cell.source.strip():
            own = cell.source not in as_released
            plan.append(Step(index, RUN, cell.source, grade_id(cell), own=own))
    return plan


def names_bound_by(source: str) -> set[str]:
    """The names that a cell's code binds at its top level; none where it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                found |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def definitions_of(source: str) -> str:
    """What a cell defines at its top level, without what it does; each line in its place.

    "" where it defines nothing, or is no Python.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    kept: set[int] = set()
    for node in tree.body:
        if isinstance(node, DEFINING):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            kept |= set(range(first, node.end_lineno + 1))
    lines = source.split("\n")
    return "\n".join(l if n in kept else "" for n, l in enumerate(lines, 1)).rstrip()
