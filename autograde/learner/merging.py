"""A newer release and a learner's notebook made one, cell by cell; the learner's cells win.

Three notebooks meet by the ids of their cells: the release that the learner's copy was made from,
the copy, and the newer release. Only a cell that still says what its release said is replaced.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from autograde.learner.cells import Cell, Notebook, by_id, same, source

TELLS = "**The newer release of the {} above**, which you have changed:\n\n{}"
FENCE = "`" * 4
LONGEST_ID = 64  # characters, in Jupyter's format


@dataclass(frozen=True, slots=True)
class Merged:
    """The notebook, and the ids of cells: made new, and those that both sides had changed."""

    notebook: Notebook
    renewed: tuple[str, ...]
    both: tuple[str, ...]


def merge(base: Notebook | None, mine: Notebook, theirs: Notebook) -> Merged:
    """`mine` with what is new in `theirs`; base: the release of `mine`, None if it is not known.

    A cell that both have changed stays as it is in `mine`; what the release says stands below it
    as text. Cells that the learner deleted stay deleted, and own cells stay behind the cell that
    they followed.

    Raises:
        NotANotebook: the cells of one have no ids, or share one.
    """
    was, own, new = by_id(base) if base else {}, by_id(mine), by_id(theirs)
    cells: list[Cell] = []
    renewed, both = [], []
    for name in _order(was, own, new):
        before, ours, released = was.get(name), own.get(name), new.get(name)
        if released is None:
            cells.append(_no_longer_graded(ours))
        elif ours is None or (before and same(before, ours) and not same(ours, released)):
            cells.append(released)
            renewed.append(name)
        else:
            cells.append({**ours, "metadata": {**ours["metadata"], **released["metadata"]}})
            if not same(ours, released) and not (before and same(before, released)):
                cells.append(_told(released, own.keys() | new.keys()))
                both.append(name)
    metadata = {**mine["metadata"], **theirs["metadata"]}
    return Merged({**mine, "metadata": metadata, "cells": cells}, tuple(renewed), tuple(both))


def _order(was, own, new):
    """The ids of the cells that stay, in the order of the release."""
    order = [name for name in new if name in own or name not in was]
    place = 0
    for name, cell in own.items():
        if name not in new:
            if name in was and same(was[name], cell):
                continue  # the release has taken it out, and the learner had left it alone
            order.insert(place, name)
        place = order.index(name) + 1
    return order


def _no_longer_graded(cell):
    """A learner's cell that the release does not have: nbgrader has nothing to say of it."""
    about = {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
    return {**cell, "metadata": about}


def _told(released: Cell, taken: Collection[str]) -> Cell:
    """A cell of text that tells what the release says in a cell."""
    what, text = "text", source(released)
    if released["cell_type"] == "code":
        what, text = "cell", f"{FENCE}python\n{text}\n{FENCE}"
    name, number = f"{released['id']}-released"[:LONGEST_ID], 1
    while name in taken:
        number += 1
        name = f"{released['id'][: LONGEST_ID - 15]}-released-{number}"
    text = TELLS.format(what, text)
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
