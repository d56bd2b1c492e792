"""Facts that narrow a difference down: in which cases, steps, rows or gates it is."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np

from autograde.judge.samples import PART, Seen, axes_of
from autograde.judge.wholefacts import GATES, a_factor, itself

NEAR = 1e-3  # relative to the largest value


def where_sizes(cases, wrong, squeezes):
    """Only in cases of one kind: a size of 1, float32, two equal sizes."""
    names = {id(about) for about in wrong}
    if not wrong or len(wrong) == len(cases):
        return

    def exactly(holds):
        return all((id(about) in names) == bool(holds(about)) for about in cases)

    letters = dict.fromkeys(letter for about in cases for letter in about.sizes)
    of_one = [letter for letter in letters if all(a.sizes.get(letter) == 1 for a in wrong)]
    if len(of_one) == 1:
        yield Seen(PART, "size", f"{{o}} {{is_}} wrong only where {of_one[0]} is 1.{squeezes}")
    elif all(1 in about.sizes.values() for about in wrong):
        yield Seen(PART, "size", f"{{o}} {{is_}} wrong only where a size is 1.{squeezes}")
    if exactly(lambda about: about.case.kind == "float32"):
        yield Seen(PART, "size", "{o} {is_} wrong only where the inputs are in float32.")
    if len(wrong) == 1 and wrong[0].case.kind == "extreme":
        yield Seen(PART, "size", f'{{o}} {{is_}} wrong only in the case "{wrong[0].case.name}".')
    for a, b in itertools.combinations(letters, 2):
        equal = [about for about in cases if _equal(about.sizes, a, b)]
        if equal and _wrong_only(equal, wrong, names, a, b):
            yield Seen(PART, "size", f"{{o}} {{is_}} wrong only where {a} and {b} are equal.")
        if equal and _right_only(equal, cases, names):
            taken = (
                f"right only where {a} equals {b}: did you use one of these in place of the other?"
            )
            yield Seen(PART, "size", f"{{o}} {{is_}} {taken}")


def _equal(sizes, a, b):
    """Are these equal, and no axes of size 1, where all sizes may be?"""
    return sizes.get(a, 1) > 1 and sizes[a] == sizes.get(b)


def _wrong_only(equal, wrong, names, a, b):
    """Are all these cases wrong, and no others but where both sizes are 1?"""
    others = [about for about in wrong if about not in equal]
    both_1 = all(about.sizes.get(a) == about.sizes.get(b) == 1 for about in others)
    return both_1 and all(id(about) in names for about in equal)


def _right_only(equal, cases, names):
    """Are these cases right, and wrong whichever has no axis of size 1 else?"""
    others = [a for a in cases if a not in equal and 1 not in a.sizes.values()]
    return not any(id(about) in names for about in equal) and all(id(a) in names for a in others)


def where_axes(exercise, samples, output):
    """Only at some steps, in some rows, gates, or where a mask is."""
    if any(s.got.shape != s.want.shape for s in samples):
        return
    for axis, letter, times in axes_of(exercise, output):
        if letter in ("T", "S") and times == 1:
            yield from _at(samples, axis, "step", "steps")
        if letter == "N" and times == 1:
            yield from _at(samples, axis, "sequence", "sequences")
        if times == 4:
            yield from _in_gates(samples, axis)
    yield from _where_masked(samples)
    yield from _nearly(samples)


def _at(samples, axis, one, many):
    """Right, or 0, at one end of an axis alone, or everywhere but there."""
    long = [sample for sample in samples if sample.want.shape[axis] > 2]
    right = [_along(sample, axis, sample.right) for sample in long]
    zero = [_along(sample, axis, sample.got == 0) for sample in long]
    wanted = [_along(sample, axis, sample.want == 0) for sample in long]
    generic = [sample.is_generic for sample in long]
    for place, end, rest in ((-1, "last", "earlier"), (0, "first", "later")):
        there = f"the {end} {one}"
        others = f"all {rest if one == 'step' else 'other'} {many}"
        if _only_there(right, generic, place):
            yield Seen(PART, "place", f"{{o}} {{is_}} right at {there} and wrong at {others}.")
        elif _all_but_there(right, generic, place):
            part = [dataclasses.replace(s, **_cut(s, axis, place)) for s in long]
            factor = a_factor(part, "", itself)
            how = f", which {factor[1]}" if factor else ""
            how = how.replace("{is_}", "is").replace("{ones}", "one")
            yield Seen(PART, "place", f"{{o}} {{is_}} right at all {many} except the {end}{how}.")
        elif any(generic) and not any(array.any() for array in wanted):
            if all(array[place] and array.sum() == 1 for array in zero):
                yield Seen(PART, "place", f"{{o}} {{is_}} 0 at {there}, and only there.")
            elif all(np.delete(array, place).all() and not array[place] for array in zero):
                yield Seen(PART, "place", f"{{o}} {{is_}} 0 at all {many} except the {end}.")


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
    right = [[part.all() for part in np.split(s.right, 4, axis)] for s in samples]
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
        factor = ("", "{is_} 0") if is_0 else a_factor(part, "", itself)
        how = "" if factor is None else f", which {factor[1]}"
        how = how.replace("{is_}", "are").replace("{ones}", "ones")
    gates = "gate" if len(wrong) == 1 else "gates"
    yield Seen(PART, "place", f"{{o}} {{is_}} right except in the columns of {gates} {names}{how}.")


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
        rights = [_beyond(s.right, mask.ndim) for s, mask in pairs]
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
                yield Seen(PART, "place", f"{{o}} {{is_}} wrong only where {name} is {where}.")


def _is_mask(value):
    return isinstance(value, np.ndarray) and value.dtype == bool


def _beyond(right, dimensions):
    """Is all right at each place of the first axes?"""
    return right.all(axis=tuple(range(dimensions, right.ndim)))


def _nearly(samples):
    """Right to some digits, and no further."""
    if not all(np.isfinite(s.got).all() for s in samples):
        return  # nan compares as neither near nor far
    off = [np.abs(s.got - s.want).max(initial=0) for s in samples]
    size = [max(1.0, np.abs(s.want).max(initial=0)) for s in samples]
    largest = max(a / b for a, b in zip(off, size, strict=True))
    if 0 < largest < NEAR:
        digits = f"right to {int(-np.log10(largest))} digits only"
        says = f"{digits}: look for a rounded number, or a formula that is only nearly right."
        yield Seen(PART, "digits", f"{{o}} {{is_}} {says}")
