"""Follow-through when grading rests on the verdict on the step, and asks the step nothing more."""

from __future__ import annotations

import inspect
import textwrap

import pytest

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
# Nothing is unrolled: the step is 0 wherever the sequence was asked, and right but for its bias
# anywhere else, so that it has a name.
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
# The step changes its name in the kernel once it was judged: nobody asks it again.
CHANGED_AFTERWARDS = """
calls = []


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    calls.append(1)
    return np.tanh(x_t @ W_xh + h_prev @ W_hh) if len(calls) < 40 else np.zeros_like(h_prev)
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
@pytest.mark.parametrize("step", [SUITED, CHANGED_AFTERWARDS], ids=["suited", "changed"])
def test_a_step_that_suits_what_was_asked_earns_nothing(step):
    found = marks(UNIT, notebook(rnn_step=step, rnn_forward=ALL_ZERO))
    assert (found["rnn_step"], found["rnn_forward"]) == (0, 0)
