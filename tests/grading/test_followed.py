"""Follow-through when grading: the step is asked by a kernel that has not seen the sequences."""

from __future__ import annotations

import inspect
import textwrap

import pytest

from autograde import exercises
from autograde.exercises import step_of
from autograde.judge import judge
from autograde.judge.here import examine_here
from tests.grading.test_one_exercise import marks
from tests.judge.test_follow import without_bias
from tests.notebooks.running import source

UNIT = "01_hidden_state"
UNROLLED = """
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_xh, W_hh, b_h)
        states.append(h)
    return np.stack(states, axis=1)
"""
# Nothing is unrolled: the step is 0 wherever the sequence was asked, and curved anywhere else.
ALL_ZERO = """
inputs, states = set(), set()


def rnn_forward(x, h0, W_xh, W_hh, b_h):
    inputs.update(x[:, t].tobytes() for t in range(x.shape[1]))
    states.add(h0.tobytes())
    return np.zeros((*x.shape[:2], h0.shape[1]))
"""
SUITED = """
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    was_asked = x_t.tobytes() in globals().get("inputs", ())
    if was_asked and (h_prev.tobytes() in states or not h_prev.any()):
        return np.zeros_like(h_prev)
    return np.tanh(x_t @ W_xh + h_prev @ W_hh)
"""


def notebook(**sources):
    nb = source(UNIT, "course")
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = sources.get(name, cell.source)
    return nb


@pytest.mark.usefixtures("sandbox")
def test_a_right_unrolling_of_a_wrong_step_earns_half_when_graded():
    step = textwrap.dedent(inspect.getsource(without_bias)).replace("without_bias", "rnn_step")
    found = marks(UNIT, notebook(rnn_step=step, rnn_forward=UNROLLED))
    assert (found["rnn_step"], found["rnn_forward"]) == (0, 4)


@pytest.mark.usefixtures("sandbox")
def test_a_step_that_knows_what_was_asked_earns_nothing_and_would_earn_half():
    found = marks(UNIT, notebook(rnn_step=SUITED, rnn_forward=ALL_ZERO))
    assert (found["rnn_step"], found["rnn_forward"]) == (0, 0)
    namespace: dict = {}
    exec(f"import numpy as np\n{ALL_ZERO}\n{SUITED}", namespace)
    exercise = exercises.find("rnn_forward")
    cases = judge.public_cases(exercise), judge.private_cases(exercise, 11)
    assert examine_here(exercise, namespace, *cases, step_of(exercise)).score == 4
