"""A submitted notebook as a file that every reader of notebooks can read, or why it is none.

What follows the format is left as it is. Of anything else, the work alone goes on.
"""

from __future__ import annotations

import codecs
import json
import warnings
from typing import Any

import nbformat

from autograde.beside.codec import values_in
from autograde.grading.submission.restore import cells_of, only_work

MIB = 2**20
MAX_FILE = 16 * MIB
MAX_NOTEBOOK = 64 * MIB  # with its outputs, which are not needed
MAX_VALUES = 200_000  # in a notebook's JSON; of one with more, outputs and metadata are left out
MOST_VALUES = 4_000_000  # that are read at all: they may take half a gigabyte
MAX_CELLS = 2_000


def tidy(content: bytes) -> tuple[bytes | None, str]:
    """(the notebook, what was left out of it or "") or (None, why it cannot be graded).

    Some editors put a mark before UTF-8 that nbformat does not know. A notebook of millions of
    values takes minutes and gigabytes wherever it is read, which is many times. And tools write
    notebooks that lack what the format demands: an id, the metadata of a cell.
    """
    light = content.removeprefix(codecs.BOM_UTF8)
    values = values_in(light)
    if values > MOST_VALUES:
        return None, "it has too many values for a notebook: clear its outputs"
    nb, reason = _parse(light)
    if reason:
        return None, reason
    if values > MAX_VALUES and nb.get("nbformat") != 4:
        return None, "it has too many values for a notebook of this format"
    is_much = values > MAX_VALUES or len(light) > MAX_FILE
    if is_much or not _follows_the_format(nb):
        light = json.dumps(only_work(nb)).encode("utf-8")
    if len(light) > MAX_FILE:
        return None, f"it is larger than {MAX_FILE // MIB} MiB, its outputs left aside"
    return light, OUTPUTS if is_much else ""


def _parse(content: bytes) -> tuple[dict[str, Any], str]:
    """(the notebook as plain data, "") or ({}, why it is none)."""
    try:
        nb = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        return {}, "it is not text in UTF-8"
    except (ValueError, RecursionError):
        return {}, "it is not a complete notebook file (it is no valid JSON)"
    cells = cells_of(nb)
    if cells is None:
        return {}, "it is JSON, but not a notebook"
    return nb, f"it has more than {MAX_CELLS} cells" if len(cells) > MAX_CELLS else ""


def _follows_the_format(nb):
    """Can it be read without a warning or an error, wherever that is done?"""
    if nb.get("nbformat") != 4:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            nbformat.validate(nb)
    except Exception:  # nbformat raises what it happens to raise
        return False
    return True


OUTPUTS = "its saved outputs: they take more room than can be read"
