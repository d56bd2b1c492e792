"""What the exercises of several units share: random layers, and the mistakes with axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograde.kinds.exercise import Misconception

# Ends of sentences about a softmax, after "The maximum" or "The sum", and after its symptom.
LOST_AXIS = (
    "has lost the last axis, so it no longer stands beside its own step: keep it, with size 1."
)
LARGEST_FIRST = "take the largest logit of each step away first."


def draw_layer(rng: np.random.Generator, D: int, H: int) -> tuple[np.ndarray, ...]:
    """W_xh (D, H), W_hh (H, H), b_h (H,), small enough that tanh does not saturate."""
    W_xh = rng.normal(size=(D, H)) / np.sqrt(D)
    W_hh = rng.normal(size=(H, H)) / np.sqrt(H)
    return W_xh, W_hh, rng.normal(size=H) * 0.5


WHAT = {"N": "sequence", "T": "step", "S": "step to read", "D": "input", "H": "unit", "K": "output"}
LARGER = (4, 5, 3, 6, 7, 8)


def one_by_one(letters: str) -> list[tuple[str, tuple[int, ...]]]:
    """Rows of (name, sizes in the order of the letters): in one for each letter it alone is 1, all
    others are above 2 and different; in the last one all are 1."""
    sizes = LARGER[: len(letters)]
    rows = [
        (f"one {WHAT[letter]}, {letter} = 1", (*sizes[:place], 1, *sizes[place + 1 :]))
        for place, letter in enumerate(letters)
    ]
    return [*rows, ("all sizes 1", (1,) * len(letters))]


def as_float32(args: Any) -> Any:
    """The arguments with every array of floats, also inside tuples, in float32."""
    if isinstance(args, tuple):
        return tuple(as_float32(inner) for inner in args)
    is_float = isinstance(args, np.ndarray) and args.dtype == float
    return args.astype(np.float32) if is_float else args


def squeezed(function: Callable, read: str, shape: str) -> Misconception:
    """The mistake that drops axes of size 1 from the result of `function`."""

    def wrong(*args):
        result = function(*args)
        return tuple(map(np.squeeze, result)) if isinstance(result, tuple) else np.squeeze(result)

    says = (
        f"The values are right, but an axis of size 1 is gone: keep {shape} also when a size is 1."
    )
    return Misconception("squeezed", wrong, says, read)


def left_zero(function: Callable, read: str) -> tuple[Misconception, ...]:
    """The mistakes of a loop over time that ends too early, so that slots of (N, T, ...) stay 0."""

    def only(steps):
        def wrong(*args):
            ys = function(*args).copy()
            ys[:, steps] = 0.0
            return ys

        return wrong

    return (
        Misconception(
            "first-step-only",
            only(slice(1, None)),
            "All steps but the first are still zero: the loop ends after one step. Does `return` "
            "stand inside it?",
            read,
        ),
        Misconception(
            "stops-one-early",
            only(slice(-1, None)),
            "The last step is still zero: the loop stops one step before the end.",
            read,
        ),
    )


def reshaped(function: Callable, read: str) -> Misconception:
    """The mistake that makes (N, T, ...) of (T, N, ...) by `reshape`."""

    def wrong(*args):
        ys = function(*args)
        return np.swapaxes(ys, 0, 1).reshape(ys.shape)

    return Misconception(
        "reshaped-not-transposed",
        wrong,
        "Time and batch are exchanged by reshape, which keeps the numbers in their order and so "
        "mixes the sequences: swap the two axes, or stack along axis 1.",
        read,
    )


def alike(says: str, read: str, *mistakes: tuple[str, Callable]) -> tuple[Misconception, ...]:
    """Mistakes that are told in the same words, each given as (id, wrong function)."""
    return tuple(Misconception(id, wrong, says, read) for id, wrong in mistakes)


def named(table: Mapping[str, tuple]) -> tuple[Misconception, ...]:
    """The mistakes of a table: id -> (wrong function, what went wrong, where to read)."""
    return tuple(Misconception(id, *row) for id, row in table.items())


def in_order(function: Callable, *places: int) -> Callable:
    """`function`, whose outputs come in the order of `places`."""

    def wrong(*args):
        outputs = function(*args)
        return tuple(outputs[place] for place in places)

    return wrong
