"""Exercise 05.2, spectral_radius: the largest eigenvalue in absolute value."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_05 import RADIUS, SINGULAR, UNIT
from autograde.kinds.exercise import Case, Exercise, Misconception


def radius_cases(rng):
    """Matrices whose largest eigenvalue is negative, complex, repeated or zero."""
    draw = rng.standard_normal
    angle, r = rng.uniform(0.5, 1.2), rng.uniform(0.7, 1.3)
    turn = r * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    low = -rng.uniform(1.5, 2.5)
    symmetric = draw((4, 4)).astype(np.float32)
    return [
        Case("two units", (draw((2, 2)),), "shapes"),
        Case("three units", (draw((3, 3)),), "shapes"),
        Case("a diagonal matrix", (np.diag([0.5, low, 1.2]),), "isolation"),
        Case("a turn of the plane, scaled", (turn,), "isolation"),
        Case("entries above the diagonal only", (np.triu(draw((3, 3)), 1),), "isolation"),
        Case("one unit", (np.array([[rng.uniform(0.2, 2.0)]]),), "ones"),
        Case("one unit, negative", (np.array([[low]]),), "ones"),
        Case("H=4", (draw((4, 4)),)),
        Case("H=5, most of it negative", (draw((5, 5)) - 1.0,)),
        Case("H=7", (0.3 * draw((7, 7)),)),
        Case("H=12", (draw((12, 12)) / np.sqrt(12),)),
        Case("float32", (symmetric + symmetric.T,), "float32"),
        Case("large entries", (1e4 * draw((6, 6)),), "extreme"),
    ]


def largest_itself(W):
    values = np.linalg.eigvals(W)
    return values[np.abs(values).argmax()]


MAX_TOO_EARLY = (
    "The maximum is taken before the absolute value, and NumPy sorts complex numbers by their "
    "real part: first the absolute values, then the maximum."
)


EXERCISE = Exercise(
    name="spectral_radius",
    number="05.2",
    unit=UNIT,
    title="the largest eigenvalue in absolute value",
    points=3,
    reference=rnn_ref.spectral_radius,
    cases=radius_cases,
    outputs=("rho",),
    section=RADIUS,
    hints=(
        "An eigenvalue says by how much a matrix stretches, and perhaps turns, one of its own "
        "directions. The one with the greatest stretch wins in the long run, whatever its sign.",
        "rho(W) = max_i |lambda_i|. Eigenvalues of a real matrix may be complex: |a + ib| is the "
        "root of a^2 + b^2, and NumPy's abs knows that.",
        "find all eigenvalues with the function of np.linalg that makes no assumption about W\n"
        "take the absolute value of each\n"
        "return the largest of these",
    ),
    misconceptions=(
        Misconception(
            "singular-value",
            lambda W: np.linalg.norm(W, 2),
            "This is the largest singular value, the most that W does in one step; the spectral "
            "radius comes from the eigenvalues.",
            SINGULAR,
        ),
        Misconception(
            "largest-real-part",
            lambda W: np.linalg.eigvals(W).real.max(),
            "This is the largest real part: an eigenvalue of -2 stretches more than one of 1, "
            "and a complex one counts by its absolute value.",
            RADIUS,
        ),
        Misconception(
            "maximum-first",
            lambda W: np.abs(np.linalg.eigvals(W).max()),
            MAX_TOO_EARLY,
            RADIUS,
        ),
        Misconception(
            "maximum-alone",
            lambda W: np.linalg.eigvals(W).max(),
            MAX_TOO_EARLY,
            RADIUS,
        ),
        Misconception(
            "eigenvalue-itself",
            largest_itself,
            "It is the right eigenvalue, with its sign or its imaginary part; the radius is its "
            "absolute value.",
            RADIUS,
        ),
        Misconception(
            "squared",
            lambda W: (np.abs(np.linalg.eigvals(W)) ** 2).max(),
            "This is the square of the radius: an absolute value is the root of the squares of "
            "the real and the imaginary part, added up.",
            RADIUS,
        ),
        Misconception(
            "first-of-them",
            lambda W: np.abs(np.linalg.eigvals(W)[0]),
            "This is the absolute value of the first eigenvalue; they come in no order, so the "
            "largest has to be looked for.",
            RADIUS,
        ),
        Misconception(
            "imaginary-part-dropped",
            lambda W: np.abs(np.linalg.eigvals(W).real).max(),
            "The imaginary parts are dropped before the absolute value is taken; a turn of the "
            "plane would lose most of its length that way.",
            RADIUS,
        ),
        Misconception(
            "symmetric-solver",
            lambda W: np.abs(np.linalg.eigvalsh(W)).max(),
            "eigvalsh reads one half of the matrix and takes it for symmetric; W_hh is not.",
            RADIUS,
        ),
        Misconception(
            "smallest",
            lambda W: np.abs(np.linalg.eigvals(W)).min(),
            "This is the smallest absolute value; in the long run the largest one decides.",
            RADIUS,
        ),
        Misconception(
            "frobenius-norm",
            lambda W: np.linalg.norm(W),
            "This is the Frobenius norm, the root of the sum of all squared entries.",
            RADIUS,
        ),
        Misconception(
            "all-of-them",
            lambda W: np.abs(np.linalg.eigvals(W)),
            "These are the absolute values of all eigenvalues; return the largest one.",
            RADIUS,
        ),
    ),
)
