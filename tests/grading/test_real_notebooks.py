"""What classes hand in: a unit of the course with its work in other places than was foreseen."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from autograde import exercises
from autograde.grading.run.work import REPORT
from autograde.grading.submission.restore import grade_id
from tests.grading.test_one_exercise import graded, marks
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


def earned(nb):
    return {name: score for name, score in marks(UNIT, nb).items() if name in FULL}


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


IMPORTS = {
    "not installed": "from google.colab import drive\n",
    "leaves Python": "import os; os._exit(0)\n",
    "no Python": "pip install torch\nimport torch as\n",
}


@pytest.mark.parametrize("head", IMPORTS.values(), ids=IMPORTS)
def test_setup_that_stops_costs_nothing_that_it_was_given_with(done, head):
    setup = next(cell for cell in done.cells if cell.get("id") == "setup")
    setup.source = head + setup.source
    assert earned(done) == FULL


def test_setup_that_stops_is_told_first_where_something_is_not_right(done):
    setup = next(cell for cell in done.cells if cell.get("id") == "setup")
    setup.source = f"import math\nimport torch.nn\n{setup.source}\nfactor = 1"
    cell_of(done, "sgd_step").source = RELIES_ON_THE_SETUP
    result = graded(UNIT, done)
    scores = {record["exercise"]: record["score"] for record in result.records}
    assert {name for name in FULL if scores[name] == FULL[name]} == {*FULL} - {"sgd_step"}
    told = [text for text in reports(result) if "  above  " in text]
    assert len(told) == 1
    assert told[0].splitlines()[1:4] == [
        "  above    a cell that you were given, and changed, stopped in line 2, `import",
        "           torch.nn`: ModuleNotFoundError: No module named 'torch'. What it",
        "           defined when you got it is there all the same",
    ]


RELIES_ON_THE_SETUP = """
def sgd_step(params, grads, lr):
    return {name: p - factor * lr * grads[name] for name, p in params.items()}
"""


def reports(result):
    """The plain text of all reports."""
    outputs = [out for cell in result.outputs.values() for out in cell]
    return [out["data"]["text/plain"] for out in outputs if out.get("metadata", {}).get(REPORT)]
