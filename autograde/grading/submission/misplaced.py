"""Notebooks that lie where they are not looked for: in a folder of another name, or in none."""

from __future__ import annotations

import difflib
import os
import unicodedata
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from autograde.grading import names
from autograde.grading.submission.screen import LITTER, exists, is_folder

MOST_FOLDERS = 50  # that are looked into for one student
MOST_NAMED = 3  # notebooks that a sentence lists
CLOSE = 0.7  # of 1: how much alike the names of a folder and of its unit are


def misplaced(submissions: Path, unit: str, units: Collection[str]) -> Iterator[tuple[str, str]]:
    """(student, sentence) for the notebooks beside the folders of units, which nobody grades.

    units: all that there are. A notebook whose name is like that of one of them belongs there;
    any other one is told of where the student has not handed `unit` in.
    """
    for top in sorted(submissions.iterdir()):
        missing = not exists(top / unit)
        found = [
            path.relative_to(submissions)
            for path in _notebooks(top, units)
            if unit == _unit_of(path.relative_to(submissions), units, unit if missing else "")
        ]
        if found:
            student = top.name if is_folder(top) else "STUDENT"
            shown = ", ".join(f'"{names.shown(str(path))}"' for path in found[:MOST_NAMED])
            who = names.student_id(top.name) or names.shown(top.name)
            yield who, NOT_LOOKED_FOR.format(shown, names.shown(student), unit)


def _notebooks(top, units) -> Iterator[Path]:
    """The notebooks in a student's folder that are in no unit's folder. Follows no link."""
    if top.name.startswith("."):
        return
    if not is_folder(top):
        yield from [top] if top.suffix == ".ipynb" else []
        return
    for folder, inner, files in islice(os.walk(top), MOST_FOLDERS):
        skipped = {*LITTER, *units} if Path(folder) == top else LITTER
        inner[:] = sorted(name for name in inner if name not in skipped)
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".ipynb"))


def _unit_of(path, units, otherwise):
    """The unit whose name is most like one of the names in a path, else `otherwise`."""
    plain = {_plain(unit): unit for unit in units}
    near = [
        (difflib.SequenceMatcher(None, name, _plain(part)).ratio(), name)
        for part in (path.stem, *path.parts[:-1])
        for name in plain
    ]
    likeness, name = max(near, default=(0.0, ""))
    return plain[name] if likeness >= CLOSE else otherwise


def _plain(name):
    return unicodedata.normalize("NFKC", name).casefold().strip()


NOT_LOOKED_FOR = "not graded: {}; what is graded lies at {}/{}/"
