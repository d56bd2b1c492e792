"""The commands: what bad input gets is one sentence and exit code 2, never a traceback."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograde import cli
from autograde.commands import release, report
from tests.repo.sources import ROOT


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command from a folder: exit code, what it printed, and what it said on stderr."""

    def run(*arguments, where=ROOT):
        monkeypatch.chdir(where)
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse
            code = stop.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder outside any copy of the course, as an installed package sees it."""
    monkeypatch.setattr("autograde.commands.__file__", str(tmp_path / "a" / "b" / "__init__.py"))
    return tmp_path


def assert_one_sentence(text, *parts):
    """One line, and it says all of `parts`."""
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    for part in parts:
        assert part in text, f"{part!r} is not in {text!r}"


@pytest.mark.parametrize("command", ["release", "grade", "report"])
def test_unknown_unit_is_one_sentence(run, command):
    code, out, err = run(command, "04_bppt")
    assert (code, out) == (2, "")
    assert_one_sentence(
        err, f"unrolled {command}: there is no unit '04_bppt': did you mean 04_bptt?"
    )


def test_unit_unlike_any_lists_the_units(run):
    code, _, err = run("grade", "qqq")
    assert code == 2
    assert_one_sentence(err, "there is no unit 'qqq'", "the units are 00_start, 01_hidden_state")


def test_unit_cannot_lead_out_of_the_course(run):
    code, _, err = run("release", "../solutions")
    assert code == 2
    assert_one_sentence(err, "there is no unit '../solutions'")


def test_missing_submissions_are_one_sentence(run, tmp_path):
    code, out, err = run("grade", "--submissions", tmp_path / "gone", "--results", tmp_path / "r")
    assert (code, out) == (2, "")
    assert_one_sentence(err, f"{tmp_path}/gone does not exist: name the folder that holds")
    assert not (tmp_path / "r").exists()


def test_file_in_place_of_submissions_is_one_sentence(run, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = run("grade", "--submissions", tmp_path / "file")
    assert code == 2
    assert_one_sentence(err, f"{tmp_path}/file is not a folder")


def test_no_sandbox_is_one_sentence(run, tmp_path, monkeypatch):
    """Is nothing graded, and nothing lost, where bubblewrap is missing?"""
    notebook = tmp_path / "in" / "ada" / "01_hidden_state" / "01_hidden_state.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = run(
        "grade", "01_hidden_state", "--submissions", tmp_path / "in", "--results", tmp_path / "out"
    )
    assert code == 2
    assert_one_sentence(err, "bubblewrap", "--unsafe-no-sandbox")
    assert notebook.read_text() == "{}"


@pytest.mark.parametrize(
    "command", [["release"], ["grade"], ["demo"], ["report"], ["export"]], ids=" ".join
)
def test_outside_the_course_is_one_sentence(run, nowhere, command):
    code, out, err = run(*command, where=nowhere)
    assert (code, out) == (2, "")
    assert_one_sentence(err, f"{nowhere} is not in a copy of the course: go to the folder with")


@pytest.mark.parametrize("command", ["export", "report"])
def test_nothing_graded_yet_is_one_sentence(run, command, tmp_path):
    code, out, err = run(command, "--results", tmp_path)
    assert (code, out) == (2, "")
    assert_one_sentence(err, "does not exist: run unrolled grade first, or name --results.")
    assert not list(tmp_path.iterdir())


def test_damaged_verdicts_are_one_sentence(run, tmp_path):
    (tmp_path / "verdicts.jsonl").write_text('{"student": "ada"}\n')
    code, _, err = run("report", "--results", tmp_path)
    assert code == 2
    assert_one_sentence(err, "verdicts.jsonl, line 1 is not a verdict: run unrolled grade again.")


def test_demo_keeps_a_folder_that_is_not_its_own(run, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    code, _, err = run("demo", "--results", tmp_path)
    assert code == 2
    assert_one_sentence(err, f"{tmp_path} holds something else than a sample class")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_lab_on_a_missing_folder_is_one_sentence(run, tmp_path):
    code, _, err = run("lab", tmp_path / "gone")
    assert code == 2
    assert_one_sentence(
        err, "gone does not exist: name the folder that holds the notebooks to open."
    )


def test_no_command_says_what_there_is(run):
    code, _, err = run()
    assert code == 2
    assert "COMMAND" in err


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["grade", "--help"], ["release", "--help"], ["demo", "--help"]],
    ids=" ".join,
)
def test_help_lists_the_exit_codes(run, arguments):
    code, out, _ = run(*arguments)
    assert code == 0
    assert re.search(r"exit codes:\n  0  fine\n  1  .*\n  2  bad input, or no sandbox", out)


def test_every_command_is_a_module(run):
    """Does each command of --help exist, and does no module lack its command?"""
    _, out, _ = run("--help")
    listed = set(re.findall(r"^    ([a-z]+) ", out, re.MULTILINE))
    folder = Path(cli.__file__).parent / "commands"
    runnable = {p.stem for p in folder.glob("*.py") if "def run(" in p.read_text(encoding="utf-8")}
    assert listed == runnable


def test_progress_prints_the_map(run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    code, out, _ = run("progress", where=tmp_path)
    assert code == 0
    assert "01_hidden_state" in out
    assert "0 of 25" in out


def test_release_check_finds_course_up_to_date():
    """Is course/ what solutions/ gives? Run apart: nbgrader changes much of a process."""
    done = subprocess.run(
        [sys.executable, "-m", "autograde.cli", "release", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


VERDICTS = [
    dict(zip(report.FIELDS, values, strict=True))
    for values in (
        ("ada", "u", "a", 4, 4, []),
        ("ada", "u", "b", 0, 2, ["x"]),
        ("ben", "u", "a", 1, 4, ["y", "z"]),
        ("ben", "u", "b", 0, 2, ["x"]),
    )
]


def test_report_counts_students_marks_and_mistakes():
    (found,) = report.summarise(VERDICTS)
    assert found == report.UnitReport(
        unit="u",
        students=2,
        mean=2.5,
        possible=6,
        mistakes=(("b", "x", 2), ("a", "y", 1), ("a", "z", 1)),
    )
    assert report.as_text(found).splitlines()[0] == "u: 2 students, mean 2.5 of 6"


def test_report_counts_wrong_answers_without_a_name():
    wrong = [{**verdict, "status": "failed"} for verdict in VERDICTS[1:]]
    unnamed = {**wrong[0], "misconceptions": []}
    (found,) = report.summarise([VERDICTS[0], *wrong, unnamed, {**unnamed, "status": "passed"}])
    assert found.unnamed == (("b", 1, 3),)
    assert report.as_text(found).splitlines()[-1] == "     1 of 3  b"


def test_report_as_json(run, tmp_path):
    lines = [json.dumps({**v, "unit": "04_bptt", "more": 1}) for v in VERDICTS]
    (tmp_path / "verdicts.jsonl").write_text("\n".join(lines) + "\n")
    code, out, _ = run("report", "--json", "--results", tmp_path)
    assert code == 0
    assert json.loads(out)[0]["students"] == 2


@pytest.mark.parametrize("name", [release.MAP, release.GLOSSARY])
def test_pages_for_students_leave_out_what_is_for_authors(name, tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / release.MAP).write_text("# Map\n")
    (tmp_path / "solutions" / name).write_text(
        f"# Map\n\nfor all\n\n{release.AUTHORS_ONLY}\nsecret\n{release.AUTHORS_END}\n\nagain\n"
    )
    assert name in release.stale_pages(tmp_path)
    release.write_pages(tmp_path)
    text = (tmp_path / "course" / name).read_text()
    assert text == f"{release.GENERATED.format(name)}\n\n# Map\n\nfor all\n\nagain\n"
    assert release.stale_pages(tmp_path) == []


def test_report_reads_lines_as_they_were_written(run, tmp_path):
    """The text of a submission may hold what Unicode takes for the end of a line."""
    verdict = {**VERDICTS[0], "unit": "04_bptt", "reason": "a\u2028b\u0085c\x0cd"}
    text = json.dumps(verdict, ensure_ascii=False) + "\n"
    (tmp_path / "verdicts.jsonl").write_text(text, encoding="utf-8")
    code, out, err = run("report", "--results", tmp_path)
    assert (code, err) == (0, "")
    assert "04_bptt: 1 student" in out


def test_doctor_tells_of_a_python_that_is_older_than_the_students(tmp_path, monkeypatch):
    from autograde.commands import doctor

    (tmp_path / "environment.yml").write_text("dependencies:\n  - python=3.99\n")
    monkeypatch.setattr(doctor, "course_root", lambda: tmp_path)
    finding = doctor._python()
    assert finding.well
    assert "older than the students'" in finding.found
    assert "gives students Python 3.99" in finding.advice
    (tmp_path / "environment.yml").write_text("dependencies:\n  - python=3.11\n")
    assert doctor._python().advice == ""
