"""What the difference looks like: plain facts about got and wanted, where no mistake has a name.

Declared mistakes match one whole wrong implementation. Real work has two faults, or one that
nobody declared; and still a factor, a place or an order can be seen in its values. A fact is true
by construction: it is told only if it holds in every case in which it can be tested, and it says
what is seen, not why.
"""

from __future__ import annotations

import contextlib
import dataclasses
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
class _About:
    """What is known of a case: its sizes by letter, and how near is near."""

    case: Case
    sizes: dict[str, int]
    tol: float


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
    about = [_About(case, sizes_of(exercise, case), tolerance(case.args)) for case in cases]
    for output in outputs:
        still = (unmoved or {}).get(output, [])
        for fact in _about(exercise, about, got, wanted, output, still, squeezes):
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
    wrong = [
        about
        for about, mine, right in zip(cases, got, wanted, strict=True)
        if mine is None or _differs(mine[output], right[output], about.tol)
    ]
    yield from _where_sizes(cases, wrong, SQUEEZES if squeezes else "")
    if not wrong or len(samples) < len(cases):
        return  # it stopped, or something else than numbers came
    yield from _whole(exercise, samples, output)
    for argument in unmoved:
        says = f"{{o}} {{do}} not change when {argument} does"
        yield _Seen(EFFECT, "no effect", f"{says}: {argument} has no part in what comes out.")
    yield from _where_axes(exercise, samples, output)


def _differs(got, want, tol):
    array, right = as_array(got), as_array(want)
    if array is None or right is None or array.shape != right.shape:
        return True
    return not close(array, right, tol).all()


def _samples(exercise, cases, got, wanted, output):
    """Those cases in which numbers came and were wanted."""
    found = []
    for about, mine, right in zip(cases, got, wanted, strict=True):
        array = None if mine is None else as_array(mine[output])
        want = as_array(right[output])
        if array is None or want is None or not np.isfinite(want).all():
            continue
        if "c" in (array.dtype.kind, want.dtype.kind):
            continue
        others = {name: value for name, value in right.items() if name != output}
        others |= dict(zip(exercise.arguments, about.case.args, strict=False))
        found.append(Sample(about.case, array, want, about.sizes, others, about.tol))
    return sorted(found, key=lambda sample: not sample.is_generic)  # these rule most out


def _all(samples: list[Sample], relation: Callable[[Sample], Any]) -> bool:
    """Does every sample agree with what `relation` makes of it, one of them not trivially?

    relation: returns the array that is expected, or None where the sample can tell nothing.
    """
    tells = False
    for sample in samples:
        array = relation(sample)
        if array is not None and not sample.agrees(array):
            return False
        tells = tells or (sample.is_generic and array is not None and bool(np.any(array != 0)))
    return tells


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
        return None  # most arrangements end here, at one case
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
    """The number by which made(want) becomes got in one generic case, if there is one."""
    for sample in samples:
        array = made(sample) if sample.is_generic else None
        if array is not None and array.size and array.shape == sample.got.shape:
            place = np.unravel_index(np.argmax(np.abs(array)), array.shape)
            number = float(sample.got[place] / array[place]) if array[place] else 0.0
            is_it = np.isfinite(number) and number != 0 and sample.agrees(number * array)
            return number if is_it else None
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
                yield "order", f"{the_right}, one step too {how}", made
        if letter == "N":
            how = "with the sequences in another order"
            yield "order", f"{the_right} {how}", lambda s, k=axis: _rows_as_they_came(s, k)
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


def _rows_as_they_came(sample, axis):
    """The wanted rows in the order of those that came, if they are the same."""
    if sample.got.shape != sample.want.shape:
        return None
    got, want = (
        np.moveaxis(a, axis, 0).reshape(a.shape[axis], -1) for a in (sample.got, sample.want)
    )
    if not got.shape[1]:
        return None
    came, belong = (np.lexsort(rows.round(9).T) for rows in (got, want))
    order = belong[np.argsort(came)]
    return sample.want.take(order, axis)


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
    missing = sample.want.ndim - term.ndim
    placed = [term] if missing != 1 else [np.expand_dims(term, k) for k in range(term.ndim + 1)]
    for array in placed:  # an axis that it lacks may be any
        with contextlib.suppress(ValueError):
            made = sample.want + sign * np.broadcast_to(array, sample.want.shape)
            if sample.agrees(made):
                return made if np.any(term) else None
    return np.full((0,), np.nan)  # no case can have it


# ---- where it is wrong


def _where_sizes(cases, wrong, squeezes):
    """Only in cases of one kind: a size of 1, float32, two equal sizes."""
    names = {id(about) for about in wrong}
    if not wrong or len(wrong) == len(cases):
        return

    def exactly(holds):
        return all((id(about) in names) == bool(holds(about)) for about in cases)

    letters = dict.fromkeys(letter for about in cases for letter in about.sizes)
    of_one = [letter for letter in letters if all(a.sizes.get(letter) == 1 for a in wrong)]
    if len(of_one) == 1:
        yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where {of_one[0]} is 1.{squeezes}")
    elif all(1 in about.sizes.values() for about in wrong):
        yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where a size is 1.{squeezes}")
    if exactly(lambda about: about.case.kind == "float32"):
        yield _Seen(PART, "size", "{o} {is_} wrong only where the inputs are in float32.")
    if len(wrong) == 1 and wrong[0].case.kind == "extreme":
        yield _Seen(PART, "size", f'{{o}} {{is_}} wrong only in the case "{wrong[0].case.name}".')
    for a, b in itertools.combinations(letters, 2):
        if exactly(lambda about, a=a, b=b: _equal(about.sizes, a, b)):
            yield _Seen(PART, "size", f"{{o}} {{is_}} wrong only where {a} and {b} are equal.")
        if exactly(lambda about, a=a, b=b: not _equal(about.sizes, a, b)):
            taken = f"right only where {a} and {b} are equal: is one taken for the other?"
            yield _Seen(PART, "size", f"{{o}} {{is_}} {taken}")


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
    """Right, or 0, at one end of an axis alone, or everywhere but there."""
    long = [sample for sample in samples if sample.want.shape[axis] > 2]
    right = [_along(sample, axis, sample.right()) for sample in long]
    zero = [_along(sample, axis, sample.got == 0) for sample in long]
    wanted = [_along(sample, axis, sample.want == 0) for sample in long]
    generic = [sample.is_generic for sample in long]
    for place, end, rest in ((-1, "last", "earlier"), (0, "first", "later")):
        there = f"the {end} {one}"
        others = f"all {rest if one == 'step' else 'other'} {many}"
        if _only_there(right, generic, place):
            yield _Seen(PART, "place", f"{{o}} {{is_}} right at {there} and wrong at {others}.")
        elif _all_but_there(right, generic, place):
            part = [dataclasses.replace(s, **_cut(s, axis, place)) for s in long]
            times = _times(part, "", _itself)
            how = (
                ""
                if times is None
                else f", which {times[1].replace('{is_}', 'is').replace('{ones}', 'one')}"
            )
            yield _Seen(PART, "place", f"{{o}} {{is_}} right at all {many} but the {end}{how}.")
        elif any(generic) and not any(array.any() for array in wanted):
            if all(array[place] and array.sum() == 1 for array in zero):
                yield _Seen(PART, "place", f"{{o}} {{is_}} 0 at {there}, and at no other.")
            elif all(np.delete(array, place).all() and not array[place] for array in zero):
                yield _Seen(PART, "place", f"{{o}} {{is_}} 0 at all {many} but the {end}.")


def _along(sample, axis, array):
    """For each place along the axis: is all of it true there?"""
    return array.all(axis=tuple(k for k in range(sample.want.ndim) if k != axis))


def _only_there(right, generic, place):
    told = [array for array, is_generic in zip(right, generic, strict=True) if is_generic]
    always = all(array[place] for array in right)
    return always and bool(told) and all(array.sum() == 1 for array in told)


def _all_but_there(right, generic, place):
    told = [array for array, is_generic in zip(right, generic, strict=True) if is_generic]
    others = all(np.delete(array, place).all() for array in right)
    return others and bool(told) and not any(array[place] for array in told)


def _cut(sample, axis, place):
    """A sample's values at one place of an axis."""
    return {"got": sample.got.take(place, axis), "want": sample.want.take(place, axis)}


def _in_gates(samples, axis):
    """Right in some gates; what is seen of a single one that is not."""
    right = [[part.all() for part in np.split(s.right(), 4, axis)] for s in samples]
    generic = [gates for gates, sample in zip(right, samples, strict=True) if sample.is_generic]
    always = [all(gates[k] for gates in right) for k in range(4)]
    never = [not any(gates[k] for gates in generic) for k in range(4)]
    wrong = [k for k in range(4) if not always[k]]
    if not generic or len(wrong) == 4 or not all(never[k] for k in wrong):
        return
    names = " and ".join(GATES[k] for k in wrong)
    how = ""
    if len(wrong) == 1:
        part = [dataclasses.replace(s, **_block(s, axis, wrong[0])) for s in samples]
        is_0 = all(not sample.got.any() for sample in part)
        times = ("", "{is_} 0") if is_0 else _times(part, "", _itself)
        how = "" if times is None else f", which {times[1]}"
        how = how.replace("{is_}", "are").replace("{ones}", "ones")
    gates = "gate" if len(wrong) == 1 else "gates"
    yield _Seen(PART, "place", f"{{o}} {{is_}} right but for the columns of {gates} {names}{how}.")


def _block(sample, axis, k):
    return {
        "got": np.split(sample.got, 4, axis)[k],
        "want": np.split(sample.want, 4, axis)[k],
    }


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
