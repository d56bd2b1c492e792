"""Written answers, which a person marks: where the student has put them."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from autograde.grading.submission.restore import role


def is_written(cell: NotebookNode) -> bool:
    """Does a person mark what the student writes into this cell?"""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade") and about.get("solution"))


def own_cells_near(nb: NotebookNode, index: int, released: NotebookNode) -> list[NotebookNode]:
    """The student's own cells and changed texts around cell `index`, up to the next exercise on
    either side: an answer may stand below its cell, or in the text of its question."""
    given = {cell.source.strip() for cell in released.cells}
    ids = {cell.get("id") for cell in released.cells}
    around = (*_free(reversed(nb.cells[:index])), *_free(nb.cells[index + 1 :]))
    return [
        cell
        for cell in around
        if cell.source.strip() not in {*given, ""}
        and (cell.cell_type == "markdown" or cell.get("id") not in ids)
    ]


def _free(cells) -> Iterator[NotebookNode]:
    """Those before the first that belongs to an exercise."""
    for cell in cells:
        if role(cell) != "free":
            return
        yield cell
