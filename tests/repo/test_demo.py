"""Does the demo notice what is not as class.toml expects it?"""

import dataclasses
import sys
from argparse import Namespace

import pytest

from autograde import exercises, sample_class
from autograde.commands import UserError, demo, grading_progress, sample_table
from autograde.commands.sample_results import Outcome, differences, leaks, silent
from autograde.sample_class import Expected, Student

UNITS = ("01_hidden_state", "04_bptt")
STUDENTS = sample_class.students()


def as_expected():
    """The outcomes of a class that went as class.toml says."""
    outcomes = {}
    for student in STUDENTS:
        for unit in student.units:
            graded = [e for e in exercises.of_unit(unit) if e.points]
            expected = {e.name: student.expected(unit, e.name) for e in graded}
            outcomes[student.name, unit] = Outcome(
                marks={name: e.marks for name, e in expected.items()},
                mistakes={name: e.mistakes for name, e in expected.items()},
                possible=sum(e.points for e in graded),
            )
    return outcomes


def test_no_difference_where_all_is_as_expected():
    assert differences(STUDENTS, as_expected(), UNITS) == []


def test_another_mark_is_told():
    outcomes = as_expected()
    outcomes["kira", UNITS[0]].marks["rnn_step"] = 1.5
    assert differences(STUDENTS, outcomes, UNITS) == ["kira, rnn_step: 1.5 marks, expected 0"]


def test_another_mistake_is_told():
    outcomes = as_expected()
    outcomes["emma", UNITS[0]].mistakes["rnn_step"] = ("relu",)
    outcomes["ada", UNITS[0]].mistakes["rnn_step"] = ("no-tanh",)
    assert differences(STUDENTS, outcomes, UNITS) == [
        "ada, rnn_step: named no-tanh, expected no mistake",
        "emma, rnn_step: named relu, expected no-tanh",
    ]


def test_missing_submission_and_missing_mark_are_told():
    outcomes = as_expected()
    del outcomes["nils", UNITS[0]]
    del outcomes["ben", UNITS[1]].marks["sgd_step"]
    assert differences(STUDENTS, outcomes, UNITS) == [
        "ben, sgd_step: has no mark in the gradebook",
        "nils, 01_hidden_state: was not graded",
    ]


@pytest.fixture
def mona():
    return Student("mona", "a link", {}, {UNITS[0]: {"rnn_step": Expected(8.0)}}, caught="a link")


def test_link_and_copied_database_are_leaks(mona, tmp_path):
    folder = tmp_path / "autograded" / "mona" / UNITS[0]
    folder.mkdir(parents=True)
    assert leaks(mona, tmp_path) == []
    (folder / "notes.db").write_bytes(b"SQLite format 3\0 and marks")
    (folder / "link").symlink_to("/etc/hostname")
    assert leaks(mona, tmp_path) == [
        f"mona: autograded/mona/{UNITS[0]}/{name} is a link or a database"
        for name in ("link", "notes.db")
    ]


def test_silent_feedback_is_told(mona, tmp_path):
    page = tmp_path / "feedback" / "mona" / UNITS[0] / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("all fine")
    assert silent(mona, tmp_path) == ["mona: the feedback does not say 'a link'"]
    page.write_text("left out: a link")
    assert silent(mona, tmp_path) == []


@pytest.fixture
def staged(monkeypatch, tmp_path):
    """Runs the demo with a grading that only pretends, ending in the outcomes given."""

    def staged(outcomes, no_sandbox=None):
        graded = []
        monkeypatch.setattr(demo, "_no_sandbox", lambda: no_sandbox)
        monkeypatch.setattr(demo, "hand_in", lambda *_, **__: None)
        monkeypatch.setattr(demo, "grade", lambda s, *_, **options: graded.append((s, options)))
        monkeypatch.setattr(demo, "collect", lambda _: outcomes)
        monkeypatch.setattr(demo, "silent", lambda *_: [])
        return demo.run(Namespace(results=tmp_path / "results")), graded

    return staged


def test_demo_fails_if_one_mark_differs(staged, capsys):
    code, _ = staged(as_expected())
    assert code == 0
    assert "Every mark and every mistake named is the expected one." in capsys.readouterr().out
    outcomes = as_expected()
    outcomes["gita", UNITS[1]].marks["rnn_backward"] = 14.0
    code, _ = staged(outcomes)
    assert code == 1
    assert "gita, rnn_backward: 14 marks, expected 0" in capsys.readouterr().out


def test_demo_without_a_sandbox_grades_the_harmless_only(staged, capsys):
    code, graded = staged(as_expected(), no_sandbox="bubblewrap is missing")
    assert code == 0
    ((students, options),) = graded
    assert options["unsafe"] is True
    assert {s.name for s in STUDENTS} - {s.name for s in students} == {"jonas", "kira", "mona"}
    out = capsys.readouterr().out
    assert "no sandbox: bubblewrap is missing" in out
    assert "harmless submissions are graded, with --unsafe-no-sandbox" in out


def test_demo_makes_its_own_folder_anew(tmp_path):
    results = tmp_path / "results"
    demo.prepare(results)
    (results / "old").write_text("")
    demo.prepare(results)
    assert [path.name for path in results.iterdir()] == [demo.MARKER]


def test_demo_refuses_a_folder_with_other_things(tmp_path):
    (tmp_path / "gradebook.db").write_text("a real course")
    with pytest.raises(UserError, match="holds something else than a sample class"):
        demo.prepare(tmp_path)
    assert (tmp_path / "gradebook.db").read_text() == "a real course"


def test_table_is_plain_where_there_is_no_terminal(capsys):
    sample_table.show(STUDENTS, UNITS, as_expected())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["student", "handed", "in", *UNITS]
    (emma,) = (number for number, line in enumerate(lines) if line.startswith("emma"))
    assert "14" in lines[emma].split()
    assert "rnn_step: no-tanh" in lines[emma + 1]


def test_progress_is_a_line_for_each_submission(capsys):
    with grading_progress.progress_of(2, file=sys.stdout) as progress:
        progress("ada", "04_bptt")
        progress("ben", "04_bptt")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("[1/2]")
    assert "ben 04_bptt" in second
    assert second.endswith("0:00 left)")


def test_students_cannot_be_changed_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        STUDENTS[0].name = "x"
