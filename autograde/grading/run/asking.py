"""Asks a kernel what the learner's object does. The answer is data, from anybody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from autograde.grading.inside.reply import REQUEST
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED, FINISHED, Outcome
from autograde.grading.kernel.outputs import Outputs

MAX_REPLY = 20 * 2**20  # characters
CODE = "__import__('autograde.reply', fromlist=['send']).send()"


class Asking:
    """Called with a request; returns the reply, or None where none came.

    reason: why none came; outcome: what became of the kernel in the last request; took: how many
    seconds that was.
    """

    def __init__(self, kernel: SandboxKernel, seconds_left: Callable[[], float]) -> None:
        self.kernel, self.seconds_left = kernel, seconds_left
        self.outcome = Outcome()
        self.reason = ""
        self.took = 0.0

    def __call__(self, request: dict) -> dict | None:
        """One request. A kernel that has ended is not asked again."""
        if self.outcome.status == DIED or self.seconds_left() <= 0:
            return None
        # Not in the code, which the kernel would take apart token by token.
        began = time.monotonic()
        self.outcome = self.kernel.execute(
            CODE, self.seconds_left(), Outputs(0), metadata={REQUEST: request}
        )
        self.took = time.monotonic() - began
        reply, reason = _read(self.outcome)
        self.reason = self.reason or reason
        return reply


def _read(outcome):
    """(the data, "") or (None, why there are none). Bounded in size; never executed."""
    if outcome.status != FINISHED:
        return None, NOT_FINISHED.format(outcome.reason)
    if not outcome.replies:
        return None, NO_REPLY
    text = outcome.replies[0]
    try:
        reply = json.loads(text) if len(text) <= MAX_REPLY else None
    except (ValueError, RecursionError):
        reply = None
    return (reply, "") if isinstance(reply, dict) else (None, UNREADABLE)


NOT_FINISHED = "your code did not finish: {}"
NO_REPLY = "nothing came back: your notebook changed what the judging needs in the kernel"
UNREADABLE = "what came back could not be read"
