"""Facts about wrong values: each is shown by a function that has it, and not by one that nearly
has; what is told is the same for other cases; most pairs of mistakes leave nothing unexplained."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import rnn_ref
from autograde import assess, exercises
from autograde.beside.inputs import materialise
from autograde.judge import feedback, judge
from autograde.judge.here import examine_here
from autograde.kinds.exercise import GENERIC


def after(name, change):
    """The reference of an exercise, whose value is changed: change(value, *arguments)."""
    reference = exercises.find(name).reference
    return lambda *args: change(reference(*args), *args)


def only(place, change):
    """Changes one of several outputs."""
    return lambda outputs, *args: tuple(
        change(value) if k == place else value for k, value in enumerate(outputs)
    )


def in_gate(k, change):
    """Changes the columns of one gate."""

    def changed(array):
        blocks = np.split(array, 4, axis=-1)
        blocks[k] = change(blocks[k])
        return np.concatenate(blocks, axis=-1)

    return changed


def at_step(place, change):
    def changed(hs, *args):
        hs = hs.copy()
        hs[:, place] = change(hs[:, place])
        return hs

    return changed


def early(hs, *args):
    return np.concatenate([hs[:, 1:], np.full_like(hs[:, :1], 7.0)], axis=1)


def squeezed_inside(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(np.squeeze(x[:, t]), W_xh) + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


def from_the_last_state(dhs, caches):
    """Backpropagation that starts with the last state, and never reads dhs."""
    dh, sums, dx = caches[-1][2], [0.0, 0.0, 0.0], []
    for cache in reversed(caches):
        dx_t, dh, *weights = rnn_ref.rnn_step_backward(dh, cache)
        dx.insert(0, dx_t)
        sums = [a + b for a, b in zip(sums, weights, strict=True)]
    return np.stack(dx, axis=1), dh, *sums


def mean_at_every_step(outputs, dhs, caches):
    dx, *rest = outputs
    return np.broadcast_to(dx.mean(axis=1, keepdims=True), dx.shape), *rest


def pads_get_ones(outputs, logits, targets, mask):
    return outputs[0], np.where(mask[..., None], outputs[1], 1.0)


def noise(array, *args):
    """Nothing can be said of this."""
    return array + 0.1 * np.sin(np.arange(array.size).reshape(array.shape) ** 2)


SHOWN = [
    ("rnn_forward", lambda h, *a: 2 * h, "hs is the right one times 2."),
    ("rnn_forward", lambda h, *a: -h, "hs is the right one times -1: only the sign is wrong."),
    ("rnn_forward", lambda h, *a: h / len(h), "times 1/N (N is the number of sequences)"),
    ("rnn_forward", lambda h, *a: h * h.shape[1], "times T (T is the number of steps)"),
    ("rnn_forward", lambda h, *a: 0 * h, "Every element of hs is 0, in every case."),
    ("rnn_forward", at_step(-1, lambda h: 0.5 * h), "right at all steps except the last, which is"),
    ("rnn_forward", lambda h, *a: noise(h) * (np.arange(h.shape[1]) > 0)[:, None] + h
     * (np.arange(h.shape[1]) == 0)[:, None], "right at the first step and wrong at all later"),
    ("rnn_forward", lambda h, *a: noise(at_step(-1, np.zeros_like)(h)) * 0
     + at_step(-1, np.zeros_like)(h**2), "hs is 0 at the last step, and only there."),
    ("rnn_forward", lambda h, *a: h.swapaxes(1, 2), "with the axes 1 and 2 exchanged"),
    ("rnn_forward", lambda h, *a: 3 * h[:, ::-1], "in reverse order, the last one first; and "
     "times 3"),
    ("rnn_forward", lambda h, *a: np.roll(h, 1, axis=0), "with the sequences in another order"),
    ("rnn_forward", early, "one step too early: at step t it holds what belongs to step t + 1"),
    ("rnn_forward", lambda h, *a: h.mean(axis=0), "averaged over the sequences"),
    ("rnn_forward", lambda h, x, h0, *a: h + h0[:, None], "h0 is added one time too many"),
    ("rnn_step", lambda h, x_t, h_prev, *a: h - h_prev, "except that h_prev is taken away once"),
    ("rnn_step", lambda h, x_t, h_prev, W_xh, W_hh, b: np.tanh(x_t @ W_xh + b) ** 2,
     "h_t does not change when h_prev changes"),
    ("rnn_step", lambda h, x_t, *a: h * (1 + (x_t.dtype != float)), "only where the inputs are in "
     "float32"),
    ("rnn_step", lambda h, x_t, h_prev, *a: h + (len(x_t) == h.shape[1]), "only where N and H are "
     "equal"),
    ("rnn_step_backward", only(4, lambda db: db[None] * np.ones((3, 1)) / 3), "db_h is not summed"),
    ("rnn_backward", mean_at_every_step, "dx is the right one averaged over the steps, the same"),
    ("lstm_step_backward", only(3, in_gate(1, np.negative)), "right except in the columns of "
     "gate f, which are the right ones times -1"),
    ("lstm_step_backward", only(4, in_gate(3, lambda d: 0 * d)), "of gate o, which are 0"),
    ("lstm_step_backward", only(5, lambda db: np.roll(db, len(db) // 4)), "but the "
     "gates are in the order o, i, f, g"),
    ("sequence_cross_entropy", pads_get_ones, "dlogits is wrong only where mask is False"),
]  # fmt: skip
NEARLY = [  # the same functions, with one value that does not fit
    ("rnn_forward", lambda h, *a: _but_one(2 * h), "times"),
    ("rnn_forward", lambda h, *a: _but_one(h.swapaxes(1, 2)), "exchanged"),
    ("rnn_forward", lambda h, *a: _but_one(h[:, ::-1]), "reversed"),
    ("rnn_forward", lambda h, *a: _but_one(np.roll(h, 1, axis=0)), "order"),
    ("rnn_forward", lambda h, *a: early(_but_one(h[:, ::-1])[:, ::-1]), "early"),
    ("rnn_forward", lambda h, *a: _but_one(h.mean(axis=0)), "averaged"),
    ("rnn_forward", lambda h, x, h0, *a: _but_one(h + h0[:, None]), "except that"),
    ("rnn_forward", lambda h, *a: _but_one(0 * h), "element of hs"),
    ("rnn_forward", lambda h, *a: noise(h), "step"),
    ("rnn_step", lambda h, x_t, h_prev, W_xh, W_hh, b: np.tanh(x_t @ W_xh + b)
     + 0.01 * h_prev.mean(), "when h_prev"),
    ("rnn_step", lambda h, x_t, *a: h + (x_t.dtype != float) + (len(x_t) == 6), "float32"),
    ("rnn_step", lambda h, x_t, *a: h + (len(x_t) in (1, 6)), "where N is 1"),
    ("lstm_step_backward", only(3, lambda d: _but_one(in_gate(1, np.negative)(d))), "times -1"),
    ("sequence_cross_entropy", lambda o, *a: (o[0], _but_one(pads_get_ones(o, *a)[1])), "mask"),
]  # fmt: skip


def _but_one(array):
    changed = np.array(array)
    changed.flat[0] += 0.37
    return changed


def told(verdict):
    return " ".join(fact.says for fact in verdict.facts)


@pytest.mark.parametrize(("name", "change", "says"), SHOWN)
def test_a_fact_is_told_where_it_holds(name, change, says):
    verdict = assess(name, after(name, change))
    assert not verdict.causes, "a cause says it better: show the fact elsewhere"
    assert says in told(verdict)
    assert 1 <= len(verdict.facts) <= 2
    assert " ".join(verdict.facts[0].says.split()[:3]) in feedback.as_text(verdict)
    assert len(feedback.as_text(verdict).split("\n")) <= feedback.MAX_LINES


@pytest.mark.parametrize(("name", "change", "says"), NEARLY)
def test_a_fact_that_nearly_holds_is_not_told(name, change, says):
    verdict = assess(name, after(name, change))
    assert verdict.status == "failed"
    assert says not in told(verdict)


def test_of_values_that_overflow_no_digits_are_told():
    """Right in every case but one, where nan compares as neither near nor far."""

    def with_exp(x_t, h_prev, c_prev, W_x, W_h, b):
        i, f, g, o = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=-1)

        def squashed(a):
            return np.exp(a) / (1 + np.exp(a))

        c_t = squashed(f) * c_prev + squashed(i) * np.tanh(g)
        return squashed(o) * np.tanh(c_t), c_t

    with np.errstate(all="ignore"):
        verdict = assess("lstm_step", with_exp)
    assert not verdict.passed
    assert "digits" not in told(verdict)


def test_a_squeeze_is_told_where_a_size_is_1():
    verdict = assess("rnn_forward", squeezed_inside)
    assert told(verdict).startswith("hs is wrong only where D is 1. Your code calls `squeeze`")


def test_what_has_no_effect_is_told_of_all_outputs_at_once():
    verdict = assess("rnn_backward", from_the_last_state)
    assert verdict.facts[0].outputs == ("dx", "dh0", "dW_xh", "dW_hh", "db_h")
    assert "do not change when dhs changes" in verdict.facts[0].says


def test_a_cause_and_a_fact_stand_side_by_side():
    """dh0 is zero and dx averaged: neither hides the other."""

    def wrong(outputs, dhs, caches):
        dx, dh0, *rest = mean_at_every_step(outputs, dhs, caches)
        return dx, 0 * dh0, *rest

    verdict = assess("rnn_backward", after("rnn_backward", wrong))
    assert verdict.misconceptions == ("dh0-zero",)
    assert verdict.facts[0].outputs == ("dx",)
    text = feedback.as_text(verdict)
    assert "(dh0)" in text
    assert "dx is the right one averaged over the steps" in text


def test_a_mistake_is_named_also_where_another_one_hides_a_part_of_it():
    """The weights are averaged over the batch, and one of them is transposed: only the rest of the
    first mistake can be seen."""

    def wrong(outputs, dh_t, cache):
        dx, dh_prev, dW_xh, dW_hh, db = outputs
        return dx, dh_prev, dW_xh / len(dh_t), dW_hh.T, db / len(dh_t)

    verdict = assess("rnn_step_backward", after("rnn_step_backward", wrong))
    assert "averaged" in " ".join(verdict.misconceptions)
    assert explained(verdict) == {"dW_xh", "dW_hh", "db_h"}


def test_a_long_report_keeps_its_facts():
    def wrong(outputs, dhs, caches):
        dx, dh0, dW_xh, dW_hh, db_h = outputs
        return dx.mean(axis=1, keepdims=True) + 0 * dx, 0 * dh0, dW_xh / len(dx), dW_hh.T, -db_h

    verdict = assess("rnn_backward", after("rnn_backward", wrong))
    text = " ".join(feedback.as_text(verdict).split())
    assert all(fact.says in text for fact in verdict.facts)
    assert len(verdict.causes) == len(verdict.facts) == 2


FUNCTIONS = [
    exercise
    for exercise in exercises.all_exercises().values()
    if not exercise.is_answer and not exercise.returns
]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.name)
def test_looking_for_facts_stops_nowhere(exercise, monkeypatch):
    """With private cases, as when grading; the judge would go on without facts."""
    monkeypatch.setattr(judge, "_facts", judge.seen_of)
    public, private = judge.public_cases(exercise), judge.private_cases(exercise, 11)
    spoiled = [
        noise_in,
        lambda value: [value],
        lambda value: None,
        lambda value: "text",
        lambda value: np.nan,
        lambda value: 1j,
        lambda value: np.zeros((0, 3)),
    ]
    for spoil in spoiled:

        def work(*args, spoil=spoil):
            value = exercise.reference(*args)
            if isinstance(value, tuple):
                return tuple(spoil(part) if k % 2 == 0 else part for k, part in enumerate(value))
            return spoil(value)

        assert examine_here(exercise, {exercise.name: work}, public, private).status == "failed"
    for mistake in exercise.misconceptions[:6]:
        wrong = one_over_the_other_in_time(exercise, mistake)
        examine_here(exercise, {exercise.name: wrong}, public, private)


def noise_in(value):
    """A value that is wrong in no way that has a name."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return noise(value) if value.size else value + 1
    return value + 0.1 if isinstance(value, float) else "wrong"


def one_over_the_other_in_time(exercise, mistake):
    """A mistake that is there in every second call."""
    calls = []

    def work(*args):
        calls.append(1)
        return (mistake.wrong if len(calls) % 2 else exercise.reference)(*args)

    return work


def test_facts_that_stop_cost_nothing(monkeypatch):
    def stops(*found):
        raise RuntimeError("it stops")

    monkeypatch.setattr(judge, "seen_of", stops)
    verdict = assess("rnn_step", lambda *args: 2 * rnn_ref.rnn_step(*args))
    assert (verdict.status, verdict.facts) == ("failed", ())


def test_of_an_answer_no_fact_is_told():
    answer = next(e for e in exercises.of_unit("05_gradients") if e.is_answer)
    wrong = 2 * answer.reference() if isinstance(answer.reference(), float) else "x"
    assert assess(answer.name, wrong).facts == ()


def test_one_None_among_outputs_is_no_missing_return():
    verdict = assess("rnn_step_backward", after("rnn_step_backward", only(3, lambda d: None)))
    assert "dW_hh    it is None, but other outputs are there" in feedback.as_text(verdict)


def test_another_cache_is_told_by_its_numbers():
    def wrong(dhs, caches):
        for step in caches:
            _, _, _, _, _, _ = step

    assert assess("rnn_backward", wrong).misconceptions == ("own-cache",)


# ---- two faults at once


def outputs_of(exercise, value):
    return (value,) if len(exercise.outputs) == 1 else value


def affected(exercise, mistake):
    """The outputs that a declared mistake makes wrong; none where it stops or has another form."""
    found = set()
    for case in judge.public_cases(exercise):
        want = outputs_of(exercise, exercise.reference(*materialise(case.args)))
        try:
            got = outputs_of(exercise, mistake.wrong(*materialise(case.args)))
            pairs = list(zip(exercise.outputs, got, want, strict=True))
        except (ValueError, TypeError, IndexError):
            return set()
        found |= {name for name, a, b in pairs if not _equal(a, b)}
    return found


def _equal(a, b):
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=0, atol=1e-9)


def one_over_the_other(exercise, first, outputs, second):
    """Work with two faults: `first` in all that it makes wrong, `second` in the rest."""

    def work(*args):
        pairs = zip(
            exercise.outputs,
            outputs_of(exercise, first.wrong(*args)),
            outputs_of(exercise, second.wrong(*args)),
            strict=True,
        )
        return tuple(a if name in outputs else b for name, a, b in pairs)

    return work


def pairs_of(name, most):
    """(work, the outputs of one fault, those of the other), of pairs all over the exercise."""
    exercise = exercises.find(name)
    wrong = [(m, affected(exercise, m)) for m in exercise.misconceptions]
    pairs = [
        (one_over_the_other(exercise, first, outputs, second), outputs, more - outputs)
        for (first, outputs), (second, more) in itertools.permutations(wrong, 2)
        if outputs and more - outputs
    ]
    return pairs[:: max(1, len(pairs) // most)]


def unrolled_too_short(most):
    """Unit 01: a loop over a wrong step that ends too early."""
    exercise, step = exercises.find("rnn_forward"), exercises.find("rnn_step")
    for mistake in step.misconceptions[:most]:
        for cut in (slice(1, None), slice(-1, None)):

            def work(*args, mistake=mistake, cut=cut):
                hs = exercise.follow.fold(mistake.wrong, *args).copy()
                hs[:, cut] = 0
                return hs

            yield work, {"hs"}, {"hs"}


CORPUS = {
    "rnn_forward": list(unrolled_too_short(12)),
    **{
        name: pairs_of(name, 24)
        for name in (
            *("rnn_step_backward", "rnn_backward"),
            *("lstm_step", "lstm_forward", "lstm_step_backward", "lstm_backward"),
        )
    },
}


def explained(verdict):
    return {output for told in (*verdict.causes, *verdict.facts) for output in told.outputs}


def test_most_pairs_of_faults_are_explained():
    found = []
    for name, pairs in CORPUS.items():
        exercise = exercises.find(name)
        for work, first, second in pairs:
            outputs = explained(examine_here(exercise, {name: work}, judge.public_cases(exercise)))
            found.append(bool(first & outputs) and bool(second & outputs))
    assert len(found) >= 120
    assert np.mean(found) >= 0.8


@pytest.mark.parametrize("name", CORPUS)
def test_what_is_told_of_two_faults_is_true(name):
    """Cases of another seed say the same: nothing was told that came by chance. And a mistake that
    is named has just the values of the work, wherever it is said to be."""
    exercise = exercises.find(name)
    by_id = {m.id: m for m in exercise.misconceptions}
    cases = exercise.cases(np.random.default_rng(2026))
    for work, *_ in CORPUS[name][::3]:
        verdict = examine_here(exercise, {name: work}, judge.public_cases(exercise))
        again = examine_here(exercise, {name: work}, cases)
        assert {(f.kind, f.outputs) for f in again.facts} == {
            (f.kind, f.outputs) for f in verdict.facts
        }
        for cause in verdict.causes:
            _has_the_values(exercise, work, by_id[cause.id], cause.outputs, cases)


def _has_the_values(exercise, work, mistake, outputs, cases):
    for case in cases:
        if case.kind == GENERIC:
            mine = outputs_of(exercise, work(*materialise(case.args)))
            made = outputs_of(exercise, mistake.wrong(*materialise(case.args)))
            for output, a, b in zip(exercise.outputs, mine, made, strict=True):
                assert output not in outputs or _equal(a, b)
