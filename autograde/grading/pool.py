"""Grades tasks in processes of their own. They fill the store; nothing else is theirs to write.

Any executor of `concurrent.futures` kind can stand in the place of the processes: a task and its
result are plain data.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor

from autograde import exercises
from autograde.grading.results.graded import Graded
from autograde.grading.run import work
from autograde.grading.run.task import Task
from autograde.grading.sandbox.runfolder import RunFolder

PR_SET_PDEATHSIG = 1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkPool:
    """A context manager. With one worker, everything happens in this process.

    Leaving the block for an error ends the workers, and with them their sandboxes, at once.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.executor: ProcessPoolExecutor | None = None
        self.strangers = set(multiprocessing.active_children())

    def __enter__(self) -> WorkPool:
        if self.workers > 1:
            self.executor = ProcessPoolExecutor(
                self.workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_become_worker,
                initargs=(list(exercises.__path__), os.getpid()),
            )
        return self

    def submit(self, task: Task) -> Future[tuple[str, bool]]:
        """Have a task graded. The future's result is for `result_of`."""
        future: Future[tuple[str, bool]] = Future()
        try:
            if self.executor is not None:
                return self.executor.submit(graded_as_text, task)
            future.set_result(graded_as_text(task))
        except Exception as error:  # a task that fails, or workers that are gone
            future.set_exception(error)
        return future

    def __exit__(self, kind: type[BaseException] | None, *exc_info: object) -> None:
        if self.executor is None:
            return
        if kind is not None:
            for process in set(multiprocessing.active_children()) - self.strangers:
                process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)


def graded_as_text(task: Task) -> tuple[str, bool]:
    """Grade a task: its result as text, and whether it would come out the same again."""
    graded = work.run(task)
    return graded.to_json(), graded.settled


def result_of(future: Future[tuple[str, bool]]) -> Graded | None:
    """What a worker made; None where the machine was at fault, or the worker itself ended."""
    try:
        text, settled = future.result()
    except Exception:  # whatever it was, the task is tried once more, alone
        return None
    graded = Graded.from_json(text)
    graded.settled = settled
    return graded


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
