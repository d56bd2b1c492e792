"""Facts that tell all of a difference: a factor, another order, a sum, a term."""

from __future__ import annotations

import contextlib
import itertools

import numpy as np

from autograde.judge.samples import WHOLE, Seen, agree, axes_of
from autograde.kinds.compare import as_array, close

COUNTS = {
    "N": "the number of sequences",
    "T": "the number of steps",
    "S": "the number of steps",
    "D": "the number of inputs",
    "H": "the number of units",
    "K": "the number of outputs",
    "R": "the number of real steps",
}
MOST_LETTERS = 3  # counts in one factor
GATES = ("i", "f", "g", "o")
SUMMED = {"N": "the sequences", "T": "the steps", "S": "the steps"}


def whole(exercise, samples, output):
    """What the output is made of, if it can be seen: all of the difference in one sentence."""
    if all(sample.agrees(np.zeros(sample.want.shape)) for sample in samples):
        yield Seen(WHOLE, "factor", "Every element of {o} is 0, in every case.")
        return
    arranged = [one for one in _arranged(exercise, samples, output) if _ratio(samples, one[2])]
    found = (
        a_factor(samples, "", itself)
        or _another(samples)
        or next(((kind, words) for kind, words, made in arranged if agree(samples, made)), None)
        or _term(samples)
        or _missing_sum(samples)
        or next(filter(None, (a_factor(samples, words, made) for _, words, made in arranged)), None)
    )
    if found:
        kind, words = found
        yield Seen(WHOLE, kind, f"{{o}} {words}.")


def itself(sample):
    return sample.want


def a_factor(samples, words, made):
    """That it is what `made` makes of the wanted values, times a number."""
    number = _ratio(samples, made)
    if number is None or abs(number - 1) < 1e-9:
        return None  # most arrangements end here, at one case
    words = f"{words}; and times" if words else "{is_} the right {ones} times"
    for powers in _powers(samples, number):
        if agree(samples, lambda s, p=powers: _scaled(s, made, _count(s, p))):
            return "factor", f"{words} {_as_fraction(powers)}"
    if not agree(samples, lambda s: _scaled(s, made, number)):
        return None
    told = {-1: "-1: only the sign is wrong", 0.5: "1/2"} if words.startswith("{is_}") else {}
    return "factor", f"{words} {told.get(round(number, 9), f'{number:.4g}')}"


def _powers(samples, number):
    """Counts, or their inverse, or products of up to three, that give the number in one case."""
    generic = next(sample for sample in samples if sample.is_generic)
    letters = list(_counts(generic))
    for several in range(1, MOST_LETTERS + 1):
        for chosen in itertools.combinations(letters, several):
            for signs in itertools.product((1, -1), repeat=several):
                powers = dict(zip(chosen, signs, strict=True))
                if abs(_count(generic, powers) - number) <= 1e-6 * abs(number):
                    yield powers


def _counts(sample):
    """The sizes, and how many steps are real where there is a mask."""
    masks = [v for v in sample.others.values() if isinstance(v, np.ndarray) and v.dtype == bool]
    return {**sample.sizes, **({"R": int(masks[0].sum())} if masks else {})}


def _count(sample, powers):
    counts = _counts(sample)
    return float(np.prod([counts.get(letter, 1) ** float(p) for letter, p in powers.items()]))


def _as_fraction(powers):
    above = " ".join(letter for letter, power in powers.items() if power > 0) or "1"
    below = " ".join(letter for letter, power in powers.items() if power < 0)
    below = f"({below})" if " " in below else below
    told = ", ".join(f"{letter} is {COUNTS.get(letter, 'a size')}" for letter in powers)
    return f"{above}{'/' if below else ''}{below} ({told})"


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
        if agree(samples, lambda s, name=name: _array(s.others.get(name))):
            return "order", f"{{is_}} equal to {name}"
    return None


def _array(value):
    return as_array(value) if isinstance(value, np.ndarray) else None


def _arranged(exercise, samples, output):
    """(kind, words, what makes it of a sample): the wanted values in another order, or summed."""
    dimensions = samples[0].want.ndim
    if any(sample.want.ndim != dimensions for sample in samples):
        return
    the_right = "{is_} the right {ones}"
    for a, b in itertools.combinations(range(dimensions), 2):
        how = "transposed" if dimensions == 2 else f"with the axes {a} and {b} exchanged"
        yield "order", f"{the_right}, {how}", lambda s, a=a, b=b: s.want.swapaxes(a, b)
    for axis, letter, times in axes_of(exercise, output):
        if axis >= dimensions:
            return
        if letter in ("T", "S"):
            how = "with the steps in reverse order, the last one first"
            yield "order", f"{the_right} {how}", lambda s, k=axis: np.flip(s.want, k)
            for by, how in (
                (1, "late: at step t it holds what belongs to step t - 1"),
                (-1, "early: at step t it holds what belongs to step t + 1"),
            ):
                made = lambda s, k=axis, by=by: _moved(s, k, by)  # noqa: E731
                yield "order", f"{the_right}, one step too {how}", made
        if letter == "N":
            how = "with the sequences in another order"
            yield "order", f"{the_right} {how}", lambda s, k=axis: _rows_as_they_came(s, k)
        if times == 4:
            yield from _gates_exchanged(samples, axis)
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


def _gates_exchanged(samples, axis):
    """The one order of gates that a generic case leaves possible, if it is another."""
    sample = next((s for s in samples if s.is_generic and s.got.shape == s.want.shape), None)
    if sample is None:
        return
    got, want = (np.split(array, 4, axis) for array in (sample.got, sample.want))
    order = [k for mine in got for k in range(4) if close(mine, want[k], sample.tol).all()]
    if sorted(order) == [0, 1, 2, 3] != order:
        told = ", ".join(GATES[k] for k in order)

        def made(sample):
            blocks = np.split(sample.want, 4, axis)
            return np.concatenate([blocks[k] for k in order], axis)

        yield "order", f"{{has}} the right values, but the gates are in the order {told}", made


def _summed(axis, what):
    for name, reduce in (("summed", np.sum), ("averaged", np.mean)):
        words = f"{{is_}} the right {{ones}} {name} over {what}"
        yield "sum", words, lambda s, f=reduce: f(s.want, axis)
        yield "sum", words, lambda s, f=reduce: f(s.want, axis, keepdims=True)
        yield "sum", f"{words}, the same everywhere", lambda s, f=reduce: _spread(f, s.want, axis)


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
            return "sum", f"{{is_}} not summed over {what}; with that sum {{o}} would be right"
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
        for sign, words in ((1, "added one time too many"), (-1, "taken away once")):
            if agree(samples, lambda s, name=name, sign=sign: _added(s, name, sign)):
                return "term", f"{{is_}} right, except that {name} is {words}"
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
