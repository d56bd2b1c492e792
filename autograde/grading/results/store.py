"""Results that are kept: what was graded once is not run again while nothing changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograde.grading.results.graded import Graded

FOLDER = "store"


class Store:
    """Files in `results`/store, each named after the key of its task.

    The first line of a file is the digest of the rest: an entry that was damaged is noticed,
    removed and made again. A file takes its place at once or not at all.
    """

    def __init__(self, results: Path) -> None:
        self.folder = Path(results) / FOLDER

    def _path(self, key):
        return self.folder / key[:2] / key[2:]

    def get(self, key: str) -> Graded | None:
        """The result under `key`; None where there is none that can be trusted."""
        try:
            content = self._path(key).read_bytes()
        except OSError:
            return None
        digest, _, body = content.partition(b"\n")
        try:
            if digest.decode("ascii") != _digest(key, body):
                raise ValueError("damaged")
            return Graded.from_json(body.decode("utf-8"))
        except (ValueError, KeyError, TypeError):
            self.discard(key)
            return None

    def put(self, key: str, graded: Graded) -> None:
        """Keep a result, unless time or the machine decided it.

        Raises:
            OSError: it cannot be written; then nothing is left behind.
        """
        if not graded.settled:
            return
        body = graded.to_json().encode("utf-8")
        write(self._path(key), _digest(key, body).encode("ascii") + b"\n" + body)

    def discard(self, key: str) -> None:
        """Forget what is under `key`, if anything is."""
        with contextlib.suppress(OSError):
            self._path(key).unlink()


def write(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file beside its place and move it there when it is complete and on the disk.

    content: the whole, or piece by piece.

    Raises:
        OSError: it cannot be written; then the old file is still there, and nothing else.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def _digest(key, body):
    return hashlib.sha256(key.encode("ascii") + b"\n" + body).hexdigest()
