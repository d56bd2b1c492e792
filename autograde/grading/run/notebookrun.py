"""Runs one notebook in sandboxed kernels and has its test cells judged outside.

A cell that ends its kernel costs its own exercise at most, also where it does so later, by a timer:
the kernel is started again, and the notebook is run from the start with no more of that cell than
what it defines. What was judged before it stays judged.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from autograde import exercises
from autograde.beside.codec import one_line
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED, FINISHED, Outcome
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.run.asking import UNREADABLE, Asking
from autograde.grading.run.cellplan import (
    EXPERIMENT,
    MOST_PARSED,
    PLAIN_TEST,
    RUN,
    STUB,
    TEST,
    Step,
    definitions_of,
    names_bound_by,
)
from autograde.grading.run.leaving import cell_that_left
from autograde.grading.run.stopped import first_stopped, has_stopped
from autograde.grading.sandbox.limits import RunLimits
from autograde.judge import judge
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED, NOT_DEFINED, NOT_JUDGED, Verdict
from autograde.kinds.exercise import Exercise

RUNS = (RUN, PLAIN_TEST)
LINGER_SECONDS = 2.0  # a kernel with threads of its own is watched for so long at the end


class NotebookRun:
    """One grading of one notebook. `outcomes` and `verdicts` are by the step's number.

    out_of_time: was anything stopped because its wall time was up?

    start: makes a kernel, as a context manager; seed: the private seed of an exercise.
    """

    def __init__(
        self,
        plan: Sequence[Step],
        *,
        start: Callable[[], AbstractContextManager[SandboxKernel]],
        seed: Callable[[Exercise], int],
        limits: RunLimits,
    ) -> None:
        self.plan, self.start, self.seed, self.limits = list(enumerate(plan)), start, seed, limits
        self.outcomes: dict[int, Outcome] = {}
        self.verdicts: dict[int, Verdict] = {}
        self.ended_kernel: set[int] = set()
        self.reduced: dict[int, str] = {}  # cells of which only the definitions are run
        self.room = limits.output_bytes
        self.deadline = 0.0
        self.out_of_time = False

    def run(self) -> None:
        """Run and judge everything that can be. Never raises for what the submission does."""
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        for _ in range(self.limits.restarts + 1):
            if not self._unfinished() or self._run_once():
                break
        reason = NO_TIME if time.monotonic() >= self.deadline else NO_MORE_KERNELS
        self.out_of_time = self.out_of_time or reason == NO_TIME
        for number, step in self._unfinished():
            if step.kind == TEST:
                self.verdicts[number] = _zero(step.exercise, reason)
            elif number not in self.outcomes:
                self.outcomes[number] = Outcome(DIED, reason)
        self._say_what_stopped()

    def _say_what_stopped(self):
        """Work that is not right hears first of a cell of the course's that stopped above it."""
        where, text = first_stopped(self.plan, self.outcomes) or (len(self.plan), "")
        for number, verdict in self.verdicts.items():
            if number > where and not verdict.passed:
                self.verdicts[number] = dataclasses.replace(verdict, above=text)

    def _unfinished(self):
        """The steps that a kernel is still needed for."""
        return [
            (number, step)
            for number, step in self.plan
            if (step.kind == TEST and number not in self.verdicts)
            or (step.kind in RUNS and number not in self.outcomes)
        ]

    def _run_once(self):
        """From the start to the end, or to where the kernel ends. Was the end reached?"""
        with self.start() as kernel:
            began = time.monotonic()
            at, outcome = self._run_steps(kernel)
            lived = time.monotonic() - began
        if outcome is None:
            return True
        self._ended(at, outcome, lived)
        return False

    def _run_steps(self, kernel):
        """(the step in which the kernel ended, its outcome); the outcome is None where it did not,
        or where the notebook's time is up."""
        at = 0
        for number, step in self.plan:
            if step.kind in RUNS:
                outcome = self._run_cell(kernel, number, step)
            elif step.kind == TEST and number not in {*self.ended_kernel, *self.verdicts}:
                outcome = self._judge_step(kernel, number, step)
            else:
                continue
            if outcome is None:
                return at, None
            at = number
            self.out_of_time = self.out_of_time or outcome.out_of_time
            if outcome.status == DIED:
                return at, outcome
        return at, self._after_the_end(kernel)

    def _after_the_end(self, kernel):
        """The outcome of a kernel whose own threads end it when all is done; else None."""
        if self._seconds_left() <= 0 or not kernel.has_more_threads():
            return None
        if kernel.lives_on(min(LINGER_SECONDS, self._seconds_left())):
            return None
        return Outcome(DIED, kernel.ending(), left=True)

    def _ended(self, at, outcome, lived):
        """Leave out the step that has ended the kernel; what it has cost others is done again."""
        number = at
        if outcome.left:
            ran = [
                (n, dataclasses.replace(s, source=self.reduced.get(n, s.source)))
                for n, s in self.plan
                if n <= at and s.kind in RUNS and n not in self.ended_kernel
            ]
            number = cell_that_left(
                ran, at, lived, start=self.start, seconds_left=self._seconds_left
            )
        self._leave_out(number)
        if number != at:
            self.outcomes.pop(at, None)
            self.outcomes[number].status, self.outcomes[number].reason = DIED, outcome.reason
            # Whether one of these was formed before the kernel left is a matter of chance.
            self.verdicts = {n: v for n, v in self.verdicts.items() if n < number}

    def _leave_out(self, number):
        """Run only what a cell defines, from now on; nothing of it if that is not enough."""
        _, step = self.plan[number]
        defined = definitions_of(step.source) if len(step.source) <= MOST_PARSED else ""
        if step.kind == RUN and defined and number not in self.reduced:
            self.reduced[number] = defined
        else:
            self.ended_kernel.add(number)

    def _seconds_left(self):
        return min(self.limits.cell_seconds, self.deadline - time.monotonic())

    def _run_cell(self, kernel, number, step):
        """None where the notebook's time is up."""
        seconds = self._seconds_left()
        if seconds <= 0:
            return None
        if number in self.ended_kernel:
            return self._run_given(kernel, number, step, Outcome())
        again = number in self.outcomes
        outputs = Outputs(0 if again else self.room)
        outcome = kernel.execute(self.reduced.get(number, step.source), seconds, outputs)
        if not again:
            self.room = max(0, outputs.room)
        if not again or outcome.status != FINISHED:
            former = self.outcomes.get(number)
            outcome.outputs = former.outputs if former else outcome.outputs
            self.outcomes[number] = outcome
        return self._run_given(kernel, number, step, outcome)

    def _run_given(self, kernel, number, step, outcome):
        """Run what the course gave in a cell, where the student's version of it has stopped."""
        seconds = self._seconds_left()
        if outcome.status == DIED or not step.given or seconds <= 0:
            return outcome
        if not has_stopped(self.outcomes[number]):
            return outcome
        given = kernel.execute(step.given, seconds, Outputs(0))
        given.out_of_time = given.out_of_time or outcome.out_of_time
        return given

    def _judge_step(self, kernel, number, step):
        """Have one exercise observed and judged. None where the notebook's time is up."""
        if self._seconds_left() <= 0:
            return None
        exercise = step.exercise
        asking = Asking(kernel, self._seconds_left)
        public = judge.public_cases(exercise)
        private = judge.private_cases(exercise, self.seed(exercise))
        try:
            reply = asking(make_request(exercise, [*public, *private]))
            verdict = judge.judge(exercise, public, private, reply)
            verdict = self._followed(verdict, exercise, public, private, reply)
        except Exception:  # fail closed: whatever came back, it cannot stop the grading
            verdict = _zero(exercise, asking.reason or UNREADABLE)
        if verdict.status == NOT_JUDGED and asking.reason:
            verdict = _zero(exercise, asking.reason)
        if verdict.status == NOT_DEFINED:
            reason = self._why_not_defined(exercise.name, number)
            verdict = _zero(exercise, reason) if reason else verdict
        self.out_of_time = self.out_of_time or _ran_out(verdict, asking.took, exercise.seconds)
        self.verdicts[number] = verdict
        return asking.outcome

    def _followed(self, verdict, exercise, public, private, reply):
        """The verdict in the light of the work's own step, where that was judged."""
        step = exercises.step_of(exercise)
        found = next((v for v in self.verdicts.values() if step and v.exercise == step.name), None)
        if verdict.status != FAILED or found is None:
            return verdict
        return judge.followed(verdict, exercise, step, found, public, private, reply)

    def _why_not_defined(self, name, before):
        """What became of the cell that defines `name`; "" where there is nothing to add."""
        room, below = MOST_PARSED, ""
        for number, step in reversed(self.plan):
            room -= len(step.source)
            if room < 0:
                return below
            if step.kind == STUB or name not in {step.grade_id} | names_bound_by(step.source):
                continue
            if number > before and step.kind in RUNS:
                below = f"`{name}` is defined below its check only: move its cell above the check"
            if step.kind == EXPERIMENT:
                return f"`{name}` is defined in a cell that is not run when grading"
            outcome = self.outcomes.get(number) if number < before else None
            if outcome is not None and outcome.reason:
                return f"the cell that defines `{name}` did not finish: {outcome.reason}"
            if outcome is not None and outcome.error:
                kind, text = outcome.error
                text += GRADED_WITH if kind == "SyntaxError" else ""
                return one_line(f"the cell that defines `{name}` stopped with {kind}: {text}", 240)
        return below


def _ran_out(verdict, took, seconds):
    """Did the judging, which has a time limit of its own inside, run into that? What comes from
    inside is not believed without the time that went by here."""
    said = any(case.error is not None and case.error.type == "OutOfTime" for case in verdict.cases)
    return said and took >= seconds


def _zero(exercise, reason):
    return judge.judge(exercise, [], [], None, reason)


GRADED_WITH = " (graded with Python {}.{})".format(*sys.version_info[:2])
NO_TIME = "the whole notebook ran for longer than it may"
NO_MORE_KERNELS = "cells above it ended the kernel too often"
