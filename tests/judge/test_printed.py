"""What a learner prints inside a function: never shown while judging, always told of."""

import json
import tracemalloc

import pytest

from autograde.beside import observe, printed
from autograde.judge import feedback, judge
from autograde.judge.request import make_request
from autograde.judge.verdict import NOT_WRITTEN, Printed
from tests.judge import toy
from tests.judge.toy import TOY


def reply_to(function, private_seed=None, **changes):
    public = judge.public_cases(TOY)
    private = [] if private_seed is None else judge.private_cases(TOY, private_seed)
    request = {**make_request(TOY, [*public, *private]), **changes}
    return public, private, json.loads(json.dumps(observe.answer({"toy": function}, request)))


def verdict_on(function, private_seed=None):
    return judge.judge(TOY, *reply_to(function, private_seed))


def right_and_talkative(x, W, b):
    print()
    print("x", x.shape, end=" ")
    print("W", W.shape)
    return toy.scale_and_sum(x, W, b)


def wrong_and_talkative(x, W, b):
    print("x has", x.shape)
    return toy.sum_over_all(x, W, b)


def stub_and_talkative(x, W, b):
    print("here")
    raise NotImplementedError


@pytest.mark.parametrize("function", [right_and_talkative, wrong_and_talkative, stub_and_talkative])
def test_prints_are_told_of_and_not_shown(function, capsys):
    verdict = verdict_on(function)
    text = feedback.as_text(verdict).split("\n")
    assert len(text) <= feedback.MAX_LINES
    assert max(map(len, text)) <= feedback.WIDTH
    assert "lines, not shown while judging; the first:" in " ".join(text)
    assert "not shown while judging" in feedback.as_html(verdict)
    assert verdict.to_dict()["printed"]["first"] == verdict.printed.first
    assert capsys.readouterr().out == ""


def test_the_first_line_with_something_in_it_is_remembered():
    assert verdict_on(right_and_talkative).printed.first == "x (2, 3) W (3, 4)"
    assert verdict_on(wrong_and_talkative).printed == Printed(6, False, "x has (2, 3)")
    assert verdict_on(stub_and_talkative).status == NOT_WRITTEN


def test_prints_change_no_marks():
    assert verdict_on(right_and_talkative).score == 4.0
    assert verdict_on(wrong_and_talkative).score == verdict_on(toy.sum_over_all).score
    assert verdict_on(toy.sum_over_all).printed is None


def test_blank_lines_alone_are_counted_without_a_first_line():
    def blank(x, W, b):
        print("\n \n")
        return toy.scale_and_sum(x, W, b)

    verdict = verdict_on(blank)
    assert verdict.printed == Printed(18)
    assert "18 lines, not shown while judging. Call it" in feedback.as_text(verdict)


def test_a_report_at_its_limit_says_it_briefly_and_keeps_its_other_lines():
    def talks_and_fails(x, W, b):
        print("a" * 100)
        raise ValueError("operands could not be broadcast together with shapes" + 30 * " (2, 3)")

    verdict = verdict_on(talks_and_fails)
    text = feedback.as_text(verdict).split("\n")
    assert len(text) <= feedback.MAX_LINES
    assert text[-1] == "  printed  5 lines, not shown while judging. Call it yourself to see them."
    assert [line.split()[0] for line in text if line[2] != " "] == [
        *("✗", "outputs", "case", "stopped", "error", "meaning", "read", "printed")
    ]
    assert "aaaaa" in feedback.as_html(verdict)


def test_prints_without_end_are_stopped_in_bounded_memory():
    def endless(x, W, b):
        while True:
            print("x" * 100_000)

    tracemalloc.start()
    public, private, reply = reply_to(endless, seconds=0.5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20
    assert len(json.dumps(reply)) < 10_000
    verdict = judge.judge(TOY, public, private, reply)
    assert verdict.first_failure().error.type == "OutOfTime"
    assert verdict.printed.more
    assert "at least 11 lines" in feedback.as_text(verdict)


def test_one_enormous_line_is_cut():
    listener = printed.Printed()
    assert listener.write("y" * 50_000_000) == 50_000_000
    assert listener.data() == {"lines": 1, "more": True, "first": "y" * 200, "case": 0}


def test_what_is_no_text_is_refused_as_any_stream_refuses_it():
    with pytest.raises(TypeError, match="must be str, not int"):
        printed.Printed().write(5)


def test_a_line_that_only_a_private_case_prints_is_not_shown():
    public = [case.args[0].tobytes() for case in judge.public_cases(TOY)]

    def talks_in_private(x, W, b):
        if x.tobytes() not in public:
            print("secret", x[0, 0])
        return toy.scale_and_sum(x, W, b)

    verdict = verdict_on(talks_in_private, private_seed=7)
    assert verdict.printed == Printed(5, False, "")
    assert "secret" not in feedback.as_text(verdict) + feedback.as_html(verdict)
    assert "secret" not in json.dumps(verdict.to_dict())


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"lines": 10**30, "first": "x", "case": 0}, Printed(10**9, False, "x")),
        ({"lines": -5, "more": 1, "first": 7, "case": 0}, Printed(1)),
        (
            {"lines": 2, "first": "a\x1b[31m\u202e\ud800\nb", "case": 0},
            Printed(2, False, "a [31m b"),
        ),
        ({"lines": 2, "first": "z" * 10**6, "case": 0}, Printed(2, False, "z" * 37 + "...")),
        ({"lines": 2, "first": "x", "case": 99}, Printed(2)),
        ({"lines": 2, "first": "x", "case": None}, Printed(2)),
        ({"lines": "2"}, None),
        (["lines"], None),
        ("lines", None),
        (None, None),
    ],
)
def test_what_a_forged_reply_says_of_prints_is_bounded_and_changes_no_marks(told, expected):
    public, private, reply = reply_to(toy.scale_and_sum)
    verdict = judge.judge(TOY, public, private, {**reply, "printed": told})
    assert verdict.printed == expected
    assert (verdict.passed, verdict.score) == (True, 4.0)
    json.dumps(verdict.to_dict(), ensure_ascii=False).encode("utf-8")


def test_html_escapes_the_first_line():
    def evil(x, W, b):
        print("<script>alert(1)</script>")
        return toy.scale_and_sum(x, W, b)

    shown = feedback.as_html(verdict_on(evil))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
