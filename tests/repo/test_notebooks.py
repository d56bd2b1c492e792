"""Notebooks are kept without outputs, with cell ids that stay."""

import json
import re
from collections import Counter

import pytest

from tests.repo.sources import ROOT, files

SOURCES = files("*.ipynb", under="solutions")
RELEASED = files("*.ipynb", under="course")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES + RELEASED, ids=str)
def test_notebook_carries_no_outputs(path):
    full = [
        cell["id"]
        for cell in read(path)["cells"]
        if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"])
    ]
    assert not full, f"{path}: cells {full} have outputs"


@pytest.mark.parametrize("path", SOURCES + RELEASED, ids=str)
def test_cell_ids_are_unique_and_stable(path):
    notebook = read(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    twice = [name for name, count in Counter(ids).items() if count > 1]
    assert not twice, f"{path}: {twice} are used more than once"
    assert all(ID.fullmatch(name) for name in ids), f"{path}: an id is missing or not allowed"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_notebook_is_called_like_its_folder(path):
    """nbgrader takes the folder's name as the assignment; the commands rely on one notebook."""
    assert path.stem == path.parent.name
    assert re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem)


def test_course_has_the_notebooks_of_solutions():
    names = [path.relative_to("solutions") for path in SOURCES]
    assert names == [path.relative_to("course") for path in RELEASED], "run make course"
    assert names


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_map_gives_the_units_points_and_exercises(path):
    """Does solutions/README.md say what the notebook holds?"""
    graded = [
        cell["metadata"]["nbgrader"]
        for cell in read(path)["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    judged = [mark["points"] for mark in graded if not mark["solution"]]
    written = [mark["points"] for mark in graded if mark["solution"]]
    (line,) = (
        line
        for line in (ROOT / "solutions" / "README.md").read_text(encoding="utf-8").splitlines()
        if f"({path.parent.name}/{path.name})" in line
    )
    exercises, points = [entry.strip() for entry in line.split("|")][3:5]
    assert exercises == str(len(judged))
    assert points == " + ".join(str(sum(marks)) for marks in (judged, written) if marks)
