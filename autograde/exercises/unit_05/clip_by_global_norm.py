"""Exercise 05.4, clip_by_global_norm: clipping by the global norm."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.exercises.unit_05 import CLIP, FACTOR, UNIT, VALUE
from autograde.kinds.exercise import Case, Exercise, Misconception


def _grads(rng, dtype=float, **shapes):
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}


def clip_cases(rng):
    """Above the limit, below it, at it; arrays of very different sizes; all zero."""

    def case(name, kind, share, size=1.0, dtype=float, **shapes):
        """share: the limit as a share of the norm."""
        grads = {k: size * g for k, g in _grads(rng, dtype, **shapes).items()}
        limit = float(share * _norm(grads))
        return Case(name, (grads, limit if share == 1 else float(f"{limit:.3g}")), kind)

    uneven = _grads(rng, W_xh=(3, 5), W_hh=(5, 5), b_h=(5,))
    uneven["W_hh"] *= 20.0
    zeros = {"W_hh": np.zeros((4, 4)), "b_h": np.zeros(4)}
    with_zero = {**_grads(rng, W=(2, 3)), "b": np.zeros(3)}
    return [
        case("one vector", "shapes", 0.5, w=(4,)),
        case("a layer", "shapes", 0.4, W_xh=(2, 3), W_hh=(3, 3), b_h=(3,)),
        Case("one gradient all zero", (with_zero, 0.8), "isolation"),
        Case("the limit is 1", (_grads(rng, W=(4, 3), b=(3,)), 1.0), "isolation"),
        case("one number", "ones", 0.3, w=(1,)),
        case("one row", "ones", 0.6, W=(1, 4), b=(1,)),
        case("above the limit", "generic", 0.7, W_xh=(3, 4), W_hh=(4, 4), b_h=(4,)),
        case("far above the limit", "generic", 0.05, size=3.0, U=(5, 3), V=(3, 4), c=(3,)),
        case("below the limit", "generic", 1.5, W_xh=(4, 5), W_hh=(5, 5), b_h=(5,)),
        case("far below the limit", "generic", 40.0, W=(3, 6), b=(6,)),
        case("at the limit", "generic", 1.0, W=(4, 6), b=(6,)),
        Case("one array much larger than the others", (uneven, 12.0)),
        Case("all gradients zero", (zeros, 2.5)),
        case("float32", "float32", 0.5, dtype=np.float32, W=(4, 3), b=(3,)),
        case("after an explosion", "extreme", 1e-7, size=1e6, W_hh=(4, 4), b_h=(4,)),
    ]


def _norm(grads):
    return np.sqrt(sum((g**2).sum() for g in grads.values()))


def _clip_with(measure=_norm, rule=None, reported=None):
    """Clipping with another norm, or another rule (g, norm, max_norm) for each gradient."""

    def scaled(g, norm, max_norm):
        return g * (max_norm / norm) if norm > max_norm else g

    def wrong(grads, max_norm):
        norm = measure(grads)
        clipped = {k: (rule or scaled)(g, norm, max_norm) for k, g in grads.items()}
        return clipped, norm if reported is None else reported(norm, clipped)

    return wrong


def _norm_with(total, of_array):
    """A norm of all gradients: total(what of_array(g) gives for each array)."""
    return lambda grads: total([of_array(g) for g in grads.values()])


def _per_array(g, norm, max_norm):
    own = np.linalg.norm(g)
    return g * (max_norm / own) if own > max_norm else g


def _flat_squares(g):
    return g.ravel() ** 2


def always_scaled(grads, max_norm):
    with np.errstate(all="ignore"):  # zeros come out as 0 / 0
        return {k: g * (max_norm / _norm(grads)) for k, g in grads.items()}, _norm(grads)


def zero_not_thought_of(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads.values()))
    scale = min(1.0, max_norm / norm)
    return {k: scale * g for k, g in grads.items()}, norm


def always_scaled_but_for_zeros(grads, max_norm):
    norm = _norm(grads)
    return {k: g * (max_norm / norm if norm > 0 else 1) for k, g in grads.items()}, norm


def always_scaled_and_stops(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * (max_norm / norm) for k, g in grads.items()}, norm


ALWAYS_SCALED = (
    "The gradients are always scaled to the limit, also where they lie below it; small gradients "
    "stay as they are, and zeros stay zeros."
)


NORMS_ADDED = "The norms of the arrays are added; add up their squares, and take the root once."


EXERCISE = Exercise(
    name="clip_by_global_norm",
    number="05.4",
    unit=UNIT,
    title="clipping by the global norm",
    points=5,
    reference=rnn_ref.clip_by_global_norm,
    cases=clip_cases,
    outputs=("clipped", "norm"),
    shares={"clipped": 3 / 5, "norm": 2 / 5},
    section=CLIP,
    hints=(
        "What can you do to a vector that changes its length and not its direction? And when is "
        "there nothing to do?",
        "A vector keeps its direction if all entries get one factor: max_norm / norm where norm > "
        "max_norm, and 1 elsewhere. The norm is the root of one sum over all arrays.",
        "add up the squares of all entries of all arrays\n"
        "take the root once\n"
        "decide on the factor by comparing the norm with the limit\n"
        "make a new dict with each array times the factor\n"
        "return it together with the norm from before",
    ),
    misconceptions=(
        Misconception(
            "each-array-by-itself",
            _clip_with(rule=_per_array),
            "Each array is clipped by its own norm, which turns the step in another direction; "
            "one norm of all arrays gives one factor for all.",
            FACTOR,
        ),
        Misconception(
            "by-value",
            _clip_with(rule=lambda g, norm, limit: np.clip(g, -limit, limit)),
            "Every entry is cut to the limit by itself: that is clipping by value. By norm, all "
            "entries shrink by the same factor.",
            VALUE,
        ),
        Misconception("always-scaled", always_scaled, ALWAYS_SCALED, FACTOR),
        Misconception(
            "always-scaled-but-for-zeros", always_scaled_but_for_zeros, ALWAYS_SCALED, FACTOR
        ),
        Misconception(
            "always-scaled-and-stops",
            always_scaled_and_stops,
            "The gradients are always scaled to the limit, so small ones grow and zeros divide by "
            "zero; below the limit they stay as they are.",
            FACTOR,
        ),
        Misconception(
            "zero-divides",
            zero_not_thought_of,
            "All is right but for gradients that are all zero: their norm is 0, and max_norm is "
            "divided by it; compare first, divide where it is needed.",
            FACTOR,
        ),
        Misconception(
            "never-clipped",
            _clip_with(rule=lambda g, n, limit: g),
            "The gradients come back as they went in. If you do scale them in a loop: a new value "
            "for the loop's variable changes neither the dict nor its arrays.",
            FACTOR,
        ),
        Misconception(
            "scaled-below-the-limit",
            _clip_with(rule=lambda g, n, limit: g * (limit / n) if 0 < n < limit else g),
            "The comparison is turned round: gradients below the limit are scaled up and those "
            "above it are left alone.",
            FACTOR,
        ),
        Misconception(
            "factor-upside-down",
            _clip_with(rule=lambda g, n, limit: g * (n / limit) if n > limit else g),
            "The factor is upside down: norm / max_norm makes large gradients larger.",
            FACTOR,
        ),
        Misconception(
            "limit-forgotten",
            _clip_with(rule=lambda g, n, limit: g / n if n > limit else g),
            "Above the limit the gradients are scaled to norm 1; they should come out with norm "
            "max_norm.",
            FACTOR,
        ),
        Misconception(
            "small-number-in-the-factor",
            _clip_with(rule=lambda g, n, limit: g * min(1.0, limit / (n + 1e-6))),
            "A small number is added to the norm in the factor, as some libraries do; the clipped "
            "norm then misses the limit. Comparing first makes it superfluous.",
            FACTOR,
        ),
        Misconception(
            "root-forgotten",
            _clip_with(_norm_with(sum, lambda g: (g**2).sum())),
            "The norm lacks its root: this is the sum of the squares.",
            FACTOR,
        ),
        Misconception(
            "sum-of-norms",
            _clip_with(_norm_with(sum, np.linalg.norm)),
            NORMS_ADDED,
            FACTOR,
        ),
        Misconception(
            "root-of-the-sum-of-norms",
            _clip_with(_norm_with(lambda norms: np.sqrt(sum(norms)), np.linalg.norm)),
            NORMS_ADDED,
            FACTOR,
        ),
        Misconception(
            "norm-of-the-last-array",
            _clip_with(_norm_with(lambda norms: norms[-1], np.linalg.norm)),
            "This is the norm of the last array: each one overwrites those before it, and their "
            "squares are to be added up.",
            FACTOR,
        ),
        Misconception(
            "largest-of-the-norms",
            _clip_with(_norm_with(max, np.linalg.norm)),
            "This is the largest of the norms of the arrays; all of them count: add up their "
            "squares, and take the root once.",
            FACTOR,
        ),
        Misconception(
            "singular-value-of-each",
            _clip_with(_norm_with(np.linalg.norm, lambda g: np.linalg.norm(g, 2))),
            "With the second argument 2, a matrix gives its largest singular value; here the "
            "squares of all entries are added up.",
            FACTOR,
        ),
        Misconception(
            "sum-of-absolute-values",
            _clip_with(_norm_with(sum, lambda g: np.abs(g).sum())),
            "The absolute values are added up; a norm is the root of the sum of the squares.",
            FACTOR,
        ),
        Misconception(
            "list-of-arrays",
            _clip_with(_norm_with(np.linalg.norm, lambda g: g)),
            "NumPy cannot make one array of arrays with different shapes, hence the exception; "
            "take the sum of squares of each array, and add these numbers.",
            FACTOR,
        ),
        Misconception(
            "mean-of-squares",
            _clip_with(
                _norm_with(lambda parts: np.sqrt(np.concatenate(parts).mean()), _flat_squares)
            ),
            "The squares are averaged; for a norm they are added up.",
            FACTOR,
        ),
        Misconception(
            "norm-after",
            _clip_with(reported=lambda norm, clipped: _norm(clipped)),
            "The norm that is returned is that of the clipped gradients; return the one from "
            "before, which tells what the network did.",
            CLIP,
        ),
        Misconception(
            "norm-not-returned",
            lambda grads, max_norm: rnn_ref.clip_by_global_norm(grads, max_norm)[0],
            "Only the gradients are returned; the norm from before belongs beside them.",
            CLIP,
        ),
        Misconception(
            "outputs-exchanged",
            lambda grads, max_norm: rnn_ref.clip_by_global_norm(grads, max_norm)[::-1],
            "The two outputs stand in the wrong order: first the gradients, then the norm.",
            CLIP,
        ),
    ),
)
