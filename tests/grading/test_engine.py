"""Releasing, and grading as a whole: errors are one sentence, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import tracemalloc

import pytest

from autograde.grading import engine, releasing
from autograde.grading.errors import GradingError
from autograde.grading.plugins import converters
from autograde.grading.plugins.config import configure
from autograde.grading.plugins.converters import Course
from autograde.grading.plugins.statements import sharing
from autograde.grading.results import verdicts
from autograde.grading.sandbox.unavailable import SandboxUnavailable
from tests.grading import toys
from tests.grading.toys import UNIT, cell_of, hand_in, released, solved


def test_stubs_name_their_exercise(course):
    nb = released(course)
    source = "".join(cell_of(nb, "toy_double")["source"])
    assert 'raise NotImplementedError("Exercise 98.1: toy_double")' in source
    assert "x + x" not in source
    answer = "".join(cell_of(nb, "toy_answer")["source"])
    assert answer == "toy_answer = None  # your answer"


def test_release_leaves_what_is_the_same_untouched(course):
    path = course / "course" / UNIT / f"{UNIT}.ipynb"
    before = path.stat().st_mtime_ns
    releasing.release([UNIT], root=course, results=course / "grading")
    assert path.stat().st_mtime_ns == before


def test_stale_files_are_listed_and_nothing_is_changed(course, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(course, root)
    shutil.rmtree(root / "grading")
    assert releasing.release_differences([UNIT], root=root) == []
    (root / "course" / UNIT / "old.txt").write_text("x")
    path = root / "course" / UNIT / f"{UNIT}.ipynb"
    path.write_text(path.read_text().replace("Toys", "Other toys"))
    changed = path.read_text()
    names = [f"course/{UNIT}/{UNIT}.ipynb", f"course/{UNIT}/old.txt"]
    assert releasing.release_differences([UNIT], root=root) == names
    assert path.read_text() == changed
    assert not (root / "grading").exists()


def test_release_removes_what_is_no_longer_in_the_source(course, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(course, root)
    (root / "course" / UNIT / "old.txt").write_text("x")
    releasing.release([UNIT], root=root, results=root / "grading")
    assert not (root / "course" / UNIT / "old.txt").exists()


def test_unknown_unit_is_one_sentence(course):
    with pytest.raises(GradingError, match="solutions/77_none holds no notebook"):
        releasing.release(["77_none"], root=course, results=course / "grading")


def test_broken_solution_is_one_sentence_and_course_stays(course, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(course, root)
    path = root / "solutions" / UNIT / f"{UNIT}.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "", 1))
    before = (root / "course" / UNIT / f"{UNIT}.ipynb").read_bytes()
    with pytest.raises(GradingError, match="no end solution statement found") as caught:
        releasing.release([UNIT], root=root, results=root / "grading")
    assert "\n" not in str(caught.value)
    assert (root / "course" / UNIT / f"{UNIT}.ipynb").read_bytes() == before


def test_gradebook_is_complete_or_not_there(course, tmp_path, monkeypatch):
    def fails(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(converters.Gradebook, "close", fails)
    with pytest.raises(KeyboardInterrupt):
        Course(course, tmp_path / "out").make_gradebook()
    assert not (tmp_path / "out" / "gradebook.db").exists()


def test_no_sandbox_is_said_before_anything_is_graded(course, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "probe", lambda: "bubblewrap is not installed: run `x`.")
    hand_in(tmp_path / "in", "ann", solved(course))
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed"):
        engine.grade([UNIT], tmp_path / "in", tmp_path / "out", root=course)
    assert not (tmp_path / "out").exists()


def test_waived_sandbox_is_written_into_the_results(course, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "probe", lambda: "none")
    toys.give_gradebook(course, tmp_path / "out")
    hand_in(tmp_path / "in", "ann", solved(course, toy_triple=toys.RIGHT["toy_double"]))
    (found,) = engine.grade(
        [UNIT], tmp_path / "in", tmp_path / "out", root=course, unsafe_no_sandbox=True
    )
    assert (found.score, found.max_score) == (12, 16)
    assert {record["sandboxed"] for record in verdicts.read(tmp_path / "out")} == {False}


@pytest.mark.parametrize(
    ("submissions", "results", "says"),
    [
        ("missing", "out", "is not a folder"),
        ("out/submitted", "out", "name another folder"),
        ("in", "out[1]", "name another folder"),
    ],
)
def test_bad_folders_are_one_sentence(course, tmp_path, submissions, results, says):
    (tmp_path / "in").mkdir()
    (tmp_path / "out" / "submitted").mkdir(parents=True)
    with pytest.raises(GradingError, match=says) as caught:
        engine.grade([UNIT], tmp_path / submissions, tmp_path / results, root=course)
    assert "\n" not in str(caught.value)


def test_unit_that_was_not_released_is_one_sentence(course, tmp_path):
    with pytest.raises(GradingError, match="run `unrolled release 77_none` first"):
        engine.grade(["77_none"], tmp_path, tmp_path / "out", root=course)


def test_grading_that_fails_is_tried_again(sandbox, course, tmp_path, monkeypatch):
    stock, calls = Course.autograde, []

    def once(self, *args, **kwargs):
        calls.append(args)
        return "the disk hiccuped" if len(calls) == 1 else stock(self, *args, **kwargs)

    monkeypatch.setattr(Course, "autograde", once)
    toys.give_gradebook(course, tmp_path / "out")
    hand_in(tmp_path / "in", "ann", solved(course))
    (found,) = engine.grade([UNIT], tmp_path / "in", tmp_path / "out", root=course)
    assert (found.score, found.reason) == (16, "")


def test_grading_that_fails_twice_ends_with_a_recorded_zero(course, tmp_path, monkeypatch, sandbox):
    stock, calls = Course.autograde, []

    def twice(self, *args, **kwargs):
        calls.append(args)
        return "it broke" if len(calls) <= 2 else stock(self, *args, **kwargs)

    monkeypatch.setattr(Course, "autograde", twice)
    toys.give_gradebook(course, tmp_path / "out")
    hand_in(tmp_path / "in", "ann", solved(course))
    (found,) = engine.grade([UNIT], tmp_path / "in", tmp_path / "out", root=course)
    assert (found.score, found.max_score) == (0, 16)
    assert "failed twice" in found.reason
    page = tmp_path / "out" / "feedback" / "ann" / UNIT / f"{UNIT}.html"
    assert "failed twice" in page.read_text()


def test_settings_of_the_sandbox_stay_off_validate(course):
    from traitlets.config import Config

    c = Config()
    configure(c, course)
    assert set(c.Execute) == {"timeout"}
    assert "kernel_name" not in c.get("ExecutePreprocessor", {})
    assert "kernel_name" not in c.get("NotebookClient", {})


def test_courses_own_settings_count_in_the_engine(course, tmp_path):
    assert Course(course, tmp_path).settings.UnrolledExecute.cell_seconds == 3
    assert Course(course, tmp_path).gradebook == sharing(f"sqlite:///{tmp_path / 'gradebook.db'}")


def test_verdicts_survive_a_broken_line(tmp_path):
    (tmp_path / verdicts.FILE).write_text('{"student": "a", "unit": "u"}\n{"stud')
    verdicts.replace(tmp_path, "b", "u", [{"student": "b", "unit": "u"}])
    lines = (tmp_path / verdicts.FILE).read_text().splitlines()
    assert [json.loads(line)["student"] for line in lines] == ["a", "b"]


def test_putting_verdicts_together_takes_the_memory_of_one(tmp_path):
    long = [{"exercise": "e", "cases": ["x" * 100] * 500}]
    tracemalloc.start()
    for number in range(200):  # 10 MB
        verdicts.write_apart(
            tmp_path,
            f"s{number:03d}",
            "u",
            [{"student": f"s{number:03d}", **r, "unit": "u"} for r in long],
        )
    for _ in range(2):
        verdicts.gather(tmp_path)
        verdicts.write_apart(tmp_path, "s007", "u", [{"student": "s007", "unit": "u"}])
    verdicts.gather(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20
    records = verdicts.read(tmp_path)
    assert len(records) == 200
    assert [r for r in records if "cases" not in r] == [{"student": "s007", "unit": "u"}]
