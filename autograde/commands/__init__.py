"""The commands of `unrolled`, one module each with a function `run(arguments) -> exit code`.

Here is what they share: the error that a user can act on, and where the course lies.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path


class UserError(Exception):
    """Something that the user can put right: one sentence that says how. Exit code 2."""


def course_root() -> Path:
    """The folder that holds solutions/ and nbgrader_config.py: here, above here, or installed.

    Raises:
        UserError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "solutions").is_dir() and (folder / "nbgrader_config.py").is_file():
            return folder
    raise UserError(f"{here} is not in a copy of the course: go to the folder with solutions/.")


def all_units(root: Path) -> list[str]:
    """The units that have a source notebook, in order."""
    notebooks = root.glob("solutions/*/*.ipynb")
    return sorted(path.stem for path in notebooks if path.stem == path.parent.name)


def choose_units(names: Sequence[str], root: Path) -> list[str]:
    """The units called `names`, checked; all of them where none is named.

    Raises:
        UserError: a unit is unknown, or there are none at all.
    """
    known = all_units(root)
    if not known:
        raise UserError(f"{root / 'solutions'} holds no unit: get a complete copy of the course.")
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
            hint = f"did you mean {near[0]}?" if near else f"the units are {', '.join(known)}."
            raise UserError(f"there is no unit {name!r}: {hint}")
    return list(dict.fromkeys(names)) or known


def existing_folder(path: Path, what: str) -> Path:
    """`path`, made absolute, if it is a folder.

    Raises:
        UserError: it is not; `what` says what it should hold.
    """
    path = path.expanduser().absolute()
    if not path.is_dir():
        state = "is not a folder" if path.exists() else "does not exist"
        raise UserError(f"{path} {state}: name the folder that holds {what}.")
    return path
