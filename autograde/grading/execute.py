"""Stands in for nbgrader's Execute: runs in the sandbox, judges outside."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, Float, Integer, Unicode

from autograde import exercises, feedback, judge
from autograde.grading import handout, screen, verdicts
from autograde.grading.cellplan import EXPERIMENT, RUN, TEST, UNKNOWN_TEST, make_plan
from autograde.grading.coursetraits import CourseTraits
from autograde.grading.kernel import SandboxKernel
from autograde.grading.limits import MIB, Limits
from autograde.grading.notebookrun import NotebookRun, RunLimits
from autograde.grading.runfolder import RunFolder
from autograde.grading.seeds import private_seed, read_secret
from autograde.verdict import Verdict

REPORT = "unrolled-report"  # marks our own outputs for the feedback pages


class UnrolledExecute(Execute, CourseTraits):
    """Named in `c.Autograde.autograde_preprocessors` in the place of Execute."""

    kernel_name = Unicode(
        "unrolled-sandbox",
        help="Only a name: the kernel is always the sandboxed one, whatever a notebook asks for.",
    ).tag(config=True)

    cell_seconds = Float(
        20.0,
        help="Wall time of one cell, and of the judging of one exercise. Then the cell is "
        "interrupted; a kernel that goes on is ended and started again without the cell.",
    ).tag(config=True)

    notebook_seconds = Float(
        300.0, help="Wall time of a whole notebook. What is left then earns nothing."
    ).tag(config=True)

    restarts = Integer(
        3, help="How often a notebook's kernel is started again after a cell has ended it."
    ).tag(config=True)

    max_output = Integer(
        2 * 2**20, help="Bytes of output kept of one notebook. What is beyond is left out."
    ).tag(config=True)

    cpu_seconds = Integer(120, help="CPU time of all of a submission's processes together.").tag(
        config=True
    )

    memory_mib = Integer(
        1024, help="Resident memory of all of a submission's processes and files together, in MiB."
    ).tag(config=True)

    keras_memory_mib = Integer(
        4096, help="The same for units whose exercises module says FRAMEWORK = 'keras'."
    ).tag(config=True)

    processes = Integer(128, help="Processes and threads of a submission.").tag(config=True)

    of_unit = Dict(
        help="Other limits for some units: {'10_keras': {'cell_seconds': 60, 'memory_mib': 6000}}."
    ).tag(config=True)

    unsafe_no_sandbox = Bool(
        False,
        help="Run submissions unprotected, as the user who grades. For code that you have read.",
    ).tag(config=True)

    def __call__(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert's exporter. `--no-execute` counts for nbgrader's own Execute only:
        nbgrader gives full marks to test cells that were not run."""
        return self.preprocess(nb, resources)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert, after the notebook was restored. Raises nothing that a
        submission causes: each test cell ends with marks and a report."""
        about = resources["nbgrader"]
        student, unit = about["student"], about["assignment"]
        released = self.released_notebook(unit, about["notebook"])
        plan = make_plan(nb, released)
        unreadable = (nb.metadata.get(screen.KEY) or {}).get("unreadable")
        if unreadable:
            judged = {step.index: _zero(step, unreadable) for step in plan if step.kind == TEST}
            outcomes = {}
        else:
            folder = Path(resources.get("metadata", {}).get("path") or ".")
            run = self._run(nb, plan, folder, student, unit)
            judged, outcomes = run.verdicts, run.outcomes
        for step in plan:
            cell = nb.cells[step.index]
            if step.kind == TEST:
                cell.outputs = _report(judged[step.index], cell)
            elif step.kind == UNKNOWN_TEST:
                cell.outputs = _marks(0.0, NO_EXERCISE)
            elif step.kind == EXPERIMENT:
                cell.outputs = [_note("not run when grading")]
            elif step.kind == RUN and step.index in outcomes:
                cell.outputs = _outputs(outcomes[step.index])
        self._write_verdicts(student, unit, plan, judged)
        nb.metadata["language_info"] = {"name": "python"}
        return nb, resources

    def _run(self, nb, plan, folder, student, unit):
        secret = read_secret(Path(self.root))
        run = NotebookRun(
            nb,
            plan,
            start=lambda: self._kernel(folder, unit),
            seed=lambda exercise: private_seed(secret, student, exercise.name),
            limits=self._run_limits(unit),
        )
        run.run()
        return run

    def _setting(self, name, unit):
        """A limit, as set for the unit or for all."""
        return self.of_unit.get(unit, {}).get(name, getattr(self, name))

    def _run_limits(self, unit):
        names = ("cell_seconds", "notebook_seconds", "restarts", "max_output")
        return RunLimits(*(self._setting(name, unit) for name in names))

    def _limits(self, unit):
        keras = getattr(exercises.module_of(unit), "FRAMEWORK", "") == "keras"
        usual = self.keras_memory_mib if keras else self.memory_mib
        return Limits(
            memory_bytes=self.of_unit.get(unit, {}).get("memory_mib", usual) * MIB,
            cpu_seconds=self._setting("cpu_seconds", unit),
            processes=self._setting("processes", unit),
        )

    def _kernel(self, folder, unit):
        """A kernel that has not started yet, with its own copies of the submission's files."""
        run = RunFolder()
        try:
            shutil.rmtree(run.path / "submission")
            shutil.copytree(folder, run.path / "submission", symlinks=True)
            shutil.rmtree(run.path / "project")
            handout.write(run.path / "project", unit)
        except BaseException:
            run.remove()
            raise
        return SandboxKernel(
            run,
            limits=self._limits(unit),
            hidden=[Path(p) for p in (self.root, self.results, self.submissions)],
            unsafe_no_sandbox=self.unsafe_no_sandbox,
        )

    def _write_verdicts(self, student, unit, plan, judged):
        sandboxed = not self.unsafe_no_sandbox
        records = [
            verdicts.record(student, judged[step.index], sandboxed=sandboxed)
            for step in plan
            if step.kind == TEST
        ]
        verdicts.replace(Path(self.results), student, unit, records)


def _zero(step, reason):
    return judge.judge(step.exercise, [], [], None, reason)


def _report(verdict: Verdict, cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a test cell: its marks, as nbgrader reads them, and the report."""
    most = float(cell.metadata.nbgrader.get("points", 0))
    score = verdict.score if math.isfinite(verdict.score) else 0.0
    exercise = exercises.find(verdict.exercise)
    text, html = feedback.as_text(verdict), feedback.as_html(verdict)
    return _marks(min(max(score, 0.0), most, float(exercise.points)), text, html)


def _marks(score: float, text: str, html: str | None = None) -> list[NotebookNode]:
    data = {"text/plain": text} if html is None else {"text/plain": text, "text/html": html}
    mark = {REPORT: True}
    return [
        new_output("execute_result", data={"text/plain": repr(float(score))}, execution_count=None),
        new_output("display_data", data=data, metadata=mark),
    ]


def _outputs(outcome):
    """The outputs of an ordinary cell, with a note where it did not finish."""
    notes = [_note(outcome.reason)] if outcome.reason else []
    return [*outcome.outputs, *notes]


def _note(text):
    return new_output("display_data", data={"text/plain": text}, metadata={REPORT: True})


NO_EXERCISE = "✗ not judged: this test cell names no exercise of the course"
