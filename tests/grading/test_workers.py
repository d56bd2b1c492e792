"""Workers that grade tasks end when their time or memory is up, and cost one submission alone."""

from __future__ import annotations

import time

import numpy as np
import pytest

from autograde.grading.run import pool
from autograde.grading.run.cellplan import TEST, Step
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
        import os

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
    with WorkPool(2) as workers:
        futures = [workers.submit(task(trap)) for trap in (None, Dies(), None, Hangs(), None)]
        found = [result_of(future) for future in futures]
    assert [graded is not None for graded in found] == [True, False, True, False, True]
