"""Runs one notebook in sandboxed kernels and has its test cells judged outside.

A cell that ends its kernel costs its own exercise only: the kernel is started again, the
notebook is run from the start without that cell, and what was judged stays judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde import judge
from autograde.exercise import Exercise
from autograde.grading.asking import UNREADABLE, Asking
from autograde.grading.cellplan import EXPERIMENT, RUN, TEST, Step, names_bound_by
from autograde.grading.kernel import SandboxKernel
from autograde.grading.outcome import DIED, FINISHED, Outcome
from autograde.grading.outputs import Outputs
from autograde.verdict import NOT_DEFINED, NOT_JUDGED, Verdict


@dataclass(frozen=True, slots=True)
class RunLimits:
    """cell_seconds, notebook_seconds: wall time; restarts: new kernels after the first;
    output_bytes: kept of the whole notebook's output."""

    cell_seconds: float = 20.0
    notebook_seconds: float = 300.0
    restarts: int = 3
    output_bytes: int = 2 * 2**20


class NotebookRun:
    """One grading of one notebook. `outcomes` and `verdicts` are by the cell's index.

    start: makes a kernel, as a context manager; seed: the private seed of an exercise.
    """

    def __init__(
        self,
        nb: NotebookNode,
        plan: list[Step],
        *,
        start: Callable[[], AbstractContextManager[SandboxKernel]],
        seed: Callable[[Exercise], int],
        limits: RunLimits,
    ) -> None:
        self.nb, self.plan, self.start, self.seed, self.limits = nb, plan, start, seed, limits
        self.outcomes: dict[int, Outcome] = {}
        self.verdicts: dict[int, Verdict] = {}
        self.ended_kernel: set[int] = set()
        self.room = limits.output_bytes
        self.deadline = 0.0

    def run(self) -> None:
        """Run and judge everything that can be. Never raises for what the submission does."""
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        for _ in range(self.limits.restarts + 1):
            if not self._unfinished() or self._run_once():
                break
        reason = NO_TIME if time.monotonic() >= self.deadline else NO_MORE_KERNELS
        for step in self._unfinished():
            if step.kind == TEST:
                self.verdicts[step.index] = _zero(step.exercise, reason)
            elif step.index not in self.outcomes:
                self.outcomes[step.index] = Outcome(DIED, reason)

    def _unfinished(self):
        """The steps that a kernel is still needed for."""
        return [
            step
            for step in self.plan
            if (step.kind == TEST and step.index not in self.verdicts)
            or (step.kind == RUN and step.index not in self.outcomes)
        ]

    def _run_once(self):
        """From the start to the end, or to the cell that ends the kernel. Was the end reached?"""
        with self.start() as kernel:
            for step in self.plan:
                if step.index in self.ended_kernel:
                    continue
                if step.kind == RUN:
                    outcome = self._run_cell(kernel, step)
                elif step.kind == TEST and step.index not in self.verdicts:
                    outcome = self._judge_step(kernel, step)
                else:
                    continue
                if outcome is None:
                    return True
                if outcome.status == DIED:
                    self.ended_kernel.add(step.index)
                    return False
        return True

    def _seconds_left(self):
        return min(self.limits.cell_seconds, self.deadline - time.monotonic())

    def _run_cell(self, kernel, step):
        """None where the notebook's time is up."""
        seconds = self._seconds_left()
        if seconds <= 0:
            return None
        again = step.index in self.outcomes
        outputs = Outputs(0 if again else self.room)
        outcome = kernel.execute(self.nb.cells[step.index].source, seconds, outputs)
        if not again:
            self.room = max(0, outputs.room)
        if not again or outcome.status != FINISHED:
            former = self.outcomes.get(step.index)
            outcome.outputs = former.outputs if former else outcome.outputs
            self.outcomes[step.index] = outcome
        return outcome

    def _judge_step(self, kernel, step):
        """Have one exercise observed and judged. None where the notebook's time is up."""
        if self._seconds_left() <= 0:
            return None
        exercise = step.exercise
        # Follow-through asks many times: together, no more than two cells may take.
        end = time.monotonic() + 2 * self.limits.cell_seconds
        asking = Asking(kernel, lambda: min(self._seconds_left(), end - time.monotonic()))
        public = judge.public_cases(exercise)
        private = judge.private_cases(exercise, self.seed(exercise))
        try:
            verdict = judge.examine(exercise, public, private, asking)
        except Exception:  # fail closed: whatever came back, it cannot stop the grading
            verdict = _zero(exercise, asking.reason or UNREADABLE)
        if verdict.status == NOT_JUDGED and asking.reason:
            verdict = _zero(exercise, asking.reason)
        if verdict.status == NOT_DEFINED:
            reason = self._why_not_defined(exercise.name, step.index)
            verdict = _zero(exercise, reason) if reason else verdict
        self.verdicts[step.index] = verdict
        return asking.outcome

    def _why_not_defined(self, name, before):
        """What became of the cell that defines `name`; "" where there is nothing to add."""
        for step in reversed(self.plan):
            if name not in self._names_of(step):
                continue
            if step.kind == EXPERIMENT:
                return f"`{name}` is defined in a cell that is not run when grading"
            outcome = self.outcomes.get(step.index) if step.index < before else None
            if outcome is not None and outcome.reason:
                return f"the cell that defines `{name}` did not finish: {outcome.reason}"
            if outcome is not None and outcome.error:
                kind, text = outcome.error
                return f"the cell that defines `{name}` stopped with {kind}: {text}"[:240]
        return ""

    def _names_of(self, step):
        cell = self.nb.cells[step.index]
        own = {cell.metadata.get("nbgrader", {}).get("grade_id", "")}
        return own | names_bound_by(cell.source)


def _zero(exercise, reason):
    return judge.judge(exercise, [], [], None, reason)


NO_TIME = "the whole notebook ran for longer than it may"
NO_MORE_KERNELS = "cells above it ended the kernel too often"
