"""Follow-through over a step with two states: a wrong LSTM step does not cost the sequence."""

import numpy as np
import pytest

import rnn_ref
from autograde import exercises
from autograde.exercises import step_of
from autograde.exercises.unit_07.lstm_backward import IN_SEQUENCES_BACK, backward_with
from autograde.exercises.unit_07.lstm_forward import IN_SEQUENCES
from autograde.exercises.unit_07.lstm_step import STEP_MISTAKES, step_args
from autograde.exercises.unit_07.lstm_step_backward import BACK_MISTAKES
from autograde.judge import judge
from autograde.judge.here import examine_here

FORWARD_STEPS = {name: STEP_MISTAKES[name][0] for name in IN_SEQUENCES}
BACKWARD_STEPS = {name: BACK_MISTAKES[name][0] for name in IN_SEQUENCES_BACK}
EASIER_BACK = {
    "zero": lambda *args: tuple(0 * g for g in rnn_ref.lstm_step_backward(*args)),
    "ignores-dc": BACKWARD_STEPS.pop("dc-dropped"),
    "dc_prev-ignores-dh": BACKWARD_STEPS.pop("path-through-h-dropped"),
    "ignores-dh": lambda dh, dc, cache: rnn_ref.lstm_step_backward(np.ones_like(dh), dc, cache),
}


def unrolled(step):
    """A right unrolling of any step."""

    def sequence(x, h0, c0, W_x, W_h, b):
        h, c, states = h0, c0, []
        for t in range(x.shape[1]):
            h, c = step(x[:, t], h, c, W_x, W_h, b)
            states.append(h)
        return np.stack(states, axis=1), c

    return sequence


def back_through(step):
    """A right backward pass over any step."""
    return backward_with(step=step)


def examine(name, namespace):
    exercise = exercises.find(name)
    cases = judge.public_cases(exercise)
    return examine_here(exercise, namespace, cases, [], step_of(exercise))


@pytest.mark.parametrize("mistake", FORWARD_STEPS)
def test_a_right_unrolling_of_a_wrong_step_earns_half(mistake):
    step = FORWARD_STEPS[mistake]
    verdict = examine("lstm_forward", {"lstm_step": step, "lstm_forward": unrolled(step)})
    assert (verdict.score, verdict.misconceptions) == (2.0, ("own-step",))


@pytest.mark.parametrize("mistake", BACKWARD_STEPS)
def test_a_right_backward_pass_over_a_wrong_step_earns_what_follows(mistake):
    step = BACKWARD_STEPS[mistake]
    namespace = {"lstm_step_backward": step, "lstm_backward": back_through(step)}
    verdict = examine("lstm_backward", namespace)
    assert 3.0 <= verdict.score < 6.0
    assert verdict.misconceptions == ("own-step",)


@pytest.mark.parametrize("mistake", EASIER_BACK)
def test_an_easier_step_back_earns_nothing(mistake):
    step = EASIER_BACK[mistake]
    namespace = {"lstm_step_backward": step, "lstm_backward": back_through(step)}
    assert examine("lstm_backward", namespace).score == 0


def test_a_wrong_step_costs_a_right_sequence_nothing():
    step = FORWARD_STEPS["gates-not-squashed"]
    namespace = {"lstm_step": step, "lstm_forward": rnn_ref.lstm_forward}
    assert examine("lstm_forward", namespace).score == 4


def test_the_pair_that_agrees_and_is_wrong_is_said_to_be_that():
    """Is a learner told who leaves out the squashing forward and its slopes back?"""
    for name, mistakes in (
        ("lstm_step", STEP_MISTAKES),
        ("lstm_step_backward", BACK_MISTAKES),
    ):
        verdict = examine(name, {name: mistakes["gates-not-squashed"][0]})
        (cause,) = verdict.causes
        assert cause.id == "gates-not-squashed"
        assert "agrees with" in cause.says
        assert "wrong in the same way" in cause.says


def test_without_squashing_both_passes_agree_with_each_other():
    """Does the learner's own gradient check pass on that pair?"""
    rng = np.random.default_rng(2)
    args = step_args(rng, 3, 2, 4)
    step = STEP_MISTAKES["gates-not-squashed"][0]
    back = BACK_MISTAKES["gates-not-squashed"][0]
    x_t, h_prev, c_prev, W_x, W_h, b = args
    i, f, g, o = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    dh, dc = rng.standard_normal((2, 3, 4))
    cache = (x_t, h_prev, c_prev, i, f, np.tanh(g), o, step(*args)[1], W_x, W_h)
    grads = back(dh, dc, cache)

    def loss(value):
        h_t, c_t = step(x_t, h_prev, c_prev, W_x, value, b)
        return float((h_t * dh + c_t * dc).sum())

    assert rnn_ref.relative_error(grads[4], rnn_ref.numerical_gradient(loss, W_h)) < 1e-7
