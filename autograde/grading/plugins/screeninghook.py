"""Screening for plain `nbgrader autograde` and for the formgrader button."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from autograde.grading import names
from autograde.grading.errors import GradingError
from autograde.grading.results import notes
from autograde.grading.results.notes import Note
from autograde.grading.seeds import read_secret
from autograde.grading.submission.handedin import BAD_STUDENT
from autograde.grading.submission.screen import screen


class ScreeningHook:
    """`c.Autograde.pre_convert_hook`: cleans the folder that is about to be graded.

    Where something had to be left out, the original folder is moved whole to the quarantine, and
    the clean copy takes its place: nothing is lost.
    """

    def __init__(self, root: Path, release: Path, results: Path) -> None:
        self.root, self.release, self.results = root, release, results

    def __call__(self, assignment: str, student: str, notebooks: list[str]) -> None:
        """Called by nbgrader before it copies a submission's files.

        nbgrader only logs what a hook raises, so on failure the list of notebooks is emptied:
        then it refuses the submission itself.
        """
        try:
            notebooks[:] = self._screen(Path(notebooks[0]).parent)
        except BaseException:
            notebooks.clear()
            raise

    def _screen(self, folder):
        unit, student = folder.name, folder.parent.name
        if names.student_id(student) != student:
            raise GradingError(f"{names.shown(student)}: {BAD_STUDENT}")
        released = self.release / unit
        self.results.mkdir(parents=True, exist_ok=True)
        drafts = Path(tempfile.mkdtemp(prefix=".screening-", dir=self.results))
        try:
            clean = drafts / unit
            found = screen(folder, clean, released, read_secret(self.root), student)
            if found.changed:
                self._set_aside(folder, student, unit)
                shutil.move(clean, folder)
            reason = "; ".join(found.unreadable.values())
            notes.update(self.results, [Note(student, unit, str(folder), reason)])
        finally:
            shutil.rmtree(drafts, ignore_errors=True)
        return sorted(str(folder / path.name) for path in released.glob("*.ipynb"))

    def _set_aside(self, folder, student, unit):
        place = self.results / notes.QUARANTINE / student
        place.mkdir(parents=True, exist_ok=True)
        number = 1
        while os.path.lexists(place / f"{unit}-{number}"):
            number += 1
        try:
            os.rename(folder, place / f"{unit}-{number}")
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            # Another disk: the original stays beside the copy, under a name that nbgrader skips.
            os.rename(folder, folder.with_name(f".{unit}.quarantine-{number}"))
