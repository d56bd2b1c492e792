"""One score everywhere: what was earned, less what is taken off for handing in late."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import datetime
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

from autograde import cli
from autograde.grading import engine
from autograde.grading.plugins.feedback_pages import SafePage
from autograde.grading.results import marks
from tests.grading.toys import UNIT, hand_in, solved

DUE = datetime(2026, 3, 1, 12)
ON_TIME, TWO_HOURS_LATE = "2026-03-01 11:00:00 UTC", "2026-03-01 14:00:00 UTC"
STUDENTS = ("extra", "extended", "late", "late-extra", "late-marked", "marked", "on-time", "wrong")
MISSING = "missing"  # in the gradebook, and handed nothing in
METHODS = {  # what nbgrader 0.9.6 offers, beside nothing: its own plugin, or the course's own
    "zero": "c.LateSubmissionPlugin.penalty_method = 'zero'",
    "hourly": """
from nbgrader.plugins import BasePlugin
class Hourly(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
c.AssignLatePenalties.plugin_class = Hourly
""",
}
# Of 16: one exercise wrong; 1.5 more as extra credit; 2 by hand in the place of 4.
EARNED = {"extra": 17.5, "late-extra": 17.5, "late-marked": 14, "marked": 14, "wrong": 12}
TAKEN_OFF = {
    "zero": {"late": 16, "late-extra": 17.5, "late-marked": 14},
    "hourly": {"late": 2, "late-extra": 2, "late-marked": 2},
}


def expected(method):
    """student -> the score."""
    earned = dict.fromkeys(STUDENTS, 16.0) | EARNED
    off = TAKEN_OFF[method]
    return {name: earned[name] - off.get(name, 0) for name in STUDENTS} | {MISSING: 0.0}


def mark(gradebook):
    """What an instructor enters by hand between two runs."""
    with Gradebook(gradebook) as book:
        for student in ("extra", "late-extra"):
            book.find_grade("test_toy_double", UNIT, UNIT, student).extra_credit = 1.5
        for student in ("marked", "late-marked"):
            book.find_grade("test_toy_double", UNIT, UNIT, student).manual_score = 2
            comment = book.find_comment("toy_double", UNIT, UNIT, student)
            comment.manual_comment = "Good, but see the text."
        book.grant_extension(UNIT, "extended", hours=3)
        book.db.commit()


@pytest.fixture(scope="module", params=METHODS)
def graded(sandbox, course, tmp_path_factory, request):
    """Graded, marked by hand and graded again, with one of the ways to take marks off."""
    root = tmp_path_factory.mktemp("late") / "course"
    shutil.copytree(course, root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(METHODS[request.param])
    results, submissions = root / "grading", root / "submitted"
    gradebook = f"sqlite:///{results / 'gradebook.db'}"
    with Gradebook(gradebook) as book:
        book.update_or_create_assignment(UNIT, duedate=DUE)
        book.add_student(MISSING)
    for student in STUDENTS:
        wrong = {"toy_triple": "def toy_triple(x):\n    return x"} if student == "wrong" else {}
        folder = hand_in(submissions, student, solved(root, **wrong))
        is_late = student.startswith("late") or student == "extended"
        (folder / "timestamp.txt").write_text(TWO_HOURS_LATE if is_late else ON_TIME)
    before = engine.grade([UNIT], submissions, results, root=root)
    mark(gradebook)
    found = engine.grade([UNIT], submissions, results, root=root)
    return SimpleNamespace(
        root=root,
        results=results,
        gradebook=gradebook,
        method=request.param,
        before={result.student: result for result in before},
        found={result.student: result for result in found},
    )


def rows_of(path, student="student"):
    with path.open(newline="", encoding="utf-8") as file:
        return {row[student]: row for row in csv.DictReader(file)}


def scores_of(rows):
    return {student: float(row["score"]) for student, row in rows.items()}


def test_results_count_what_is_taken_off(graded):
    scores = {student: result.score for student, result in graded.found.items()}
    assert scores | {MISSING: 0.0} == expected(graded.method)
    off = {s: r.late_submission_penalty for s, r in graded.found.items()}
    assert {s: penalty for s, penalty in off.items() if penalty} == TAKEN_OFF[graded.method]


def test_extension_that_was_granted_later_counts(graded):
    off = graded.before["extended"].late_submission_penalty
    assert off == TAKEN_OFF[graded.method].get("late", 0)
    assert graded.found["extended"].score == 16


def test_grades_csv_agrees(graded):
    rows = rows_of(graded.results / "grades.csv")
    assert scores_of(rows) == expected(graded.method)
    for student, row in rows.items():
        earned, penalty = float(row["raw_score"]), float(row["late_submission_penalty"])
        assert earned - penalty == float(row["score"]), student
        assert float(row["max_score"]) == 16
    assert rows["late"]["timestamp"] == "2026-03-01 14:00:00"
    assert rows["late"]["duedate"] == "2026-03-01 12:00:00"
    assert rows["extended"]["duedate"] == "2026-03-01 15:00:00"
    notes = {student: row["note"] for student, row in rows.items() if row["note"]}
    assert notes == {MISSING: "nothing was handed in"}


def test_unrolled_export_agrees(graded, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(graded.root)
    assert cli.main(["export", "--output", str(tmp_path / "mine.csv")]) == 0
    assert scores_of(rows_of(tmp_path / "mine.csv")) == expected(graded.method)
    assert f"{len(STUDENTS) + 1} lines in" in capsys.readouterr().out


def test_unrolled_report_agrees(graded, monkeypatch, capsys):
    monkeypatch.chdir(graded.root)
    assert cli.main(["report", "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    scores = [score for name, score in expected(graded.method).items() if name != MISSING]
    assert report["mean"] == round(sum(scores) / len(scores), 2)
    assert (report["students"], report["missing"], report["possible"]) == (len(scores), 1, 16)
    cli.main(["report"])
    assert "of 16; 1 handed nothing in" in capsys.readouterr().out


@pytest.mark.parametrize("student", STUDENTS)
def test_students_page_agrees(graded, student):
    page = (graded.results / "feedback" / student / UNIT / f"{UNIT}.html").read_text()
    (shown,) = re.findall(r"<h1>\S+\s+(\S+) of 16 points</h1>", page)
    assert float(shown) == expected(graded.method)[student]
    penalty = TAKEN_OFF[graded.method].get(student)
    assert ("Taken off for handing in late" in page) is (penalty is not None)
    assert ("Good, but see the text." in page) is student.endswith("marked")


def test_nbgraders_export_agrees(graded, tmp_path):
    with Gradebook(graded.gradebook) as book:
        CsvExportPlugin(to=str(tmp_path / "theirs.csv")).export(book)
    assert scores_of(rows_of(tmp_path / "theirs.csv", "student_id")) == expected(graded.method)


def test_printed_line_says_what_is_taken_off(graded, monkeypatch, capsys):
    monkeypatch.chdir(graded.root)
    assert cli.main(["grade", UNIT]) == 0
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith("late ")]
    score, penalty = expected(graded.method)["late"], TAKEN_OFF[graded.method].get("late")
    assert f"{score:g} of 16" in line
    assert line.endswith(f"({penalty} taken off for handing in late)") is (penalty is not None)


def test_mark_that_is_lowered_after_the_penalty_is_never_below_nothing():
    assert marks.score(8.0, 12.0) == 0
    assert marks.score(8.0, None) == 8


def test_nor_is_it_on_the_page():
    about = {"score": 8.0 - 12.0, "late_penalty": 12.0}  # as nbgrader's GetGrades leaves it
    SafePage().preprocess(new_notebook(), {"nbgrader": about})
    assert about["score"] == 0
