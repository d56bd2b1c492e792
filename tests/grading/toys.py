"""A course of one toy unit, in a temporary folder, and submissions to it."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde import exercises
from autograde.grading.results.graded import Graded
from autograde.grading.run import work
from autograde.grading.run.task import make_task
from autograde.grading.sandbox.limits import Limits, RunLimits
from autograde.grading.submission.restore import restore

UNIT = "98_toy"
NAMES = ("toy_double", "toy_triple", "toy_negate", "toy_answer")
RIGHT = {
    "toy_double": "def toy_double(x):\n    return x + x",
    "toy_triple": "def toy_triple(x):\n    return x * 3",
    "toy_negate": "def toy_negate(x):\n    return 0 - x",
    "toy_answer": "toy_answer = 42",
}
SETTINGS = """
from pathlib import Path
from autograde.grading.plugins.config import configure
c = get_config()
configure(c, Path(__file__).parent if "__file__" in globals() else Path.cwd())
c.UnrolledExecute.cell_seconds = 3
"""


@contextmanager
def registered(folder: Path) -> Iterator[None]:
    """The toy unit in the place of the course's exercises, for as long as the block lasts."""
    package = f"{exercises.__name__}.unit_98_toy"
    declared = Path(__file__).parent / "toy_unit"
    shutil.copytree(declared, folder / "unit_98_toy", dirs_exist_ok=True)
    before = list(exercises.__path__)
    exercises.__path__[:] = [str(folder)]
    importlib.invalidate_caches()
    exercises.all_exercises.cache_clear()
    try:
        yield
    finally:
        exercises.__path__[:] = before
        exercises.all_exercises.cache_clear()
        for name in [name for name in sys.modules if name.startswith(package)]:
            del sys.modules[name]


def _solution(name):
    mark = {"grade": False, "grade_id": name, "locked": False, "solution": True, "task": False}
    body = RIGHT[name].replace("\n", "\n    ### BEGIN SOLUTION\n") + "\n    ### END SOLUTION"
    if name == "toy_answer":
        body = "### BEGIN SOLUTION\ntoy_answer = 42\n### END SOLUTION"
    metadata = {"nbgrader": {**mark, "schema_version": 3}}
    return new_code_cell(body, id=name.replace("_", "-"), metadata=metadata)


def _test(name):
    mark = {"grade": True, "grade_id": f"test_{name}", "locked": True, "solution": False}
    metadata = {
        "nbgrader": {**mark, "points": 4, "schema_version": 3, "task": False},
        "tags": ["raises-exception"],
    }
    source = f'check("{name}")'
    return new_code_cell(source, id=f"test-{name.replace('_', '-')}", metadata=metadata)


SCHEME = "one point for the word *twice*, and one for $2 x_t$"


def written_question():
    """A question in writing and its answer, which a person marks."""
    mark = {"grade": True, "grade_id": "written_toy", "locked": False, "solution": True}
    metadata = {"nbgrader": {**mark, "points": 5, "schema_version": 3, "task": False}}
    answer = "It is twice as much.\n\n=== BEGIN MARK SCHEME ===\n- {}\n=== END MARK SCHEME ==="
    return [
        new_markdown_cell("Why does it grow? ($x_t$ is given.)", id="written-question"),
        new_markdown_cell(answer.format(SCHEME), id="written-answer", metadata=metadata),
    ]


def source_notebook(*, written: bool = False):
    """The solution notebook of the toy unit; written: with a question in writing."""
    cells = [
        new_markdown_cell("# Toys", id="title"),
        new_code_cell("import numpy as np\n\nfrom autograde import check", id="setup"),
    ]
    for name in NAMES:
        cells += [_solution(name), _test(name)]
    cells += written_question() if written else []
    experiment = {"tags": ["experiment"]}
    cells.append(new_code_cell("np.ones(3).sum()", id="experiment", metadata=experiment))
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def make_course(root: Path, *, written: bool = False) -> None:
    """solutions/98_toy and the settings, in `root`."""
    folder = root / "solutions" / UNIT
    folder.mkdir(parents=True)
    nbformat.write(source_notebook(written=written), folder / f"{UNIT}.ipynb")
    (root / "nbgrader_config.py").write_text(SETTINGS)


def give_gradebook(root: Path, results: Path) -> None:
    """A copy of the course's gradebook for `results`: making one takes seconds."""
    results.mkdir(exist_ok=True)
    if not (results / "gradebook.db").exists():
        shutil.copy(root / "grading" / "gradebook.db", results)


def released(root: Path) -> dict:
    """The student notebook, as plain JSON data to be changed."""
    return json.loads((root / "course" / UNIT / f"{UNIT}.ipynb").read_text())


def cell_of(nb: dict, name: str) -> dict:
    """The cell with a grade_id, or with an id."""
    for cell in nb["cells"]:
        if name in (cell["metadata"].get("nbgrader", {}).get("grade_id"), cell.get("id")):
            return cell
    raise KeyError(name)


def solved(root: Path, **sources: str) -> dict:
    """The student notebook with everything right, but for the `sources` given."""
    nb = released(root)
    for name, source in {**RIGHT, **sources}.items():
        cell_of(nb, name)["source"] = source
    return nb


def added(nb: dict, source: str, place: int = 2, kind: str = "code") -> dict:
    """`nb` with one more cell of the student's own."""
    cell = {"cell_type": kind, "id": f"own-{len(nb['cells'])}", "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    nb["cells"].insert(place, cell)
    return nb


def hand_in(submissions: Path, student: str, nb: dict | str | None) -> Path:
    """Write a submission: a notebook, any text in its place, or only the folder."""
    folder = submissions / student / UNIT
    folder.mkdir(parents=True)
    if nb is not None:
        text = nb if isinstance(nb, str) else json.dumps(nb)
        (folder / f"{UNIT}.ipynb").write_text(text, encoding="utf-8", errors="surrogatepass")
    return folder


def marks(root: Path, nb: dict) -> dict[str, float]:
    """Exercise -> what a notebook of the toy course earns in the sandbox."""
    notebooks = as_notebook(nb), as_notebook(released(root))
    return marks_in(root, UNIT, *notebooks, Limits(), RunLimits(cell_seconds=20))


def as_notebook(nb: dict) -> nbformat.NotebookNode:
    """What nbformat reads of JSON data: a copy."""
    return nbformat.reads(json.dumps(nb), as_version=4)


def marks_in(
    root: Path,
    unit: str,
    notebook: nbformat.NotebookNode,
    as_released: nbformat.NotebookNode,
    limits: Limits,
    run_limits: RunLimits,
) -> dict[str, float]:
    """The same for a unit of any course, run in this process."""
    found = graded_in(root, unit, notebook, as_released, limits, run_limits)
    return {record["exercise"]: record["score"] for record in found.records}


def graded_in(
    root: Path,
    unit: str,
    notebook: nbformat.NotebookNode,
    as_released: nbformat.NotebookNode,
    limits: Limits,
    run_limits: RunLimits,
) -> Graded:
    """A submitted notebook, run and judged in the sandbox."""
    task = make_task(
        restore(notebook, as_released),
        as_released,
        {},
        unit=unit,
        student="one",
        secret=b"tests have no secrets",
        root=root,
        limits=limits,
        run_limits=run_limits,
        hidden=(str(root),),
    )
    return work.run(task)
