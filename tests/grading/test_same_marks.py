"""nbgrader's own sample submissions, which hold no exercise of ours, get stock nbgrader's marks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook

from autograde.grading import engine, releasing

FILES = Path(nbgrader.__file__).parent / "tests"
SAMPLES = {  # unit -> the source notebook, and those that are handed in
    "p1": (
        "apps/files/submitted-unchanged.ipynb",
        "apps/files/submitted-unchanged.ipynb",
        "apps/files/submitted-changed.ipynb",
        "apps/files/submitted-grade-cell-changed.ipynb",
        "apps/files/submitted-locked-cell-changed.ipynb",
        "apps/files/submitted-cheat-attempt.ipynb",
        "apps/files/submitted-cheat-attempt-alternative.ipynb",
    ),
    "p3": ("apps/files/test-hidden-tests.ipynb", "apps/files/test-hidden-tests.ipynb"),
    "p4": ("preprocessors/files/test_taskcell.ipynb", "preprocessors/files/test_taskcell.ipynb"),
}
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "unrolled"\n'
STOCK += 'c.CourseDirectory.source_directory = "solutions"\n'
STOCK += 'c.CourseDirectory.release_directory = "course"\n'
OURS = """
from pathlib import Path
from autograde.grading.plugins.config import configure
c = get_config()
configure(c, Path(__file__).parent if "__file__" in globals() else Path.cwd())
c.UnrolledExecute.plain_tests = True
"""


def make_course(root: Path, settings: str) -> None:
    (root / "solutions").mkdir(parents=True)
    (root / "solutions" / "README.md").write_text("# Samples\n")
    (root / "nbgrader_config.py").write_text(settings)
    for unit, (source, *handed_in) in SAMPLES.items():
        (root / "solutions" / unit).mkdir()
        shutil.copy(FILES / source, root / "solutions" / unit / f"{unit}.ipynb")
        for number, name in enumerate(handed_in):
            folder = root / "submitted" / f"s{number}" / unit
            folder.mkdir(parents=True)
            shutil.copy(FILES / name, folder / f"{unit}.ipynb")


def marks(database: Path) -> dict[tuple[str, str, str], tuple]:
    """(student, unit, cell) -> what the gradebook holds."""
    with Gradebook(f"sqlite:///{database}") as book:
        return {
            (submission.student.id, unit.name, grade.name): (
                grade.auto_score,
                grade.max_score,
                grade.needs_manual_grade,
            )
            for unit in book.assignments
            for submission in unit.submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_sample_submissions_get_the_marks_of_stock_nbgrader(sandbox, tmp_path):
    if not FILES.is_dir():
        pytest.skip("this nbgrader came without its sample notebooks")
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    make_course(stock, STOCK)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for unit in SAMPLES:
        for command in ("generate_assignment", "autograde"):
            line = [sys.executable, "-m", "nbgrader", command, unit]
            subprocess.run(line, cwd=stock, env={**os.environ, "PATH": path}, capture_output=True)
    make_course(ours, OURS)
    releasing.release(list(SAMPLES), root=ours, results=ours / "grading")
    engine.grade(list(SAMPLES), ours / "submitted", ours / "grading", root=ours)
    theirs = marks(stock / "gradebook.db")
    assert len({unit for _, unit, _ in theirs}) == len(SAMPLES), "stock graded less than it should"
    assert marks(ours / "grading" / "gradebook.db") == theirs
