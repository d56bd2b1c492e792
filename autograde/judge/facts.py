"""What the difference looks like: plain facts about got and wanted, where no mistake has a name.

Declared mistakes match one whole wrong implementation. Real work has two faults, or one that
nobody declared; and still a factor, a place or an order can be seen in its values. A fact is true
by construction: it is told only if it holds in every case in which it can be tested, and it says
what is seen, not why.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.judge.verdict import Fact
from autograde.kinds.compare import Values, as_array, close, tolerance
from autograde.kinds.exercise import GENERIC, Case, Exercise
from autograde.kinds.shapes import shapes_of, sizes_of

MOST = 2
WHOLE, EFFECT, PART = range(3)  # tells all of the difference; what it does not depend on; where
COUNTS = {
    "N": "the number of sequences",
    "T": "the number of steps",
    "S": "the number of steps",
    "D": "the number of inputs",
    "H": "the number of units",
    "K": "the number of outputs",
}
SQUEEZES = " `squeeze` drops every axis of size 1."
GATES = ("i", "f", "g", "o")
SUMMED = {"N": "the sequences", "T": "the steps", "S": "the steps"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One output of one case: what came, what was wanted, and all that it was made of."""

    case: Case
    got: np.ndarray
    want: np.ndarray
    sizes: dict[str, int]
    others: dict[str, Any]  # the other outputs that were wanted, and the arguments
    tol: float

    @property
    def is_generic(self) -> bool:
        """Are all sizes different, so that nothing comes by chance?"""
        return self.case.kind == GENERIC

    def agrees(self, array: Any) -> bool:
        """Is what came this, in shape and in values?"""
        return np.shape(array) == self.got.shape and bool(
            close(self.got, np.asarray(array), self.tol).all()
        )

    def right(self) -> np.ndarray:
        """Which entries are right; got has the shape of want."""
        return close(self.got, self.want, self.tol)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A fact about one output: `says` has {o} and {is_} for the outputs and their verb."""

    rank: int
    kind: str
    says: str


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
    seen: dict[_Seen, list[str]] = {}
    for output in outputs:
        still = (unmoved or {}).get(output, [])
        for fact in _about(exercise, cases, got, wanted, output, still, squeezes):
            seen.setdefault(fact, []).append(output)
    return tuple(_chosen(seen, outputs))


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


def _about(exercise, cases, got, wanted, output, unmoved, squeezes) -> Iterator[_Seen]:
    """All facts about one output."""
    if not isinstance(exercise.compare(output), Values):
        return
    samples = _samples(exercise, cases, got, wanted, output)
    wrong_cases = [
        case
        for case, mine, right in zip(cases, got, wanted, strict=True)
        if mine is None or _differs(mine[output], right[output], case)
    ]
    yield from _where_sizes(exercise, cases, wrong_cases, SQUEEZES if squeezes else "")
    if any(mine is None for mine in got) or len(samples) < len(cases):
        return  # it stopped, or something else than numbers came
    yield from _whole(exercise, samples, output)
    for argument in unmoved:
        says = f"{{o}} {{do}} not change when {argument} does"
        yield _Seen(EFFECT, "no effect", f"{says}: {argument} has no part in what comes out.")
    yield from _where_axes(exercise, samples, output)


def _differs(got, want, case):
    array, right = as_array(got), as_array(want)
    if array is None or right is None or array.shape != right.shape:
        return True
    return not close(array, right, tolerance(case.args)).all()


def _samples(exercise, cases, got, wanted, output):
    """Those cases in which numbers came and were wanted."""
    found = []
    for case, mine, right in zip(cases, got, wanted, strict=True):
        array = None if mine is None else as_array(mine[output])
        want = as_array(right[output])
        if array is None or want is None or not np.isfinite(want).all():
            continue
        others = {name: value for name, value in right.items() if name != output}
        others |= dict(zip(exercise.arguments, case.args, strict=False))
        sizes = sizes_of(exercise, case)
        found.append(Sample(case, array, want, sizes, others, tolerance(case.args)))
    return found


def _all(samples: list[Sample], relation: Callable[[Sample], Any]) -> bool:
    """Does every sample agree with what `relation` makes of it, one of them not trivially?

    relation: returns the array that is expected, or None where the sample can tell nothing.
    """
    made = [(sample, relation(sample)) for sample in samples]
    told = [(sample, array) for sample, array in made if array is not None]
    if not any(sample.is_generic and np.any(array != 0) for sample, array in told):
        return False
    return all(sample.agrees(array) for sample, array in told)


# ---- the whole difference: a factor, a term, an order, a sum


def _whole(exercise, samples, output):
    """What the output is made of, if it can be seen: all of the difference in one sentence."""
    if all(sample.agrees(np.zeros(sample.want.shape)) for sample in samples):
        yield _Seen(WHOLE, "factor", "{o} {is_} 0 in every case.")
        return
    arranged = list(_arranged(exercise, samples, output))
    found = (
        _times(samples, "", _itself)
        or _another(samples)
        or next(((kind, words) for kind, words, made in arranged if _all(samples, made)), None)
        or _term(samples)
        or _missing_sum(samples)
        or next(filter(None, (_times(samples, words, made) for _, words, made in arranged)), None)
    )
    if found:
        kind, words = found
        yield _Seen(WHOLE, kind, f"{{o}} {words}.")


def _itself(sample):
    return sample.want


def _times(samples, words, made):
    """That it is what `made` makes of the wanted values, times a number."""
    number = _ratio(samples, made)
    if number is None or abs(number - 1) < 1e-9:
        return None
    words = f"{words}; and times" if words else "{is_} the right {ones} times"
    for letter in dict.fromkeys(letter for sample in samples for letter in sample.sizes):
        for power, before in ((1, ""), (-1, "1/")):
            if _all(samples, lambda s, e=letter, p=power: _scaled(s, made, s.sizes.get(e, 1) ** p)):
                told = COUNTS.get(letter, "a size")
                return "factor", f"{words} {before}{letter} ({letter} is {told})"
    if not _all(samples, lambda s: _scaled(s, made, number)):
        return None
    known = {-1: "-1: only the sign is wrong", 0.5: "1/2"}
    rounded = round(number, 9)
    if not words.startswith("{is_} the right {ones} times"):
        known.pop(-1)
    return "factor", f"{words} {known.get(rounded, f'{number:.4g}')}"


def _scaled(sample, made, number):
    array = made(sample)
    return None if array is None else array * float(number)


def _ratio(samples, made):
    """got / made(want) where that is largest, in a generic case."""
    for sample in samples:
        array = made(sample) if sample.is_generic else None
        if array is not None and array.size and array.shape == sample.got.shape:
            place = np.unravel_index(np.argmax(np.abs(array)), array.shape)
            if array[place]:
                number = float(sample.got[place] / array[place])
                return number if np.isfinite(number) and number else None
    return None


def _another(samples):
    """The values of another output, or of an argument."""
    for name in samples[0].others:
        if _all(samples, lambda s, name=name: _array(s.others.get(name))):
            return "order", f"{{has}} the values of {name}"
    return None


def _array(value):
    return as_array(value) if isinstance(value, np.ndarray) else None


def _axes(exercise, output):
    """(axis, letter, how many times) of an output."""
    shape = shapes_of(exercise).get(output, ())
    return [(axis, letter, times) for axis, (times, letter) in enumerate(shape)]


def _arranged(exercise, samples, output):
    """(kind, words, what makes it of a sample): the wanted values in another order, or summed."""
    dimensions = samples[0].want.ndim
    if any(sample.want.ndim != dimensions for sample in samples):
        return
    the_right = "{is_} the right {ones}"
    for a, b in itertools.combinations(range(dimensions), 2):
        how = "transposed" if dimensions == 2 else f"with the axes {a} and {b} exchanged"
        yield "order", f"{the_right}, {how}", lambda s, a=a, b=b: s.want.swapaxes(a, b)
    for axis, letter, times in _axes(exercise, output):
        if axis >= dimensions:
            return
        if letter in ("T", "S"):
            how = "in reversed time: the last step comes first"
            yield "order", f"{the_right} {how}", lambda s, k=axis: np.flip(s.want, k)
            for by, how in (
                (1, "late: at step t stands what belongs to t - 1"),
                (-1, "early: at step t stands what belongs to t + 1"),
            ):
                made = lambda s, k=axis, by=by: _moved(s, k, by)  # noqa: E731
                yield "order", f"{the_right} one step too {how}", made
        if letter == "N":
            how = "with the sequences in reversed order"
            yield "order", f"{the_right} {how}", lambda s, k=axis: np.flip(s.want, k)
        if times == 4:
            yield from _gates_exchanged(axis)
        yield from _summed(axis, SUMMED.get(letter, letter))


def _moved(sample, axis, by):
    """The wanted values, moved by one step; where a place gets free stands what came there."""
    steps = sample.want.shape[axis]
    if sample.got.shape != sample.want.shape or steps < 2:
        return None
    moved = np.roll(sample.want, by, axis)
    free = (slice(None),) * axis + (0 if by > 0 else steps - 1,)
    moved[free] = sample.got[free]
    return moved


def _gates_exchanged(axis):
    for order in itertools.permutations(range(4)):
        if order != (0, 1, 2, 3):
            told = ", ".join(GATES[k] for k in order)

            def made(sample, order=order):
                blocks = np.split(sample.want, 4, axis)
                return np.concatenate([blocks[k] for k in order], axis)

            yield "order", f"{{is_}} right, with the gates in the order {told}", made


def _summed(axis, what):
    for name, reduce in (("summed", np.sum), ("averaged", np.mean)):
        words = f"{{is_}} the right {{ones}} {name} over {what}"
        yield "sum", words, lambda s, f=reduce: f(s.want, axis)
        yield "sum", words, lambda s, f=reduce: f(s.want, axis, keepdims=True)
        yield "sum", f"{words}, at every place", lambda s, f=reduce: _spread(f, s.want, axis)


def _spread(reduce, want, axis):
    return np.broadcast_to(reduce(want, axis, keepdims=True), want.shape)


def _missing_sum(samples):
    """That the wanted values come of one more sum."""
    dimensions = {(s.got.ndim, s.want.ndim) for s in samples}
    mine, right = dimensions.pop() if len(dimensions) == 1 else (0, 0)
    for axis in range(mine if mine == right + 1 else 0):
        if _is_right_once_summed(samples, axis):
            names = [e for e in SUMMED if all(s.got.shape[axis] == s.sizes.get(e) for s in samples)]
            what = SUMMED[names[0]] if names else f"axis {axis}"
            return "sum", f"{{is_}} not summed over {what}: with that sum {{is_}} right"
    return None


def _is_right_once_summed(samples, axis):
    if not any(s.is_generic and np.any(s.want != 0) for s in samples):
        return False
    sums = [sample.got.sum(axis) for sample in samples]
    return all(
        made.shape == sample.want.shape and bool(close(made, sample.want, sample.tol).all())
        for made, sample in zip(sums, samples, strict=True)
    )


def _term(samples):
    """got - want is one of the arguments, or of the other outputs, added or taken away."""
    if any(sample.got.shape != sample.want.shape for sample in samples):
        return None
    for name in samples[0].others:
        for sign, words in ((1, "too much"), (-1, "too little")):
            if _all(samples, lambda s, name=name, sign=sign: _added(s, name, sign)):
                return "term", f"{{has}} {name} once {words}: all the rest is right"
    return None


def _added(sample, name, sign):
    term = _array(sample.others.get(name))
    if term is None or term.dtype.kind != "f":
        return None
    try:
        term = np.broadcast_to(term, sample.want.shape)
    except ValueError:
        return np.full((0,), np.nan)  # no case can have it
    return sample.want + sign * term if np.any(term) else None


# ---- where it is wrong


def _where_sizes(exercise, cases, wrong, squeezes):
    """Only in cases of one kind: a size of 1, float32, two equal sizes."""
    names = {id(case) for case in wrong}
    if not wrong or len(wrong) == len(cases):
        return

    def exactly(holds):
        return all((id(case) in names) == bool(holds(case)) for case in cases)

    sizes = {id(case): sizes_of(exercise, case) for case in cases}
    letters = dict.fromkeys(letter for found in sizes.values() for letter in found)
    of_one = [e for e in letters if all(sizes[id(case)].get(e) == 1 for case in wrong)]
    if len(of_one) == 1:
        yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where {of_one[0]} is 1.{squeezes}")
    elif all(1 in sizes[id(case)].values() for case in wrong):
        yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where a size is 1.{squeezes}")
    if exactly(lambda case: case.kind == "float32"):
        yield _Seen(PART, "size", "{o} {is_} wrong only where the inputs are in float32.")
    for a, b in itertools.combinations(letters, 2):
        if exactly(lambda case, a=a, b=b: _equal(sizes[id(case)], a, b)):
            yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where {a} and {b} are equal.")


def _equal(sizes, a, b):
    return a in sizes and sizes[a] == sizes.get(b)


def _where_axes(exercise, samples, output):
    """Only at some steps, in some rows, gates, or where a mask is."""
    if any(s.got.shape != s.want.shape for s in samples):
        return
    for axis, letter, times in _axes(exercise, output):
        if letter in ("T", "S") and times == 1:
            yield from _at(samples, axis, "step", "steps")
        if letter == "N" and times == 1:
            yield from _at(samples, axis, "sequence", "sequences")
        if times == 4:
            yield from _in_gates(samples, axis)
    yield from _where_masked(samples)


def _at(samples, axis, one, many):
    """Right or wrong at one end of an axis."""
    found = [_along(s, axis) for s in samples if s.want.shape[axis] > 2]
    generic = [_along(s, axis) for s in samples if s.want.shape[axis] > 2 and s.is_generic]
    if not generic:
        return
    for place, end, rest in ((-1, "last", "all earlier"), (0, "first", "all later")):
        where = rest if one == "step" else "all other"
        if all(right[place] for right in found) and all(
            right.sum() == 1 and right[place] for right in generic
        ):
            yield _Seen(
                PART,
                "place",
                f"{{o}} {{is_}} right at the {end} {one} and wrong at {where} {many}.",
            )
        others = [np.delete(right, place) for right in found]
        if all(right.all() for right in others) and not any(right[place] for right in generic):
            yield _Seen(PART, "place", f"{{o}} {{is_}} right at all {many} but the {end}.")


def _along(sample, axis):
    """For each place along the axis: is all right there?"""
    rest = tuple(k for k in range(sample.want.ndim) if k != axis)
    return sample.right().all(axis=rest)


def _in_gates(samples, axis):
    right = [[part.all() for part in np.split(s.right(), 4, axis)] for s in samples]
    generic = [gates for gates, sample in zip(right, samples, strict=True) if sample.is_generic]
    always = [all(gates[k] for gates in right) for k in range(4)]
    never = [not any(gates[k] for gates in generic) for k in range(4)]
    if not generic or not all(a or n for a, n in zip(always, never, strict=True)):
        return
    wrong = [name for name, is_right in zip(GATES, always, strict=True) if not is_right]
    if len(wrong) < 4:
        place = "gate" if len(wrong) == 1 else "gates"
        told = " and ".join(wrong)
        yield _Seen(PART, "place", f"{{o}} {{is_}} right but for the columns of {place} {told}.")


def _where_masked(samples):
    """Right except where a mask of the arguments is False."""
    masks = [name for name, value in samples[0].others.items() if _is_mask(value)]
    for name in masks:
        pairs = [(s, s.others[name]) for s in samples]
        if any(mask.shape != s.want.shape[: mask.ndim] for s, mask in pairs):
            continue
        rights = [_beyond(s.right(), mask.ndim) for s, mask in pairs]
        for value, where in ((True, "False"), (False, "True")):
            is_right = all(
                right[mask == value].all() for right, (_, mask) in zip(rights, pairs, strict=True)
            )
            is_wrong = all(
                not right[mask != value].any()
                for right, (s, mask) in zip(rights, pairs, strict=True)
                if s.is_generic
            )
            if is_right and is_wrong:
                yield _Seen(PART, "place", f"{{o}} {{is_}} wrong only where {name} is {where}.")


def _is_mask(value):
    return isinstance(value, np.ndarray) and value.dtype == bool


def _beyond(right, dimensions):
    """Is all right at each place of the first axes?"""
    return right.all(axis=tuple(range(dimensions, right.ndim)))
