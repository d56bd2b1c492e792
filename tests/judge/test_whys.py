"""A pass asks one "why?": declared for every exercise with points, answered where it can be
unfolded, and kept out of everything that is stored."""

from __future__ import annotations

import pytest

from autograde import assess, exercises
from autograde.grading.pages.safehtml import safe_html
from autograde.judge import feedback

GRADED = [e for e in exercises.all_exercises().values() if e.points]


@pytest.mark.parametrize("exercise", GRADED, ids=lambda e: e.name)
def test_every_exercise_asks_and_has_an_answer(exercise):
    why = exercise.why
    assert why.asks.endswith("?")
    assert len(why.asks.split()) <= 20
    assert 10 <= len(why.answer.split()) <= 60
    assert why.answer.endswith(".")


@pytest.mark.parametrize("unit", sorted({e.unit for e in GRADED}))
def test_nothing_is_asked_of_what_is_no_exercise(unit):
    from importlib import import_module

    whys = import_module(f"{exercises.package_of(unit).__name__}.whys").WHYS
    assert set(whys) == {e.name for e in GRADED if e.unit == unit}


def test_a_pass_asks_and_the_answer_unfolds():
    verdict = assess("rnn_step", exercises.find("rnn_step").reference)
    asks, answer = verdict.why.asks, verdict.why.answer
    text = " ".join(feedback.as_text(verdict).split())
    assert f"think {asks}" in text
    assert answer not in text
    page = safe_html(feedback.as_html(verdict))
    assert f"<details><summary>{feedback.COMPARE}</summary>" in page
    assert answer.replace("'", "&#x27;")[:60] in page
    assert "why" not in verdict.to_dict()


def test_work_that_is_not_right_is_not_asked():
    verdict = assess("rnn_step", lambda *arguments: 0)
    assert verdict.why is None
    assert "think" not in feedback.as_text(verdict)
