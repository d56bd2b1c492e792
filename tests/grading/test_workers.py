"""Workers that grade tasks end when their time or memory is up, and cost one submission alone."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future
from queue import SimpleQueue

import numpy as np
import pytest

from autograde.grading.run import pool
from autograde.grading.run.cellplan import TEST, Step
from autograde.grading.run.interrupts import held_back
from autograde.grading.run.pool import WorkPool, result_of, run_alone
from autograde.grading.run.task import Task
from autograde.grading.sandbox.limits import Limits, RunLimits

EMPTY = {"unit": "01_hidden_state", "files": (), "limits": Limits(), "run_limits": RunLimits()}
STEPS = (Step(0, TEST, 'check("rnn_step")', "test_rnn_step", "rnn_step", 8.0),)


class Trap:
    """What a task holds in the place of its seeds: `dict` of it is the first thing that is done."""

    def keys(self):
        raise NotImplementedError


class Hangs(Trap):
    def keys(self):
        while True:
            time.sleep(1)


class Grows(Trap):
    def keys(self):
        pool.MOST_MEMORY = 100 * 2**20
        self.held = np.ones(50 * 2**20)  # 400 MiB
        time.sleep(600)


class Dies(Trap):
    def keys(self):
        os._exit(7)


def task(trap=None):
    steps, seeds = (STEPS, trap) if trap else ((), ())
    return Task(**EMPTY, steps=steps, seeds=seeds, sandboxed=False)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Tasks end after fifteen seconds, and nothing is left of the workers."""
    monkeypatch.setattr(pool, "longest", lambda task: 15.0)
    yield
    pool.close_own()


@pytest.mark.parametrize("trap", [Hangs(), Grows(), Dies()], ids=lambda t: type(t).__name__)
def test_a_task_that_spoils_its_worker_earns_nothing_and_says_why(trap):
    graded = run_alone(task(trap))
    (record,) = graded.records
    assert (record["score"], record["status"]) == (0.0, "not judged")
    assert record["reason"] == pool.ENDED
    assert not graded.settled


def test_a_worker_that_is_ended_takes_no_other_task_with_it():
    done = SimpleQueue()
    with WorkPool(2) as workers:
        traps = (None, Dies(), None, Hangs(), None)
        futures = [workers.submit(task(trap), done.put) for trap in traps]
        found = {future: result_of(future) for future in (done.get() for _ in traps)}
    assert [found[future] is not None for future in futures] == [True, False, True, False, True]


def ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)  # where it is not held back, it is raised here


def test_ctrl_c_waits_until_a_task_is_handed_out(monkeypatch):
    """Where it broke in, a lock of the pool's stayed taken, and its threads waited for ever."""
    handed_out = []

    def schedule(*args, **kwargs):
        ctrl_c()
        handed_out.append("whole")
        return Future()

    with WorkPool(1) as workers:
        monkeypatch.setattr(workers.processes, "schedule", schedule)
        with pytest.raises(KeyboardInterrupt):
            workers.submit(task(), lambda future: None)
    assert handed_out == ["whole"]


def test_ctrl_c_waits_until_a_result_is_taken_in():
    class Ready(Future):
        def result(self, timeout=None):
            ctrl_c()
            self.was_taken = True
            return super().result(timeout)

    ready = Ready()
    ready.set_exception(ValueError())
    with pytest.raises(KeyboardInterrupt):
        result_of(ready)
    assert ready.was_taken


def test_ctrl_c_is_raised_beside_an_error_of_the_block_and_handlers_are_put_back():
    def fails():
        with held_back():
            ctrl_c()
            raise ValueError("of the block")

    usual = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt) as raised:
        fails()
    assert "of the block" in str(raised.value.__context__)
    assert signal.getsignal(signal.SIGINT) is usual
    thread = threading.Thread(target=held_back().__enter__)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is usual
