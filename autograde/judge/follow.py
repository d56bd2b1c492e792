"""Follow-through: is a sequence right, but for the mistake that its own step makes?

A wrong step should not cost the exercises that build on it. Where the verdict on the learner's
step names a declared mistake, the exercise is computed anew with that mistake as its step. A
sequence that equals this in every case is a right loop, and earns half of its marks. It is the one
case in which a wrong value earns marks, and the learner's step is never called for it: what it
returns when it is asked could be made to suit.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.beside.inputs import materialise
from autograde.judge.verdict import Cause, PartResult, Verdict
from autograde.kinds.compare import Values
from autograde.kinds.exercise import Case, Exercise, Misconception

SHARE = 0.5
OWN_STEP = "own-step"  # the id of the cause
SAYS = "Your loop is right, it is your {step} that is not: half of the marks of {outputs}. {says}"


def follow_through(
    verdict: Verdict,
    exercise: Exercise,
    step: Exercise,
    step_verdict: Verdict,
    cases: list[Case],
    values: list[Any],
) -> Verdict:
    """`verdict` with half of the marks, if the learner's values are the fold of the named mistake.

    step: the exercise that `exercise.follow` names, and what was found of it in the same work;
    values: what the learner's function returned for each case.
    """
    mistakes = named_mistakes(step, step_verdict)
    if not mistakes or any(mistake.id in exercise.follow.easier for mistake in mistakes):
        return verdict
    mistaken = mistaken_step(step, step_verdict, mistakes)
    if not _is_fold(exercise, mistaken, cases, values):
        return verdict
    parts = tuple(
        PartResult(p.name, p.passed, p.possible if p.passed else SHARE * p.possible, p.possible)
        for p in verdict.parts
    )
    wrong = tuple(p.name for p in verdict.parts if not p.passed)
    why = " ".join(mistake.says for mistake in mistakes)
    says = SAYS.format(step=step.name, outputs=", ".join(wrong), says=why)
    cause = Cause(OWN_STEP, says, mistakes[0].read, wrong)
    return dataclasses.replace(verdict, parts=parts, causes=(cause,), facts=())


def named_mistakes(step: Exercise, verdict: Verdict) -> list[Misconception]:
    """The declared mistakes that a verdict names; none where it names anything else beside them."""
    named = [m for m in step.misconceptions if m.id in verdict.misconceptions]
    return named if len(named) == len(verdict.misconceptions) else []


def mistaken_step(step: Exercise, verdict: Verdict, mistakes: list[Misconception]) -> Callable:
    """The step as the learner has it. Of two mistakes, each makes the outputs that it explains."""
    if len(mistakes) == 1:
        return mistakes[0].wrong
    explained = {cause.id: cause.outputs for cause in verdict.causes}

    def wrong(*args):
        outputs = dict(zip(step.outputs, step.reference(*args), strict=True))
        for mistake in mistakes:
            made = dict(zip(step.outputs, mistake.wrong(*args), strict=True))
            outputs |= {name: made[name] for name in explained[mistake.id]}
        return tuple(outputs.values())

    return wrong


def _is_fold(exercise, mistaken, cases, values):
    """Are the values those of the exercise with this step, in every case?"""
    try:
        with np.errstate(all="ignore"):
            return all(
                Values().difference(value, _fold(exercise, mistaken, case), case.args) is None
                for case, value in zip(cases, values, strict=True)
            )
    except Exception:  # with this mistake there is no value, or one of another shape
        return False


def _fold(exercise, mistaken, case):
    return exercise.follow.fold(mistaken, *materialise(case.args))
