"""Screens a submission: a clean copy with regular files alone, and what was left out and why.

Stock nbgrader follows symbolic links, so a submitted link to the gradebook would end in that
student's feedback. Here nothing but regular files of harmless names and sizes goes on.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import parse_utc

from autograde.grading import names
from autograde.grading.seeds import seal
from autograde.grading.submission.tidy import MAX_FILE, MAX_NOTEBOOK, tidy

KEY = "unrolled"  # in the notebook's metadata
MAX_FILES = 200
MAX_DEPTH = 6
MAX_TOTAL = 64 * 2**20
MAX_MENTIONED = 20
MAX_NAMED = 3  # notebooks that a sentence lists
IN_NAMES = frozenset(" .,()+=@~'-")  # what names of files may have beside letters and digits
IS_SECRET = re.compile(rb"[0-9a-f]{128}")
LITTER = {".ipynb_checkpoints", "__pycache__", ".DS_Store", "Thumbs.db", ".git"}
EXCHANGE = TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"  # of `nbgrader submit`
RENAMED = "{} was graded as {}, which was not handed in"
UNTOUCHED = "{} is as it was handed out"
OTHERS = "not graded: {}; only {} is"


@dataclass(slots=True)
class Screening:
    """left_out: (name, reason) pairs; notes: sentences on what was graded in the place of what.

    changed: is the copy anything but the same files?
    """

    left_out: list[tuple[str, str]] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    changed: bool = False

    def leave_out(self, name: str, reason: str) -> None:
        """Note that a file does not go on, in words that are safe to show."""
        self.changed = True
        if len(self.left_out) < MAX_MENTIONED:
            self.left_out.append((names.shown(name)[:80], reason))


def screen(source: Path, target: Path, released: Path, secret: bytes, student: str) -> Screening:
    """Copy what is harmless in `source` to the new folder `target`.

    released: the unit's folder in course/, whose notebooks stand in for missing or unreadable
    ones. Called by the engine for each submission, and by the hook of plain `nbgrader autograde`.
    """
    found = Screening()
    target.mkdir(parents=True)
    wanted = sorted(path.name for path in released.glob("*.ipynb"))
    files = dict(_files(source, found, wanted))
    _note_other_notebooks(files, wanted, found)
    total = 0
    for name in sorted(files, key=lambda name: name not in wanted):  # what is graded comes first
        read = _read_notebook if name in wanted else _read_file
        content = read(files[name], name, found)
        if content is None:
            continue
        total += len(content)
        if total > MAX_TOTAL:
            found.leave_out(name, "the submission is too large")
            continue
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    for name in wanted:
        _screen_notebook(target / name, released / name, found, files)
        if found.notes and _sources(target / name) == _sources(released / name):
            found.notes.append(UNTOUCHED.format(name))
    for name in wanted:
        _record(target / name, found, secret, (student, released.name, Path(name).stem))
    return found


def _sources(path):
    """The text of each cell of a notebook that can be read."""
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def _read_file(path, name, found):
    """The content of a file that may go on; None where it may not, which is noted."""
    content, reason = read_regular(path, MAX_FILE)
    if content is not None and name == TIMESTAMP and not _is_timestamp(content):
        content, reason = None, "it does not hold a date"
    if content is not None and name == SECRET and not IS_SECRET.fullmatch(content):
        content, reason = None, "it is not what the exchange wrote"
    if content is None:
        found.leave_out(name, reason)
    return content


def _read_notebook(path, name, found):
    """The content of a notebook that is graded; None where it cannot be, which is noted."""
    content, reason = read_regular(path, MAX_NOTEBOOK)
    if content is None:
        found.leave_out(name, reason)
        found.unreadable[name] = reason
        return None
    light, reason = tidy(content)
    if light is None:
        found.unreadable[name] = reason
    elif reason:
        found.leave_out(name, reason)
    found.changed = found.changed or light != content
    return light


def _note_other_notebooks(files, wanted, found):
    """Take the only notebook of a submission for the one that is missing, and name all others."""
    missing = [name for name in wanted if name not in files]
    others = [name for name in files if name.endswith(".ipynb") and name not in wanted]
    if len(missing) == len(others) == 1:
        files[missing[0]] = files.pop(others[0])
        found.changed = True
        found.notes.append(RENAMED.format(others[0], missing[0]))
    elif others and not missing:
        found.notes.append(OTHERS.format(", ".join(others[:MAX_NAMED]), " and ".join(wanted)))


def _files(source, found, wanted) -> Iterator[tuple[str, Path]]:
    """(name within the folder, path) of everything but folders; what is too much is left out.

    Letters with marks are one character each in these names: some systems take them apart.
    """
    taken = {*wanted, *(f"{Path(name).stem}.html" for name in wanted), *EXCHANGE}
    composed = {unicodedata.normalize("NFC", name): name for name in wanted}
    seen = set()
    if not is_folder(source):
        found.leave_out(source.name, "it is not a folder")
        return
    count = 0
    waiting = [(source, "", 0)]
    while waiting:
        folder, prefix, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            found.leave_out(prefix, "it cannot be read")
            continue
        for entry in entries:
            count += 1
            name = unicodedata.normalize("NFC", prefix + entry.name)
            name = composed.get(name, name)
            found.changed = found.changed or name != prefix + entry.name
            if entry.name in LITTER or entry.name.endswith(".pyc"):
                found.changed = True
            elif count > MAX_FILES:
                found.leave_out(name, f"there are more than {MAX_FILES} files")
                return
            elif name in seen:
                found.leave_out(name, "something else has the same name")
            elif not names.is_plain(entry.name, IN_NAMES):
                found.leave_out(name, "its name has characters that are not allowed")
            elif entry.is_dir(follow_symlinks=False):
                if name in taken:
                    found.leave_out(name, "it is a folder, and a file should have this name")
                elif depth + 1 > MAX_DEPTH:
                    found.leave_out(name, "folders are nested too deeply")
                else:
                    seen.add(name)
                    waiting.append((Path(entry.path), name + "/", depth + 1))
            else:
                seen.add(name)
                yield name, Path(entry.path)


def exists(path: Path) -> bool:
    """Is anything there, be it a broken link?"""
    return os.path.lexists(path)


def stand_in(target: Path, released: Path, reason: str, secret: bytes, student: str) -> Screening:
    """A submission that says in each notebook why nothing could be graded."""
    found = Screening()
    target.mkdir(parents=True)
    for path in sorted(released.glob("*.ipynb")):
        found.unreadable[path.name] = reason
        _screen_notebook(target / path.name, path, found, {})
        _record(target / path.name, found, secret, (student, released.name, path.stem))
    return found


def is_folder(path: Path) -> bool:
    """Is it a folder, and not a link to one?"""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def read_regular(path: Path, most: int) -> tuple[bytes | None, str]:
    """(content, "") of a regular file, or (None, why not). Follows no link, waits for no pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        try:
            link = stat.S_ISLNK(os.lstat(path).st_mode)
        except OSError:
            link = False
        return None, "it is a symbolic link" if link else "it cannot be read"
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return None, "it is not a regular file"
        if about.st_nlink > 1:
            return None, "it is a hard link"
        if about.st_size > most:
            return None, f"it is larger than {most // 2**20} MiB"
        content = file.read(most + 1)
    return (content, "") if len(content) <= most else (None, "it grew while it was read")


def _is_timestamp(content):
    try:
        return parse_utc(content.decode("utf-8").strip()) is not None
    except Exception:  # whatever dateutil makes of a student's file
        return False


def _screen_notebook(path, released, found, files):
    """Put the released notebook in the place of one that cannot be graded, and say why."""
    if path.is_file():
        return
    reason = found.unreadable.get(path.name) or _missing(path.name, files)
    found.changed = True
    found.unreadable[path.name] = reason
    nb = nbformat.read(released, as_version=4)
    note = f"**This notebook could not be graded:** {path.name}: {reason}"
    nb.cells.insert(0, new_markdown_cell(note, id="not-graded"))
    nbformat.write(nb, path)


def _missing(name, files):
    others = [other for other in files if other.endswith(".ipynb") and other != name]
    if not others:
        return "there is no notebook of this name in the submission"
    return f"there is no notebook of this name in the submission, only {', '.join(others[:3])}"


def _record(path, found, secret, names):
    """Note in the notebook what was left out, so that the feedback can say so."""
    content = json.loads(path.read_bytes().decode("utf-8-sig"))
    metadata = content.setdefault("metadata", {})
    former = metadata.pop(KEY, None)
    reason = found.unreadable.get(path.name, "")
    if found.left_out or found.notes or reason:
        left_out = [list(pair) for pair in found.left_out]
        fresh = {"left_out": left_out, "unreadable": reason, "notes": found.notes}
        metadata[KEY] = {**fresh, "seal": seal(secret, *names, fresh)}
    elif former is not None and read_record({KEY: former}, secret, *names):
        metadata[KEY] = former  # of an earlier screening
        if former["unreadable"]:
            found.unreadable[path.name] = former["unreadable"]
    if metadata.get(KEY) != former:
        found.changed = True
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def read_record(metadata: Any, secret: bytes, *names: str) -> dict[str, Any] | None:
    """What the screening noted in a notebook's metadata; None unless it was the screening."""
    found = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(found, dict):
        return None
    fresh = {key: found.get(key) for key in ("left_out", "unreadable", "notes")}
    return dict(found) if found.get("seal") == seal(secret, *names, fresh) else None
