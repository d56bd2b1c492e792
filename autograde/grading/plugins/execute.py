"""Stands in for nbgrader's Execute: runs in the sandbox, judges outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, Float, Integer, Unicode

from autograde import exercises
from autograde.grading.plugins.coursetraits import CourseTraits
from autograde.grading.results import verdicts
from autograde.grading.results.store import Store
from autograde.grading.run import work
from autograde.grading.run.pool import run_alone
from autograde.grading.run.task import Task, files_beside, make_task
from autograde.grading.sandbox.limits import MIB, Limits, RunLimits
from autograde.grading.seeds import read_secret
from autograde.grading.submission import screen


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

    fresh = Bool(False, help="Run everything again, whatever the store of results holds.").tag(
        config=True
    )

    tries = Integer(
        2, help="How often a notebook is run that was stopped because its wall time was up."
    ).tag(config=True)

    verdicts_apart = Bool(
        False, help="Leave verdicts.jsonl to be put together later. Set by `unrolled grade`."
    ).tag(config=True)

    plain_tests = Bool(
        False,
        help="Run test cells that name no exercise of the course, and let nbgrader mark what they "
        "print. Submitted code can forge that; by default such a cell earns nothing.",
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
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        task = self.task_of(nb, files_beside(folder), student, unit, about["notebook"])
        unreadable = (nb.metadata.get(screen.KEY) or {}).get("unreadable")
        graded = work.refuse(task, unreadable) if unreadable else self._graded(task)
        for number, step in enumerate(task.steps):
            outputs = graded.outputs_of(number)
            if outputs is not None:
                nb.cells[step.index].outputs = outputs
        records = [{**record, "student": student} for record in graded.records]
        if self.verdicts_apart:
            verdicts.write_apart(Path(self.results), student, unit, records)
        else:
            verdicts.replace(Path(self.results), student, unit, records)
        nb.metadata["language_info"] = {"name": "python"}
        return nb, resources

    def task_of(
        self, nb: NotebookNode, files: dict[str, bytes], student: str, unit: str, notebook: str
    ) -> Task:
        """All that decides what comes out of a restored notebook. Called by the engine too."""
        root = Path(self.root)
        return make_task(
            nb,
            self.released_notebook(unit, notebook),
            files,
            unit=unit,
            student=student,
            secret=read_secret(root),
            root=root,
            plain=self.plain_tests,
            limits=self._limits(unit),
            run_limits=self._run_limits(unit),
            sandboxed=not self.unsafe_no_sandbox,
            hidden=(self.root, self.results, self.submissions),
        )

    def _graded(self, task):
        """From the store, or made now. What time or the machine spoils is tried once more."""
        store, key = Store(Path(self.results)), task.key()
        graded = None if self.fresh else store.get(key)
        if graded is None:
            graded = run_alone(task)
            if not graded.settled and self.tries > 1:
                graded = run_alone(task)
            store.put(key, graded)
        return graded

    def _setting(self, name, unit):
        """A limit, as set for the unit or for all."""
        return self.of_unit.get(unit, {}).get(name, getattr(self, name))

    def _run_limits(self, unit):
        names = ("cell_seconds", "notebook_seconds", "restarts", "max_output")
        return RunLimits(*(self._setting(name, unit) for name in names))

    def _limits(self, unit):
        usual = self.keras_memory_mib if exercises.needs_keras(unit) else self.memory_mib
        return Limits(
            memory_bytes=self.of_unit.get(unit, {}).get("memory_mib", usual) * MIB,
            cpu_seconds=self._setting("cpu_seconds", unit),
            processes=self._setting("processes", unit),
        )
