"""The gate for students' ids, for nbgrader's own commands and for the formgrader button.

nbgrader takes the name of a folder for an id as it is: it would be in its gradebook, its messages
and its CSV files. So the folders are put in order before it looks which there are.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from traitlets import TraitType
from traitlets.config.loader import DeferredConfig
from traitlets.log import get_logger

from autograde.grading import names
from autograde.grading.plugins.screeninghook import ScreeningHook
from autograde.grading.results import notes
from autograde.grading.results.notes import Note
from autograde.grading.submission import screen
from autograde.grading.submission.handedin import BAD_STUDENT, SAME_STUDENT


class HookBehindGate(DeferredConfig):
    """`c.Autograde.pre_convert_hook`: traitlets asks for its value when a converter is made."""

    def __init__(self, hook: ScreeningHook, submitted: Path) -> None:
        self.hook, self.submitted = hook, submitted

    def get_value(self, trait: TraitType) -> ScreeningHook:
        """Called by traitlets."""
        put_in_order(self.submitted, self.hook.release, self.hook.results)
        return self.hook


def put_in_order(submitted: Path, release: Path, results: Path) -> None:
    """Give each student's folder the form of its name that is an id, and set others aside.

    Nothing is lost, and what cannot be moved stays: the hook refuses it.
    """
    there = sorted(submitted.iterdir()) if submitted.is_dir() else []
    for folder in filter(Path.is_dir, there):  # and links to one, which nbgrader follows
        student = names.student_id(folder.name)
        if student == folder.name or folder.name.startswith("."):
            continue
        try:
            if student is None or _is_another(submitted / student, folder):
                _set_aside(folder, student, release, results)
            else:
                folder.rename(submitted / student)
        except (OSError, shutil.Error) as error:
            reason = names.shown(str(error))
            get_logger().warning("%s stays where it is: %s", names.shown(folder.name), reason)


def _is_another(path, folder):
    """Is something else there? Some systems find a folder under both forms of its name."""
    return screen.exists(path) and not (path.exists() and path.samefile(folder))


def _set_aside(folder, student, release, results):
    quarantine = results / notes.QUARANTINE
    quarantine.mkdir(parents=True, exist_ok=True)
    units = [unit.name for unit in sorted(release.iterdir()) if screen.exists(folder / unit.name)]
    place = Path(tempfile.mkdtemp(prefix="misnamed-", dir=quarantine))
    shutil.move(folder, place)
    where = f"it lies in quarantine/{place.name} in the folder of the results"
    reason = f"{SAME_STUDENT if student else BAD_STUDENT}; {where}"
    shown = student or names.shown(folder.name)
    get_logger().warning("%s is not graded: %s", shown, reason)
    aside = str(place / folder.name)
    notes.update(results, [Note(shown, unit, aside, reason) for unit in units])
