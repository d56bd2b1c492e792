"""A learner who does one exercise of a unit, and nothing else, earns its marks and no others."""

from __future__ import annotations

import nbformat
import pytest

from autograde import exercises
from autograde.grading.results.graded import Graded
from autograde.grading.sandbox.limits import Limits, RunLimits
from autograde.grading.submission.restore import grade_id
from tests.grading import toys
from tests.notebooks.running import ROOT, UNITS, source

GRADED = [(unit, e.name) for unit in UNITS for e in exercises.of_unit(unit) if e.points]


def one_done(unit: str, name: str) -> nbformat.NotebookNode:
    """The student notebook of a unit with one cell from the solution.

    What the solution calls of earlier exercises stands in the same cell, under another name.
    """
    solved = {grade_id(cell): cell.source for cell in source(unit).cells if grade_id(cell)}
    notebook = source(unit, "course")
    (stub,) = (cell for cell in notebook.cells if grade_id(cell) == name)
    stub.source = solved[name]
    for helper in reversed([e.name for e in exercises.of_unit(unit)]):
        if helper != name and f"{helper}(" in stub.source:
            text = f"{solved[helper]}\n\n\n{stub.source}"
            stub.source = text.replace(f"{helper}(", f"my_{helper}(")
    return notebook


def marks(unit: str, notebook: nbformat.NotebookNode) -> dict[str, float]:
    """Exercise -> what it earns in the sandbox."""
    records = graded(unit, notebook).records
    return {record["exercise"]: record["score"] for record in records}


def graded(unit: str, notebook: nbformat.NotebookNode) -> Graded:
    """A submitted notebook, run and judged in the sandbox."""
    released = source(unit, "course")
    limits = Limits(memory_bytes=4096 * 2**20)
    return toys.graded_in(ROOT, unit, notebook, released, limits, RunLimits(cell_seconds=60))


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(("unit", "name"), GRADED, ids=[name for _, name in GRADED])
def test_it_earns_its_own_marks_and_no_others(unit, name):
    expected = {e.name: 0.0 for e in exercises.of_unit(unit) if e.points}
    expected[name] = float(exercises.find(name).points)
    assert marks(unit, one_done(unit, name)) == expected
