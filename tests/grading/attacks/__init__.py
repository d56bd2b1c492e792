"""The attacks, in one table by family: what is tried, what stops it, how that defence is lifted.

An attack is code of a submission, its files, or its outputs. Run with every defence it fails; run
with the one defence lifted that it meets it succeeds, so that its test can fail. What it tries is
harmless where it does succeed. test_attacks.py and test_attacks_graded.py run them.
"""

from __future__ import annotations

from dataclasses import dataclass

# How a defence is lifted.
OUTSIDE = "the kernel runs without a sandbox"
SHARED = "one kernel runs two students' code"
IN_KERNEL = "the judge sits in the kernel, and its marks are read from the test cell's output"
AS_PRINTED = "the verdict is the last line that the judged process prints"
AS_SENT = "the notebook is marked as it was handed in, and not run"
STOCK_COPY = "the files are copied as nbgrader copies them"
STOCK_PAGE = "the page is made by nbconvert's own exporter"


@dataclass(frozen=True, slots=True)
class Without:
    """One line of what runs inside the sandbox, changed. In a sandbox of its own, or shared."""

    file: str
    line: str
    instead: str = "pass"
    serving: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """Fields of Limits, `seconds` of the cell, `room` for its output, or what the grader may have
    `held`: what stops the attack, and what lets it pass and is still harmless."""

    low: dict
    high: dict


@dataclass(frozen=True, slots=True)
class Attack:
    """topic: of those that each family must cover; body: a function's that returns whether it
    succeeded, or a whole cell where a notebook is graded; meets: the defence, in words; lift: how
    it is lifted; before: what a first student does, where the body is run by the next."""

    name: str
    topic: str
    body: str
    meets: str
    lift: str | Without | Bound
    before: str = ""
