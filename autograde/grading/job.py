"""One submission, from the folder that was handed in to its page."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field

import nbformat
from nbgrader.api import Gradebook

from autograde.grading import names
from autograde.grading.digests import digest_of
from autograde.grading.errors import GradingError
from autograde.grading.pages.exporter import TEMPLATES
from autograde.grading.plugins.converters import Course
from autograde.grading.plugins.execute import UnrolledExecute
from autograde.grading.results import marks
from autograde.grading.results.done import Done
from autograde.grading.results.store import Store
from autograde.grading.run.task import Task, files_beside
from autograde.grading.seeds import read_secret
from autograde.grading.submission import screen
from autograde.grading.submission.handedin import HandedIn
from autograde.grading.submission.restore import restore


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one submission.

    student: as it is shown; score, max_score: what counts, see results/marks.py; reason: why it
    could not be graded as it is, "" where it was; left_out: (file, reason) pairs of the screening;
    late_submission_penalty: what was taken off; notes: what was handed in elsewhere, or graded in
    the place of what.
    """

    student: str
    unit: str
    score: float
    max_score: float
    reason: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    late_submission_penalty: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Job:
    """Used by `engine.grade`: `prepare`, then `write` when the store holds what `tasks` lists.

    Where it does not, because time or the machine spoiled the first try, `write` is the second.
    What the system refuses (OSError) costs this submission alone, unless the disk is full.
    """

    handed_in: HandedIn
    unit: str
    course: Course
    done: Done
    unsafe: bool = False
    fresh: bool = False
    tasks: list[Task] = field(default_factory=list)
    result: Result | None = None
    found: screen.Screening | None = None
    inputs: str = ""
    keys: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Screen the submission. Afterwards `result` is there if nothing is left to do."""
        try:
            self._prepare()
        except OSError as error:
            self._refused(error)

    def _prepare(self):
        executor = UnrolledExecute(config=self.course.settings)
        executor.unsafe_no_sandbox = self.unsafe
        tasks = self._read(executor)
        self.inputs = self._digest(tasks)
        noted = None if self.fresh else self.done.find(self.student, self.inputs)
        if noted is not None:
            left_out = tuple(map(tuple, noted.pop("left_out")))
            notes = tuple(noted.pop("notes"))
            self.result = Result(**noted, left_out=left_out, notes=notes)
            return
        store = Store(self.course.results)
        self.tasks = [task for name, task in tasks.items() if name not in self.found.unreadable]
        self.keys = [task.key() for task in self.tasks]
        if self.fresh:
            for key in self.keys:
                store.discard(key)
        self.tasks = [task for task in self.tasks if store.get(task.key()) is None]

    def _read(self, executor) -> dict[str, Task]:
        """The tasks of the screened submission. One that cannot be read costs itself alone."""
        try:
            self.found = self._screen()
            return self._tasks(executor)
        except Exception as error:  # whatever it holds, the class is graded
            if is_disk_full(error):
                raise
        self.found = self._stand_in(NOT_READ)
        return self._tasks(executor)

    def _tasks(self, executor) -> dict[str, Task]:
        """Name of a notebook -> its task, the same that UnrolledExecute makes of it."""
        files = files_beside(self._copy, self.course.root / "solutions" / self.unit)
        tasks = {}
        for path in sorted(self._released.glob("*.ipynb")):
            released = nbformat.read(path, as_version=4)
            nb = restore(nbformat.read(self._copy / path.name, as_version=4), released)
            tasks[path.name] = executor.task_of(nb, files, self.student, self.unit, path.stem)
        return tasks

    def _digest(self, tasks):
        """Of all that decides what is written for this submission."""
        files = {path.name: digest_of(path) for path in sorted(self._copy.rglob("*.ipynb"))}
        templates = sorted(TEMPLATES.rglob("*"))
        parts = [
            [task.key() for task in tasks.values()],
            files,
            [digest_of(path) for path in templates if path.is_file()],
            digest_of(self.course.root / "nbgrader_config.py"),
            [self.found.left_out, self.found.notes],
        ]
        return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()

    def write(self) -> Result:
        """Enter the marks and write the page. Every submission ends with a result.

        Raises:
            GradingError: the results cannot be written at all.
        """
        try:
            if self.handed_in.problem:
                self.result = self._result(self.handed_in.problem)
            else:
                self._write()
        except OSError as error:
            self._refused(error)
        return self.result

    def _write(self):
        self.done.forget(self.student)
        problem = self._convert() and self._convert()  # once more: the machine may be at fault
        if problem:
            self._stand_in(NOT_GRADED)
            problem = self._convert() or NOT_GRADED
        self.result = self._result(problem or "; ".join(self.found.unreadable.values()))
        store = Store(self.course.results)
        if not problem and all(store.get(key) is not None for key in self.keys):
            self.done.keep(self.student, self.inputs, asdict(self.result))

    def _result(self, reason):
        """With the marks that are in the gradebook now."""
        with Gradebook(self.course.gradebook) as book:
            found = marks.find(book, self.unit, self.student)
        return Result(
            self.student,
            self.unit,
            found.score,
            found.max_score,
            names.shown(reason),
            tuple(self.found.left_out) if self.found else (),
            found.late_submission_penalty,
            tuple(self.found.notes) if self.found else (),
        )

    def _refused(self, error):
        """The system would not let it be read or its results be written."""
        if is_disk_full(error):
            raise error
        reason = NOT_WRITTEN.format(names.shown(error.strerror or type(error).__name__))
        self.result = self._result(reason)

    @property
    def student(self) -> str:
        """Whose it is, as shown everywhere."""
        return self.handed_in.student

    @property
    def _copy(self):
        return self.course.results / "submitted" / self.student / self.unit

    @property
    def _released(self):
        return self.course.root / "course" / self.unit

    def _screen(self):
        folder = self.handed_in.folder
        source = folder if screen.is_folder(folder.parent) else folder.parent
        secret = read_secret(self.course.root)
        shutil.rmtree(self._copy, ignore_errors=True)
        return screen.screen(source, self._copy, self._released, secret, self.student)

    def _stand_in(self, reason):
        secret = read_secret(self.course.root)
        shutil.rmtree(self._copy, ignore_errors=True)
        return screen.stand_in(self._copy, self._released, reason, secret, self.student)

    def _convert(self) -> str:
        """Grade the copy and write its page. What went wrong, or "".

        Raises:
            GradingError: the disk is full, so that no result could be written for anybody.
        """
        problem = self.course.autograde(self.unit, self.student, unsafe=self.unsafe)
        problem = problem or self.course.feedback(self.unit, self.student)
        if any(words in problem for words in DISK_FULL):
            raise GradingError(NO_ROOM.format(self.course.results))
        return problem


NOT_READ = "this submission could not be read: ask your instructor"
NOT_WRITTEN = "its results could not be written ({}): see whose files lie in their place"
NOT_GRADED = "the grading of this submission failed twice: ask your instructor"
DISK_FULL = ("No space left on device", "database or disk is full", "Disk quota exceeded")
NO_ROOM = "{} has no room left: free some, then the same command goes on where it stopped."


def is_disk_full(error: Exception) -> bool:
    """Was there no room left, for anybody or for this user?"""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
