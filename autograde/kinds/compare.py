"""Is the learner's output the right one, and if not, where does it differ first?

A comparison looks at one output of one case. It returns `None` where the output is right and a
`Difference` where it is not. Shape comes first, then values; dtype is advice, never a failure.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograde.beside.codec import CALLABLES, Opaque, with_article

TOLERANCE_FLOAT64 = 1e-8
TOLERANCE_FLOAT32 = 1e-4  # where the inputs are in float32
TOLERANCE_ROUNDED = 1e-6  # where they are not, and the output is


@dataclass(frozen=True, slots=True)
class Difference:
    """The first way in which an output is wrong.

    kind: "type", "count" (of values), "shape", "value" or "invariant"; text: one or two short
    lines for the learner, with values; public_text: the same without any value, for private cases.
    """

    kind: str
    text: str
    public_text: str


class Comparison(Protocol):
    """What a comparison must offer."""

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """None where `got` is right for the arguments `args`, whose reference value is `want`."""


@dataclass(frozen=True, slots=True)
class Values:
    """Equal to the reference: |got - want| <= tol * max(1, max |want|), shape first.

    tol: None takes 1e-8, or 1e-4 where an input or the reference is in float32; rounded: what is
    taken where the output alone is. An exercise that loses more in float32 declares it.
    """

    tol: float | None = None
    rounded: float = TOLERANCE_ROUNDED

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """Numbers and arrays by value, dicts and tuples entry by entry, the rest by ==."""
        if isinstance(want, dict):
            return self._difference_of_dicts(got, want, args)
        if isinstance(want, str | bool) or want is None:
            return None if type(got) is type(want) and got == want else _plain(got, want)
        if isinstance(want, list | tuple) and as_array(want) is None:
            return self._difference_of_sequences(got, want, args)
        return self._difference_of_arrays(got, np.asarray(want), args)

    def _difference_of_dicts(self, got, want, args):
        if not isinstance(got, dict):
            return wrong_type(got, "a dict")
        if set(got) != set(want):
            text = f"it has the keys {sorted(map(str, got))}, expected {sorted(map(str, want))}"
            return Difference("shape", text, text)
        for key in want:
            inner = self.difference(got[key], want[key], args)
            if inner is not None:
                where = f"entry {key!r}: "
                return Difference(inner.kind, where + inner.text, where + inner.public_text)
        return None

    def _difference_of_sequences(self, got, want, args):
        if not isinstance(got, list | tuple) or len(got) != len(want):
            return wrong_type(got, describe(want))
        for number, (mine, right) in enumerate(zip(got, want, strict=True)):
            inner = self.difference(mine, right, args)
            if inner is not None:
                where = f"entry {number}: "
                return Difference(inner.kind, where + inner.text, where + inner.public_text)
        return None

    def _difference_of_arrays(self, got, want, args):
        got_array = as_array(got)
        is_more = isinstance(got, tuple) and len(got) > 1  # a cache beside the state, perhaps
        if is_more and as_array(got[0]) is not None and not self.difference(got[0], want, args):
            return wrong_type(got, f"{describe(want)}:\nits first entry is right, return it alone")
        if got_array is None:
            return wrong_type(got, describe(want))
        if got_array.shape != want.shape:
            return _wrong_shape(got, got_array.shape, want)
        tol = self.tol
        if tol is None:
            tol = max(tolerance(args), tolerance(want))
            tol = max(tol, self.rounded) if is_low(got_array) else tol
        wrong = ~close(got_array, want, tol)
        if not wrong.any():
            return None
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        return _first_value(got_array, want, index, int(wrong.sum()))


@dataclass(frozen=True, slots=True)
class Invariant:
    """Right if a rule holds, where the right answer is not unique.

    rule: called with (got, args); returns None where the rule holds, else a sentence for the
    learner that says how it is broken. It is shown, so it must not give the answer away.
    """

    rule: Callable[[Any, tuple], str | None]

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """Ask the rule; an exception in it means that `got` is not of the expected form.

        An array reaches the rule only with the right shape: of another one, it could make arrays
        without bounds.
        """
        array = as_array(got)  # of one value, or of many draws
        shapes = (None, None) if array is None else (array.shape, array.shape[1:])
        if isinstance(want, np.ndarray) and want.shape not in shapes:
            return Values().difference(got, want, args)
        try:
            broken = self.rule(got, args)
        except Exception as error:  # the rule reads data that the learner made
            broken = f"it does not have the form that was asked for ({error})"
        return None if broken is None else Difference("invariant", broken, broken)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Right if a sampler's draws have the right probabilities: for cases with `repeat` above 1.

    got: a list of `repeat` class numbers; want (the reference's value): likewise a list, unused;
    probabilities: called with the case's arguments, returns the K probabilities. By Hoeffding's
    inequality no frequency of n independent draws is off by more than
    sqrt(ln(2 K / false_failure) / (2 n)), but for the given chance of a false failure.
    """

    probabilities: Callable[..., np.ndarray]
    false_failure: float = 1e-8  # a case; a hundred cases stay below 1e-6

    def bound(self, K: int, n: int) -> float:
        """How far a frequency of n draws may be from its probability."""
        return math.sqrt(math.log(2 * K / self.false_failure) / (2 * n))

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """Every draw a class number, every frequency within the bound."""
        draws = as_array(got)
        wanted = self.probabilities(*args)
        K = len(wanted)
        if draws is None or draws.ndim != 1 or draws.dtype.kind not in "iu":
            text = f"a draw is {describe(got[0]) if got else 'missing'}, expected a class number"
            return Difference("type", text, text)
        if draws.min() < 0 or draws.max() >= K:
            text = f"it draws {int(draws.min())} to {int(draws.max())}, expected 0 to {K - 1}"
            return Difference("value", text, f"it draws outside 0 to {K - 1}")
        frequencies = np.bincount(draws, minlength=K) / len(draws)
        off = np.abs(frequencies - wanted) > self.bound(K, len(draws))
        if not off.any():
            return None
        k = int(np.argmax(off))
        if (frequencies > 0).sum() == 1:
            same = int(draws[0])
            text = f"all {len(draws)} draws are class {same}, expected {wanted[same]:.3f} of them"
            return Difference("value", text, "all draws are the same class")
        public = f"class {k} is not drawn as often as it should be"
        text = f"{public}:\n{frequencies[k]:.3f} of {len(draws)} draws, expected {wanted[k]:.3f}"
        return Difference("value", text, public)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sampler with a mistake, declared by its probabilities: known by how often it draws what.

    probabilities: called with the case's arguments, the last of which is the generator, returns
    the K probabilities that the mistake draws with.
    """

    probabilities: Callable[..., np.ndarray]

    def __call__(self, *args: Any) -> int:
        p = self.probabilities(*args)
        return int(args[-1].choice(len(p), p=p))


def as_array(value: Any) -> np.ndarray | None:
    """`value` as an array of numbers or bools; None where it is nothing of the kind."""
    if value is None or isinstance(value, str | dict):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # a ragged list
        return None
    return array if array.dtype.kind in "biufc" else None


def tolerance(given: Any) -> float:
    """The tolerance for what is made of `given`: arrays, and lists, tuples and dicts of them."""
    global _latest
    if not isinstance(given, tuple):
        return TOLERANCE_FLOAT32 if holds_low(given) else TOLERANCE_FLOAT64
    if given is not _latest[0]:  # of one case it is asked many times in a row
        _latest = given, TOLERANCE_FLOAT32 if holds_low(given) else TOLERANCE_FLOAT64
    return _latest[1]


_latest: tuple[Any, float] = (None, TOLERANCE_FLOAT64)


def holds_low(value: Any) -> bool:
    """Is one of the arrays in `value` of a lower precision than float64?"""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(holds_low, value))
    return isinstance(value, np.ndarray) and is_low(value)


def is_low(array: np.ndarray) -> bool:
    """Is an array of floats of a lower precision than float64?"""
    return array.dtype.kind == "f" and array.dtype.itemsize < 8


def close(got: np.ndarray, want: np.ndarray, tol: float) -> np.ndarray:
    """Elementwise |got - want| <= tol * max(1, max |want|); NaN is close to NaN alone."""
    if got.dtype.char != "d" or want.dtype.char != "d":
        wide = complex if "c" in (got.dtype.kind, want.dtype.kind) else float
        got, want = got.astype(wide, copy=False), want.astype(wide, copy=False)
    with np.errstate(all="ignore"):
        size = np.abs(want)
        largest = size.max(initial=1.0)
        if np.isfinite(largest):
            return np.abs(got - want) <= tol * largest
        largest = size[np.isfinite(size)].max(initial=1.0)
        near = np.abs(got - want) <= tol * largest
    return near | (got == want) | (np.isnan(got) & np.isnan(want))


def same(a: Any, b: Any, tol: float) -> bool:
    """Do two outputs agree, in shape and in values? Used to recognise a mistake."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if is_low(a) or is_low(b):
            tol = max(tol, TOLERANCE_FLOAT32)
        return a.shape == b.shape and bool(close(a, b, tol).all())
    return Values(tol).difference(a, b, ()) is None


def _first_value(got, want, index, count):
    place = f"[{', '.join(map(str, index))}]" if index else ""
    numbers = "1 of its" if count == 1 else f"{count} of its"
    verb = "is" if count == 1 else "are"
    public = f"the shape {want.shape} is right; {numbers} {want.size} values {verb} not"
    if not index:
        public = "its value is not right"
        text = two_numbers(got[()], want[()])
    else:
        text = f"{public}, the first at {place}:\n{two_numbers(got[index], want[index])}"
    if _cuts_decimals(got, want):
        text += f"\n(its dtype is {got.dtype}, which has no decimals: is it made with floats?)"
    return Difference("value", text, public)


def _cuts_decimals(got, want):
    """Is `got` an array of integers that would have had to hold decimals?"""
    is_float = want.dtype.kind == "f" and bool((np.mod(want[np.isfinite(want)], 1) != 0).any())
    return got.ndim > 0 and got.dtype.kind in "iu" and is_float


def _plain(got, want):
    text = f"got {short(got)}, expected {short(want)}"
    return Difference("value", text, "its value is not right")


def _wrong_shape(got, shape, want):
    """Both shapes; but in words for a number, for nothing, and for a tuple, which may hold more."""
    if not shape or isinstance(got, tuple) or (isinstance(got, list) and not got):
        text = wrong_type(got, describe(want)).text
    else:
        text = f"it has shape {shape}, expected {want.shape if want.ndim else 'a single number'}"
    return Difference("shape", text, text)


def wrong_type(got: Any, expected: str) -> Difference:
    """A value that is no array where one is expected, or the reverse; with the likely reason."""
    text = f"it is {describe(got)}{_likely(got)}, expected {expected}"
    return Difference("type", text, text)


def _likely(got):
    """What has probably happened, for a value of the wrong type."""
    if got is None:
        return " (is `return` missing?)"
    if isinstance(got, tuple) and len(got) == 1:
        return " (is there a comma after the value?)"
    if isinstance(got, Opaque) and got.description in CALLABLES:
        return " (call it: its brackets are missing)"
    is_ragged = isinstance(got, list) and as_array(got) is None
    return " with rows of different lengths" if is_ragged and _holds_lists(got) else ""


def _holds_lists(value):
    return bool(value) and all(isinstance(v, list | tuple | np.ndarray) for v in value)


def number(value: Any, digits: int = 6) -> str:
    """A number with so many significant digits."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool | int):
        return str(value)
    return f"{value:.{digits}g}"


def short(value: Any, limit: int = 40) -> str:
    """The value's repr on one short line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def two_numbers(got: Any, want: Any) -> str:
    """Both numbers, with as many digits as it takes to tell them apart."""
    for digits in (6, 10, 17):
        shown = number(got, digits), number(want, digits)
        if shown[0] != shown[1]:
            break
    text = f"got {shown[0]}, expected {shown[1]}"
    is_nan = shown[0] == "nan" and shown[1] != "nan"
    reason = "nan: 0/0, inf - inf, 0 * inf as in 0 * log(0), inf/inf as after a large exp"
    return f"{text} ({reason})" if is_nan else text


def describe(value: Any) -> str:
    """What a value is, in words: "an array of shape (2, 3)", "None", "a tuple of 2"."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.description
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, int | float | np.number | np.ndarray) and not isinstance(value, bool):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    return with_article(type(value).__name__)
