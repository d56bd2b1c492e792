"""What classes hand in: a unit of the course with its work in other places than was foreseen."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from autograde import exercises
from autograde.grading.submission.restore import grade_id
from tests.grading.test_one_exercise import marks
from tests.notebooks.running import source

pytestmark = pytest.mark.usefixtures("sandbox")
UNIT = "04_bptt"
NAMES = [e.name for e in exercises.of_unit(UNIT) if e.points]
FULL = {e.name: float(e.points) for e in exercises.of_unit(UNIT) if e.points}


@pytest.fixture
def done():
    """The student notebook of the unit with everything right and in its place."""
    nb = source(UNIT, "course")
    solved = {grade_id(cell): cell.source for cell in source(UNIT).cells if grade_id(cell)}
    for cell in nb.cells:
        if grade_id(cell) in NAMES:
            cell.source = solved[grade_id(cell)]
    return nb


def cell_of(nb, name):
    return next(cell for cell in nb.cells if grade_id(cell) == name)


def test_two_solutions_merged_as_jupyterlab_does(done):
    first, second = cell_of(done, "rnn_step_backward"), cell_of(done, "rnn_backward")
    first.source, first.id = f"{first.source}\n\n\n{second.source}", "merged-cell"
    done.cells.remove(second)
    assert earned(done) == FULL


def test_all_functions_in_one_cell_of_the_students_own(done):
    text = "\n\n\n".join(cell_of(done, name).source for name in NAMES)
    done.cells = [cell for cell in done.cells if grade_id(cell) not in NAMES]
    done.cells.insert(2, new_code_cell(text, id="my-functions"))
    assert earned(done) == FULL


def earned(nb):
    return {name: score for name, score in marks(UNIT, nb).items() if name in FULL}
