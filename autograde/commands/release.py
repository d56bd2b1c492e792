"""`unrolled release`: the student notebooks, their map and glossary, made from solutions/."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from autograde.commands import UserError, choose_units, course_root
from autograde.commands.engine import engine

MAP, GLOSSARY = "README.md", "GLOSSARY.md"
# Lines of a page between these two are for authors and stay out of course/.
AUTHORS_ONLY = "<!-- for authors -->"
AUTHORS_END = "<!-- end for authors -->"
GENERATED = "<!-- Generated from solutions/{} by `unrolled release`: change it there. -->"


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
    write_pages(root)
    print(f"course/ is up to date: {len(units)} {'unit' if len(units) == 1 else 'units'}")
    return 0


def _check(units: list[str], root: Path) -> int:
    with engine("releasing") as releasing:
        stale = [str(name) for name in releasing.release_differences(units, root=root)]
    told = " ".join(stale)
    stale += [f"course/{name}" for name in stale_pages(root) if name not in told]
    for name in stale:
        print(f"stale: {name}")
    print("run unrolled release" if stale else "course/ is what solutions/ gives")
    return 1 if stale else 0


def write_pages(root: Path) -> None:
    """Generate course/README.md, and the glossary where there is one."""
    (root / "course").mkdir(exist_ok=True)
    for name in _pages(root):
        page = student_page(root, name)
        (root / "course" / name).write_text(page, encoding="utf-8", newline="\n")


def stale_pages(root: Path) -> list[str]:
    """The pages of course/ that differ from what solutions/ gives."""
    found = []
    for name in _pages(root):
        path = root / "course" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != student_page(root, name):
            found.append(name)
    return found


def _pages(root):
    return [MAP, *([GLOSSARY] if (root / "solutions" / GLOSSARY).is_file() else [])]


def student_page(root: Path, name: str) -> str:
    """A page as students see it: the one of solutions/ without the authors' lines."""
    source = root / "solutions" / name
    if not source.is_file():
        raise UserError(f"{source} is missing: it is the map that course/{name} is made from.")
    lines, for_students = [GENERATED.format(name), ""], True
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.strip() == AUTHORS_ONLY:
            for_students = False
        elif line.strip() == AUTHORS_END:
            for_students = True
        elif for_students and not (line == "" and lines[-1] == ""):
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"
