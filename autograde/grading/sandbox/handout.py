"""What a submission finds in place of the project: a stand-in, and the unit's handout.

The handout is cut out of `rnn_ref` function by function: the names that the unit's exercises
package declares in `HANDOUT`, and what they need. Nothing else of the project goes in.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterable
from pathlib import Path

import autograde
import rnn_ref
from autograde import exercises
from autograde.grading import inside
from autograde.grading.sandbox.source import SourceModule

BESIDE = "beside"  # the wing of `autograde` that runs beside the submission: copied whole
PACKAGE = "rnn_ref"
FIGURES = "figures"


def write(folder: Path, unit: str) -> None:
    """Fill `folder` with the packages `autograde` and `rnn_ref` of the sandbox.

    Raises:
        ValueError: the unit's declaration hands out an exercise of this unit or a later one.
    """
    judge, here = Path(autograde.__file__).parent, Path(inside.__file__).parent
    face = folder / "autograde"
    face.mkdir(parents=True)
    shutil.copyfile(here / "face.py", face / "__init__.py")
    shutil.copyfile(here / "reply.py", face / "reply.py")
    shutil.copytree(judge / BESIDE, face / BESIDE, ignore=shutil.ignore_patterns("__pycache__"))
    for path, source in handout_sources(declared(unit), unit).items():
        target = folder / PACKAGE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")


def declared(unit: str) -> tuple[str, ...]:
    """The names in `HANDOUT` of the package that declares the unit's exercises."""
    return tuple(getattr(exercises.package_of(unit), "HANDOUT", ()))


def handout_sources(names: Iterable[str], unit: str) -> dict[str, str]:
    """File name -> source of the package `rnn_ref` cut down to `names` and what they need.

    Raises:
        ValueError: a name does not exist, or is an exercise of this unit or a later one.
    """
    names = tuple(names)
    modules = {path.stem: SourceModule(path) for path in Path(rnn_ref.__file__).parent.glob("*.py")}
    package = modules.pop("__init__")
    wanted: dict[str, set[str]] = {}
    exported: dict[str, str] = {}
    for name in names:
        if name == FIGURES:
            _take_whole(modules, FIGURES, wanted)
            continue
        if name not in package.imported:
            raise ValueError(f"HANDOUT of {unit} names {name!r}, which rnn_ref does not export.")
        home, original = package.imported[name]
        exported[name] = home
        _take(modules, home, original, wanted)
    _refuse_answers(wanted, unit)
    sources = {f"{home}.py": modules[home].cut_down(kept) for home, kept in wanted.items()}
    return {"__init__.py": _face_of(exported), **sources}


def _take_whole(modules, home, wanted):
    for name in modules[home].defined:
        _take(modules, home, name, wanted)


def _take(modules, home, name, wanted):
    """Add `name` of module `home` and all that it needs, across modules."""
    kept = wanted.setdefault(home, set())
    if name in kept:
        return
    kept.add(name)
    module = modules[home]
    for used in module.names_used_by(name):
        if used in module.defined:
            _take(modules, home, used, wanted)
        elif used in module.imported:
            kept.add(used)
            other, original = module.imported[used]
            _take(modules, other, original, wanted)
        elif used in module.outside:
            kept.add(used)


def _refuse_answers(wanted, unit):
    answers = _answers_from(unit)
    for home, kept in wanted.items():
        for name in sorted(kept):
            later = answers.get((home, name)) or answers.get(("", name))
            if later is not None:
                raise ValueError(
                    f"HANDOUT of {unit} would hand out {name}, which is an exercise of "
                    f"{later}: hand it out in a later unit."
                )


def _answers_from(unit):
    """(module, function) -> unit, for the exercises of this unit and of all later ones.

    Under the empty module stand the exercises' own names.
    """
    answers = {}
    for exercise in exercises.all_exercises().values():
        if exercise.unit < unit or exercise.is_answer:
            continue
        answers["", exercise.name] = exercise.unit
        module = getattr(exercise.reference, "__module__", "") or ""
        if module.startswith(f"{PACKAGE}."):
            answers[module.split(".", 1)[1], exercise.reference.__name__] = exercise.unit
    return answers


def _face_of(exported: dict[str, str]) -> str:
    lines = ['"""The parts of the reference that this unit hands out."""', ""]
    lines += [f"from {PACKAGE}.{home} import {name}" for name, home in sorted(exported.items())]
    names = "".join(f"    {name!r},\n" for name in sorted(exported))
    return "\n".join([*lines, "", f"__all__ = [\n{names}]", ""])


def names_in(sources: dict[str, str]) -> set[str]:
    """Every function and class that `sources` defines. For tests and `unrolled doctor`."""
    found = set()
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
    return found
