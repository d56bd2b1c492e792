"""Observe and judge in one process: in the learner's own notebook, and in tests."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from typing import Any

from autograde.beside import observe
from autograde.judge import judge
from autograde.judge.follow import OWN_STEP
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED, Verdict
from autograde.kinds.builders import is_computed
from autograde.kinds.exercise import Case, Exercise


def examine_here(
    exercise: Exercise,
    namespace: dict[str, Any],
    public: Sequence[Case],
    private: Sequence[Case] = (),
    step: Exercise | None = None,
) -> Verdict:
    """The verdict on what `namespace` holds under the exercise's name.

    step: the exercise that it builds on, see `judge.followed`; the learner's own is judged too.
    """
    cases = [*public, *private]
    reply = _answer(exercise, namespace, cases)
    verdict = judge.judge(exercise, list(public), list(private), reply)
    if verdict.status != FAILED or step is None or step.name not in namespace:
        return verdict
    step_verdict = examine_here(step, namespace, judge.public_cases(step))
    verdict = judge.followed(
        verdict, exercise, step, step_verdict, list(public), list(private), reply
    )
    if verdict.passed or step_verdict.status != FAILED or verdict.misconceptions == (OWN_STEP,):
        return verdict  # whose cause says what is wrong with the step
    return dataclasses.replace(verdict, first=step.name)


def is_judging() -> bool:
    """Is a learner's code being called, to judge it?"""
    return _judging > 0


@contextlib.contextmanager
def _calls():
    """For as long as a learner's code is called."""
    global _judging
    _judging += 1
    try:
        yield
    finally:
        _judging -= 1


_judging = 0


def _answer(exercise, namespace, cases):
    request = make_request(exercise, cases)
    if is_computed(namespace.get(exercise.name)):  # there is no model to look at
        request["observers"] = [None] * len(cases)
    with _calls():
        return observe.answer(namespace, request)
