"""What the exercises on optimisers share: dicts of arrays with a memory, and their mistakes."""

from __future__ import annotations

import numpy as np

SHAPES = (  # name, kind, learning rate, how large the gradients are, the parameters
    ("one parameter", "shapes", 0.5, 1.0, {"w": (3,)}),
    ("a layer", "shapes", 0.1, 1.0, {"W_xh": (2, 3), "W_hh": (3, 3), "b_h": (3,)}),
    ("one number", "ones", 0.25, 1.0, {"w": (1,)}),
    (
        "a recurrent network",
        "generic",
        0.3,
        1.0,
        {"W_xh": (3, 4), "W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 5)},
    ),
    ("large gradients", "generic", 0.02, 30.0, {"U": (5, 3), "V": (3, 4)}),
    ("two arrays of the same shape", "generic", 0.2, 1.0, {"W": (5, 3), "V": (5, 3)}),
    ("float32", "float32", 0.1, 1.0, {"W": (4, 3), "b": (3,)}),
)


KINDS = ("shapes", "isolation", "ones", "generic", "float32", "extreme")


def by_kind(cases):
    """Cases in the order of the design."""
    return sorted(cases, key=lambda case: KINDS.index(case.kind))


def draw(rng, shapes, scale=1.0, dtype=float):
    """A dict of arrays of these shapes."""
    return {k: (scale * rng.standard_normal(s)).astype(dtype) for k, s in shapes.items()}


def draw_squares(rng, shapes, scale=1.0, dtype=float):
    """A dict of arrays above 0, as a mean of squares is."""
    return {k: ((scale * rng.uniform(0.5, 2, s)) ** 2).astype(dtype) for k, s in shapes.items()}


def turned(grads):
    """The same dict with its keys in the other order."""
    return dict(reversed(grads.items()))


def each(names, rule):
    """name -> rule(name)."""
    return {name: rule(name) for name in names}


def first_only(function, outputs):
    """`function`, whose dicts hold the first parameter alone: a return inside the loop."""

    def wrong(params, *rest):
        name = next(iter(params))
        return tuple({name: d[name]} for d in function(params, *rest)[:outputs])

    return wrong


def by_place(function):
    """`function` with each gradient paired by its place in the dict, not by its name."""

    def wrong(params, grads, *rest):
        return function(params, dict(zip(params, grads.values(), strict=True)), *rest)

    return wrong


def one_for_all(array):
    """The mean of an array at each of its places: one step size for the whole array."""
    return np.full_like(array, array.mean())
