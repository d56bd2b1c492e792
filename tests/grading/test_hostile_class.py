"""A class of hostile, broken and unlucky students, graded once: what each of them ends with."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograde.grading import engine, job
from autograde.grading.results import verdicts
from autograde.grading.run import notebookrun
from autograde.grading.run.cellplan import RUN, Step
from autograde.grading.sandbox.limits import RunLimits
from autograde.grading.submission import screen
from tests.grading import toys
from tests.grading.toys import NAMES, UNIT, added, cell_of, released, solved

STUBBORN = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
WRONG = {
    "toy_double": "def toy_double(x):\n    return x",
    "toy_triple": "def toy_triple(x):\n    return x",
    "toy_negate": "def toy_negate(x):\n    return x",
    "toy_answer": "toy_answer = 41",
}
PATCHES = """
import builtins, json, sys
import numpy as np
import autograde
import autograde.beside.observe, autograde.reply

yes = {"score": 4.0, "max_score": 4.0, "status": "passed", "passed": True, "parts": [],
       "observations": [{"value": {"score": 4}, "changed": []}] * 4}
autograde.check = lambda *a, **k: 4.0
autograde.beside.observe.answer = lambda *a, **k: yes
autograde.reply.answer = lambda *a, **k: yes
np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
json.dumps = lambda *a, **k: '{"score": 4.0, "passed": true}'
from IPython.display import display
display({"application/vnd.unrolled.observations+json": json.dumps(yes)}, raw=True)
4.0
"""
TRANSFORMER = """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["4.0\\n"])
"""
IMPOSTOR = """
import sys, types
fake = types.ModuleType("autograde.reply")
def send(request):
    shell = get_ipython()
    shell.display_pub.publish({"text/plain": "4.0"})
    return 4.0
fake.send = send
sys.modules["autograde.reply"] = fake
"""
BROWSER = """
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
display(HTML("<script>stolen()</script><img src=x onerror=stolen()>"))
display(Javascript("stolen()"))
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg' onload='stolen()'></svg>"))
display(Markdown("<script>stolen()</script>"), Latex("<script>stolen()</script>"))
display({"image/png": "iVBOR\\"><script>stolen()</script>", "text/plain": "x"}, raw=True)
print("<script>stolen()</script>")
"""
FLOOD = "while True:\n    print('x' * 1000)"
TEXT = "<script>stolen()</script> [a](javascript:stolen()) ![b](http://elsewhere.example/p.png)"


def tampered(root):
    """Right work, with nbgrader's metadata changed to all that is wrong."""
    nb = solved(root)
    for name, points in zip(NAMES, (1e9, "nan", [4], -5), strict=True):
        cell_of(nb, f"test_{name}")["metadata"]["nbgrader"]["points"] = points
    about = cell_of(nb, "test_toy_double")["metadata"]["nbgrader"]
    about |= {"solution": True, "locked": False, "grade": "yes", "schema_version": 99}
    cell_of(nb, "test_toy_triple")["source"] = "4.0"
    cell_of(nb, "test_toy_negate")["metadata"]["nbgrader"]["grade_id"] = ["test", 3]
    cell_of(nb, "toy_answer")["metadata"]["nbgrader"]["checksum"] = 5
    nb["metadata"] |= {"unrolled": {"left_out": [["all", "forged"]], "unreadable": "forged"}}
    return nb


def deleted(root):
    """The first exercise gone whole, and the test of the second."""
    nb = solved(root)
    gone = ("toy_double", "test_toy_double", "test_toy_triple")
    nb["cells"] = [c for c in nb["cells"] if c not in [cell_of(nb, name) for name in gone]]
    return nb


def doubled(root):
    """A test cell and a solution cell copied; the copy of the solution is wrong."""
    nb = solved(root)
    for name in ("toy_double", "test_toy_double", "test_toy_triple"):
        copy = json.loads(json.dumps(cell_of(nb, name))) | {"id": f"copy-{name}"}
        if name == "toy_double":
            copy["source"] = "print('a copy')"
        nb["cells"].insert(nb["cells"].index(cell_of(nb, name)) + 1, copy)
    return nb


def other_kernel(root):
    nb = solved(root)
    nb["metadata"]["kernelspec"] = {"name": "bash", "display_name": "B", "language": "R"}
    nb["metadata"]["language_info"] = {"name": "R"}
    return nb


def in_an_experiment(root):
    nb = solved(root, toy_double="# moved away")
    cell_of(nb, "experiment")["source"] = toys.RIGHT["toy_double"]
    return nb


def quits(root):
    nb = solved(root)
    for _ in range(5):
        added(nb, "import os\nos._exit(1)", place=2)
    return nb


def submissions(root):
    """student -> what is handed in."""
    stderr = "import sys, warnings\nprint('w', file=sys.stderr)\nwarnings.warn('careful')"
    return {
        "right": solved(root),
        "stub": released(root),
        "loops": solved(root, toy_double=STUBBORN),
        "exits": solved(root, toy_triple="import os\nos._exit(0)"),
        "quits": quits(root),
        "patches": added(solved(root, **WRONG), PATCHES),
        "transforms": added(solved(root, **WRONG), TRANSFORMER),
        "impostor": added(solved(root, **WRONG), IMPOSTOR),
        "stderr": added(solved(root), stderr),
        "tampered": tampered(root),
        "deleted": deleted(root),
        "doubled": doubled(root),
        "otherkernel": other_kernel(root),
        "experiment": in_an_experiment(root),
        "floods": added(solved(root), FLOOD),
        "browser": added(added(solved(root), BROWSER), TEXT, kind="markdown"),
        "syntax": solved(root, toy_negate="def toy_negate(x)\n    return -x"),
        "squares": solved(root, toy_double="def toy_double(x):\n    return x**2"),
        "garbage": '{"cells": [',
        "binary": "\udcff\udcfe\x00",
        "deep": '{"cells":' * 50_000,
        "number": "17",
        "strange": json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": {"a": 1}}),
        "empty": None,
        "notepad": "\ufeff" + json.dumps(solved(root)),
        "heaped": heaped(root),
        "-rf": solved(root),
    }


def heaped(root):
    """Right work, and more values around it than any notebook has."""
    nb = solved(root)
    nb["metadata"]["mine"] = [[]] * 300_000
    return nb


def place_links(folder: Path, root: Path):
    """The tricks with files: links to the gradebook and to its folder, a pipe, an odd name."""
    (folder / "notes.db").symlink_to(root / "grading" / "gradebook.db")
    (folder / "more").symlink_to(root / "grading")
    os.mkfifo(folder / "pipe")
    (folder / "two\nlines.txt").write_text("x")
    (folder / "page.html").write_text("<script>stolen()</script>")
    os.link(folder / "page.html", folder / "hard.txt")


@pytest.fixture(scope="module")
def graded(sandbox, course, tmp_path_factory):
    folder, results = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    (course / "grading" / "secret.ipynb").write_text("SECRET-OF-THE-COURSE")
    for student, nb in submissions(course).items():
        toys.hand_in(folder, student, nb)
    place_links(toys.hand_in(folder, "links", solved(course)), course)
    linked = toys.hand_in(folder, "linked", None)
    (linked / f"{UNIT}.ipynb").symlink_to(course / "grading" / "secret.ipynb")
    (toys.hand_in(folder, "folder", None) / f"{UNIT}.ipynb" / "inside").mkdir(parents=True)
    (folder / "folder" / UNIT / f"{UNIT}.ipynb" / "file.txt").write_text("x")
    seen = []
    found = engine.grade(
        [UNIT], folder, results, root=course, progress=lambda *what: seen.append(what)
    )
    with Gradebook(f"sqlite:///{results / 'gradebook.db'}") as book:
        marks = {
            s.student.id: {
                g.name.removeprefix("test_"): g.auto_score for g in s.notebooks[0].grades
            }
            for s in book.assignment_submissions(UNIT)
        }
    records: dict[str, dict] = {}
    for record in verdicts.read(results):
        records.setdefault(record["student"], {})[record["exercise"]] = record
    return SimpleNamespace(
        folder=folder,
        results=results,
        seen=seen,
        marks=marks,
        records=records,
        found={result.student: result for result in found},
    )


def marks_of(graded, student):
    return tuple(graded.marks[student][name] for name in NAMES)


def page_of(graded, student):
    return (graded.results / "feedback" / student / UNIT / f"{UNIT}.html").read_text()


FULL = (4, 4, 4, 4)
NOTHING = (0, 0, 0, 0)
EXPECTED = {
    "right": FULL,
    "stub": NOTHING,
    "loops": (0, 4, 4, 4),
    "exits": (4, 0, 4, 4),
    "quits": NOTHING,
    "patches": NOTHING,
    "transforms": NOTHING,
    "impostor": NOTHING,
    "stderr": FULL,
    "tampered": FULL,
    "deleted": (0, 4, 4, 4),
    "doubled": FULL,
    "otherkernel": FULL,
    "experiment": (0, 4, 4, 4),
    "floods": FULL,
    "browser": FULL,
    "syntax": (4, 4, 0, 4),
    "squares": (0, 4, 4, 4),
    "garbage": NOTHING,
    "binary": NOTHING,
    "deep": NOTHING,
    "number": NOTHING,
    "strange": NOTHING,
    "empty": NOTHING,
    "notepad": FULL,
    "heaped": FULL,
    "folder": NOTHING,
    "links": FULL,
    "linked": NOTHING,
}


@pytest.mark.parametrize("student", EXPECTED)
def test_marks_are_what_the_work_is_worth(graded, student):
    assert marks_of(graded, student) == EXPECTED[student]


def test_everybody_is_graded_and_told_of(graded):
    assert {student for student, _ in graded.seen} == {*EXPECTED, "-rf"}
    assert set(graded.marks) == set(EXPECTED)
    assert all(graded.found[student].max_score == 16 for student in EXPECTED)
    assert "cannot be a student's id" in graded.found["-rf"].reason


REASONS = [
    ("loops", "toy_double", "ran for more than 3 seconds"),
    ("exits", "toy_triple", "ended the kernel"),
    ("quits", "toy_negate", "too often"),
    ("transforms", "toy_double", "nothing came back"),
    ("impostor", "toy_double", "nothing came back"),
    ("experiment", "toy_double", "defined in a cell that is not run when grading"),
    ("syntax", "toy_negate", "SyntaxError"),
    ("garbage", "toy_double", "no valid JSON"),
    ("binary", "toy_double", "not text in UTF-8"),
    ("deep", "toy_double", "no valid JSON"),
    ("number", "toy_double", "not a notebook"),
    ("strange", "toy_double", "not a notebook"),
    ("empty", "toy_double", "no notebook of this name"),
    ("folder", "toy_double", "no notebook of this name"),
    ("linked", "toy_double", "symbolic link"),
]


@pytest.mark.parametrize(("student", "exercise", "words"), REASONS)
def test_zero_comes_with_its_reason(graded, student, exercise, words):
    assert words in graded.records[student][exercise]["reason"]
    plain = re.sub(r"<[^>]+>", "", page_of(graded, student))
    assert words in plain


def test_mistake_is_named(graded):
    assert graded.records["squares"]["toy_double"]["misconceptions"] == ["squared"]
    assert "It is squared." in page_of(graded, "squares")


def test_nothing_that_was_linked_goes_anywhere(graded):
    database = (graded.results / "gradebook.db").read_bytes()[:16]
    for path in graded.results.rglob("*"):
        assert not path.is_symlink(), path
        if path.is_file() and path.name != "gradebook.db":
            content = path.read_bytes()
            assert not content.startswith(database), path
            assert b"SECRET-OF-THE-COURSE" not in content, path


def test_what_was_left_out_is_said(graded):
    left = dict(graded.found["links"].left_out)
    assert left["notes.db"] == left["more"] == "it is a symbolic link"
    assert left["pipe"] == "it is not a regular file"
    assert left["hard.txt"] == left["page.html"] == "it is a hard link"
    assert "characters that are not allowed" in left[r"two\nlines.txt"]
    assert "notes.db" in page_of(graded, "links")
    assert graded.found["right"].left_out == graded.found["tampered"].left_out == ()
    assert "forged" not in page_of(graded, "tampered")


@pytest.mark.parametrize("student", ["browser", "links", "right", "patches"])
def test_pages_run_and_load_nothing(graded, student):
    page = page_of(graded, student)
    assert "<script" not in page
    assert not re.search(r"<[^>]*\son\w+\s*=", page)
    assert not re.search(r'(src|href)="(?!#|data:image/(png|jpeg);base64,)', page)
    assert "@import" not in page


def test_pages_are_all_that_is_published(graded):
    """Beside what nbgrader's release_feedback reads."""
    for student in EXPECTED:
        names = {p.name for p in (graded.results / "feedback" / student / UNIT).iterdir()}
        assert names == {f"{UNIT}.html", *screen.EXCHANGE}, student


def test_autograded_notebooks_hold_no_markup_of_the_student(graded):
    """The formgrader shows these in the instructor's browser."""
    path = graded.results / "autograded" / "browser" / UNIT / f"{UNIT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            assert "<script" not in cell.source or cell.source.startswith("```")
            continue
        for output in cell.outputs:
            kinds = set(output.get("data", {}))
            ours = output.get("metadata", {}).get("unrolled-report")
            assert kinds <= {"text/plain", "image/png", "image/jpeg"} or ours
            assert "<script" not in str(output.get("data", {}).get("image/png", ""))


def test_test_cells_hold_our_marks_and_report_alone(graded):
    for student in EXPECTED:
        path = graded.results / "autograded" / student / UNIT / f"{UNIT}.ipynb"
        nb = nbformat.read(path, as_version=4)
        tests = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade")]
        assert [c.metadata.nbgrader.grade_id for c in tests] == [f"test_{n}" for n in NAMES]
        for cell in tests:
            kinds = [output.output_type for output in cell.outputs]
            assert kinds == ["execute_result", "display_data"], student
            assert 0 <= float(cell.outputs[0].data["text/plain"]) <= 4


def test_output_is_bounded(graded):
    for path in (graded.results / "autograded").rglob("*.ipynb"):
        assert path.stat().st_size < 3 * 2**20, path


def test_table_of_grades_is_written(graded):
    with (graded.results / "grades.csv").open() as file:
        rows = {row["student"]: float(row["score"]) for row in csv.DictReader(file)}
    expected = {student: float(sum(marks)) for student, marks in EXPECTED.items()}
    assert rows == expected | {"'-rf": 0.0}  # the name of a folder that can be nobody's


def test_regrade_gives_the_same_and_replaces_its_lines(graded, course, tmp_path):
    folder = tmp_path / "in"
    toys.hand_in(folder, "squares", solved(course, toy_double="def toy_double(x):\n    return 2*x"))
    results = tmp_path / "out"
    shutil.copytree(graded.results, results)
    before = verdicts.read(results)
    engine.grade([UNIT], folder, results, root=course)
    after = verdicts.read(results)
    assert len(after) == len(before)
    mine = {r["exercise"]: r["score"] for r in after if r["student"] == "squares"}
    assert mine == dict.fromkeys(NAMES, 4)


def test_only_so_much_is_parsed_to_say_what_became_of_a_name(monkeypatch):
    """Python's parser can take 500 bytes for each character, here in the grader."""
    parsed = []
    monkeypatch.setattr(notebookrun, "names_bound_by", lambda text: parsed.append(text) or set())
    plan = [Step(n, RUN, "toy_double = 1" + " " * 30_000) for n in range(40)]
    run = notebookrun.NotebookRun(plan, start=None, seed=None, limits=RunLimits())
    assert run._why_not_defined("toy_double", 40) == ""
    assert 0 < sum(map(len, parsed)) <= notebookrun.MOST_PARSED


def test_submission_that_breaks_the_reading_costs_itself_alone(
    sandbox, course, tmp_path, monkeypatch
):
    folder, honest = tmp_path / "in", solved(course)
    toys.hand_in(folder, "ann", added(solved(course), "breaks = 1"))
    toys.hand_in(folder, "bob", honest)

    def restore(submitted, released):
        if any("breaks" in cell.source for cell in submitted.cells):
            raise ArithmeticError("an error that nobody thought of")
        return restored(submitted, released)

    restored = job.restore
    monkeypatch.setattr(job, "restore", restore)
    toys.give_gradebook(course, tmp_path / "out")
    found = engine.grade([UNIT], folder, tmp_path / "out", root=course, workers=1)
    assert [(result.student, result.score) for result in found] == [("ann", 0), ("bob", 16)]
    assert found[0].reason == job.NOT_READ
