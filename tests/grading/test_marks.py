"""Marks that a person gives: what waits for them, what holds, and what pages say."""

from __future__ import annotations

import shutil

import pytest
from nbgrader.api import Gradebook

from autograde.grading import engine, releasing
from autograde.grading.submission.restore import restore
from autograde.grading.submission.written import own_cells_near
from tests.grading import toys
from tests.grading.test_outputs import png
from tests.grading.toys import UNIT, added, cell_of, solved

ANSWER = "written_toy"


def answered(root, source="It is **twice** as much."):
    return solved(root, **{ANSWER: source})


def beside(nb, source, step, kind="markdown"):
    """The notebook with one more cell `step` cells after the answer's."""
    return added(nb, source, nb["cells"].index(cell_of(nb, ANSWER)) + step, kind)


def in_the_question(nb):
    cell_of(nb, "written-question")["source"] += "\n\nIt is twice as much."
    return nb


def on_paper(nb):
    cell_of(nb, ANSWER)["source"] = "![p](attachment:p.png)"
    cell_of(nb, ANSWER)["attachments"] = {"p.png": {"image/png": png(600, 400)}}
    return nb


STUDENTS = {
    "untouched": solved,
    "blank-cell": lambda root: beside(solved(root), " \n", 1),
    "answered": answered,
    "below": lambda root: beside(solved(root), "It is twice as much.", 1),
    "above": lambda root: beside(solved(root), "It is twice as much.", 0),
    "at-the-end": lambda root: beside(solved(root), "It is twice as much.", 2),
    "in-a-code-cell": lambda root: beside(solved(root), "It is twice as much.", 1, "code"),
    "in-the-question": lambda root: in_the_question(solved(root)),
    "on-paper": lambda root: on_paper(solved(root)),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A toy course with a question in writing."""
    root = tmp_path_factory.mktemp("course")
    with toys.registered(tmp_path_factory.mktemp("declared")):
        toys.make_course(root, written=True)
        releasing.release([UNIT], root=root, results=root / "grading")
        yield root


class Class:
    """Submissions and their results."""

    def __init__(self, root, folder):
        self.root, self.submissions, self.results = root, folder / "in", folder / "out"
        self.submissions.mkdir()
        toys.give_gradebook(root, self.results)

    def grade(self):
        """All of it is written anew; what did not change comes from the store."""
        shutil.rmtree(self.results / ".done", ignore_errors=True)
        engine.grade([UNIT], self.submissions, self.results, root=self.root, workers=1)

    def hand_in(self, student, nb):
        path = self.submissions / student / UNIT / f"{UNIT}.ipynb"
        if path.exists():
            path.unlink()
            path.parent.rmdir()
        toys.hand_in(self.submissions, student, nb)

    def book(self):
        return Gradebook(f"sqlite:///{self.results / 'gradebook.db'}")

    def waits(self, student, name=ANSWER):
        with self.book() as book:
            return book.find_grade(name, UNIT, UNIT, student).needs_manual_grade

    def mark(self, student, score, name=ANSWER):
        """As Manual Grading does."""
        with self.book() as book:
            grade = book.find_grade(name, UNIT, UNIT, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            book.db.commit()

    def page(self, student):
        path = self.results / "feedback" / student / UNIT / f"{UNIT}.html"
        return " ".join(path.read_text().split())


@pytest.fixture(scope="module")
def graded(sandbox, course, tmp_path_factory):
    """A class that nobody has marked yet."""
    found = Class(course, tmp_path_factory.mktemp("class"))
    for student, work in STUDENTS.items():
        found.hand_in(student, work(course))
    found.grade()
    return found


@pytest.mark.parametrize("student", ["untouched", "blank-cell"])
def test_untouched_answer_earns_nothing_by_itself(graded, student):
    assert not graded.waits(student)
    assert "16 of 21 points</h1>" in graded.page(student)
    assert "</strong>: 0 of 5 points" in graded.page(student)


@pytest.mark.parametrize("student", list(STUDENTS)[2:])
def test_answer_waits_wherever_it_stands_and_its_page_says_so(graded, student):
    assert graded.waits(student)
    page = graded.page(student)
    assert "16 of 21 points so far</h1>" in page
    assert "5 of these points are not marked yet" in page
    assert page.count("not marked yet (5 points)") == 2  # in the table and at the answer
    assert "0 of 5" not in page
    assert "No response" not in page


def test_picture_is_on_the_page(graded):
    assert f"data:image/png;base64,{png(600, 400)}" in graded.page("on-paper")


def test_mark_holds_until_the_answer_changes(sandbox, course, tmp_path):
    room = Class(course, tmp_path)
    room.hand_in("ann", answered(course))
    room.grade()
    room.mark("ann", 3.0)
    for _ in range(2):
        room.grade()
        assert not room.waits("ann")
    assert "19 of 21 points</h1>" in room.page("ann")
    room.hand_in("ann", answered(course, "It is three times as much."))
    for _ in range(2):
        room.grade()
        assert room.waits("ann")
    assert page_has_former_mark(room.page("ann"))
    room.mark("ann", 1.0)
    room.grade()
    assert not room.waits("ann")


def page_has_former_mark(page):
    return "3 of 5 (to be marked again)" in page and "3 of 5 points (to be marked again)" in page


def test_mark_given_over_a_verdict_holds_until_code_or_verdict_change(sandbox, course, tmp_path):
    room, name = Class(course, tmp_path), "test_toy_double"
    room.hand_in("ann", answered(course))
    room.grade()
    room.mark("ann", 2.0, name)
    room.hand_in("ann", answered(course, "Another answer."))
    room.grade()
    assert not room.waits("ann", name)
    room.hand_in("ann", solved(course, toy_double="def toy_double(x):\n    return x * 2"))
    room.grade()
    assert room.waits("ann", name)


def test_notes_at_another_exercise_are_no_answer(course):
    nb = restore(toys.source_notebook(written=True), toys.source_notebook(written=True))
    given = toys.source_notebook(written=True)
    index = next(n for n, cell in enumerate(nb.cells) if cell.id == "written-answer")
    nb.cells.insert(2, toys.new_markdown_cell("a note", id="note"))
    assert own_cells_near(nb, index + 1, given) == []
