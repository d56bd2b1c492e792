"""Questions that are answered by a choice: no points, an instant reply to every option.

The right option stands in the declaration as a seal only, so that nobody reads it by accident.
Make one with ``python -m autograde.kinds.answers question_01_1 b``.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograde.kinds.compare import Difference
from autograde.kinds.exercise import Case, Exercise


def seal(name: str, option: str) -> str:
    """A short digest of an option of the question `name`."""
    return hashlib.sha256(f"unrolled:{name}:{option}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Choice:
    """Right if the chosen option has the right seal; else the reply written for that option."""

    name: str
    replies: Mapping[str, str]
    right: str

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """None for the right option."""
        option = got.strip().lower() if isinstance(got, str) else None
        if option not in self.replies:
            listed = ", ".join(f'"{o}"' for o in self.replies)
            is_variable = self.name.isidentifier()  # not one answer among several
            example = f", for example {self.name} = {listed[:3]}" if is_variable else ""
            text = f"answer with one of {listed}{example}"
            return Difference("type", text, text)
        if seal(self.name, option) == self.right:
            return None
        return Difference("value", self.replies[option], "another option is right")


def question(
    name: str,
    *,
    number: str,
    unit: str,
    title: str,
    replies: Mapping[str, str],
    right: str,
    section: str,
    points: float = 0,
    hints: tuple[str, ...] = (),
) -> Exercise:
    """A question whose answer the learner binds to the variable `name`.

    replies: option -> what `check` says to whoever chooses it, the right one included;
    right: `seal(name, option)` of the right option.

    Raises:
        ValueError: no option has the seal.
    """
    options = [option for option in replies if seal(name, option) == right]
    if len(options) != 1:
        raise ValueError(f"{name}: the seal {right!r} fits none of the options {list(replies)}")
    return Exercise(
        name=name,
        number=number,
        unit=unit,
        title=title,
        points=points,
        reference=lambda: options[0],
        cases=lambda rng: [Case("your answer", ())],
        outputs=(name,),
        section=section,
        hints=hints,
        is_answer=True,
        comparison=Choice(name, replies, right),
        praise=replies[options[0]],
    )


if __name__ == "__main__":
    print(seal(*sys.argv[1:3]))
