"""What the judge found, as data: no words for the page, no scoring."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from autograde.kinds.compare import Difference
from autograde.kinds.exercise import Why

PASSED = "passed"
FAILED = "failed"
NOT_WRITTEN = "not written"  # the stub as it was handed out
NOT_ANSWERED = "not answered"  # the variable is still None
NOT_DEFINED = "not defined"  # no such name
NOT_JUDGED = "not judged"  # nothing could be observed: `reason` says why


@dataclass(frozen=True, slots=True)
class Error:
    """An exception that the learner's code raised, with the learner's own line."""

    type: str
    message: str
    line: int | None
    source: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: what it was called with, and what was wrong with each output.

    shapes: the arguments in words; private: drawn from a private seed, so that no renderer
    shows a value; differences: output -> Difference, wrong outputs only.
    """

    name: str
    kind: str
    shapes: str
    private: bool
    differences: dict[str, Difference]
    error: Error | None = None

    @property
    def passed(self) -> bool:
        """Every output is right."""
        return not self.differences and self.error is None


@dataclass(frozen=True, slots=True)
class PartResult:
    """One output's marks."""

    name: str
    passed: bool
    earned: float
    possible: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.earned <= self.possible:
            raise ValueError(f"{self.name}: earned {self.earned} is outside 0..{self.possible}")
        if not self.passed and self.earned == self.possible > 0:
            raise ValueError(f"{self.name}: earned full marks without having passed")


@dataclass(frozen=True, slots=True)
class Cause:
    """A misconception that explains outputs of this verdict."""

    id: str
    says: str
    read: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the difference of outputs without a cause looks like; kind: "factor", "place", ..."""

    kind: str
    says: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """What the learner's code printed while it was judged; it is told of, and not shown.

    lines: how many; more: there was text beyond the judge's bound; first: the first line that is
    not blank, short and on one line, "" where it may not be shown.
    """

    lines: int
    more: bool = False
    first: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one exercise.

    status: one of the constants of this module; reason: why nothing could be judged; advice:
    habits worth mending that cost nothing; printed: None where nothing was printed; first: the
    learner's own exercise that this one builds on, where that is not right either; rounded: did
    float32 come out where float64 went in? above: what went wrong before it was judged, and may be
    why it is not right.
    """

    exercise: str
    number: str
    title: str
    unit: str
    section: str
    status: str
    max_score: float
    parts: tuple[PartResult, ...]
    cases: tuple[CaseResult, ...] = ()
    causes: tuple[Cause, ...] = ()
    facts: tuple[Fact, ...] = ()
    advice: tuple[str, ...] = ()
    reason: str = ""
    praise: str = ""
    why: Why | None = None
    printed: Printed | None = None
    first: str = ""
    rounded: bool = False
    above: str = ""

    @property
    def score(self) -> float:
        """Marks, 0 to `max_score`; exactly `max_score` only where every part passed."""
        if self.status == PASSED:
            return float(self.max_score)
        return round(sum(part.earned for part in self.parts), 4)

    @property
    def passed(self) -> bool:
        """Everything is right."""
        return self.status == PASSED

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Ids of the mistakes that were recognised."""
        return tuple(cause.id for cause in self.causes)

    def first_failure(self) -> CaseResult | None:
        """The case to show: a public one if any of them failed."""
        failed = [case for case in self.cases if not case.passed]
        return min(failed, key=lambda case: case.private, default=None)

    def to_dict(self) -> dict:
        """Plain data for JSON; values of private cases are left out."""
        content = dataclasses.asdict(self)
        for case in content["cases"]:
            for difference in case["differences"].values():
                if case["private"]:
                    difference["text"] = difference["public_text"]
                del difference["public_text"]
            if case["private"] and case["error"]:
                case["error"]["message"] = ""
        del content["why"]  # it is asked of the learner, and says nothing of the work
        content["score"] = self.score
        content["misconceptions"] = list(self.misconceptions)
        return content
