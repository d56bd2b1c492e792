"""Grading a class: nbgrader's own converters, run in this process, with our configuration."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from nbgrader.api import Gradebook

from autograde.grading.digests import digest_of, digest_of_code
from autograde.grading.errors import GradingError
from autograde.grading.job import NO_ROOM, Job, Result, is_disk_full
from autograde.grading.kernel.provisioner import check_installation
from autograde.grading.plugins.converters import Course
from autograde.grading.releasing import contents
from autograde.grading.results import grades, notes, verdicts
from autograde.grading.results.done import Done
from autograde.grading.results.notes import Note
from autograde.grading.results.store import Store, write
from autograde.grading.run.pool import Answer, WorkPool, cores, result_of
from autograde.grading.sandbox import cgroups
from autograde.grading.sandbox.runfolder import RunFolder
from autograde.grading.sandbox.sandbox import probe
from autograde.grading.sandbox.unavailable import SandboxUnavailable
from autograde.grading.seeds import read_secret
from autograde.grading.submission.handedin import handed_in
from autograde.grading.submission.misplaced import misplaced

Progress = Callable[[str, str], None]


def grade(
    units: Sequence[str],
    submissions: Path,
    results: Path,
    *,
    root: Path,
    unsafe_no_sandbox: bool = False,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> list[Result]:
    """Grade submissions/STUDENT/UNIT for each unit, into `results`. A result for each submission.

    workers: processes that run submissions (default: one for each core); fresh: grade anew what
    did not change since it was graded; progress: called with student and unit when a submission
    is done.

    Raises:
        SandboxUnavailable: there is no sandbox here, and none was waived.
        GradingError: something else stands in the way of all grading.
    """
    root, submissions, results = root.resolve(), submissions.resolve(), results.resolve()
    _check(units, submissions, results, root)
    if not unsafe_no_sandbox and (reason := probe()):
        raise SandboxUnavailable(reason)
    course, jobs = Course(root, results), []
    released = {path.parent.name for path in (root / "course").glob("*/*.ipynb")}
    try:
        course.make_gradebook()
        RunFolder.remove_stale()
        cgroups.remove_stale()  # before there are workers, see cgroupplaces.places
        found = {unit: handed_in(submissions, unit, released) for unit in units}
        count = sum(map(len, found.values()))
        with WorkPool(min(workers or cores(), max(count, 1))) as pool:
            run = _Run(course, pool, progress, jobs)
            for unit in units:
                _enter_release(course, unit)
                done = Done(results, course.gradebook, unit)
                for one in found[unit]:
                    run.add(Job(one, unit, course, done, unsafe_no_sandbox, fresh))
            run.finish()
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise GradingError(NO_ROOM.format(results)) from error
    finally:
        _note_misplaced(jobs, submissions, released)
        _write_tables(course, jobs)
    return [job.result for job in jobs]


def _note_misplaced(jobs, submissions, released):
    """Add to what was graded a note on notebooks that lie elsewhere."""
    with contextlib.suppress(OSError):
        found = {
            (student, unit): said
            for unit in {job.unit for job in jobs}
            for student, said in misplaced(submissions, unit, released)
        }
        for job in jobs:
            said = found.get((job.student, job.unit))
            if job.result is not None and said is not None and said != job.result.reason:
                notes = (*job.result.notes, said)
                job.result = dataclasses.replace(job.result, notes=notes)


def _enter_release(course, unit):
    """Enter a unit into the gradebook, unless it was entered as it is now."""
    folders = [course.root / kind / unit for kind in ("solutions", "course")]
    config = digest_of(course.root / "nbgrader_config.py")
    state = [contents(folder) for folder in folders], config, digest_of_code()
    digest = hashlib.sha256(repr(state).encode()).hexdigest()
    note = course.results / ".done" / f"{unit}.release"
    with contextlib.suppress(OSError), Gradebook(course.gradebook) as book:
        if note.read_text() == digest and any(a.name == unit for a in book.assignments):
            return
    with tempfile.TemporaryDirectory(prefix=".release-", dir=course.results) as built:
        course.generate(unit, Path(built))
    write(note, digest.encode())


def _said(result):
    """What grades.csv says of a submission, beside its marks."""
    return [result.reason] * bool(result.reason) + list(result.notes)


def _write_tables(course, jobs):
    """verdicts.jsonl and grades.csv, also of a run that was stopped."""
    with contextlib.suppress(OSError):
        done = [(job.result, job.handed_in.folder) for job in jobs if job.result is not None]
        if done:
            fresh = (Note(r.student, r.unit, str(f), "; ".join(_said(r))) for r, f in done)
            notes.update(course.results, fresh)
        if any(course.results.glob(f"{verdicts.APART}/*/*")):
            verdicts.gather(course.results)
        if course.has_gradebook():
            grades.write(course.gradebook, course.results)


class _Run:
    """Hands tasks to the pool, a bounded number at a time, and writes what is ready.

    The one writer of the gradebook, the store and the pages. Left to the end is what time or the
    machine spoiled, which is then alone, and what cannot be graded: marks may be there by then.
    """

    def __init__(
        self, course: Course, pool: WorkPool, progress: Progress | None, jobs: list[Job]
    ) -> None:
        self.course, self.pool, self.jobs = course, pool, jobs
        self.progress = progress or (lambda student, unit: None)
        self.store = Store(course.results)
        self.waiting: dict[Answer, tuple[Job, str]] = {}
        self.done: SimpleQueue[Answer] = SimpleQueue()
        self.left: dict[int, int] = {}  # id of a job -> how many of its tasks are not done
        self.last: list[Job] = []

    def add(self, job: Job) -> None:
        """Take on one submission."""
        self.jobs.append(job)
        if job.handed_in.problem:
            self.last.append(job)
            return
        job.prepare()
        if job.result is not None:
            self.progress(job.student, job.unit)
        elif not job.tasks:
            self._write(job)
        else:
            self.left[id(job)] = len(job.tasks)
            for task in job.tasks:
                self.waiting[self.pool.submit(task, self.done.put)] = job, task.key()
            job.tasks = []  # the files of a whole class would fill the memory
        while len(self.waiting) >= AHEAD * self.pool.workers:
            self._take()

    def finish(self) -> None:
        """Wait for what is under way, then do what was left to the end."""
        while self.waiting:
            self._take()
        for job in sorted(self.last, key=lambda job: bool(job.handed_in.problem)):
            self._write(job)

    def _take(self):
        """Wait for the next task that the pool has finished, and take it in."""
        future = self.done.get()
        job, key = self.waiting.pop(future)
        graded = result_of(future)
        if graded is not None:
            self.store.put(key, graded)
        spoiled = graded is None or not graded.settled
        if spoiled and job not in self.last:
            self.last.append(job)
        self.left[id(job)] -= 1
        if not self.left[id(job)] and job not in self.last:
            self._write(job)

    def _write(self, job):
        job.write()
        self.progress(job.student, job.unit)


def _check(units, submissions, results, root):
    """Raise for what would make every submission fail."""
    if (reason := check_installation()) is not None:
        raise GradingError(reason)
    if not submissions.is_dir():
        raise GradingError(f"{submissions} is not a folder: name the one with STUDENT/UNIT/.")
    if submissions == results / "submitted":
        raise GradingError(f"{submissions} is where copies are made: name another folder.")
    if set("*?[{") & set(str(results)):
        raise GradingError(f"{results} has one of * ? [ {{ in its name: name another folder.")
    for unit in units:
        if not any((root / "course" / unit).glob("*.ipynb")):
            raise GradingError(f"course/{unit} is missing: run `unrolled release {unit}` first.")
    read_secret(root)


AHEAD = 3  # tasks for each worker that are handed out before their time
