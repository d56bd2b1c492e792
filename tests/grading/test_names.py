"""Names of students' folders: one gate on both ways in, and nobody vanishes for a name."""

from __future__ import annotations

import csv
import os
import shutil
import unicodedata
import warnings
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import LoggingConfigurable, PyFileConfigLoader

from autograde import cli
from autograde.grading import engine, names
from autograde.grading.plugins.screeninghook import ScreeningHook
from autograde.grading.submission.handedin import handed_in
from tests.grading import toys
from tests.grading.toys import UNIT, solved

DECOMPOSED, ZOE = "Zoe\N{COMBINING DIAERESIS}", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"
HINDI = "हिन्दी"
USUAL = ["O'Hara", "Two Words", ZOE, HINDI]  # the ids; one of their folders is decomposed
HOSTILE = {  # name of a folder -> how it is shown
    b"=cmd|calc": "=cmd|calc",
    "eve\u2028x".encode(): r"eve\u2028x",
    b"bad\xff": r"bad\xff",
    b"esc\x1b[2Jx": r"esc\x1b[2Jx",
    b"two\nzed 98_toy 16 of 16": r"two\nzed 98_toy 16 of 16",
    b"[bold]x": "[bold]x",
    b"n" * 255: "n" * 255,
}


NOBODY = ("..", "-x", "=1+1", "@x", "+1", "", "a/b", "é\n", "*", " a", "a ", "a,b", "a\u202eb")
TOO_LONG = ("x" * 101, HINDI * 12)


@pytest.mark.parametrize(
    "name", [*NOBODY, *TOO_LONG, "\u0301a", "a\u200b", "a\udcff", *HOSTILE.values()], ids=ascii
)
def test_name_that_would_go_wrong_is_no_student_id(name):
    assert names.student_id(name) is None


PLAIN = ("ann", "s1234567", "Müller", "ann.b", "a_b-c", "ann@example.org", "Ann Lee (2)", "x" * 100)


@pytest.mark.parametrize("name", [*PLAIN, "O\u2019Hara", *USUAL], ids=ascii)
def test_usual_names_are_student_ids(name):
    assert names.student_id(name) == name


def test_accent_is_one_id_however_it_is_written():
    assert DECOMPOSED != ZOE
    assert names.student_id(DECOMPOSED) == ZOE


@pytest.mark.parametrize(("raw", "shown"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_shown_form_is_harmless_and_stays_as_it_is(raw, shown):
    assert names.shown(os.fsdecode(raw)) == shown
    assert names.shown(shown) == shown
    assert shown.isprintable()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_cell_is_never_a_formula(text):
    assert names.as_cell(text) == f"'{text}"
    assert names.as_cell("ann") == "ann"


def write_class(folder, root):
    """The usual names, one decomposed, and the hostile ones: the same work by each."""
    for student in (*USUAL[:2], DECOMPOSED, HINDI):
        toys.hand_in(folder, student, solved(root))
    for name in HOSTILE:
        os.makedirs(os.path.join(os.fsencode(folder), name))
        work = os.path.join(os.fsencode(folder), name, UNIT.encode())
        shutil.copytree(os.fsencode(folder / HINDI / UNIT), work)


def test_everybody_who_handed_in_is_found(course, tmp_path):
    write_class(tmp_path, course)
    toys.hand_in(tmp_path, ZOE, None)
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "other" / "97_other").mkdir(parents=True)
    (tmp_path / ".hidden" / UNIT).mkdir(parents=True)
    found = [(one.student, one.problem) for one in handed_in(tmp_path, UNIT)]
    fine = [student for student, problem in found if not problem]
    assert fine == sorted(USUAL)
    refused = {student: problem for student, problem in found if problem}
    assert set(refused) == {*HOSTILE.values(), ZOE, "loop"}
    assert "only that one was graded" in refused[ZOE]
    assert "symbolic links" in refused["loop"]
    (mine,) = [one for one in handed_in(tmp_path, UNIT) if one.student == ZOE and not one.problem]
    assert mine.folder.parent.name == ZOE


def state_of(results):
    """Students and scores in the gradebook, and the rows of grades.csv."""
    with Gradebook(f"sqlite:///{results / 'gradebook.db'}") as book:
        marks = {s.student.id: s.score for s in book.assignment_submissions(UNIT)}
        students = {student.id for student in book.students}
    with (results / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    return SimpleNamespace(marks=marks, students=students, rows=rows)


@pytest.fixture(scope="module")
def graded(sandbox, course, tmp_path_factory):
    """A copy of the course, whose class `unrolled grade` has graded; what it printed."""
    root = tmp_path_factory.mktemp("names") / "course"
    shutil.copytree(course, root)
    write_class(root / "submitted", root)
    results = root.parent / "ours"
    toys.give_gradebook(course, results)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        printed = root.parent / "printed.txt"
        with printed.open("w", encoding="utf-8") as file:
            patch.setattr("sys.stdout", file)
            patch.setattr("sys.stderr", file)
            code = cli.main(["grade", UNIT, "--results", str(results)])
    return SimpleNamespace(root=root, results=results, code=code, text=printed.read_text("utf-8"))


def run_nbgrader(root):
    """`nbgrader autograde`, in this process; the settings are the course's own."""
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    settings.CourseDirectory.root = str(root)
    settings.CourseDirectory.source_directory = "solutions"
    settings.CourseDirectory.release_directory = "course"
    settings.CourseDirectory.autograded_directory = "grading/autograded"
    settings.CourseDirectory.assignment_id = UNIT
    parent = LoggingConfigurable(config=settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbgrader's own calls of its database
        Autograde(coursedir=CourseDirectory(parent=parent), parent=parent).start()


def test_usual_names_are_graded(graded):
    state = state_of(graded.results)
    assert state.marks == dict.fromkeys(USUAL, 16.0)
    assert {name: float(state.rows[name]["score"]) for name in USUAL} == state.marks
    assert not any(state.rows[name]["note"] for name in USUAL)


def test_refused_names_have_a_row_with_a_reason_and_exit_status_1(graded):
    assert graded.code == 1
    state = state_of(graded.results)
    assert state.students == set(USUAL)
    assert set(state.rows) == {*USUAL, *map(names.as_cell, HOSTILE.values())}
    for shown in HOSTILE.values():
        row = state.rows[names.as_cell(shown)]
        assert (float(row["score"]), float(row["max_score"])) == (0, 16)
        assert "cannot be a student's id" in row["note"]
        assert f"\n{shown:<20} {UNIT}" in f"\n{graded.text}"


def test_nothing_printed_or_written_is_obeyed_by_a_terminal_or_a_spreadsheet(graded):
    texts = [graded.text, (graded.results / "grades.csv").read_text("utf-8")]
    for text in texts:
        assert all(line.isprintable() for line in text.split("\n"))
    for row in state_of(graded.results).rows.values():
        assert not [cell for cell in row.values() if cell.startswith(names.FORMULA)]
    forged = [line for line in graded.text.split("\n") if line.startswith("zed")]
    assert not forged


def test_note_stays_in_an_export_and_goes_when_it_is_put_right(graded, tmp_path, monkeypatch):
    monkeypatch.chdir(graded.root)
    results = tmp_path / "copy"
    shutil.copytree(graded.results, results)
    cli.main(["export", "--results", str(results)])
    assert "'=cmd|calc" in state_of(results).rows
    folder = graded.root / "submitted" / "=cmd|calc"
    folder.rename(folder.with_name("cmd"))
    try:
        found = engine.grade([UNIT], graded.root / "submitted", results, root=graded.root)
    finally:
        folder.with_name("cmd").rename(folder)
    assert [result.score for result in found if result.student == "cmd"] == [16]
    rows = state_of(results).rows
    assert "'=cmd|calc" not in rows
    assert rows["cmd"]["note"] == ""


def test_nbgraders_own_command_gives_the_same_answer(graded, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(graded.root, root)
    run_nbgrader(root)
    monkeypatch.chdir(root)
    cli.main(["export"])
    theirs, ours = state_of(root / "grading"), state_of(graded.results)
    assert (theirs.marks, theirs.students) == (ours.marks, ours.students)
    assert {name: row["score"] for name, row in theirs.rows.items()} == {
        name: row["score"] for name, row in ours.rows.items()
    }
    kept = root / "grading" / "quarantine"
    aside = {os.fsencode(path.name) for path in kept.glob("misnamed-*/*")}
    assert aside == set(HOSTILE)
    assert all(list(path.rglob("*.ipynb")) for path in kept.glob("misnamed-*"))
    assert "quarantine/misnamed-" in theirs.rows["'=cmd|calc"]["note"]
    left = {path.name for path in (root / "submitted").iterdir()}
    assert left == set(USUAL)


def test_link_and_folder_of_the_same_name_are_set_aside_by_nbgrader(
    sandbox, course, tmp_path, monkeypatch
):
    root = tmp_path / "course"
    shutil.copytree(course, root)
    for name in (ZOE, DECOMPOSED):
        toys.hand_in(root / "submitted", name, solved(root))
    toys.hand_in(root / "elsewhere", "x", solved(root))
    (root / "submitted" / "=link").symlink_to("../elsewhere/x")
    run_nbgrader(root)
    monkeypatch.chdir(root)
    cli.main(["export"])
    state = state_of(root / "grading")
    assert (state.marks, state.students) == ({ZOE: 16}, {ZOE})
    assert "cannot be a student's id" in state.rows["'=link"]["note"]
    assert "only that one was graded" in state.rows[ZOE]["note"]


def test_hook_refuses_what_could_not_be_moved(tmp_path):
    folder = tmp_path / "submitted" / "=cmd" / UNIT
    notebooks = [str(folder / f"{UNIT}.ipynb")]
    hook = ScreeningHook(tmp_path, tmp_path / "course", tmp_path / "grading")
    with pytest.raises(engine.GradingError, match="cannot be a student's id"):
        hook(assignment=UNIT, student="*", notebooks=notebooks)
    assert notebooks == []


def test_file_in_the_place_of_results_costs_one_submission(sandbox, course, tmp_path):
    toys.give_gradebook(course, tmp_path / "out")
    for student in ("ann", "bob", "cat", "dan"):
        toys.hand_in(tmp_path / "in", student, solved(course))
    for place in ("submitted/bob", f".done/{UNIT}/cat.json/x"):
        path = tmp_path / "out" / place
        path.parent.mkdir(parents=True)
        path.write_text("mine")
    found = engine.grade([UNIT], tmp_path / "in", tmp_path / "out", root=course)
    reasons = {result.student: result.reason for result in found}
    assert (reasons["ann"], reasons["dan"]) == ("", "")
    assert "its results could not be written" in reasons["bob"]
    assert "its results could not be written" in reasons["cat"]
    rows = state_of(tmp_path / "out").rows
    assert {name for name, row in rows.items() if row["note"]} == {"bob", "cat"}


def test_ids_are_in_the_usual_form_in_every_folder(graded):
    for kind in ("autograded", "feedback"):
        found = {path.name for path in (graded.results / kind).iterdir()}
        assert found == set(USUAL)
        assert all(unicodedata.is_normalized("NFC", name) for name in found)
