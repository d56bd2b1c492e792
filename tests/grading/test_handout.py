"""What a submission finds in the place of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograde.exercises import all_exercises
from autograde.grading.sandbox import handout
from tests.grading import toys

JUDGE = Path(handout.autograde.__file__).parent


def run(folder, code):
    """Run code with the handout in the place of the project."""
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"]
    return subprocess.run(line, capture_output=True, text=True, cwd=folder)


def test_function_comes_with_what_it_needs_and_no_more():
    sources = handout.handout_sources(["rnn_forward"], "99_none")
    names = handout.names_in(sources)
    assert {"rnn_forward", "rnn_forward_with_caches", "rnn_step", "require_shape"} <= names
    assert not {"rnn_step_backward", "truncated_bptt", "softmax"} & names
    assert "Backward" not in sources["rnn.py"], "the module's docstring came along"


def test_handed_out_functions_work(tmp_path):
    for name, source in handout.handout_sources(
        ["rnn_forward", "softmax", "softmax_cross_entropy", "figures"], "99_none"
    ).items():
        path = tmp_path / "rnn_ref" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    code = """
import numpy as np
import rnn_ref
assert rnn_ref.__file__.startswith(sys.path[0]), rnn_ref.__file__
x, h0 = np.ones((2, 5, 3)), np.zeros((2, 4))
hs = rnn_ref.rnn_forward(x, h0, np.ones((3, 4)), np.eye(4), np.zeros(4))
assert hs.shape == (2, 5, 4)
assert abs(rnn_ref.softmax(np.ones(4)).sum() - 1) < 1e-12
import rnn_ref.figures
assert not hasattr(rnn_ref, "rnn_backward")
"""
    done = run(tmp_path, code)
    assert done.returncode == 0, done.stderr


def test_exercise_of_this_or_a_later_unit_is_refused():
    with pytest.raises(ValueError, match="rnn_step, which is an exercise of 01_hidden_state"):
        handout.handout_sources(["rnn_step"], "01_hidden_state")
    with pytest.raises(ValueError, match="rnn_backward, which is an exercise of 04_bptt"):
        handout.handout_sources(["rnn_backward"], "03_wiring")
    handout.handout_sources(["rnn_step"], "02_later")


def test_unknown_name_is_refused():
    with pytest.raises(ValueError, match="'rnn_stop', which rnn_ref does not export"):
        handout.handout_sources(["rnn_stop"], "04_bptt")


@pytest.mark.parametrize("unit", sorted({e.unit for e in all_exercises().values()}))
def test_declaration_of_each_unit_can_be_handed_out(unit, tmp_path):
    handout.write(tmp_path / "project", unit)
    done = run(tmp_path / "project", "import autograde.reply, rnn_ref, autograde.beside.observe")
    assert done.returncode == 0, done.stderr


def test_what_runs_beside_a_submission_is_there_whole_and_nothing_else_of_the_judge(tmp_path):
    handout.write(tmp_path / "project", "99_none")
    face = tmp_path / "project" / "autograde"
    assert {path.name for path in face.iterdir()} == {"__init__.py", "reply.py", "beside"}
    assert _python_files(face / "beside") == _python_files(JUDGE / "beside")


def _python_files(folder):
    """Name -> content of all files of a package."""
    return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*.py"))}


def test_stand_in_has_the_face_of_autograde(tmp_path):
    handout.write(tmp_path / "project", "99_none")
    code = """
import autograde
autograde.check("rnn_step"); autograde.hint("rnn_step"); autograde.progress()
for calls in (lambda: autograde.assess("rnn_step", None), lambda: autograde.mine("rnn_step")):
    try:
        calls()
    except RuntimeError as error:
        print(error)
"""
    said = run(tmp_path / "project", code).stdout
    assert "rnn_step: checked when graded" in said
    assert "not available while a submission is graded" in said
    assert 'mine("rnn_step") is for experiments' in said


def test_toy_unit_declares_its_handout(course):
    assert handout.declared(toys.UNIT) == ("softmax",)
