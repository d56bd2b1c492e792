"""Notebooks that lie where they are not looked for are named, each with where it belongs."""

from __future__ import annotations

import pytest

from autograde.commands import UserError
from autograde.commands.grade import count_submissions
from autograde.grading import engine
from autograde.grading.submission.misplaced import misplaced
from tests.grading import toys

UNITS = ("04_bptt", "05_gradients", "07_lstm")


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return folder


def said(folder, unit="04_bptt"):
    return dict(misplaced(folder, unit, UNITS))


@pytest.mark.parametrize(
    "name",
    [
        "04_bptt.ipynb",
        "04_BPTT/04_bptt.ipynb",
        "04_bptt /04_bptt.ipynb",
        "04_bppt/04_bptt.ipynb",
        "4_bptt/work.ipynb",
        "bptt/work.ipynb",
        "04-bptt/work.ipynb",
        "04_bptt.zip/04_bptt/04_bptt.ipynb",
        "homework.ipynb",
        "homework/mine.ipynb",
    ],
)
def test_notebook_in_another_place_is_named(tmp_path, name):
    put(tmp_path, f"ann/{name}")
    says = f'not graded: "ann/{name}"; what is graded lies at ann/04_bptt/'
    assert said(tmp_path) == {"ann": says}


def test_notebook_in_no_students_folder_is_named(tmp_path):
    put(tmp_path, "ann_04_bptt.ipynb", "04_bptt/ann/04_bptt.ipynb")
    found = said(tmp_path)
    assert set(found) == {"04_bptt", "ann_04_bptt.ipynb"}
    assert '"04_bptt/ann/04_bptt.ipynb"' in found["04_bptt"]
    assert found["ann_04_bptt.ipynb"].endswith("lies at STUDENT/04_bptt/")


def test_work_in_another_place_counts_as_a_submission(tmp_path):
    put(tmp_path, "ann/04_bptt.ipynb")
    assert count_submissions(tmp_path, ["04_bptt"]) == 1
    (tmp_path / "ann" / "04_bptt.ipynb").unlink()
    with pytest.raises(UserError, match=r"holds no submission of 04_bptt: put each at STUDENT/"):
        count_submissions(tmp_path, ["04_bptt"])


def test_work_in_its_place_is_not_told_of(tmp_path):
    put(tmp_path, "ann/04_bptt/04_bptt.ipynb", "ann/05_gradients/mine.ipynb", "ann/notes.txt")
    put(tmp_path, "ann/.ipynb_checkpoints/04_bptt.ipynb", ".trash/04_bptt/04_bptt.ipynb")
    assert said(tmp_path) == {}


def test_notebook_belongs_to_the_unit_that_its_name_is_like(tmp_path):
    put(tmp_path, "ann/05_Gradients/05_gradients.ipynb", "ben/homework.ipynb")
    put(tmp_path, "ben/04_bptt/04_bptt.ipynb")
    assert said(tmp_path) == {}
    assert set(said(tmp_path, "05_gradients")) == {"ann", "ben"}


def test_links_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere", "04_bptt.ipynb")
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "bptt").symlink_to(tmp_path / "elsewhere")
    assert said(tmp_path / "class") == {}


@pytest.mark.usefixtures("sandbox")
def test_engine_says_so_and_grades_the_others(course, tmp_path):
    folder = put(tmp_path / "class", f"ann/{toys.UNIT.upper()}/{toys.UNIT}.ipynb")
    toys.hand_in(folder, "ben", toys.solved(course))
    put(folder, f"ben/{toys.UNIT}.ipynb")
    toys.give_gradebook(course, tmp_path / "results")
    graded = engine.grade([toys.UNIT], folder, tmp_path / "results", root=course)
    ann, ben = graded
    assert (ben.student, ben.score) == ("ben", 16.0)
    assert "ben/98_toy.ipynb" in ben.notes[0]
    assert "ben/98_toy.ipynb" in (tmp_path / "results" / "grades.csv").read_text()
    assert (ann.student, ann.score, ann.max_score) == ("ann", 0.0, 16.0)
    assert f'"ann/98_TOY/{toys.UNIT}.ipynb"' in ann.reason
