"""Tricks with the files that are handed in. Lifted, they are copied as nbgrader copies them."""

import os
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograde.grading.submission import screen
from tests.grading import toys
from tests.grading.attacks import STOCK_COPY, Attack

REGULAR = "only regular files with one name are read, and no link is followed"
NAMES = "only files of harmless names go on"
SIZES = "size, number and depth are bounded"
MARKS = "MARKS-OF-EVERYBODY"
PAGE = f"{toys.UNIT}.html"  # what grading writes


@dataclass(frozen=True, slots=True)
class Trick(Attack):
    """place: makes the files in a folder, given that of the secrets; won: did it succeed, judged
    by the copy; reason: what the feedback says of it. Winning by stopping the copying counts."""

    place: Callable[[Path, Path], None] = print
    won: Callable[[Path], bool] = bool
    reason: str = ""


def _trick(name, topic, meets, reason, place, won):
    return Trick(name, topic, "", meets, STOCK_COPY, place=place, won=won, reason=reason)


def _names(folder):
    return [path.name for path in folder.rglob("*")]


def _holds_marks(folder):
    return any(path.is_file() and MARKS in path.read_text("latin-1") for path in folder.rglob("*"))


def _has(name):
    return lambda folder: name in _names(folder)


def _touch(name):
    return lambda folder, secrets: (folder / name).write_text("x")


def _sparse(folder, secrets):
    with (folder / "sparse.bin").open("wb") as file:
        file.truncate(24 * 2**20)


def _takes_room(folder):
    return any(path.stat().st_blocks * 512 > screen.MAX_FILE for path in folder.rglob("*"))


def _many(folder, secrets):
    for number in range(screen.MAX_FILES + 50):
        (folder / f"zz{number}.txt").write_text("x")


def _deep(folder, secrets):
    for _ in range(40):
        folder = folder / "d"
        folder.mkdir()
    (folder / "file.txt").write_text("x")


def _page_folder(folder, secrets):
    (folder / PAGE).mkdir()
    (folder / PAGE / "inside.txt").write_text("x")


def _socket(folder, secrets):
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(folder, os.O_RDONLY)  # the path itself may be too long for a socket
        made.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)


def _stopped(folder):
    """Only an unfinished copy counts: see Trick."""
    return False


FILES = (
    _trick(
        "links to the gradebook",
        "symbolic links",
        REGULAR,
        "it is a symbolic link",
        lambda folder, secrets: (folder / "notes.db").symlink_to(secrets / "gradebook.db"),
        _holds_marks,
    ),
    _trick(
        "hands in a link as its notebook",
        "symbolic links",
        REGULAR,
        "it is a symbolic link",
        lambda folder, secrets: (folder / "mine.ipynb").symlink_to(secrets / "gradebook.db"),
        _holds_marks,
    ),
    _trick(
        "gives the gradebook another name",
        "hard links",
        REGULAR,
        "it is a hard link",
        lambda folder, secrets: os.link(secrets / "gradebook.db", folder / "marks.db"),
        _holds_marks,
    ),
    _trick(
        "hands in a pipe that nobody writes to",
        "FIFOs",
        REGULAR,
        "it is not a regular file",
        lambda folder, secrets: os.mkfifo(folder / "pipe"),
        _stopped,
    ),
    _trick(
        "hands in a socket",
        "sockets",
        REGULAR,
        "cannot be read",
        _socket,
        _stopped,
    ),
    _trick(
        "hands in a file of holes",
        "sparse files",
        SIZES,
        "larger than 16 MiB",
        _sparse,
        _takes_room,
    ),
    _trick(
        "hands in an enormous file",
        "enormous files",
        SIZES,
        "larger than 16 MiB",
        lambda folder, secrets: (folder / "large.bin").write_bytes(bytes(24 * 2**20)),
        _has("large.bin"),
    ),
    _trick(
        "hands in very many files",
        "enormous files",
        SIZES,
        "more than 200 files",
        _many,
        lambda folder: len(list(folder.glob("zz*"))) > screen.MAX_FILES,
    ),
    _trick(
        "nests folders deeply",
        "deep folders",
        SIZES,
        "nested too deeply",
        _deep,
        lambda folder: any("/".join("d" * 10) in str(path) for path in folder.rglob("*")),
    ),
    _trick(
        "gives a folder the name of its page",
        "folders in the place of files",
        NAMES,
        "a file should have this name",
        _page_folder,
        lambda folder: (folder / PAGE / "inside.txt").exists(),
    ),
    _trick(
        "begins a name with ..",
        "names with ..",
        NAMES,
        "characters that are not allowed",
        _touch("..\\..\\gradebook.db"),
        _has("..\\..\\gradebook.db"),
    ),
    _trick(
        "puts a newline into a name",
        "newlines in names",
        NAMES,
        "characters that are not allowed",
        _touch("two\nlines.txt"),
        _has("two\nlines.txt"),
    ),
    _trick(
        "puts control characters into a name",
        "control characters in names",
        NAMES,
        "characters that are not allowed",
        _touch("\x1b]0;yours\x07.txt"),
        _has("\x1b]0;yours\x07.txt"),
    ),
    _trick(
        "gives a file a name that is no text",
        "control characters in names",
        NAMES,
        "characters that are not allowed",
        _touch(os.fsdecode(b"\xff\xfe.txt")),
        _has(os.fsdecode(b"\xff\xfe.txt")),
    ),
)


def is_plain(folder: Path) -> bool:
    """Are there folders and regular files of one name alone?"""
    found = [path.lstat() for path in folder.rglob("*")]
    return all(
        stat.S_ISDIR(about.st_mode) or (stat.S_ISREG(about.st_mode) and about.st_nlink == 1)
        for about in found
    )
