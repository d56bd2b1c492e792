"""What the exercises on passes back through a recurrent layer share: sizes, and mistakes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograde.kinds.common import one_by_one
from autograde.kinds.exercise import Misconception

# Rows of (name, kind, N, D, H) for one step back.
STEP_SIZES = (
    *((name, "ones", *sizes) for name, sizes in one_by_one("NDH")),
    ("sizes N=4, D=3, H=5", "generic", 4, 3, 5),
    ("sizes N=3, D=5, H=4", "generic", 3, 5, 4),
    ("sizes N=6, D=4, H=3", "generic", 6, 4, 3),
)

# Rows of (name, kind, N, T, D, H) for all steps back.
SEQUENCE_SIZES = (
    *((name, "ones", *sizes) for name, sizes in one_by_one("NTDH")),
    ("sizes N=3, T=5, D=4, H=6", "generic", 3, 5, 4, 6),
    ("sizes N=4, T=6, D=5, H=3", "generic", 4, 6, 5, 3),
    ("sizes N=5, T=4, D=3, H=7", "generic", 5, 4, 3, 7),
)


def loops_that_miss_a_step(
    in_steps: Callable[[Callable], Callable], read: str
) -> tuple[Misconception, ...]:
    """The mistakes of a loop that should run from step T - 1 to step 0.

    in_steps: called with a function of T that returns the steps in the order of the loop; returns
    the wrong function with this loop, which gives dx (N, T, D) first, zero at the step it missed.
    """
    stops_early = in_steps(lambda T: range(T - 1, 0, -1))
    starts_late = in_steps(lambda T: range(T - 2, -1, -1))
    early = "The loop ends before step 0: with range, the stop is not included."
    late = "The loop starts at T - 2 and misses the last step, which is T - 1."
    return (
        Misconception("loop-stops-early", stops_early, early, read),
        Misconception(
            "loop-stops-early-in-a-list",
            _collected_in_a_list(stops_early, slice(1, None)),
            early,
            read,
        ),
        Misconception("loop-starts-late", starts_late, late, read),
        Misconception(
            "loop-starts-late-in-a-list", _collected_in_a_list(starts_late, slice(-1)), late, read
        ),
    )


def _collected_in_a_list(backward, visited):
    """`backward` with a dx that has the steps that the loop visited, and no others."""

    def wrong(*args):
        dx, *rest = backward(*args)
        steps = list(dx.swapaxes(0, 1))[visited]
        return np.stack(steps, axis=1), *rest  # fails where the only step is missed

    return wrong


def dx_time_first(backward: Callable, read: str) -> Misconception:
    """The mistake that leaves the first output of `backward` as (T, N, D)."""

    def wrong(*args):
        dx, *rest = backward(*args)
        return dx.swapaxes(0, 1), *rest

    says = "dx has shape (T, N, D); the batch comes first: (N, T, D)."
    return Misconception("dx-time-first", wrong, says, read)
