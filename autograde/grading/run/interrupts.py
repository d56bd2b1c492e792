"""Ctrl-C, which Python raises wherever the main thread is: also between taking a lock and the
block that gives it back. The pool's own threads would wait for such a lock for ever."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """A block that Ctrl-C does not break into: KeyboardInterrupt is raised at its end.

    For short blocks that take locks of a library. Ctrl-C reaches the main thread alone, so in
    other threads this does nothing.
    """
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield
        return
    came = []
    signal.signal(signal.SIGINT, lambda *signal_and_frame: came.append(signal_and_frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if came:
            usual(*came[0])
