"""Bounds on the time that something takes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import signal, sys
{prepare}
signal.alarm({seconds})  # nothing catches it: it ends the process
{work}
"""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where the processor has worked for longer."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


def ends_within(seconds: int, prepare: str, work: str, given: str = "") -> bool:
    """Does `work` end in that time? In a process of its own, with `given` as standard input.

    prepare, work: lines of Python. What `prepare` takes does not count.
    """
    program = PROGRAM.format(prepare=prepare, work=work, seconds=seconds)
    done = subprocess.run([sys.executable, "-c", program], input=given, text=True, cwd=ROOT)
    assert done.returncode in (0, -signal.SIGALRM)
    return done.returncode == 0
