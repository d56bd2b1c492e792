"""A bound on the time of what happens in this process."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(BaseException):
    """Raised in this process: no `except Exception` on the way stops it."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise TookTooLong in what takes longer."""

    def stop(*_):
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
