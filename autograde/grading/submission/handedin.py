"""Who handed a unit in: everybody appears in the results, whatever the folder is called."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograde.grading import names
from autograde.grading.submission.misplaced import misplaced


@dataclass(frozen=True, slots=True)
class HandedIn:
    """student: an id, or the name of a folder that can be nobody's, as it is shown.

    folder: what is to be graded; problem: why it cannot be graded at all, "" where it can.
    """

    student: str
    folder: Path
    problem: str = ""


def handed_in(submissions: Path, unit: str, units: Collection[str] = ()) -> list[HandedIn]:
    """What there is to grade of `unit` below `submissions`, in order of the students.

    units: all that there are. A student who has nothing in the unit's folder, and a notebook of it
    elsewhere, is there too, with a problem that says where it lies.
    """
    found: dict[str, HandedIn] = {}
    apart = []
    for folder in sorted(_folders(submissions), key=_usual_form_first):
        problem = _why_not_there(folder / unit)
        if problem is None:
            continue
        student = names.student_id(folder.name)
        problem = problem or (BAD_STUDENT if student is None else "")
        problem = problem or (SAME_STUDENT if student in found else "")
        one = HandedIn(student or names.shown(folder.name), folder / unit, problem)
        if problem:
            apart.append(one)
        else:
            found[one.student] = one
    known = {one.student for one in (*found.values(), *apart)}
    for student, said in misplaced(submissions, unit, units) if units else ():
        if student not in known:
            apart.append(HandedIn(student, submissions, said))
    return sorted((*found.values(), *apart), key=lambda one: (one.student, bool(one.problem)))


def _why_not_there(path):
    """ "" where something is there, None where nothing is, else why nobody can know."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return NOT_SEEN.format(error.strerror)
    return ""


def _folders(submissions):
    return [path for path in submissions.iterdir() if not path.name.startswith(".")]


def _usual_form_first(folder):
    return not unicodedata.is_normalized("NFC", folder.name), os.fsencode(folder.name)


BAD_STUDENT = (
    "the folder's name cannot be a student's id: use letters, digits, spaces and . _ ' @ + - ( ), "
    "a letter or a digit first, at most 100 characters"
)
NOT_SEEN = "the system does not let anybody look into the folder ({})"
SAME_STUDENT = (
    "another folder has the same name with its accents written in another way, and only that one "
    "was graded: keep one of the two"
)
