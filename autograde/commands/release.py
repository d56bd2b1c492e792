"""`unrolled release`: the student notebooks and their map, generated from solutions/."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from autograde.commands import UserError, choose_units, course_root
from autograde.commands.engine import engine

# Lines of solutions/README.md between these two are for authors and stay out of course/.
AUTHORS_ONLY = "<!-- for authors -->"
AUTHORS_END = "<!-- end for authors -->"
GENERATED = "<!-- Generated from solutions/README.md by `unrolled release`: change it there. -->"


def run(arguments: Namespace) -> int:
    """Release, or with --check say what is stale."""
    root = course_root()
    units = choose_units(arguments.units, root)
    if arguments.check:
        return _check(units, root)
    results = arguments.results or root / "grading"
    with engine("releasing") as releasing:
        for number, unit in enumerate(units, start=1):
            print(f"[{number}/{len(units)}] releasing {unit}", flush=True)
            for line in releasing.release([unit], root=root, results=results.absolute()):
                print(line)
    write_map(root)
    print(f"course/ is up to date: {len(units)} {'unit' if len(units) == 1 else 'units'}")
    return 0


def _check(units: list[str], root: Path) -> int:
    with engine("releasing") as releasing:
        stale = [str(name) for name in releasing.release_differences(units, root=root)]
    if map_is_stale(root) and not any("README.md" in name for name in stale):
        stale.append("course/README.md")
    for name in stale:
        print(f"stale: {name}")
    print("run unrolled release" if stale else "course/ is what solutions/ gives")
    return 1 if stale else 0


def write_map(root: Path) -> None:
    """Generate course/README.md."""
    (root / "course").mkdir(exist_ok=True)
    (root / "course" / "README.md").write_text(student_map(root), encoding="utf-8", newline="\n")


def map_is_stale(root: Path) -> bool:
    """Does course/README.md differ from what solutions/README.md gives?"""
    path = root / "course" / "README.md"
    return not path.is_file() or path.read_text(encoding="utf-8") != student_map(root)


def student_map(root: Path) -> str:
    """The map of the course as students see it: solutions/README.md without the authors' lines."""
    source = root / "solutions" / "README.md"
    if not source.is_file():
        raise UserError(f"{source} is missing: it is the map that course/README.md is made from.")
    lines, for_students = [GENERATED, ""], True
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.strip() == AUTHORS_ONLY:
            for_students = False
        elif line.strip() == AUTHORS_END:
            for_students = True
        elif for_students and not (line == "" and lines[-1] == ""):
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"
