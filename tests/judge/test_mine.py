"""`mine`: the learner's own function where it is right, the given one where it is not."""

from __future__ import annotations

import numpy as np
import pytest

import autograde
import rnn_ref
from autograde import exercises
from autograde.beside.apart import ForExperiments
from autograde.judge import feedback, judge
from autograde.judge.here import examine_here

STEP = """
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
"""
WRONG_STEP = STEP.replace(" + b_h", "")
STUB = """
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    raise NotImplementedError("Exercise 01.1: rnn_step")
"""
FORWARD = """
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_xh, W_hh, b_h)
        states.append(h)
    return np.stack(states, axis=1)
"""


def notebook(*cells):
    """The names that a notebook has after these cells."""
    names = {"np": np, "mine": autograde.mine, "check": autograde.check}
    for cell in cells:
        exec(cell, names)
    return names


def given(function):
    return hasattr(function, "exercise")


@pytest.mark.parametrize(
    ("cells", "name", "is_given", "line"),
    [
        ([STEP], "rnn_step", False, "rnn_step: your own"),
        ([], "rnn_step", True, "rnn_step: the given one, since no cell that you ran defines it"),
        ([STUB], "rnn_step", True, "rnn_step: the given one, since yours is not written yet"),
        (
            [WRONG_STEP],
            "rnn_step",
            True,
            'rnn_step: the given one, since yours is not right yet: check("rnn_step") says why',
        ),
        ([STEP, FORWARD], "rnn_forward", False, "rnn_forward: your own"),
        (
            [WRONG_STEP, FORWARD],
            "rnn_forward",
            True,
            "rnn_forward: the given one, since your rnn_step, which yours calls, is not right yet",
        ),
        (
            [STUB, FORWARD],
            "rnn_forward",
            True,
            "rnn_forward: the given one, since your rnn_step, which yours calls, is not written "
            "yet",
        ),
        ([f"rnn_step = {3}"], "rnn_step", True, "rnn_step: the given one, since yours is not"),
    ],
)
def test_own_function_or_the_given_one_and_a_line_that_says_which(
    cells, name, is_given, line, capsys
):
    names = notebook(*cells, f'chosen = mine("{name}")')
    assert given(names["chosen"]) == is_given
    assert capsys.readouterr().out.startswith(line)
    case = next(c for c in judge.public_cases(exercises.find(name)) if c.kind == "generic")
    right = getattr(rnn_ref, name)(*case.args)
    np.testing.assert_allclose(names["chosen"](*case.args), right)


INSIDE = """
def rnn_step(*arguments):
    return mine("rnn_step")(*arguments)
"""
KEPT = """
kept = mine("rnn_step")
def rnn_step(*arguments):
    return kept(*arguments)
"""


@pytest.mark.parametrize("cell", [INSIDE, KEPT, 'rnn_step = mine("rnn_step")'])
def test_what_is_judged_cannot_be_made_of_it(cell):
    names = notebook(cell)
    with pytest.raises(autograde.NotRight, match="is for experiments") as caught:
        exec('check("rnn_step")', names)
    assert caught.value.verdict.score == 0
    again = examine_here(
        exercises.find("rnn_step"), names, judge.public_cases(exercises.find("rnn_step"))
    )
    assert "ForExperiments" in feedback.as_text(again)


def test_the_sandbox_says_the_same_words():
    from autograde.grading.inside import face

    with pytest.raises(ForExperiments) as there:
        face.mine("rnn_step")
    names = notebook(INSIDE)
    with pytest.raises(autograde.NotRight) as here:
        exec('check("rnn_step")', names)
    assert here.value.verdict.first_failure().error.message == str(there.value)


def test_an_answer_that_is_not_right_is_not_given_away():
    with pytest.raises(LookupError, match="there is no given one"):
        autograde.mine("parity_weights")
    with pytest.raises(KeyError):
        autograde.mine("rnn_stepp")
