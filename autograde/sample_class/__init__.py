"""A class of invented students whose marks are known, for `unrolled demo` and the tests.

class.toml says who hands in what and which marks and mistakes are expected; students/ holds their
work. A submission is made from the released notebook, as a real one is.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
CELL = re.compile(r"^# %% (\w+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What grading must give for one exercise."""

    marks: float = 0.0
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Student:
    """One student: the cells that were changed, and what they must earn.

    about: what is special, in a few words; cells: exercise -> source of its cell; units: unit ->
    exercise -> what is expected; harmless: the code may also run without a sandbox; trick: what
    is done to the files; caught, shown_as: see class.toml.
    """

    name: str
    about: str
    cells: Mapping[str, str]
    units: Mapping[str, Mapping[str, Expected]]
    harmless: bool = True
    trick: str = ""
    caught: str = ""
    shown_as: str = ""

    def expected(self, unit: str, exercise: str) -> Expected:
        """What an exercise must get; nothing where class.toml does not list it."""
        return self.units[unit].get(exercise, Expected())


@cache
def students() -> tuple[Student, ...]:
    """The class, in the order of class.toml."""
    declared = tomllib.loads((HERE / "class.toml").read_text(encoding="utf-8"))
    return tuple(_student(name, entry) for name, entry in declared.items())


def _student(name, entry):
    entry = dict(entry)
    cells = {**_own_cells(name), **{k: v.strip() for k, v in entry.pop("cells", {}).items()}}
    units = {key: entry.pop(key) for key in list(entry) if isinstance(entry[key], dict)}
    return Student(
        name=name,
        cells=cells,
        units={unit: {k: _expected(v) for k, v in rows.items()} for unit, rows in units.items()},
        shown_as=entry.pop("as", ""),
        **entry,
    )


def _expected(entry):
    if isinstance(entry, dict):
        return Expected(float(entry["marks"]), tuple(entry["mistakes"]))
    return Expected(float(entry))


def _own_cells(name):
    """The cells in students/NAME.py: what follows each "# %% EXERCISE" line."""
    path = HERE / "students" / f"{name}.py"
    if not path.exists():
        return {}
    _, *parts = CELL.split(path.read_text(encoding="utf-8"))
    names, sources = parts[::2], parts[1::2]
    return {name: source.strip() for name, source in zip(names, sources, strict=True)}


def hand_in(student: Student, unit: str, released: Path, submissions: Path, prey: Path) -> Path:
    """Write a student's submission of a unit, made from the released notebook.

    released: the student notebook; submissions: the folder that gets STUDENT/UNIT/UNIT.ipynb;
    prey: the gradebook that a trick tries to reach. Returns the submission's folder.
    """
    folder = submissions / student.name / unit
    folder.mkdir(parents=True, exist_ok=True)
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = student.cells.get(grade_id(cell))
        if source is not None:
            cell["source"] = source.splitlines(keepends=True)
    if student.trick == "deleted-cells":
        notebook["cells"] = _without_cells(notebook["cells"], student.cells)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    if student.trick == "truncated":
        text = text[: len(text) // 2]
    (folder / f"{unit}.ipynb").write_text(text, encoding="utf-8")
    if student.trick == "link":
        (folder / "notes.db").symlink_to(prey.absolute())
    return folder


def grade_id(cell: Mapping) -> str:
    """nbgrader's name of a cell, "" where it has none."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _without_cells(cells, written):
    """Without the check of the first exercise written, and without all of those not written."""
    first = next(iter(written))
    tests = [grade_id(cell) for cell in cells if grade_id(cell).startswith("test_")]
    untouched = {name.removeprefix("test_") for name in tests} - set(written)
    gone = {f"test_{first}", *untouched, *(f"test_{name}" for name in untouched)}
    return [cell for cell in cells if grade_id(cell) not in gone]
