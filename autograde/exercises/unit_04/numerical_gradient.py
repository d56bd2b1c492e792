"""Exercise 04.1, numerical_gradient: a gradient from its definition."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Given
from autograde.exercises.unit_04 import CHECK, ONE_BY_ONE, UNIT
from autograde.kinds.common import alike
from autograde.kinds.exercise import Case, Exercise, Misconception


def numerical_gradient_cases(rng):
    """x of one, two and three dimensions; functions whose entries do and do not interact."""
    draw = rng.standard_normal

    def quadratic(*shape):
        return Given("quadratic", {"A": draw(shape), "b": draw(shape)})

    def cubic(*shape):
        return Given("cubic", {"A": 1.0 + rng.random(shape)})

    def mixed(*shape):
        return Given("mixed", {"A": draw(shape)})

    return [
        Case("three numbers", (quadratic(3), draw(3)), "shapes"),
        Case("a matrix", (quadratic(2, 3), draw((2, 3))), "shapes"),
        Case(
            "a function with the same slope everywhere",
            (Given("quadratic", {"A": np.zeros(4), "b": draw(4)}), draw(4)),
            "isolation",
        ),
        Case("one number", (cubic(1), draw(1)), "ones"),
        Case("one row", (mixed(1, 4), draw((1, 4))), "ones"),
        Case("a vector, cubes", (cubic(4), draw(4))),
        Case("a matrix, entries that interact", (mixed(3, 4), draw((3, 4)))),
        Case("three axes, cubes", (cubic(3, 4, 5), draw((3, 4, 5)))),
        Case("a wide step: eps = 0.1", (cubic(3, 5), draw((3, 5)), 0.1)),
        Case("another step: eps = 0.01", (mixed(5, 3), draw((5, 3)), 0.01)),
    ]


def _differences(x, eps, rule):
    """rule(up, down) for every entry, where up and down are x with this entry moved."""
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = rule(up, down)
    return gradient


def one_sided(f, x, eps=1e-5):
    at_x = f(x.copy())
    return _differences(x, eps, lambda up, down: (f(up) - at_x) / eps)


def one_sided_backwards(f, x, eps=1e-5):
    at_x = f(x.copy())
    return _differences(x, eps, lambda up, down: (at_x - f(down)) / eps)


def one_step_over_two(f, x, eps=1e-5):
    return one_sided(f, x, eps) / 2


def half_steps_over_two(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, eps / 2) / 2


def half_steps(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, eps / 2)


def divided_by_eps(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(up) - f(down)) / eps)


def brackets_missing(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(up) - f(down)) / 2 * eps)


def not_divided(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: f(up) - f(down))


def difference_reversed(f, x, eps=1e-5):
    return _differences(x, eps, lambda up, down: (f(down) - f(up)) / (2 * eps))


def all_entries_at_once(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def all_entries_at_once_filled(f, x, eps=1e-5):
    return np.full(x.shape, all_entries_at_once(f, x, eps))


def one_number_to_f(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        gradient[i] = (f(x[i] + eps) - f(x[i] - eps)) / (2 * eps)
    return gradient


def first_entry_only(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    gradient.flat[0] = rnn_ref.numerical_gradient(f, x, eps).flat[0]
    return gradient


def two_loops(error):
    """Loops over two axes, which end in `error` where x has one."""

    def wrong(f, x, eps=1e-5):
        if x.ndim == 1 or (x.ndim == 3 and error is ValueError):
            raise error
        gradient = np.empty(x.shape)
        for i in np.ndindex(x.shape[:2]):
            up, down = x.copy(), x.copy()
            up[i] += eps
            down[i] -= eps
            gradient[i] = (f(up) - f(down)) / (2 * eps)
        return gradient

    return wrong


def a_row_at_a_time(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def not_put_back(f, x, eps=1e-5):
    x = x.copy()
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        gradient[i] = (up - f(x)) / (2 * eps)
    return gradient


def copied_once(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    up, down = x.copy(), x.copy()
    for i in np.ndindex(x.shape):
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def one_array_with_two_names(f, x, eps=1e-5):
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        up = down = x.copy()
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient


def eps_ignored(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, 1e-5)


def left_flat(f, x, eps=1e-5):
    return rnn_ref.numerical_gradient(f, x, eps).ravel()


EXERCISE = Exercise(
    name="numerical_gradient",
    number="04.1",
    unit=UNIT,
    title="a gradient from its definition",
    points=4,
    reference=rnn_ref.numerical_gradient,
    cases=numerical_gradient_cases,
    outputs=("gradient",),
    section=CHECK,
    hints=(
        "How would you measure the slope of a hill at one point, in one direction? And what must "
        "not move while you measure another direction?",
        "gradient[i] is the value of f with entry i moved up by eps, less its value with entry i "
        "moved down by eps, over the distance between the two points, 2 eps. The index i has as "
        "many parts as x has axes: see np.ndindex.",
        "make an array with the shape of x\n"
        "for every index of x:\n"
        "    copy x twice\n"
        "    add eps to that entry of one copy, take eps from that entry of the other\n"
        "    store the difference of the two values of f over twice eps\n"
        "return the array",
    ),
    misconceptions=(
        *alike(
            "The difference is one-sided: one of its two points is x itself, and its error is "
            "of order eps; step to both sides of x.",
            CHECK,
            ("one-sided", one_sided),
            ("one-sided-backwards", one_sided_backwards),
        ),
        *alike(
            "Your gradient is half as large as it should be: you divide by 2 eps, and the two "
            "points lie eps apart. From an entry moved up, it takes 2 eps to get to the other "
            "side of x.",
            CHECK,
            ("one-step-over-two", one_step_over_two),
            ("half-steps-over-two", half_steps_over_two),
        ),
        Misconception(
            "half-steps",
            half_steps,
            "The two points lie eps apart; the brief moves the entry by eps to either side, so "
            "they lie 2 eps apart.",
            CHECK,
        ),
        Misconception(
            "divided-by-eps",
            divided_by_eps,
            "Your gradient is twice too large: the two points lie 2 eps apart, and you divide "
            "by eps.",
            CHECK,
        ),
        Misconception(
            "brackets-missing",
            brackets_missing,
            "The difference is divided by 2 and then multiplied by eps; 2 * eps needs brackets, "
            "to be divided by as a whole.",
            CHECK,
        ),
        Misconception(
            "not-divided",
            not_divided,
            "This is the difference of two values of f, without the division by the distance "
            "between the two points.",
            CHECK,
        ),
        Misconception(
            "difference-reversed",
            difference_reversed,
            "The sign is reversed: take the value at x - eps from the value at x + eps.",
            CHECK,
        ),
        *alike(
            "All entries of x are moved together, which gives one number, the sum of the "
            "gradient; move one entry and keep the others still.",
            ONE_BY_ONE,
            ("all-entries-at-once", all_entries_at_once),
            ("all-entries-at-once-filled", all_entries_at_once_filled),
        ),
        Misconception(
            "one-number-to-f",
            one_number_to_f,
            "f is called with a single number; it takes the whole array, of which one entry has "
            "been moved.",
            ONE_BY_ONE,
        ),
        Misconception(
            "first-entry-only",
            first_entry_only,
            "All entries but the first are still zero: the loop ends after one entry. Does "
            "`return` stand inside it?",
            ONE_BY_ONE,
        ),
        *(
            Misconception(
                f"two-loops-stop-with-{error.__name__.lower()}",
                two_loops(error),
                "The loops are made for an x with two axes; x may have any number of them: see "
                "np.ndindex.",
                ONE_BY_ONE,
            )
            for error in (IndexError, ValueError)
        ),
        Misconception(
            "a-row-at-a-time",
            a_row_at_a_time,
            "The loop runs over the first axis only, so a whole row of x moves at once; every "
            "entry needs its own two calls of f.",
            ONE_BY_ONE,
        ),
        Misconception(
            "not-put-back",
            not_put_back,
            "An entry that was moved is not put back, so the later entries are measured beside "
            "the point x and not at it.",
            ONE_BY_ONE,
        ),
        Misconception(
            "copied-once",
            copied_once,
            "The two copies are made once, before the loop, so entries that were moved earlier "
            "are still moved; every entry needs fresh copies.",
            ONE_BY_ONE,
        ),
        Misconception(
            "one-array-with-two-names",
            one_array_with_two_names,
            "Every difference is 0: the array moved up and the array moved down are one array "
            "with two names; each needs a copy of its own.",
            ONE_BY_ONE,
        ),
        Misconception(
            "eps-ignored",
            eps_ignored,
            "The argument eps has no effect: the function steps by 1e-5 whatever eps it is "
            "called with.",
            CHECK,
        ),
        Misconception(
            "left-flat",
            left_flat,
            "The numbers are right and the shape is flat; a gradient has the shape of x.",
            ONE_BY_ONE,
        ),
    ),
)
