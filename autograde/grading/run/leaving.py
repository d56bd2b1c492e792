"""Which cell made a kernel leave? It may have been one that ran long before.

A timer or a thread of one cell may end the kernel while another cell runs, or an exercise is
judged. The cell in which it shows must not pay for that, and the same notebook must get the same
marks each time. So the cells are run again, each time without one of those that could have done it:
the one without which the kernel lives is the one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.run.cellplan import Step

LONGER, MORE_SECONDS = 1.5, 0.5  # than the kernel has lived: so long is it watched


def cell_that_left(
    ran: Sequence[tuple[int, Step]],
    at: int,
    lived: float,
    *,
    start: Callable[[], AbstractContextManager[SandboxKernel]],
    seconds_left: Callable[[], float],
) -> int:
    """The number of the step that made the kernel leave.

    ran: the cells that were run, in order; at: the step in which it left; lived: seconds from the
    start of the kernel until then. Where no single cell is found, it is the step in which it left.
    """
    own = [number for number, step in reversed(ran) if step.own and number != at]
    for suspect in [at, *own]:
        if seconds_left() <= 0:
            break
        others = [step for number, step in ran if number != suspect]
        if _lives(others, LONGER * lived + MORE_SECONDS, start, seconds_left):
            return suspect
    return at


def _lives(steps, seconds, start, seconds_left):
    """Does a kernel that runs these cells live for so long?"""
    with start() as kernel:
        end = time.monotonic() + seconds
        for step in steps:
            if seconds_left() <= 0:
                return False
            if kernel.execute(step.source, seconds_left(), Outputs(0)).status == DIED:
                return False
        return kernel.lives_on(min(end - time.monotonic(), seconds_left()))
