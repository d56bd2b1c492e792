"""Private seeds: different for each student and exercise, the same at each grading."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from autograde.grading.errors import GradingError

COURSE = "unrolled"
SCHEMA = "1"  # raise it when the cases of an exercise are drawn in another way
VARIABLE = "UNROLLED_SECRET"
FILE = ".unrolled_secret"
LEAST = 16  # characters


def private_seed(secret: bytes, student: str, exercise: str) -> int:
    """The seed of the cases that `student` alone is given for `exercise`."""
    return int.from_bytes(_digest(secret, "seed", student, exercise)[:8], "big")


def seal(secret: bytes, *parts: object) -> str:
    """Shows that this grader wrote `parts`: a submission cannot make it. Used by the screening."""
    return _digest(secret, "seal", *parts).hex()


def _digest(secret, *parts):
    # JSON keeps the parts apart: no two different lists of parts give the same text.
    text = json.dumps([COURSE, SCHEMA, *parts], sort_keys=True)
    return hmac.new(secret, text.encode("utf-8"), hashlib.sha256).digest()


def read_secret(root: Path) -> bytes:
    """The course's secret: from UNROLLED_SECRET, or from a file in `root`, made when missing.

    Machines that grade the same course must share it, or their private cases differ.

    Raises:
        GradingError: it is too short, or the file cannot be read or made.
    """
    given = os.environ.get(VARIABLE)
    path = root / FILE
    try:
        secret = given.strip() if given else _from_file(path)
    except OSError as error:
        raise GradingError(
            f"The secret cannot be read from or written to {path} ({error.strerror}): "
            f"set {VARIABLE}, or make the folder writable."
        ) from error
    if len(secret) < LEAST:
        where = VARIABLE if given else str(path)
        raise GradingError(f"The secret in {where} is too short: use at least {LEAST} characters.")
    return secret.encode("utf-8")


def _from_file(path):
    # Made under another name and linked into place: whoever reads it finds it complete.
    with contextlib.suppress(FileNotFoundError):
        return _read(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        with contextlib.suppress(FileExistsError):  # another grader was first: its secret counts
            os.link(draft, path)
    finally:
        draft.unlink()
    return _read(path)


def _read(path):
    return path.read_text(encoding="utf-8").strip()
