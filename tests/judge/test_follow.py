"""Follow-through: a right loop over a mistaken step, and the forgeries that must earn nothing."""

import numpy as np
import pytest

import rnn_ref
from autograde import exercises
from autograde.beside.inputs import materialise
from autograde.exercises import step_of
from autograde.judge import feedback, judge
from autograde.judge.here import examine_here
from autograde.kinds.exercise import GENERIC

FOLLOWING = [e for e in exercises.all_exercises().values() if e.follow]
MISTAKES = [(e, m) for e in FOLLOWING for m in step_of(e).misconceptions]
NOTHING = 1e-8  # a change of a result that counts as none


def verdict_on(name, **functions):
    """The verdict on one exercise of a namespace, with private cases as in grading."""
    exercise = exercises.find(name)
    cases = judge.public_cases(exercise), judge.private_cases(exercise, 11)
    return examine_here(exercise, functions, *cases, step_of(exercise))


def assess_both(step, sequence):
    """The verdict on rnn_forward, beside the learner's own rnn_step."""
    return verdict_on("rnn_forward", rnn_step=step, rnn_forward=sequence)


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


def without_tanh(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh + b_h


def zero(x_t, h_prev, W_xh, W_hh, b_h):
    return np.zeros_like(h_prev)


def with_two_mistakes(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh


def ignores_h(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + b_h)


def ignores_x(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(h_prev @ W_hh + b_h)


def wrong_shape(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t.sum() + h_prev[:, :1])


def raises(x_t, h_prev, W_xh, W_hh, b_h):
    raise ValueError("no step")


@pytest.mark.parametrize("step", [without_bias, without_tanh])
def test_a_right_unrolling_of_a_wrong_step_earns_half(step):
    verdict = assess_both(step, unrolled(step))
    assert (verdict.score, verdict.max_score) == (4.0, 8)
    assert verdict.misconceptions == ("own-step",)
    assert not verdict.passed


def test_the_report_says_which_mistake_the_step_makes():
    told = " ".join(feedback.as_text(assess_both(without_tanh, unrolled(without_tanh))).split())
    assert "Your loop is right, it is your rnn_step that is not: half of the marks of hs." in told
    assert "the tanh around it is missing" in told


def test_a_wrong_unrolling_of_a_wrong_step_earns_nothing():
    assert assess_both(without_bias, always_h0(without_bias)).score == 0


def test_a_right_unrolling_of_another_mistake_than_the_steps_own_earns_nothing():
    assert assess_both(without_bias, unrolled(without_tanh)).score == 0


def test_a_wrong_unrolling_of_a_right_step_is_named():
    verdict = assess_both(rnn_ref.rnn_step, always_h0(rnn_ref.rnn_step))
    assert verdict.score == 0
    assert verdict.misconceptions != ("own-step",)


def test_a_right_sequence_beside_a_wrong_step_has_full_marks():
    assert assess_both(zero, rnn_ref.rnn_forward).score == 8


@pytest.mark.parametrize(
    "step", [zero, with_two_mistakes, ignores_h, ignores_x, wrong_shape, raises]
)
def test_a_step_that_is_easier_or_has_no_name_earns_nothing(step):
    assert assess_both(step, unrolled(step)).score == 0


def shifted(x_t, h_prev, W_xh, W_hh, b_h):
    return 1e9 + without_bias(x_t, h_prev, W_xh, W_hh, b_h)


def rounded(x_t, h_prev, W_xh, W_hh, b_h):
    return (1e9 + without_bias(x_t, h_prev, W_xh, W_hh, b_h)).astype(np.float32)


def answers_of_its_own(seen):
    """Right where it is asked by itself; what suits the sequence in a loop over it."""

    def step(x_t, h_prev, W_xh, W_hh, b_h):
        seen.append(h_prev.tobytes())
        is_first = seen.count(seen[-1]) == 1
        h_t = without_bias(x_t, h_prev, W_xh, W_hh, b_h)
        return h_t if is_first else np.zeros_like(h_prev)

    return step


def constant(value, dtype=float):
    """A sequence in which nothing is unrolled."""
    return lambda x, h0, *weights: np.full((*x.shape[:2], h0.shape[1]), value, dtype)


@pytest.mark.parametrize(
    ("step", "sequence"),
    [
        pytest.param(shifted, constant(1e9), id="shifted"),
        pytest.param(rounded, constant(1e9, np.float32), id="rounded"),
        pytest.param(answers_of_its_own([]), constant(0.0), id="knows-its-own-answers"),
        pytest.param(without_bias, constant(0.0), id="named-and-not-unrolled"),
    ],
)
def test_what_is_not_unrolled_earns_nothing_whatever_the_step_answers(step, sequence):
    assert assess_both(step, sequence).score == 0


def test_the_learners_step_is_not_called_for_the_marks_of_the_sequence():
    calls = []

    def counted(*args):
        calls.append(len(args))
        return without_bias(*args)

    exercise, step = exercises.find("rnn_forward"), exercises.find("rnn_step")
    namespace = {"rnn_step": counted, "rnn_forward": unrolled(without_bias)}
    examine_here(step, namespace, judge.public_cases(step))
    alone = len(calls)
    calls.clear()
    verdict = examine_here(exercise, namespace, judge.public_cases(exercise), step=step)
    assert (verdict.score, len(calls)) == (4, alone)


def test_a_step_that_is_not_written_earns_nothing():
    assert verdict_on("rnn_forward", rnn_forward=unrolled(without_bias)).score == 0


def derivative_left_out(dh_t, cache):
    x_t, h_prev, _, W_xh, W_hh = cache
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(axis=0)


def two_mistakes_in_two_outputs(dh_t, cache):
    dx_t, _, dW_xh, dW_hh, db_h = rnn_ref.rnn_step_backward(dh_t, cache)
    da = dh_t * (1 - cache[2] ** 2)
    return dx_t, da @ cache[4], dW_xh, dW_hh, db_h / len(dh_t)


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
        (two_mistakes_in_two_outputs, 0.5),
        (lambda dh, cache: tuple(0 * g for g in rnn_ref.rnn_step_backward(dh, cache)), 0.0),
        (lambda dh, cache: rnn_ref.rnn_step_backward(np.ones_like(dh), cache), 0.0),
    ],
    ids=["right", "wrong", "two-mistakes", "zero", "ignores-dh"],
)
def test_backward_passes_follow_the_learners_step(name, step, share):
    exercise = exercises.find(name)
    verdict = verdict_on(name, rnn_step_backward=step, **{name: back_through(step)})
    assert verdict.score == share * exercise.points
    assert verdict.misconceptions == (("own-step",) if share == 0.5 else verdict.misconceptions)


@pytest.mark.parametrize(
    ("exercise", "mistake"), [pytest.param(*p, id=f"{p[0].name}-{p[1].id}") for p in MISTAKES]
)
def test_mistakes_that_make_a_sequence_easier_are_declared(exercise, mistake):
    """Does every result of the step, at every step, depend on what it must depend on?"""
    changes = [
        change
        for case in judge.public_cases(step_of(exercise))
        if case.kind == GENERIC
        for name in exercise.follow.depends_on
        for change in changes_of(step_of(exercise), mistake.wrong, case, name)
    ]
    is_easier = any(change < NOTHING for change in changes)
    assert (mistake.id in exercise.follow.easier) is is_easier


def changes_of(step, wrong, case, name):
    """How much each result of a step changes with one argument: for every step of a sequence.

    Nothing where the step stops, or returns another form than the right one: that is no fold.
    """
    args, moved = list(materialise(case.args)), list(materialise(case.args))
    place = step.arguments.index(name)
    moved[place] = args[place] + 0.1 * np.random.default_rng(3).standard_normal(args[place].shape)
    try:
        with np.errstate(all="ignore"):
            pairs = zip(as_tuple(wrong(*args)), as_tuple(wrong(*moved)), strict=True)
            gaps = [np.abs(np.subtract(a, b)) for a, b in pairs]
    except (ValueError, TypeError, IndexError):
        return []
    axes = [(0, 2) if gap.ndim == 3 else None for gap in gaps]  # (N, T, K): each t by itself
    return [g for gap, axis in zip(gaps, axes, strict=True) for g in np.ravel(gap.max(axis=axis))]


def as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def test_what_is_declared_as_easier_is_a_mistake_of_the_step():
    for exercise in FOLLOWING:
        known = {m.id for m in step_of(exercise).misconceptions}
        assert set(exercise.follow.easier) <= known, exercise.name


def in_float32(x_t, h_prev, W_xh, W_hh, b_h):
    arrays = (a.astype(np.float32) for a in (x_t, h_prev, W_xh, W_hh, b_h))
    return rnn_ref.rnn_step(*arrays)


def test_a_step_in_float32_costs_its_sequence_nothing_and_is_told():
    """The sequence keeps its states in float64, so nothing shows that they were rounded."""

    def sequence(x, h0, W_xh, W_hh, b_h):
        hs, h = np.zeros((*x.shape[:2], h0.shape[1])), h0
        for t in range(x.shape[1]):
            h = in_float32(x[:, t], h, W_xh, W_hh, b_h).astype(float)
            hs[:, t] = h
        return hs

    verdict = assess_both(in_float32, sequence)
    assert verdict.passed
    assert "your rnn_step computes in float32" in verdict.advice[-1]
    assert assess_both(rnn_ref.rnn_step, sequence).score == 0  # whose step does not round


def test_a_step_back_in_float32_costs_the_pass_over_all_steps_nothing():
    """The carry stays in float32 and is returned so, the sums are in float64."""

    def step(dh_t, cache):
        return tuple(np.float32(g) for g in rnn_ref.rnn_step_backward(dh_t, cache))

    verdict = verdict_on("rnn_backward", rnn_step_backward=step, rnn_backward=back_through(step))
    assert verdict.passed


def test_a_step_in_float32_hides_no_mistake_of_its_sequence():
    assert assess_both(in_float32, always_h0(in_float32)).score == 0
