"""Work that stands in another cell than its stub counts; what is not written earns nothing."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograde.grading.run.cellplan import RUN, STUB, TEST, make_plan
from autograde.grading.run.notebookrun import NotebookRun
from autograde.grading.sandbox.limits import RunLimits
from autograde.grading.submission.restore import grade_id, restore
from tests.grading import toys
from tests.grading.toys import NAMES, RIGHT

pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
def handed_out(course):
    return nbformat.reads(json.dumps(toys.released(course)), as_version=4)


@pytest.fixture
def done(handed_out):
    """The notebook with everything right and in its place."""
    nb = copy.deepcopy(handed_out)
    for name in NAMES:
        cell(nb, name).source = RIGHT[name]
    return nb


def cell(nb, name):
    return toys.cell_of(nb, name)


def without(nb, *names):
    nb.cells = [c for c in nb.cells if not {grade_id(c), c.id} & set(names)]
    return nb


def place(nb, name):
    return nb.cells.index(cell(nb, name))


def right(nb, released) -> set[str]:
    """The exercises whose name is bound to right work where they are judged."""
    found, here = set(), {"check": lambda name: None}
    for step in make_plan(restore(nb, released), released):
        if step.kind == RUN:
            try:
                exec(step.source.replace("from autograde import check", ""), here)
            except Exception:
                continue
        elif step.kind == TEST and is_right(step.exercise, here.get(step.exercise_name)):
            found.add(step.exercise_name)
    return found


def is_right(exercise, mine):
    if exercise.is_answer:
        return mine == exercise.reference()
    try:
        return mine(3.0) == exercise.reference(3.0)
    except (NotImplementedError, TypeError):
        return False


def merge(nb, *names, new_id="merged", keeps=True):
    """As JupyterLab merges cells: the metadata of the first, and a new id."""
    first = cell(nb, names[0])
    merged = new_code_cell("\n\n".join(cell(nb, name).source for name in names), id=new_id)
    merged.metadata = copy.deepcopy(first.metadata) if keeps else merged.metadata
    nb.cells[nb.cells.index(first)] = merged
    return without(nb, *names[1:])


def own(nb, source, at):
    nb.cells.insert(at, new_code_cell(source, id=f"own-{len(nb.cells)}"))
    return nb


def two_merged(nb):
    return merge(nb, "toy_double", "toy_triple")


def two_merged_and_their_metadata_lost(nb):
    return merge(nb, "toy_double", "toy_triple", keeps=False)


def three_merged_with_their_checks(nb):
    three = ("toy_double", "test_toy_double", "toy_triple", "test_toy_triple", "toy_negate")
    return merge(nb, *three)


def merged_with_its_check(nb):
    return merge(nb, "toy_double", "test_toy_double")


def merged_into_its_check(nb):
    check = cell(nb, "test_toy_double")
    check.source = f"{cell(nb, 'toy_double').source}\n\n{check.source}"
    return without(nb, "toy_double")


def written_into_its_check(nb):
    check = cell(nb, "test_toy_double")
    check.source = f"{cell(nb, 'toy_double').source}\n\n{check.source}"
    cell(nb, "toy_double").source = STUBS["toy_double"]
    return nb


def all_in_one_cell(nb):
    text = "\n\n".join(cell(nb, name).source for name in NAMES)
    return own(without(nb, *NAMES), text, place(nb, "test_toy_double"))


def all_in_one_cell_at_the_top(nb):
    text = "\n\n".join(cell(nb, name).source for name in NAMES)
    return own(without(nb, *NAMES), text, 0)


def all_in_the_setup(nb):
    cell(nb, "setup").source += "\n\n" + "\n\n".join(cell(nb, name).source for name in NAMES)
    return without(nb, *NAMES)


def all_in_one_cell_and_everything_else_deleted(nb):
    text = "\n\n".join(cell(nb, name).source for name in NAMES)
    nb.cells = [new_code_cell(text, id="own")]
    return nb


def in_a_cell_of_its_own_above_the_stub(nb):
    own(nb, RIGHT["toy_double"], place(nb, "toy_double"))
    cell(nb, "toy_double").source = STUBS["toy_double"]
    return nb


def in_a_cell_of_its_own_far_above_a_stub_without_its_comments(nb):
    own(nb, RIGHT["toy_negate"], 0)
    cell(nb, "toy_negate").source = (
        STUBS["toy_negate"].replace("    #", "\n    # done above:") + " "
    )
    return nb


def in_a_cell_of_its_own_below_the_stub(nb):
    own(nb, RIGHT["toy_double"], place(nb, "test_toy_double"))
    cell(nb, "toy_double").source = STUBS["toy_double"]
    return nb


def check_and_stub_deleted(nb):
    nb.cells[place(nb, "toy_double")] = new_code_cell(RIGHT["toy_double"], id="own")
    return without(nb, "test_toy_double")


def check_deleted_and_the_work_split(nb):
    head, body = RIGHT["toy_double"], "toy_double = toy_double"
    own(nb, body, place(nb, "test_toy_double"))
    cell(nb, "toy_double").source = head
    return without(nb, "test_toy_double")


def split_in_two(nb):
    first = copy.deepcopy(cell(nb, "toy_double"))
    first.source, first.id = "def helper(x):\n    return x + x", "first-half"
    cell(nb, "toy_double").source = "def toy_double(x):\n    return helper(x)"
    nb.cells.insert(place(nb, "toy_double"), first)
    return nb


def copied_and_the_copy_left_as_released(nb):
    again = copy.deepcopy(cell(nb, "toy_double"))
    again.source, again.id = STUBS["toy_double"], "copy"
    nb.cells.insert(place(nb, "test_toy_double"), again)
    return nb


def copied_and_the_original_left_as_released(nb):
    again = copy.deepcopy(cell(nb, "toy_double"))
    again.id = "copy"
    nb.cells.insert(place(nb, "toy_double"), again)
    cell(nb, "toy-double").source = STUBS["toy_double"]
    return nb


def cut_and_pasted(nb):
    moved = nb.cells.pop(place(nb, "toy_triple"))
    moved.id = "pasted"
    nb.cells.insert(1, moved)
    return nb


def cut_and_pasted_without_its_metadata(nb):
    moved = nb.cells.pop(place(nb, "toy_triple"))
    nb.cells.insert(1, new_code_cell(moved.source, id="pasted"))
    return nb


def defined_in_a_block(nb):
    text = "try:\n    toy_double = lambda x: x + x\nfinally:\n    pass"
    return own(without(nb, "toy_double"), text, 2)


def imported(nb):
    return own(without(nb, "toy_negate"), "from operator import neg as toy_negate", 2)


STUBS: dict[str, str] = {}
CHANGES = [
    two_merged,
    two_merged_and_their_metadata_lost,
    three_merged_with_their_checks,
    merged_with_its_check,
    merged_into_its_check,
    written_into_its_check,
    all_in_one_cell,
    all_in_one_cell_at_the_top,
    all_in_the_setup,
    all_in_one_cell_and_everything_else_deleted,
    in_a_cell_of_its_own_above_the_stub,
    in_a_cell_of_its_own_far_above_a_stub_without_its_comments,
    in_a_cell_of_its_own_below_the_stub,
    check_and_stub_deleted,
    check_deleted_and_the_work_split,
    split_in_two,
    copied_and_the_copy_left_as_released,
    copied_and_the_original_left_as_released,
    cut_and_pasted,
    cut_and_pasted_without_its_metadata,
    defined_in_a_block,
    imported,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_work_counts_wherever_it_stands_above_its_check(handed_out, done, change):
    STUBS.update({name: cell(handed_out, name).source for name in NAMES})
    changed = change(done)
    assert right(changed, handed_out) == set(NAMES)


def test_what_is_not_written_anywhere_stays_a_stub(handed_out):
    assert right(handed_out, handed_out) == set()
    kinds = [step.kind for step in make_plan(restore(handed_out, handed_out), handed_out)]
    assert STUB not in kinds


def test_a_call_of_it_is_no_work(handed_out):
    own(handed_out, "y = [toy_double for toy_double in ()]\n\ndef f():\n    toy_double = 1", 2)
    kinds = [step.kind for step in make_plan(restore(handed_out, handed_out), handed_out)]
    assert STUB not in kinds


@pytest.mark.parametrize("commands", ["%%time\n", "%matplotlib inline\n", "!ls -l\n", "len?\n"])
def test_commands_of_ipython_hide_no_work(handed_out, commands):
    released = copy.deepcopy(handed_out)
    own(handed_out, commands + RIGHT["toy_double"], 2)
    plan = make_plan(restore(handed_out, released), released)
    assert [step.kind for step in plan].count(STUB) == 1


def test_work_below_its_check_is_pointed_out(handed_out):
    released = copy.deepcopy(handed_out)
    own(handed_out, RIGHT["toy_double"], len(handed_out.cells))
    plan = make_plan(restore(handed_out, released), released)
    run = NotebookRun(plan, start=None, seed=None, limits=RunLimits())
    number = next(n for n, step in run.plan if step.exercise_name == "toy_double")
    said = run._why_not_defined("toy_double", number)
    assert said == "`toy_double` is defined below its check only: move its cell above the check"


def test_deep_nesting_is_no_hindrance(handed_out):
    released = copy.deepcopy(handed_out)
    own(handed_out, f"x = {'-' * 3000}1", 2)
    own(handed_out, f"x = {'(' * 3000}1", 2)
    assert make_plan(restore(handed_out, released), released)


def test_written_answer_counts_in_the_copy_that_holds_it(handed_out):
    mark = {"grade": True, "grade_id": "written", "locked": False, "points": 5, "solution": True}
    metadata = {"nbgrader": {**mark, "schema_version": 3, "task": False}}
    answer = new_markdown_cell("YOUR ANSWER HERE", id="written", metadata=metadata)
    handed_out.cells.append(answer)
    nb = copy.deepcopy(handed_out)
    moved = new_markdown_cell("Because.", id="copy", metadata=copy.deepcopy(metadata))
    nb.cells.insert(1, moved)
    restored = restore(nb, handed_out)
    assert [c.source for c in restored.cells if grade_id(c) == "written"] == ["Because."]
