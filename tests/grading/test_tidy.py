"""Notebooks as odd tools write them: each is graded, or there is a reason; no warning shows."""

from __future__ import annotations

import copy
import json
import warnings

import nbformat
import pytest

from autograde.grading.submission.restore import restore
from autograde.grading.submission.tidy import MAX_FILE, MOST_VALUES, tidy
from tests.grading import toys


def handed_in() -> dict:
    """A notebook with work in it, as plain data, and one cell of the student's own."""
    nb = json.loads(nbformat.writes(toys.source_notebook()))
    toys.cell_of(nb, "toy_double")["source"] = toys.RIGHT["toy_double"].splitlines(keepends=True)
    return toys.added(nb, "mine = 1")


def each(change):
    """The same done to every cell."""

    def changed(nb):
        for cell in nb["cells"]:
            change(cell)
        return nb

    return changed


def same_ids(nb):
    nb["cells"][1]["id"] = nb["cells"][2]["id"] = nb["cells"][3]["id"]
    return nb


def without_ids_in_format(minor):
    def changed(nb):
        each(lambda cell: cell.pop("id"))(nb)
        return nb | {"nbformat_minor": minor}

    return changed


def in_format_3(nb):
    cells = []
    for cell in nb["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            old |= {"input": source, "outputs": [], "language": "python", "collapsed": False}
        cells.append(old if "input" in old else {**old, "source": source})
    sheets = [{"cells": cells, "metadata": {}}]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}


ODD = {
    "a cell without metadata": lambda nb: (nb["cells"][1].pop("metadata") and nb) or nb,
    "metadata null": each(
        lambda cell: cell["metadata"].get("nbgrader") or cell.update(metadata=None)
    ),
    "no ids": each(lambda cell: cell.pop("id")),
    "ids null": each(lambda cell: cell.update(id=None)),
    "ids with spaces": each(lambda cell: cell.update(id=f"my {cell['id']}")),
    "the same ids": same_ids,
    "no outputs": each(lambda cell: cell.pop("outputs", 0)),
    "outputs as a dict": each(lambda cell: cell.update(outputs={})),
    "outputs that are no outputs": each(lambda cell: cell.update(outputs=[1, {}])),
    "no execution count": each(lambda cell: cell.pop("execution_count", 0)),
    "no cell type": each(lambda cell: cell.pop("cell_type")),
    "an unknown cell type": each(lambda cell: cell.update(cell_type="sql")),
    "a cell without a source": lambda nb: nb["cells"][0].pop("source") and nb,
    "a source of None": lambda nb: nb["cells"][0].update(source=None) or nb,
    "a source with numbers": lambda nb: nb["cells"][0].update(source=["a", 1]) or nb,
    "attachments as a list": each(lambda cell: cell.update(attachments=[1])),
    "a cell that is a text": lambda nb: nb["cells"].append("text") or nb,
    "a cell that is null": lambda nb: nb["cells"].insert(0, None) or nb,
    "no metadata": lambda nb: nb.pop("metadata") and nb,
    "no kernel": lambda nb: nb["metadata"].clear() or nb,
    "metadata of null": lambda nb: nb | {"metadata": None},
    "a kernel of null": lambda nb: nb["metadata"].update(kernelspec=None) or nb,
    "no format": lambda nb: nb.pop("nbformat") and nb,
    "a format in words": lambda nb: nb | {"nbformat": "4", "nbformat_minor": "5"},
    "no minor format": lambda nb: nb.pop("nbformat_minor") and nb,
    "a later format": lambda nb: nb | {"nbformat_minor": 99},
    "a format to come": lambda nb: nb | {"nbformat": 5},
    "format 4.0": without_ids_in_format(0),
    "format 4.4": without_ids_in_format(4),
    "format 4.4 with ids": lambda nb: nb | {"nbformat_minor": 4},
    "format 3": in_format_3,
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_odd_notebook_keeps_its_work(change):
    released = toys.source_notebook()
    odd = change(handed_in())
    light, reason = tidy(json.dumps(odd).encode())
    assert reason == ""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb = nbformat.reads(light.decode(), as_version=4)
    restored = restore(nb, released)
    sources = [cell.source for cell in restored.cells]
    assert toys.RIGHT["toy_double"] in sources
    assert "mine = 1" in sources
    assert sources.count(released.cells[1].source) == 1
    assert tidy(light) == (light, "")


def test_what_follows_the_format_stays_as_it_is():
    content = json.dumps(handed_in()).encode()
    assert tidy(content) == (content, "")


def test_very_large_outputs_are_left_out_and_said():
    nb = handed_in()
    toys.cell_of(nb, "setup")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * (MAX_FILE + 1)}
    ]
    light, said = tidy(json.dumps(nb).encode())
    assert said == "its saved outputs: they take more room than can be read"
    sources = [cell["source"] for cell in json.loads(light)["cells"]]
    assert toys.RIGHT["toy_double"] in sources


def test_work_that_is_too_large_is_refused():
    nb = copy.deepcopy(handed_in())
    nb["cells"][0]["source"] = "x" * (MAX_FILE + 1)
    assert tidy(json.dumps(nb).encode()) == (
        None,
        "it is larger than 16 MiB, its outputs left aside",
    )


def test_more_values_than_can_be_read_are_refused_unread():
    light, reason = tidy(b"[" * (MOST_VALUES + 1))
    assert (light, reason) == (None, "it has too many values for a notebook: clear its outputs")
