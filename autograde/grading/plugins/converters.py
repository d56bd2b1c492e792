"""nbgrader's converters, set up for one unit or one submission at a time."""

from __future__ import annotations

import copy
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, LoggingConfigurable, PyFileConfigLoader

from autograde.grading.errors import GradingError
from autograde.grading.plugins.config import COURSE, configure, place
from autograde.grading.plugins.releasehook import ReleaseHook
from autograde.grading.plugins.statements import PLAIN, sharing

LOG = "grading.log"


class _Log(logging.Handler):
    """Keeps the errors that nbgrader logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging for each error."""
        self.messages.append(record.getMessage().strip())

    def problem(self, error: Exception) -> str:
        """One line: the exception that nbgrader caught, else the first thing it logged."""
        traces = [m for m in self.messages if m.startswith("Traceback")]
        told = traces[:1] or self.messages[:1] or [str(error)]
        return (told[0].splitlines() or [type(error).__name__])[-1][:300]


class Course:
    """A course and a folder of results, with nbgrader set up for them.

    What the course's own nbgrader_config.py sets (limits, the URL of the gradebook) counts here
    too; only where things lie is set anew. results None: nothing is written to a gradebook.
    """

    def __init__(self, root: Path, results: Path | None) -> None:
        self.root, self.results = root, results
        self.settings = Config()
        own = root / "nbgrader_config.py"
        if own.is_file():
            self.settings = PyFileConfigLoader(own.name, path=str(root)).load_config()
        else:
            configure(self.settings, root)
        given = str(self.settings.CourseDirectory.get("db_url", ""))
        place(self.settings, root, results or root / "grading")
        self.on_server = bool(given) and not given.startswith(PLAIN)  # shared by all results
        url = given if self.on_server else sharing(self.settings.CourseDirectory.db_url)
        self.settings.CourseDirectory.db_url = url

    @property
    def gradebook(self) -> str:
        """The URL of the gradebook's database."""
        return self.settings.CourseDirectory.db_url

    def make_gradebook(self) -> None:
        """Make the gradebook if there is none; it takes its place only when it is complete."""
        self.results.mkdir(parents=True, exist_ok=True)
        path = self.results / "gradebook.db"
        with _tools_on_path():  # nbgrader calls alembic, the database's migration tool
            if self.on_server:
                Gradebook(self.gradebook, COURSE).close()
            elif not path.exists():
                draft = self.results / f".gradebook-{os.getpid()}.db"
                draft.unlink(missing_ok=True)
                Gradebook(f"{PLAIN}///{draft}", COURSE).close()
                os.replace(draft, path)

    def has_gradebook(self) -> bool:
        """Is there one? A database on a server is, once `make_gradebook` was called."""
        is_there = self.on_server or (self.results / "gradebook.db").is_file()
        return self.results.is_dir() and is_there

    def generate(self, unit: str, target: Path) -> None:
        """Build the released form of a unit in `target`/UNIT, and enter it into the gradebook.

        Raises:
            GradingError: the unit is missing, or its notebook cannot be released.
        """
        if not any((self.root / "solutions" / unit).glob("*.ipynb")):
            raise GradingError(f"solutions/{unit} holds no notebook: name a unit that has one.")
        c = copy.deepcopy(self.settings)
        c.CourseDirectory.root = str(self.root)
        c.CourseDirectory.source_directory = "solutions"
        c.CourseDirectory.release_directory = str(target)
        c.CourseDirectory.assignment_id = unit
        c.GenerateAssignment.force = True
        c.GenerateAssignment.post_convert_hook = ReleaseHook(target)
        if self.results is None:
            c.GenerateAssignment.no_database = True
            c.SaveCells.enabled = False
        problem = _run(GenerateAssignment, c)
        if problem:
            raise GradingError(
                f"solutions/{unit} cannot be released ({problem}): mend its notebook."
            )

    def autograde(self, unit: str, student: str, *, unsafe: bool) -> str:
        """Grade one screened submission. What went wrong, or ""."""
        c = self._for_submission(unit, student)
        c.Autograde.pre_convert_hook = None  # it was screened already
        c.Autograde.force = True
        c.UnrolledExecute.unsafe_no_sandbox = unsafe
        c.UnrolledExecute.tries = 1  # where another is of use, it was made before
        c.UnrolledExecute.verdicts_apart = True
        return _run(Autograde, c)

    def feedback(self, unit: str, student: str) -> str:
        """Write the pages of one graded submission. What went wrong, or ""."""
        c = self._for_submission(unit, student)
        c.GenerateFeedback.force = True
        return _run(GenerateFeedback, c)

    def _for_submission(self, unit, student):
        c = copy.deepcopy(self.settings)
        c.CourseDirectory.root = str(self.results)
        c.CourseDirectory.source_directory = str(self.root / "solutions")
        c.CourseDirectory.release_directory = str(self.root / "course")
        c.CourseDirectory.submitted_directory = "submitted"
        c.CourseDirectory.autograded_directory = "autograded"
        c.CourseDirectory.feedback_directory = "feedback"
        c.CourseDirectory.assignment_id = unit
        c.CourseDirectory.student_id = student
        return c


@contextmanager
def _tools_on_path() -> Iterator[None]:
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _run(converter, config) -> str:
    """Run one converter quietly. The error that it met, or ""; the details go to grading.log."""
    log = logging.Logger("unrolled.nbgrader", logging.INFO)
    kept = _Log()
    log.addHandler(kept)
    parent = LoggingConfigurable(config=config, log=log)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of nbgrader's own calls of its database
            converter(coursedir=CourseDirectory(parent=parent), parent=parent).start()
    except Exception as error:  # nbgrader raises what it meets
        _keep_details(config, [*kept.messages, str(error)])
        return kept.problem(error)
    return ""


def _keep_details(config, messages):
    results = Path(config.CourseTraits.results)
    if results.is_dir():
        with (results / LOG).open("a", encoding="utf-8") as file:
            file.writelines(message + "\n" for message in messages)
