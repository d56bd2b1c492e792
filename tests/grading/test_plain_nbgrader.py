"""nbgrader's own commands on the same files, under the shipped configuration."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader

from autograde.grading import releasing
from autograde.grading.plugins.releasehook import LONGEST_CELL
from autograde.grading.results import verdicts
from autograde.grading.submission import screen

ROOT = Path(__file__).resolve().parents[2]
UNIT = "01_hidden_state"
STEP = {
    "ann": "def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):\n"
    "    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)",
    "ben": "def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):\n"
    "    return x_t @ W_xh + h_prev @ W_hh + b_h",
}


def nbgrader(root, *arguments):
    line = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, timeout=200)


def with_step(root, source):
    nb = json.loads((root / "course" / UNIT / f"{UNIT}.ipynb").read_text())
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "rnn_step":
            cell["source"] = source
    return json.dumps(nb)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A copy of the course with one released unit."""
    root = tmp_path_factory.mktemp("shipped")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / UNIT, root / "solutions" / UNIT)
    releasing.release([UNIT], root=root, results=root / "grading")
    return root


@pytest.fixture(scope="module")
def graded(sandbox, root):
    """Graded with --no-execute too: nbgrader would give full marks to tests that were not run."""
    for student, source in STEP.items():
        folder = root / "submitted" / student / UNIT
        folder.mkdir(parents=True)
        (folder / f"{UNIT}.ipynb").write_text(with_step(root, source))
    (root / "submitted" / "ben" / UNIT / "notes.db").symlink_to(root / "grading" / "gradebook.db")
    for line in (("autograde", UNIT, "--no-execute"), ("generate_feedback", UNIT)):
        done = nbgrader(root, *line)
        assert done.returncode == 0, done.stderr
    return root


def test_autograde_judges_in_the_sandbox(graded):
    with Gradebook(f"sqlite:///{graded / 'grading' / 'gradebook.db'}") as book:
        marks = {s.student.id: s.score for s in book.assignment_submissions(UNIT)}
    assert marks == {"ann": 3, "ben": 0}
    records = verdicts.read(graded / "grading")
    named = {r["student"]: r["misconceptions"] for r in records if r["exercise"] == "rnn_step"}
    assert named == {"ann": [], "ben": ["no-tanh"]}
    assert all(record["sandboxed"] for record in records)


def test_link_ends_in_the_quarantine_alone(graded):
    kept = graded / "grading" / "quarantine" / "ben" / f"{UNIT}-1"
    assert (kept / "notes.db").is_symlink()
    there = {"autograded": {f"{UNIT}.ipynb"}, "feedback": {f"{UNIT}.html", *screen.EXCHANGE}}
    for folder, names in there.items():
        found = {p.name for p in (graded / "grading" / folder / "ben" / UNIT).iterdir()}
        assert found == names


def test_feedback_names_the_mistake_and_what_was_left_out(graded):
    page = (graded / "grading/feedback/ben" / UNIT / f"{UNIT}.html").read_text()
    assert "the tanh around it is missing" in page
    assert "notes.db" in page
    assert "Traceback" not in page


def test_table_of_the_page_says_why_in_one_sentence(graded):
    pages = graded / "grading/feedback"
    ann, ben = ((pages / name / UNIT / f"{UNIT}.html").read_text() for name in ("ann", "ben"))
    told = "This is the pre-activation a_t: the sum is right, and the tanh around it is missing."
    assert f'<td class="cause">{told}</td>' in ben
    assert '<td class="cause"></td>' in ann
    assert "tanh around it is missing" not in ann


def test_validate_fails_a_wrong_answer_readably(root):
    """nbgrader validate exits with 0 even then: its words are what counts."""
    (root / "wrong.ipynb").write_text(with_step(root, STEP["ben"]))
    said = nbgrader(root, "validate", "wrong.ipynb").stdout
    assert "VALIDATION FAILED" in said
    assert "not right yet: rnn_step" in said
    assert "Traceback" not in said


def test_validate_brings_its_time_limit_with_a_units_folder(root, tmp_path, monkeypatch):
    """Alone, the folder gives each cell five minutes, where nbgrader's own limit is 30 seconds."""
    unit = tmp_path / UNIT
    shutil.copytree(root / "course" / UNIT, unit)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.chdir(unit)
    app = NbGrader()
    app.load_config_file()
    assert app.config.Execute.timeout == LONGEST_CELL == 300


@pytest.mark.parametrize(("seconds", "stopped"), [(LONGEST_CELL, False), (2, True)])
def test_validate_keeps_the_limit_of_the_folder(root, tmp_path, seconds, stopped):
    """A slow cell is stopped or not; either way a wrong answer is none of the successes."""
    unit = tmp_path / UNIT
    shutil.copytree(root / "course" / UNIT, unit)
    nb = json.loads(with_step(root, STEP["ben"]))
    nb["cells"] = [c for c in nb["cells"] if "experiment" not in c["metadata"].get("tags", [])]
    slow = {"source": "import time; time.sleep(5)", "outputs": [], "execution_count": None}
    nb["cells"].append({"cell_type": "code", "id": "slow", "metadata": {}, **slow})
    (unit / f"{UNIT}.ipynb").write_text(json.dumps(nb))
    settings = unit / "nbgrader_config.json"
    settings.write_text(settings.read_text().replace(str(LONGEST_CELL), str(seconds)))
    done = nbgrader(unit, "validate", f"{UNIT}.ipynb")
    assert ("Timeout waiting" in done.stderr) is stopped, done.stderr
    assert "VALIDATION FAILED" in done.stdout
    assert "Success" not in done.stdout


def test_unit_that_was_not_released_is_said(root):
    (root / "submitted" / "cat" / "77_none").mkdir(parents=True)
    (root / "submitted" / "cat" / "77_none" / "77_none.ipynb").write_text("{}")
    done = nbgrader(root, "autograde", "77_none")
    assert done.returncode == 1
    assert "77_none" in done.stderr
