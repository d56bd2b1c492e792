"""Grades tasks in processes of their own, which end when their time or their memory is up.

A task and its result are plain data. Whatever a submission does to the process that grades it, it
costs its own marks alone: the worker is ended, and another one takes its place.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue

from pebble import ProcessPool

from autograde import exercises
from autograde.grading.kernel.kernel import START_SECONDS, resident
from autograde.grading.results.graded import Graded
from autograde.grading.run import work
from autograde.grading.run.interrupts import held_back
from autograde.grading.run.task import Task
from autograde.grading.sandbox.runfolder import RunFolder

Answer = Future[tuple[str, bool]]  # to graded_as_text

PR_SET_PDEATHSIG = 1
SLACK_SECONDS = 150.0  # beyond a task's own limits: a fork server may start, a machine be slow
MOST_MEMORY = 1536 * 2**20  # bytes by which a worker may grow over one task
LOOK_SECONDS = 0.05


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkPool:
    """A context manager. Leaving the block for an error ends the workers, and with them their
    sandboxes, at once."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.processes = ProcessPool(
            workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_become_worker,
            initargs=(list(exercises.__path__), os.getpid()),
        )

    def __enter__(self) -> WorkPool:
        return self

    def submit(self, task: Task, when_done: Callable[[Answer], None]) -> Answer:
        """Have a task graded.

        when_done is called with the future once its result is there for `result_of`, in another
        thread. Let it put the future into a SimpleQueue: waiting for a future takes its lock, and
        Ctrl-C can leave it taken.
        """
        with held_back():
            future = self.processes.schedule(graded_as_text, args=(task,), timeout=longest(task))
            future.add_done_callback(when_done)
        return future

    def __exit__(self, kind: type[BaseException] | None, *exc_info: object) -> None:
        with held_back():
            if kind is None:
                self.processes.close()
            else:
                self.processes.stop()
        self.processes.join()


def longest(task: Task) -> float:
    """Seconds after which a task is ended from outside, whatever holds it up.

    Its own limits come first. This one is for what they do not see: a call that never returns.
    """
    limits = task.run_limits
    return limits.notebook_seconds + (limits.restarts + 1) * START_SECONDS + SLACK_SECONDS


def graded_as_text(task: Task) -> tuple[str, bool]:
    """Grade a task: its result as text, and whether it would come out the same again."""
    with _bounded_memory():
        graded = work.run(task)
        return graded.to_json(), graded.settled


def result_of(future: Answer) -> Graded | None:
    """What a worker made of a task that is done; None where it was ended, or could not do it."""
    try:
        with held_back():
            text, settled = future.result(timeout=0)
    except Exception:  # whatever it was, the task is tried once more, alone
        return None
    graded = Graded.from_json(text)
    graded.settled = settled
    return graded


def run_alone(task: Task) -> Graded:
    """Grade one task in a worker of this process, and wait for it.

    A task whose worker is ended earns nothing, and says why.
    """
    done: SimpleQueue[Answer] = SimpleQueue()
    _own_pool().submit(task, done.put)
    graded = result_of(done.get())
    if graded is None:
        graded = work.refuse(task, ENDED)
        graded.settled = False
    return graded


_own: dict[tuple, WorkPool] = {}


def _own_pool():
    """The pool of one worker of this process, for the exercises that it knows now."""
    key = tuple(exercises.__path__)
    if key not in _own:
        close_own()
        _own[key] = WorkPool(1)
    return _own[key]


def close_own() -> None:
    """End the worker of this process. Called when the process ends, too."""
    while _own:
        _own.popitem()[1].__exit__(SystemExit)


atexit.register(close_own)


@contextlib.contextmanager
def _bounded_memory():
    """End this process at once if it grows beyond what grading one notebook can need.

    What comes back from a submission is bounded, but not what is made of it while it is judged.
    """
    usual, done = resident(), threading.Event()

    def watch():
        while not done.wait(LOOK_SECONDS):
            if resident() - usual > MOST_MEMORY:
                _leave()

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _become_worker(exercises_path, parent):
    """Called in each new process, before its first task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out tasks
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)  # Linux alone has it
    if os.getppid() != parent:
        _leave()
    exercises.__path__[:] = exercises_path


def _leave(*_):
    """End at once. The sandboxes end with the process that started them."""
    RunFolder.remove_all()
    os._exit(1)


ENDED = "grading it took too long, or too much memory: ask your instructor"
