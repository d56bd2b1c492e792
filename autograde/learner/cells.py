"""Notebooks as plain data: what in them is the author's words, or a person's own.

No Jupyter is needed to read one: students on any machine have `unrolled lab`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

Notebook = dict[str, Any]
Cell = dict[str, Any]

RELEASE = "unrolled_release"  # in a notebook's metadata: what its cells came to when released


class NotANotebook(ValueError):
    """What cannot be merged by cell id: no JSON, no cells, or ids that are missing or double."""


def read(content: bytes) -> Notebook:
    """The notebook in a file's bytes.

    Raises:
        NotANotebook: it cannot be read.
    """
    try:
        notebook = json.loads(content)
        notebook["metadata"] = dict(notebook["metadata"])
        for cell in notebook["cells"]:
            cell["cell_type"], cell["metadata"].get("nbgrader"), source(cell)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotANotebook("it cannot be read as a notebook") from error
    return notebook


def by_id(notebook: Notebook) -> dict[str, Cell]:
    """The cells by their ids, in order.

    Raises:
        NotANotebook: some have none, as in files of older formats, or share one.
    """
    cells = {cell.get("id"): cell for cell in notebook["cells"]}
    if None in cells or len(cells) < len(notebook["cells"]):
        raise NotANotebook("its cells have no ids, or share one")
    return cells


def source(cell: Cell) -> str:
    """A cell's text, which files hold as a list of lines."""
    return "".join(cell["source"])


def same(one: Cell, other: Cell) -> bool:
    """Do two cells say the same? Outputs and counts do not matter."""
    return one["cell_type"] == other["cell_type"] and source(one) == source(other)


def digest(notebook: Notebook) -> str:
    """What all cells say, as a short text: the stamp that a release carries."""
    said = [[cell.get("id"), cell["cell_type"], source(cell)] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def is_as_released(notebook: Notebook) -> bool:
    """Does each cell still say what it said when the notebook was released?"""
    return notebook["metadata"].get(RELEASE) == digest(notebook)


def same_release(one: Notebook, other: Notebook) -> bool:
    """Are two notebooks one release: in what cells say, and in how they are marked and tagged?"""
    return [_released(cell) for cell in one["cells"]] == [
        _released(cell) for cell in other["cells"]
    ]


def _released(cell):
    metadata = cell["metadata"]
    about = (metadata.get("nbgrader"), metadata.get("tags"))
    return cell.get("id"), cell["cell_type"], source(cell), about
