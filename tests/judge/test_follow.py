"""Follow-through: a right unrolling of a wrong step, and the forgeries that must earn nothing."""

import sys

import numpy as np
import pytest

import rnn_ref
from autograde import exercises
from autograde.exercises import step_of
from autograde.judge import follow, judge
from autograde.judge.here import examine_here


def assess_both(step, sequence):
    """The verdict on rnn_forward, beside the learner's own rnn_step."""
    exercise = exercises.find("rnn_forward")
    namespace = {"rnn_step": step, "rnn_forward": sequence}
    public = judge.public_cases(exercise)
    private = judge.private_cases(exercise, 11)
    return examine_here(exercise, namespace, public, private, step_of(exercise))


def unrolled(step):
    """A right unrolling of any step."""

    def sequence(x, h0, W_xh, W_hh, b_h):
        h, states = h0, []
        for t in range(x.shape[1]):
            h = step(x[:, t], h, W_xh, W_hh, b_h)
            states.append(h)
        return np.stack(states, axis=1)

    return sequence


def always_h0(step):
    """A wrong unrolling."""

    def sequence(x, h0, W_xh, W_hh, b_h):
        return np.stack([step(x[:, t], h0, W_xh, W_hh, b_h) for t in range(x.shape[1])], axis=1)

    return sequence


def without_bias(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh)


def zero(x_t, h_prev, W_xh, W_hh, b_h):
    return np.zeros_like(h_prev)


def linear(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh


def ignores_h(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + b_h)


def ignores_x(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(h_prev @ W_hh + b_h)


def wrong_shape(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t.sum() + h_prev[:, :1])


def raises(x_t, h_prev, W_xh, W_hh, b_h):
    raise ValueError("no step")


def test_a_right_unrolling_of_a_wrong_step_earns_half():
    verdict = assess_both(without_bias, unrolled(without_bias))
    assert (verdict.score, verdict.max_score) == (4.0, 8)
    assert verdict.misconceptions == ("own-step",)
    assert not verdict.passed


def test_a_wrong_unrolling_of_a_wrong_step_earns_nothing():
    assert assess_both(without_bias, always_h0(without_bias)).score == 0


def test_a_wrong_unrolling_of_a_right_step_is_named():
    verdict = assess_both(rnn_ref.rnn_step, always_h0(rnn_ref.rnn_step))
    assert verdict.score == 0
    assert verdict.misconceptions != ("own-step",)


def test_a_right_sequence_beside_a_wrong_step_has_full_marks():
    assert assess_both(zero, rnn_ref.rnn_forward).score == 8


@pytest.mark.parametrize("step", [zero, linear, ignores_h, ignores_x, wrong_shape, raises])
def test_an_easier_step_earns_nothing(step):
    assert assess_both(step, unrolled(step)).score == 0


def forgetful(x_t, h_prev, W_xh, W_hh, b_h):
    """Right in the first call; in later ones, which it knows by its own mark, always 0."""
    marked = np.abs(1e3 * h_prev - np.round(1e3 * h_prev)).max() < 1e-6
    return (
        np.zeros_like(h_prev) if marked else np.round(without_bias(x_t, h_prev, W_xh, W_hh, 0), 3)
    )


def only_the_first(x, h0, W_xh, W_hh, b_h):
    hs = np.zeros((*x.shape[:2], h0.shape[1]))
    hs[:, 0] = forgetful(x[:, 0], h0, W_xh, W_hh, b_h)
    return hs


def test_a_step_that_makes_the_later_ones_easy_earns_nothing():
    """There is nothing to unroll: each later state is 0."""
    for step_by_step in (only_the_first, unrolled(forgetful)):
        assert assess_both(forgetful, step_by_step).score == 0


def counts_the_cases(x_t, h_prev, W_xh, W_hh, b_h):
    """Zero, but where three calls ask for the same thing but for one argument."""
    frame = sys._getframe()
    while frame is not None and "request" not in frame.f_locals:
        frame = frame.f_back
    is_trial = frame is not None and len(frame.f_locals["request"]["cases"]) == 3
    return without_bias(x_t, h_prev, W_xh, W_hh, b_h) if is_trial else np.zeros_like(h_prev)


def test_a_step_cannot_tell_when_it_is_tried_out():
    def nothing(x, h0, W_xh, W_hh, b_h):
        return np.zeros((*x.shape[:2], h0.shape[1]))

    assert assess_both(counts_the_cases, nothing).score == 0


def test_what_counts_has_no_place_of_its_own_among_its_twins():
    exercise = exercises.find("rnn_forward")
    step, places = exercises.find("rnn_step"), []
    for seed in range(20):
        cases = judge.private_cases(exercise, seed)
        folds, names = follow._folds(exercise, step, cases)
        assert set(names.values()) == {"x_t", "h_prev"}
        for case in names:
            places.append([fold.offset for fold in folds if fold.case == case].index(0))
    assert set(places) == set(range(follow.TWINS))


def test_a_step_that_is_not_written_earns_nothing():
    exercise = exercises.find("rnn_forward")
    public = judge.public_cases(exercise)
    namespace = {"rnn_forward": unrolled(without_bias)}
    verdict = examine_here(exercise, namespace, public, [], step_of(exercise))
    assert verdict.score == 0


def derivative_left_out(dh_t, cache):
    x_t, h_prev, _, W_xh, W_hh = cache
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(axis=0)


def back_through(step, k=None):
    """A right backward pass over any step, cut between windows of k."""

    def backward(dhs, caches, k=k):
        T, carry = len(caches), np.zeros_like(caches[0][1])
        dx, sums = np.zeros((*dhs.shape[:2], caches[0][0].shape[1])), [0, 0, 0]
        for t in range(T - 1, -1, -1):
            if k and (t + 1) % k == 0:
                carry = np.zeros_like(carry)
            dx[:, t], carry, *weights = step(dhs[:, t] + carry, caches[t])
            sums = [a + b for a, b in zip(sums, weights, strict=True)]
        return sums if k else (dx, carry, *sums)

    return backward


@pytest.mark.parametrize("name", ["rnn_backward", "truncated_bptt"])
@pytest.mark.parametrize(
    ("step", "share"),
    [
        (rnn_ref.rnn_step_backward, 1.0),
        (derivative_left_out, 0.5),
        (lambda dh, cache: tuple(0 * g for g in rnn_ref.rnn_step_backward(dh, cache)), 0.0),
        (lambda dh, cache: rnn_ref.rnn_step_backward(np.ones_like(dh), cache), 0.0),
    ],
    ids=["right", "wrong", "zero", "ignores-dh"],
)
def test_backward_passes_follow_the_learners_step(name, step, share):
    exercise = exercises.find(name)
    namespace = {"rnn_step_backward": step, name: back_through(step)}
    public = judge.public_cases(exercise)
    verdict = examine_here(exercise, namespace, public, [], step_of(exercise))
    assert verdict.score == share * exercise.points
    assert verdict.misconceptions == (("own-step",) if share == 0.5 else verdict.misconceptions)
