"""What the difference looks like: plain facts about got and wanted, where no mistake has a name.

Declared mistakes match one whole wrong implementation. Real work has two faults, or one that
nobody declared; and still a factor, a place or an order can be seen in its values. A fact is true
by construction: it is told only if it holds in every case in which it can be tested, and it says
what is seen, not why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograde.judge.samples import EFFECT, WHOLE, About, Seen, samples_of
from autograde.judge.verdict import Fact
from autograde.judge.wherefacts import where_axes, where_sizes
from autograde.judge.wholefacts import whole
from autograde.kinds.compare import Values, as_array, close, tolerance
from autograde.kinds.exercise import Case, Exercise
from autograde.kinds.shapes import sizes_of

MOST = 2
OF_WHOLE = ("factor", "order", "sum", "term")
SQUEEZES = " Your code calls `squeeze`, which drops every axis of size 1."


def facts(
    exercise: Exercise,
    cases: list[Case],
    got: list[dict[str, Any] | None],
    wanted: list[dict[str, Any]],
    outputs: list[str],
    unmoved: dict[str, list[str]] | None = None,
    *,
    squeezes: bool = False,
) -> tuple[Fact, ...]:
    """At most two facts about these outputs, which are wrong and have no cause.

    got: output -> value in each case, None where none came; unmoved: output -> the arguments that
    do not change it; squeezes: does the code ask for a squeeze?
    """
    seen: dict[Seen, list[str]] = {}
    about = [About(case, sizes_of(exercise, case), tolerance(case.args)) for case in cases]
    for output in outputs:
        still = (unmoved or {}).get(output, [])
        for fact in _about(exercise, about, got, wanted, output, still, squeezes):
            seen.setdefault(fact, []).append(output)
    return tuple(_chosen(seen, outputs))


def tells_all(found: tuple[Fact, ...], outputs: set[str]) -> bool:
    """Does the first fact tell all of the difference of all these outputs?"""
    return bool(found) and found[0].kind in OF_WHOLE and set(found[0].outputs) == outputs


def _chosen(seen, outputs):
    """The most telling first; the second one rather about what the first leaves open, or of
    another kind."""
    left, told = set(outputs), []
    ordered = sorted(seen, key=lambda fact: (fact.rank, -len(seen[fact])))
    while ordered and len(told) < MOST:
        kinds = [fact.kind for fact in told]
        fact = next((f for f in ordered if left & set(seen[f])), None)
        fact = fact or next((f for f in ordered if f.kind not in kinds), None)
        if fact is None or (told and told[-1].rank == WHOLE and not left):
            return
        yield _in_words(fact, seen[fact])
        left -= set(seen[fact])
        ordered.remove(fact)
        told.append(fact)


def _in_words(fact, outputs):
    names = " and ".join(filter(None, [", ".join(outputs[:-1]), outputs[-1]]))
    several = len(outputs) > 1
    words = {"o": names, "is_": "are" if several else "is", "ones": "ones" if several else "one"}
    words |= {"has": "have" if several else "has", "do": "do" if several else "does"}
    return Fact(fact.kind, fact.says.format(**words), tuple(outputs))


def _about(exercise, cases, got, wanted, output, unmoved, squeezes) -> Iterator[Seen]:
    """All facts about one output."""
    if not isinstance(exercise.compare(output), Values):
        return
    samples = samples_of(exercise, cases, got, wanted, output)
    wrong = [
        about
        for about, mine, right in zip(cases, got, wanted, strict=True)
        if mine is None or _differs(mine[output], right[output], about.tol)
    ]
    yield from where_sizes(cases, wrong, SQUEEZES if squeezes else "")
    if not wrong or len(samples) < len(cases):
        return  # it stopped, or something else than numbers came
    yield from whole(exercise, samples, output)
    for argument in unmoved:
        says = f"{{o}} {{do}} not change when {argument} changes"
        yield Seen(EFFECT, "no effect", f"{says}: {argument} is not used for it.")
    yield from where_axes(exercise, samples, output)


def _differs(got, want, tol):
    array, right = as_array(got), as_array(want)
    if array is None or right is None or array.shape != right.shape:
        return True
    return not close(array, right, tol).all()
