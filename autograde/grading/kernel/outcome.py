"""What became of one piece of code in the kernel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FINISHED = "finished"  # with or without an exception
STOPPED = "stopped"  # interrupted when its time was up, the kernel lives on
DIED = "died"  # the kernel is gone: it ended itself, or had to be ended


@dataclass(slots=True)
class Outcome:
    """status: one of the constants above; reason: why it did not finish, as half a sentence.

    outputs: nbformat outputs that are safe to keep; error: (type, message) of an exception;
    replies: data under the private mimetype, as text; out_of_time: its wall time was up;
    result: the text of the value that the code ends with; left: did the kernel leave by itself,
    which may be the work of code that was run before?
    """

    status: str = FINISHED
    reason: str = ""
    outputs: list[Any] = field(default_factory=list)
    error: tuple[str, str] | None = None
    replies: list[str] = field(default_factory=list)
    out_of_time: bool = False
    result: str | None = None
    left: bool = False
