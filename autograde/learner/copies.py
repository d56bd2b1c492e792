"""The folder work/: a learner's own copies of the units of course/.

What is missing there is copied; of what is there only notebooks are ever changed, and by `update`
alone. The release that a notebook was copied from is kept in work/.released/, so that a newer one
can be told from a person's changes.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from autograde.learner.cells import (
    NotANotebook,
    Notebook,
    digest,
    is_as_released,
    read,
    same_release,
)
from autograde.learner.merging import Merged, merge

FOLDER = "work"
KEPT = ".released"
PAGES = ("README.md", "GLOSSARY.md")  # the map of the course, and the terms that it uses


def units(folder: Path) -> list[str]:
    """The units whose notebook lies in a folder, in order."""
    notebooks = folder.glob("*/*.ipynb")
    return sorted(path.stem for path in notebooks if path.stem == path.parent.name)


def contents(folder: Path) -> dict[str, bytes]:
    """Relative name -> bytes of every file; notebooks' checkpoints do not count."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def open_units(root: Path) -> list[str]:
    """Copy what of course/ is not in work/ yet. -> the units whose notebook was missing."""
    course, work = root / "course", root / FOLDER
    opened = [unit for unit in units(course) if not _notebook(work, unit).exists()]
    for unit in units(course):
        for name, content in contents(course / unit).items():
            if not os.path.lexists(work / unit / name):
                _write(work / unit / name, content)
    for unit in opened:
        _remember(work, unit, _notebook(course, unit).read_bytes())
    for page in PAGES:
        _renew(page, course, work)
    return opened


def _renew(page, course, work):
    """A page of work/ is that of course/, until the learner writes into it."""
    mine, kept = work / page, work / KEPT / page
    if (course / page).is_file() and _bytes(mine) in (None, _bytes(kept)):
        content = (course / page).read_bytes()
        for path in (mine, kept):
            _write(path, content)


def _remember(work, unit, content):
    """Keep the release that a copy was made from; where a person had changed it, nothing."""
    kept = _notebook(work / KEPT, unit)
    if _is_release(content):
        _write(kept, content)
    else:
        kept.unlink(missing_ok=True)


def _is_release(content):
    """Are these bytes a notebook that is as it was released?"""
    try:
        return is_as_released(read(content))
    except NotANotebook:
        return False


def newer(root: Path) -> list[str]:
    """The units of work/ of which course/ holds another release than they were made from."""
    course, work = root / "course", root / FOLDER
    found = []
    for unit in units(work):
        content = _bytes(_notebook(course, unit))
        if content is not None and _is_release(content):
            base = _base(work, unit)
            if base is None or not same_release(base, read(content)):
                found.append(unit)
    return found


def update(root: Path, unit: str) -> Merged:
    """Merge the release in course/ into the learner's copy of a unit.

    Raises:
        NotANotebook: a notebook, or the ids of its cells, cannot be read; nothing was changed.
    """
    course, work = root / "course", root / FOLDER
    theirs = _notebook(course, unit).read_bytes()
    mine = read(_notebook(work, unit).read_bytes())
    merged = merge(_base(work, unit), mine, read(theirs))
    _write(_notebook(work, unit), _as_bytes(merged.notebook))
    _remember(work, unit, theirs)
    return merged


def keep_changed(root: Path, unit: str, fresh: dict[str, bytes]) -> list[str]:
    """Bring into work/ what a new release would take from course/UNIT though a person made it.

    fresh: the files of the new release. -> for each file that was kept, one sentence.
    Of what is no notebook nobody knows who made it: it is kept, too.
    """
    work, said = root / FOLDER, []
    for name, content in contents(root / "course" / unit).items():
        if _says_the_same(content, fresh.get(name)) or _is_release(content):
            continue
        kept = _keep(content, work / unit / name)
        if kept is not None:
            if kept == _notebook(work, unit):
                _remember(work, unit, content)
            there = kept.relative_to(root).as_posix()
            said.append(f"course/{unit}/{name} is not a release: it is kept as {there}.")
    return said


def _keep(content, place):
    """Write to `place`, or beside what is there; None where it is there already."""
    number, path = 0, place
    while os.path.lexists(path):
        if _says_the_same(content, _bytes(path)):
            return None
        number += 1
        path = place.with_name(f"{place.stem}-from-course-{number}{place.suffix}")
    _write(path, content)
    return path


def _says_the_same(one, other):
    try:
        return one == other or digest(read(one)) == digest(read(other or b""))
    except NotANotebook:
        return False


def _notebook(folder, unit):
    return folder / unit / f"{unit}.ipynb"


def _base(work: Path, unit: str) -> Notebook | None:
    """The release that a copy was made from; None where that is not known."""
    try:
        return read(_bytes(_notebook(work / KEPT, unit)) or b"")
    except NotANotebook:
        return None


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _as_bytes(notebook):
    """In ASCII, which holds whatever text a cell may have; Jupyter writes it its own way again."""
    return (json.dumps(notebook, indent=1) + "\n").encode()


def _write(path, content):
    """Write to a neighbour and rename: a power cut leaves the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(draft, 0o644)
    os.replace(draft, path)
