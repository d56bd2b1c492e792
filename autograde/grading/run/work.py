"""Grades one notebook: a function of its task alone. Knows nothing of nbgrader or the gradebook."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograde import exercises
from autograde.grading.kernel.forkserver import ForkServerFailed, give_up, server_of
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.results.graded import Graded
from autograde.grading.run.cellplan import EXPERIMENT, PLAIN_TEST, STUB, TEST, UNKNOWN_TEST, Step
from autograde.grading.run.notebookrun import NotebookRun
from autograde.grading.run.task import Task
from autograde.grading.sandbox import handout
from autograde.grading.sandbox.runfolder import RunFolder
from autograde.judge import feedback, judge
from autograde.judge.verdict import Verdict

REPORT = "unrolled-report"  # marks our own outputs for the feedback pages
CAUSE = "unrolled-cause"  # beside it: why the work is not right, in one sentence


def run(task: Task) -> Graded:
    """Run and judge a notebook. Raises nothing that the submission causes.

    Raises:
        KernelDidNotStart: no kernel came up, through no fault of the submission.
    """
    seeds = dict(task.seeds)
    done = NotebookRun(
        task.steps,
        start=lambda: _kernel(task),
        seed=lambda exercise: seeds[exercise.name],
        limits=task.run_limits,
    )
    try:
        done.run()
    except ForkServerFailed as error:
        give_up(str(error))
        return run(task)
    graded = _collect(task, done.verdicts, done.outcomes)
    graded.settled = not done.out_of_time
    return graded


def refuse(task: Task, reason: str) -> Graded:
    """The result of a notebook that could not be read: nothing earned, and why."""
    zeros = {
        number: judge.judge(step.exercise, [], [], None, reason)
        for number, step in enumerate(task.steps)
        if step.kind == TEST
    }
    return _collect(task, zeros, {})


def _kernel(task):
    """A kernel that has not started yet, with its own copies of the submission's files."""
    server = server_of(task.unit, task.hidden) if task.sandboxed else None
    folder = RunFolder(server.folder.kernels if server else None)
    try:
        for name, content in task.files:
            path = folder.path / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if server is None:
            shutil.rmtree(folder.path / "project")
            handout.write(folder.path / "project", task.unit)
    except BaseException:
        folder.remove()
        raise
    return SandboxKernel(
        folder,
        limits=task.limits,
        hidden=[Path(path) for path in task.hidden],
        unsafe_no_sandbox=not task.sandboxed,
        server=server,
    )


def _collect(task, judged, outcomes):
    graded = Graded()
    for number, step in enumerate(task.steps):
        if step.kind == TEST:
            graded.outputs[number] = _report(judged[number], step)
            graded.records.append(_record(judged[number], sandboxed=task.sandboxed))
        elif step.kind == UNKNOWN_TEST:
            graded.outputs[number] = _marks(0.0, NO_EXERCISE)
        elif step.kind == EXPERIMENT:
            graded.outputs[number] = [_note("not run when grading")]
        elif step.kind == STUB:
            graded.outputs[number] = [_note("not run: this is defined in another cell")]
        elif number in outcomes:
            outcome = outcomes[number]
            notes = [_note(outcome.reason)] if outcome.reason else []
            marks = _as_nbgrader_reads(outcome) if step.kind == PLAIN_TEST else []
            graded.outputs[number] = [*outcome.outputs, *notes, *marks]
    return graded


def _record(verdict, *, sandboxed):
    """A verdict as a line of verdicts.jsonl: marks and causes first, then the whole of it."""
    content = verdict.to_dict()
    return {
        "student": "",  # entered where it is written
        "unit": verdict.unit,
        "exercise": verdict.exercise,
        "score": content.pop("score"),
        "max_score": content.pop("max_score"),
        "status": content.pop("status"),
        "misconceptions": content.pop("misconceptions"),
        "facts": content.pop("facts"),
        "reason": content.pop("reason"),
        "sandboxed": sandboxed,
        "cases": content["cases"],
        "parts": content["parts"],
    }


def _as_nbgrader_reads(outcome):
    """For a test cell that is not ours: an error where there was one, else its value."""
    if outcome.reason or outcome.error:
        name, value = outcome.error or ("NotFinished", outcome.reason)
        return [new_output("error", ename=name[:100], evalue=value[:300], traceback=[])]
    if outcome.result is None:
        return []
    data = {"text/plain": outcome.result[:100]}
    return [new_output("execute_result", data=data, execution_count=None)]


def _report(verdict: Verdict, step: Step) -> list[NotebookNode]:
    """The outputs of a test cell: its marks, as nbgrader reads them, and the report."""
    score = verdict.score if math.isfinite(verdict.score) else 0.0
    exercise = exercises.find(verdict.exercise)
    text, html = feedback.as_text(verdict), feedback.as_html(verdict)
    marks = _marks(min(max(score, 0.0), step.points, float(exercise.points)), text, html)
    marks[-1].metadata[CAUSE] = feedback.in_brief(verdict)
    return marks


def _marks(score: float, text: str, html: str | None = None) -> list[NotebookNode]:
    data = {"text/plain": text} if html is None else {"text/plain": text, "text/html": html}
    mark = {REPORT: True}
    return [
        new_output("execute_result", data={"text/plain": repr(float(score))}, execution_count=None),
        new_output("display_data", data=data, metadata=mark),
    ]


def _note(text):
    return new_output("display_data", data={"text/plain": text}, metadata={REPORT: True})


NO_EXERCISE = "✗ not judged: this test cell names no exercise of the course"
