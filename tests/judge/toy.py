"""A small exercise of the tests' own, so that the judge is tested apart from the course."""

import numpy as np

from autograde.kinds.exercise import Case, Exercise, Misconception


def scale_and_sum(x, W, b):
    """y = x @ W + b and the sum of each row of y."""
    y = x @ W + b
    return y, y.sum(axis=1)


def no_bias(x, W, b):
    return scale_and_sum(x, W, 0 * b)


def sum_over_columns(x, W, b):
    y = x @ W + b
    return y, y.sum(axis=0)


def sum_over_all(x, W, b):
    y = x @ W + b
    return y, np.full(len(x), y.sum())


def no_weights(x, W, b):
    return x + b, x.sum(axis=1)  # raises where the sizes differ


def cases(rng):
    sizes = [("small", "shapes", 2, 3, 4), ("ones", "ones", 1, 1, 1)]
    sizes += [("generic", "generic", 3, 4, 5), ("another generic", "generic", 5, 3, 4)]
    found = [
        Case(name, tuple(rng.standard_normal(s) for s in ((N, D), (D, H), (H,))), kind)
        for name, kind, N, D, H in sizes
    ]
    args = tuple(rng.standard_normal(s).astype(np.float32) for s in ((2, 3), (3, 4), (4,)))
    return [*found, Case("float32", args, "float32")]


TOY = Exercise(
    name="toy",
    number="99.1",
    unit="99_toy",
    title="a product and its sums",
    points=4,
    reference=scale_and_sum,
    cases=cases,
    outputs=("y", "total"),
    section="A product",
    hints=("idea", "formula", "pseudo-code"),
    misconceptions=(
        Misconception("no-bias", no_bias, "The bias is missing.", "A product"),
        Misconception("columns", sum_over_columns, "The sum runs down the columns.", "Sums"),
        Misconception("all", sum_over_all, "The sum runs over everything.", "Sums"),
        Misconception("no-weights", no_weights, "The weights are not used.", "A product"),
    ),
)
