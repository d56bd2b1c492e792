"""Runs one notebook in sandboxed kernels and has its test cells judged outside.

A cell that ends its kernel costs its own exercise only: the kernel is started again, the
notebook is run from the start without that cell, and what was judged stays judged.
"""

from __future__ import annotations

import contextlib
import dataclasses
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
    names_bound_by,
)
from autograde.grading.run.stopped import first_stopped, has_stopped
from autograde.grading.sandbox.limits import RunLimits
from autograde.judge import judge
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED, NOT_DEFINED, NOT_JUDGED, Verdict
from autograde.kinds.exercise import Case, Exercise

RUNS = (RUN, PLAIN_TEST)


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
        self.to_follow: dict[int, tuple[list[Case], dict]] = {}
        self.room = limits.output_bytes
        self.deadline = 0.0
        self.out_of_time = False

    def run(self) -> None:
        """Run and judge everything that can be. Never raises for what the submission does."""
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        for _ in range(self.limits.restarts + 1):
            if not self._unfinished() or self._run_once():
                break
        if self.to_follow:
            self._follow()
        reason = NO_TIME if time.monotonic() >= self.deadline else NO_MORE_KERNELS
        self.out_of_time = self.out_of_time or self._timed_out() or reason == NO_TIME
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

    def _timed_out(self):
        """Did the judging, which has a time limit of its own inside, run into that?"""
        cases = (case for verdict in self.verdicts.values() for case in verdict.cases)
        return any(case.error is not None and case.error.type == "OutOfTime" for case in cases)

    def _unfinished(self):
        """The steps that a kernel is still needed for."""
        return [
            (number, step)
            for number, step in self.plan
            if (step.kind == TEST and number not in self.verdicts)
            or (step.kind in RUNS and number not in self.outcomes)
        ]

    def _run_once(self):
        """From the start to the end, or to the cell that ends the kernel. Was the end reached?"""
        with self.start() as kernel:
            for number, step in self.plan:
                if step.kind in RUNS:
                    outcome = self._run_cell(kernel, number, step)
                elif number in self.ended_kernel:
                    continue
                elif step.kind == TEST and number not in self.verdicts:
                    outcome = self._judge_step(kernel, number, step)
                else:
                    continue
                if outcome is None:
                    return True
                self.out_of_time = self.out_of_time or outcome.out_of_time
                if outcome.status == DIED:
                    self.ended_kernel.add(number)
                    return False
        return True

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
        outcome = kernel.execute(step.source, seconds, outputs)
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
        cases = [*public, *private]
        reply = None
        try:
            reply = asking(make_request(exercise, cases))
            verdict = judge.judge(exercise, public, private, reply)
        except Exception:  # fail closed: whatever came back, it cannot stop the grading
            verdict = _zero(exercise, asking.reason or UNREADABLE)
        if verdict.status == NOT_JUDGED and asking.reason:
            verdict = _zero(exercise, asking.reason)
        if verdict.status == NOT_DEFINED:
            reason = self._why_not_defined(exercise.name, number)
            verdict = _zero(exercise, reason) if reason else verdict
        self.verdicts[number] = verdict
        if verdict.status == FAILED and exercise.follow is not None and self._may_follow(exercise):
            self.to_follow[number] = cases, reply
        return asking.outcome

    def _may_follow(self, exercise):
        """Is the step wrong, or not in this notebook? What a right one leads to is known."""
        judged = [v.status for v in self.verdicts.values() if v.exercise == exercise.follow.step]
        return judged in ([], [FAILED])

    def _follow(self):
        """Follow-through, in a kernel of its own.

        One that was asked for the sequences could suit its steps to what it answered.
        """
        left = max(self.to_follow)
        with self.start() as kernel:
            for number, step in self.plan[: left + 1]:
                if number in self.ended_kernel or self._seconds_left() <= 0:
                    continue
                if number in self.to_follow:
                    self._follow_step(kernel, number, step.exercise)
                elif step.kind in RUNS:
                    outcome = kernel.execute(step.source, self._seconds_left(), Outputs(0))
                    self.out_of_time = self.out_of_time or outcome.out_of_time
                    if outcome.status == DIED:
                        return

    def _follow_step(self, kernel, number, exercise):
        """Judge one exercise once more. It asks many times: no more than two cells may take."""
        end = time.monotonic() + 2 * self.limits.cell_seconds
        asking = Asking(kernel, lambda: min(self._seconds_left(), end - time.monotonic()))
        with contextlib.suppress(Exception):  # fail closed, as above: there is a verdict
            step = exercises.step_of(exercise)
            self.verdicts[number] = judge.followed(
                self.verdicts[number], exercise, step, *self.to_follow[number], asking
            )

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
                return one_line(f"the cell that defines `{name}` stopped with {kind}: {text}", 240)
        return below


def _zero(exercise, reason):
    return judge.judge(exercise, [], [], None, reason)


NO_TIME = "the whole notebook ran for longer than it may"
NO_MORE_KERNELS = "cells above it ended the kernel too often"
