"""Puts a submitted notebook back into the form of the released one.

From the student come the sources of solution cells and of free cells, and the pictures that are
attached to texts, nothing else. All nbgrader metadata, cell types and locked sources come from
the released notebook; a cell that was deleted is put back, a cell that is there twice is reduced
to one. What was written into a locked cell stands before it, as a cell of the student's own.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograde.grading.pages.markdown import MOST, safe_markdown
from autograde.grading.pages.pictures import NOT_SHOWN, Album

EXPERIMENT = "experiment"
WITH_IDS = 5  # the minor version of the format since which cells have ids
KINDS = ("code", "markdown", "raw")
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def restore(submitted: NotebookNode, released: NotebookNode) -> NotebookNode:
    """The notebook to grade. Survives whatever JSON `submitted` holds; changes neither."""
    cells = [_Submitted(cell) for cell in _list(submitted.get("cells"))]
    matched = _match(cells, released.cells)
    kept: list[tuple[int | None, NotebookNode]] = []
    given = {_text_of(cell.source) for cell in released.cells}
    taken = {cell.get("id") for cell in released.cells}
    for index, cell in enumerate(cells):
        number = matched.get(index)
        is_locked = cell.is_locked(released.cells, number)
        if _text_of(cell.source) not in given | {""} if is_locked else number is None:
            kept.append((None, _free_cell(cell, index, taken)))
        if number is not None:
            kept.append((number, _merge(cell, released.cells[number])))
    for number, cell in enumerate(released.cells):
        if number not in matched.values() and _is_put_back(cell):
            kept.insert(_place_of(number, kept, cell), (number, copy.deepcopy(cell)))
    restored = copy.deepcopy(released)
    restored.cells = [cell for _, cell in kept]
    _make_texts_safe(restored.cells, released.cells)
    if restored.nbformat_minor >= WITH_IDS:
        _make_ids_unique(restored.cells)
    else:
        for cell in restored.cells:
            cell.pop("id", None)
    return restored


def only_work(submitted: dict[str, Any]) -> dict[str, Any]:
    """The JSON data of a notebook with nothing in it but what `restore` reads."""
    cells = [_Submitted(cell).to_dict(index) for index, cell in enumerate(cells_of(submitted))]
    ids = Counter(cell["id"] for cell in cells)
    for index, cell in enumerate(cells):
        if ids[cell["id"]] > 1:  # it does not say which cell it is of
            cell["id"] = _made_id(index, cell["source"])
    return {"nbformat": 4, "nbformat_minor": WITH_IDS, "metadata": {}, "cells": cells}


def cells_of(submitted: Any) -> list[Any] | None:
    """The cells of a notebook's JSON data, in format 3 those of its sheets; None if it has none."""
    cells = _dict(submitted).get("cells")
    sheets = _dict(submitted).get("worksheets")
    if not isinstance(cells, list) and isinstance(sheets, list):
        return [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"))]
    return cells if isinstance(cells, list) else None


class _Submitted:
    """What is of use in a submitted cell, whatever its types are."""

    def __init__(self, cell: Any) -> None:
        cell = cell if isinstance(cell, dict) else {}
        metadata = _dict(cell.get("metadata"))
        self.kind = cell.get("cell_type") if isinstance(cell.get("cell_type"), str) else ""
        self.source = _text(cell.get("source", cell.get("input")))  # "input" in format 3
        self.has_outputs = "outputs" in cell
        self.id = _text(cell.get("id"))
        self.grade_id = _text(_dict(metadata.get("nbgrader")).get("grade_id"))
        self.attachments = _dict(cell.get("attachments"))

    def to_dict(self, index):
        """As a cell of a valid notebook. index: of the cell, for the id of one that has none."""
        mine = {"nbgrader": {"grade_id": self.grade_id}} if self.grade_id else {}
        name = self.id if CELL_ID.fullmatch(self.id) else _made_id(index, self.source)
        kind = self.kind if self.kind in KINDS else "code" if self.has_outputs else "markdown"
        cell = {"cell_type": kind, "id": name, "metadata": mine, "source": self.source}
        if kind == "code":
            return cell | {"outputs": [], "execution_count": None}
        pictures, others = Album().take(self.attachments)
        attached = pictures | {other: {} for other in others}
        return cell | ({"attachments": attached} if attached else {})

    def is_locked(self, released, number):
        """Is it a locked cell, matched as `number`, or a copy of one? Those are never run twice."""
        if number is not None:
            return role(released[number]) == "locked"
        locked = [cell for cell in released if role(cell) == "locked"]
        names = {grade_id(cell) for cell in locked}
        return self.grade_id in names or self.id in {cell.get("id") for cell in locked}


def role(cell: NotebookNode) -> str:
    """ "locked", "solution" or "free": whose source counts in a released cell."""
    mine = cell.metadata.get("nbgrader")
    if not mine:
        return "free"
    if mine.get("solution"):
        return "solution"
    return "locked" if mine.get("grade") or mine.get("locked") or mine.get("task") else "free"


def grade_id(cell: NotebookNode) -> str:
    """The name that nbgrader knows the cell by; "" where it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def is_experiment(cell: NotebookNode) -> bool:
    """Is it tagged as a cell that is not run when grading?"""
    return EXPERIMENT in cell.metadata.get("tags", [])


def _match(cells, released):
    """Index of a submitted cell -> number of the released cell that it is, one to one.

    Cell ids count first, before all of cells that have a name. Then names, where the last cell of
    a name counts, as in nbgrader. Of both, cells that hold work come before those that are as
    released. Then, for notebooks that lost both, equal sources.
    """
    matched: dict[int, int] = {}
    by_id = {cell.get("id"): number for number, cell in enumerate(released)}
    by_name = {grade_id(cell): n for n, cell in enumerate(released) if grade_id(cell)}
    by_source = {cell.source: n for n, cell in enumerate(released) if cell.source.strip()}

    def take(index, number):
        free = number is not None and number not in matched.values() and index not in matched
        if free:
            matched[index] = number

    order = sorted(range(len(cells)), key=lambda index: cells[index].grade_id not in by_name)
    worked = [index for index in order if _holds_work(cells[index], released, by_id, by_name)]
    for chosen in (worked, order):
        for index in chosen:
            take(index, by_id.get(cells[index].id))
        for index in reversed(chosen):
            take(index, by_name.get(cells[index].grade_id))
    for index, cell in enumerate(cells):
        take(index, by_source.get(cell.source))
    return matched


def _holds_work(cell, released, by_id, by_name):
    """Is anything in it that its released cell does not hold, where the student's source counts?"""
    number = by_id.get(cell.id, by_name.get(cell.grade_id))
    if number is None or role(released[number]) == "locked":
        return False
    return _text_of(cell.source) not in ("", _text_of(released[number].source))


def _merge(cell, released):
    """The released cell, with the student's source where that counts."""
    merged = copy.deepcopy(released)
    if role(released) != "locked":
        merged.source = cell.source
        if merged.cell_type == "markdown" and cell.source != released.source:
            merged["attachments"] = cell.attachments
    return merged


def _free_cell(cell, index, taken):
    """A cell of the student's own, without metadata or outputs. taken: ids."""
    is_good = CELL_ID.fullmatch(cell.id) and cell.id not in taken
    name = cell.id if is_good else _made_id(index, cell.source)
    if cell.kind == "code":
        return new_code_cell(source=cell.source, id=name)
    text = new_markdown_cell(source=cell.source, id=name)
    text["attachments"] = cell.attachments
    return text


def _made_id(index, source):
    """An id for a cell, the same whenever it is made."""
    return hashlib.sha256(f"{index}:{source}".encode("utf-8", "replace")).hexdigest()[:16]


def _make_texts_safe(cells, released):
    """The student's own text and pictures, for the pages that show them: what is too much is not
    formatted, and a picture that cannot be shown is named."""
    given = {cell.source: cell.get("attachments", {}) for cell in released}
    room, album = MOST, Album()
    for cell in cells:
        if cell.cell_type != "markdown":
            continue
        pictures = cell.pop("attachments", None)
        if cell.source in given:
            pictures = given[cell.source]
        else:
            pictures, others = album.take(pictures)
            cell.source = safe_markdown(cell.source, room, pictures)
            room -= len(cell.source)
            cell.source += "".join("\n\n" + NOT_SHOWN.format(other) for other in others)
        if pictures:
            cell["attachments"] = pictures


def _is_put_back(cell):
    """Deleted work, tests and given code come back; text and experiments are not missed."""
    return role(cell) != "free" or (cell.cell_type == "code" and not is_experiment(cell))


def _place_of(number, kept, cell):
    """Where the released cell `number` goes: after the last cell that stands before it there.

    A locked cell, such as a check, goes behind the student's own cells there: they may be its work.
    """
    before = [
        place for place, (other, _) in enumerate(kept) if other is not None and other < number
    ]
    nearest = max(before, key=lambda place: kept[place][0], default=-1)
    place = nearest + 1
    while role(cell) == "locked" and place < len(kept) and kept[place][0] is None:
        place += 1
    return place


def _make_ids_unique(cells):
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.get("id") in seen:
            cell["id"] = f"{cell['id'][:50]}-{number}"
        seen.add(cell.get("id"))


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []


def _text(value):
    """Text that UTF-8 can hold; notebooks may store it as a list of lines."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _text_of(source):
    """A cell's source without the white space that editors change."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
