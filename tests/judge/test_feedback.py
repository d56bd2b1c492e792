"""What a learner reads: short, in words, without tracebacks or values of private cases."""

import re

import numpy as np
import pytest

import autograde
import rnn_ref
from autograde import assess, exercises
from autograde.beside import observe
from autograde.judge import feedback, judge
from autograde.judge.request import make_request
from tests.judge import toy
from tests.judge.toy import TOY

REPORTS = {
    "mistake": toy.sum_over_all,
    "exception": lambda x, W, b: W @ x,
    "none": lambda x, W, b: None,
    "one value": lambda x, W, b: x @ W + b,
    "shape": lambda x, W, b: ((x @ W + b).T, (x @ W + b).sum(1)),
}


def verdict_on(thing):
    public = judge.public_cases(TOY)
    reply = observe.answer({"toy": thing}, make_request(TOY, public))
    return judge.judge(TOY, public, [], reply)


@pytest.mark.parametrize("function", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_is_short_and_has_no_traceback(function):
    text = feedback.as_text(verdict_on(function))
    lines = text.split("\n")
    assert len(lines) <= 12
    assert max(map(len, lines)) <= feedback.WIDTH
    assert "Traceback" not in text
    assert "File " not in text


def test_a_report_says_what_differs_where_why_and_where_to_read():
    text = feedback.as_text(verdict_on(toy.sum_over_all))
    assert "✗ not right yet: toy (Exercise 99.1), 2 of 4 points" in text
    assert "right: y; wrong: total" in text
    assert '"small": x (2, 3), W (3, 4), b (4,)' in text
    assert "the first at [0]" in text
    assert re.search(r"got -?[\d.]+, expected -?[\d.]+", text)
    assert "The sum runs over everything." in text
    assert '"Sums"' in text


def test_a_cause_that_leaves_outputs_unexplained_says_which_it_is_about():
    def doubled(x, W, b):
        return 2 * (x @ W + b), toy.sum_over_all(x, W, b)[1]

    text = feedback.as_text(verdict_on(doubled))
    assert "right: none; wrong: y, total" in text
    assert "The sum runs over everything. (total)" in text
    assert "(y" not in feedback.as_text(verdict_on(toy.no_bias))  # this one explains both


def test_what_is_changed_in_place_is_told_where_no_cause_is_known():
    def adds_to_the_bias(x, W, b):
        b += 1
        y, total = toy.scale_and_sum(x, W, b)
        return y + x[0, 0], total

    told = " ".join(feedback.as_text(verdict_on(adds_to_the_bias)).split())
    assert "note It changes its argument b in place" in told


def test_an_exception_is_told_in_plain_words_with_the_learners_line():
    text = feedback.as_text(verdict_on(lambda x, W, b: W @ x))
    assert "the inner sizes are 4 and 2" in text
    assert "two matrices do not fit" in text
    assert "stopped  line" in text


def test_a_missing_return_is_told():
    assert "is `return` missing?" in feedback.as_text(verdict_on(lambda x, W, b: None))


def test_html_escapes_what_the_learner_made():
    def evil(x, W, b):
        raise ValueError("<script>alert(1)</script>")

    shown = feedback.as_html(verdict_on(evil))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_check_raises_its_report_and_renders_without_traceback(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(exercises, "find", lambda name: TOY)
    with pytest.raises(autograde.NotRight, match="The sum runs over everything") as caught:
        autograde.check(toy.sum_over_all)
    assert "\n".join(caught.value._render_traceback_()) == str(caught.value)


def test_check_finds_the_name_in_the_callers_globals(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(exercises, "find", lambda name: TOY)
    namespace = {"check": autograde.check, "toy": toy.scale_and_sum}
    exec("check('toy')", namespace)
    assert "✓ right: toy" in capsys.readouterr().out
    with pytest.raises(autograde.NotRight, match=r"run the cell of Exercise 99\.1"):
        exec("check('toy')", {"check": autograde.check})


WRONG_STEP = "lambda x, h, W, U, b: x @ W + h @ U + b"
WRONG_SEQUENCE = "lambda x, h0, W, U, b: np.zeros((len(x), x.shape[1], len(b)))"
FIRST = "first    your `rnn_step` is not right yet: mend it first"


@pytest.mark.parametrize(
    ("step", "is_told"),
    [(WRONG_STEP, True), ("rnn_ref.rnn_step", False), ("None", False)],
    ids=["wrong", "right", "no function"],
)
def test_a_wrong_step_is_told_before_anything_else(step, is_told, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    namespace = {"check": autograde.check, "np": np, "rnn_ref": rnn_ref}
    exec(f"rnn_step, rnn_forward = {step}, {WRONG_SEQUENCE}", namespace)
    with pytest.raises(autograde.NotRight) as caught:
        exec("check('rnn_forward')", namespace)
    lines = str(caught.value).split("\n")
    assert (lines[1].strip() == FIRST) == is_told
    assert FIRST not in "\n".join(lines[2:])


def test_the_section_to_read_is_a_link_to_its_heading():
    shown = feedback.as_html(assess("wire", lambda *arguments: None))
    link = '<a href="#Many-to-one:-read-all,-answer-once">Many to one: read all, answer once</a>'
    assert link in shown


def test_a_reason_in_brief_is_one_sentence():
    told = {
        toy.scale_and_sum: "",
        toy.sum_over_all: "The sum runs over everything.",
        REPORTS["exception"]: "two matrices do not fit: compare the inner sizes of the product",
        REPORTS["none"]: "it returned None (is `return` missing?), expected 2 values",
        REPORTS["shape"]: "y is the right one, transposed.",
    }
    assert {function: feedback.in_brief(verdict_on(function)) for function in told} == told
    assert feedback.in_brief(assess("question_01_1", None)) == "not answered yet"
    assert feedback.in_brief(assess("softmax", 1)).startswith("`softmax` should be a function")


@pytest.mark.parametrize("exercise", exercises.all_exercises().values(), ids=lambda e: e.name)
def test_what_is_told_of_a_mistake_is_a_sentence_in_brief_too(exercise):
    """Is a mistake's first sentence, which a list shows alone, a whole one?"""
    for mistake in exercise.misconceptions:
        assert re.search(r"[.?!]$", feedback.NEXT_SENTENCE.split(mistake.says)[0]), mistake.says


def test_hints_come_one_level_at_a_time(monkeypatch, capsys):
    monkeypatch.setattr(exercises, "find", lambda name: TOY)
    monkeypatch.setattr(autograde, "_hints_given", {})
    for _ in range(4):
        autograde.hint("toy")
    shown = capsys.readouterr().out.split("\n")[:4]
    assert shown == [
        "Hint 1 of 3: idea",
        "Hint 2 of 3: formula",
        "Hint 3 of 3: pseudo-code",
        "Hint 3 of 3 (the last one, once more): pseudo-code",
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("np.arange(6).reshape(2, 3)[np.arange(2), np.arange(3)]", "index arrays do not line up"),
        ("np.zeros(3)[0, 0]", "fewer axes than there are indices"),
        ("np.zeros(3)[5]", "an index is outside the array"),
        ("max(np.zeros((2, 2)), np.ones((2, 2)))", "one True or False is needed"),
        ("None + 1", "something is None"),
        ("undefined_name", "a name is used that has no value"),
        ("np.zeros(2) + np.zeros(3)", "cannot be combined elementwise"),
        ("(lambda a: a)()", "called with other arguments than it takes"),
        ("{}['W']", "the dict has no such key"),
        ("np.zeros(3).shapes", "does not have what you ask of it"),
    ],
)
def test_common_exceptions_are_explained(code, words):
    def broken(x, W, b):
        return eval(code, {"np": np})

    assert words in feedback.as_text(verdict_on(broken)).replace("\n           ", " ")


def test_the_line_shown_is_the_learners_and_not_that_of_a_given_function():
    def calls_a_given_function(x, W, b):
        return rnn_ref.rnn_step(x, W, b, b, b)

    assert "return rnn_ref.rnn_step(x, W, b, b, b)" in feedback.as_text(
        verdict_on(calls_a_given_function)
    )


def test_an_answer_of_another_form_is_told_what_it_is():
    text = feedback.as_text(assess("state_quiz", "baca"))
    assert "it is a string, expected a tuple of four letters" in text
    text = feedback.as_text(assess("state_quiz", ("b", None, "c", "a")))
    assert 'answer with one of "a", "b", "c"' in text
    assert "for example" not in text  # a tuple takes no `state_quiz[1] = ...`
    text = feedback.as_text(assess("question_10_1", 1))
    assert 'for example question_10_1 = "a"' in text
