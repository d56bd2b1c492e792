"""The judge on an exercise of the tests' own: marks, causes, robustness."""

import json

import numpy as np
import pytest

import rnn_ref
from autograde import assess
from autograde.beside import observe
from autograde.judge import feedback, judge
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED, NOT_DEFINED, NOT_JUDGED, NOT_WRITTEN, PASSED
from tests.judge import toy
from tests.judge.toy import TOY


def verdict_on(thing, private_seed=None):
    public = judge.public_cases(TOY)
    private = [] if private_seed is None else judge.private_cases(TOY, private_seed)
    request = json.loads(json.dumps(make_request(TOY, [*public, *private])))
    reply = json.loads(json.dumps(observe.answer({"toy": thing}, request)))
    return judge.judge(TOY, public, private, reply)


def test_the_reference_passes_through_json():
    verdict = verdict_on(toy.scale_and_sum, private_seed=3)
    assert (verdict.status, verdict.score, len(verdict.cases)) == (PASSED, 4.0, 10)


def test_a_part_is_earned_alone():
    verdict = verdict_on(toy.sum_over_columns)
    assert (verdict.status, verdict.score) == (FAILED, 2.0)
    assert [(part.name, part.earned) for part in verdict.parts] == [("y", 2.0), ("total", 0.0)]


@pytest.mark.parametrize("misconception", TOY.misconceptions, ids=lambda m: m.id)
def test_each_mistake_is_named(misconception):
    assert verdict_on(misconception.wrong).misconceptions == (misconception.id,)


def test_a_mistake_that_shows_as_an_exception_is_named():
    verdict = verdict_on(toy.no_weights)
    assert verdict.first_failure().error.type == "ValueError"
    assert verdict.misconceptions == ("no-weights",)


@pytest.mark.parametrize(
    "message", ["please pass (N, T, H)", "", "shapes (9,9,9) and (9,9)", "not one of 1, 2, 3"]
)
def test_an_exception_of_ones_own_is_no_sign_of_a_mistake(message):
    """The mistake of handing all steps to one stops in every case, with a ValueError too."""

    def rnn_backward(dhs, caches):
        raise ValueError(message)

    verdict = assess("rnn_backward", rnn_backward)
    assert verdict.status == FAILED
    assert verdict.misconceptions == ()


def test_a_mistake_that_stops_everywhere_is_named_whoever_raises_the_exception():
    def rnn_backward(dhs, caches):
        carry, parts = np.zeros_like(caches[0][1]), []
        for cache in reversed(caches):
            parts.append(rnn_ref.rnn_step_backward(dhs + carry, cache))
            carry = parts[-1][1]
        return [sum(part) for part in zip(*parts, strict=True)]

    assert assess("rnn_backward", rnn_backward).misconceptions == ("whole-gradient-to-one-step",)


def test_an_unknown_mistake_is_not_named():
    def halved(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        return y / 2, total / 2

    assert verdict_on(halved).misconceptions == ()


def test_a_mistake_in_one_case_only_costs_the_part():
    def wrong_for_ones(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        return (y, total) if x.size > 1 else (y, total + 1)

    verdict = verdict_on(wrong_for_ones)
    assert verdict.score == 2.0
    assert [case.name for case in verdict.cases if not case.passed] == ["ones"]


def test_a_mistake_in_private_cases_only_costs_marks_and_shows_no_values():
    public = [case.args[0].tobytes() for case in judge.public_cases(TOY)]

    def memorised(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        return (y, total) if x.tobytes() in public else (y + 0.123456789, total)

    verdict = verdict_on(memorised, private_seed=7)
    assert verdict.score == 2.0
    assert verdict.first_failure().private
    for shown in (feedback.as_text(verdict), feedback.as_html(verdict), str(verdict.to_dict())):
        assert "expected" not in shown
        assert "the first at" not in shown


def test_tied_misconceptions_are_not_named():
    import dataclasses

    twin = dataclasses.replace(TOY.misconceptions[1], id="twin")
    tied = dataclasses.replace(TOY, misconceptions=(*TOY.misconceptions, twin))
    public = judge.public_cases(tied)
    reply = observe.answer({"toy": toy.sum_over_columns}, make_request(tied, public))
    assert judge.judge(tied, public, [], reply).misconceptions == ()


def test_two_mistakes_over_different_outputs_are_both_named():
    import dataclasses

    def doubled(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        return 2 * y, total

    other = dataclasses.replace(TOY.misconceptions[0], id="doubled", wrong=doubled)
    both = dataclasses.replace(TOY, misconceptions=(*TOY.misconceptions, other))

    def learner(x, W, b):
        return doubled(x, W, b)[0], toy.sum_over_all(x, W, b)[1]

    public = judge.public_cases(both)
    reply = observe.answer({"toy": learner}, make_request(both, public))
    verdict = judge.judge(both, public, [], reply)
    assert set(verdict.misconceptions) == {"all", "doubled"}
    assert {cause.id: cause.outputs for cause in verdict.causes} == {
        "all": ("total",),
        "doubled": ("y",),
    }


def test_wrong_work_without_a_cause_is_told_of_the_arguments_that_it_changes():
    def adds_to_the_bias(x, W, b):
        b += 1
        y, total = toy.scale_and_sum(x, W, b)
        return y + x[0, 0], total

    def leaves_the_bias_out(x, W, b):
        b *= 0
        return toy.scale_and_sum(x, W, b)

    assert verdict_on(adds_to_the_bias).advice == (
        "It changes its argument b in place, which surprises whoever calls it.",
    )
    named = verdict_on(leaves_the_bias_out)
    assert (named.misconceptions, named.advice) == (("no-bias",), ())


def test_lists_and_zero_dimensional_arrays_are_accepted():
    def lists(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        return [y.tolist(), list(total)]

    assert verdict_on(lists).passed
    assert verdict_on(lists).advice == ()  # a list has no dtype to advise on


def test_changing_an_argument_is_advice_only():
    def rounds_in_place(x, W, b):
        np.round(b, 10, out=b)
        return toy.scale_and_sum(x, W, b)

    verdict = verdict_on(rounds_in_place)
    assert (verdict.passed, verdict.score) == (True, 4.0)
    assert verdict.advice == (
        "It changes its argument b in place, which surprises whoever calls it.",
    )


def test_working_once_is_advice_only():
    def uses_up(x, W, b):
        y, total = toy.scale_and_sum(x, W, b)
        b += 1.0
        return y, total

    verdict = verdict_on(uses_up)
    assert (verdict.passed, verdict.score) == (True, 4.0)
    assert verdict.advice[0].startswith("It works once")


def test_another_dtype_is_advice_only():
    def wide(x, W, b):
        return tuple(np.asarray(a, dtype=float) for a in toy.scale_and_sum(x, W, b))

    verdict = verdict_on(wide)
    assert verdict.passed
    assert verdict.advice == (
        "The dtype of y, total is not that of the inputs: harmless, and twice the memory.",
    )


def test_a_missing_name_and_a_non_function_have_their_own_messages():
    public = judge.public_cases(TOY)
    reply = observe.answer({}, make_request(TOY, public))
    assert judge.judge(TOY, public, [], reply).status == NOT_DEFINED
    verdict = verdict_on(5)
    assert verdict.status == NOT_JUDGED
    assert verdict.reason == "`toy` should be a function, but it is an int"


@pytest.mark.parametrize(
    "reply",
    [
        {},
        [],
        {"observations": []},
        {"observations": None},
        {"observations": [{}] * 5},
        {"observations": [{"value": {"array": "!!", "dtype": "<f8", "shape": [1]}}] * 5},
        {"observations": [{"value": {"array": "", "dtype": "O", "shape": [0]}}] * 5},
        {"observations": [{"value": {"list": [{"list": []}] * 30_000}}] * 5},
        {"answer": {"value": 1}},
        {"score": 4.0, "status": "passed"},
        {"observations": [{"error": {"type": "E"}}] * 5},
    ],
    ids=lambda reply: str(reply)[:60],
)
def test_a_forged_reply_earns_nothing_and_never_raises(reply):
    reply = reply if isinstance(reply, dict) else {"observations": reply}
    verdict = judge.judge(TOY, judge.public_cases(TOY), [], reply)
    assert verdict.score == 0
    assert verdict.status == NOT_JUDGED


def test_no_reply_earns_nothing_with_the_reason():
    verdict = judge.judge(TOY, judge.public_cases(TOY), [], None, reason="the kernel died")
    assert (verdict.score, verdict.reason) == (0, "the kernel died")


def test_a_stub_that_raises_in_every_case_is_not_written():
    def toy_stub(x, W, b):
        raise NotImplementedError("Exercise 99.1: toy")

    assert verdict_on(toy_stub).status == NOT_WRITTEN


def test_work_that_calls_another_stub_is_told_which():
    def calls_a_stub(*args):
        raise NotImplementedError("Exercise 99.0: earlier")

    verdict = verdict_on(calls_a_stub)
    assert (verdict.status, verdict.score) == (NOT_JUDGED, 0)
    assert "it calls `earlier`, which is not written yet" in verdict.reason


def test_full_marks_are_exact():
    import dataclasses

    thirds = dataclasses.replace(TOY, points=10, shares={"y": 1 / 3, "total": 2 / 3})
    public = judge.public_cases(thirds)
    reply = observe.answer({"toy": toy.scale_and_sum}, make_request(thirds, public))
    assert judge.judge(thirds, public, [], reply).score == 10.0
