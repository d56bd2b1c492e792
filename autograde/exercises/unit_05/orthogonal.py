"""Exercise 05.5, orthogonal: a random orthogonal matrix."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Rng
from autograde.exercises.unit_05 import ORTHOGONAL, START, UNIT
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

MANY = 100  # draws from which directions can be judged


def orthogonal_cases(rng):
    """Single matrices, and many in a row from one generator."""

    def case(name, kind, H, repeat=1):
        return Case(name, (Rng(int(rng.integers(2**31))), H), kind, repeat)

    return [
        case("three units", "shapes", 3),
        case("two units", "shapes", 2),
        case("one unit", "ones", 1),
        case("H=3, 400 draws in a row", "generic", 3, 400),
        case("H=5, 50 draws in a row", "generic", 5, 50),
        case("H=40", "extreme", 40),
    ]


def _draws(value, H=None):
    """One matrix, or a list of them, as an array (draws, H, H)."""
    Q = np.asarray(value, dtype=float)
    return Q if Q.ndim == 3 else Q[None]


def _gram(Q):
    return Q.swapaxes(1, 2) @ Q


def _is_orthogonal(Q):
    return np.abs(_gram(Q) - np.eye(Q.shape[2])).max() < 1e-8


def _orthogonal_rule(got, args):
    H = args[1]
    if isinstance(got, tuple):
        return f"it is a tuple of {len(got)}, expected an array of shape {(H, H)}"
    Q = np.asarray(got, dtype=float)
    if Q.ndim not in (2, 3) or Q.shape[-2:] != (H, H):
        return f"it has shape {Q.shape[-2:]}, expected {(H, H)}"
    Q = _draws(Q)
    off = np.abs(_gram(Q) - np.eye(H))
    if not off.max() < 1e-8:
        n, i, j = (int(k) for k in np.argwhere(~(off < 1e-8))[0])
        value = float(Q[n, :, i] @ Q[n, :, j])
        return f"columns {i} and {j} have the product {value:.4g}, expected {float(i == j):g}"
    if len(Q) == 1:
        return None
    if np.abs(Q[1:] - Q[:-1]).max(axis=(1, 2)).min() < 1e-8:
        return "two calls in a row, with the same generator, gave the same matrix"
    few = len(Q) < MANY
    return _uneven_sign(Q) or (None if few else _uneven_size(Q) or _crowded(Q))


def _uneven_sign(Q):
    """Which entry has one sign too often, in words; None where each has both about as often.

    The bound is six standard deviations of a fair coin: a right answer fails once in some 10^7.
    """
    share = (Q > 0).mean(axis=0)
    for never, word in ((share == 0, "positive"), (share == 1, "negative")):
        if never.any():
            i, j = (int(k) for k in np.argwhere(never)[0])
            return f"in {len(Q)} draws entry [{i}, {j}] was never {word}"
    uneven = np.abs(share - 0.5) > 3 / np.sqrt(len(Q))
    if not uneven.any():
        return None
    i, j = (int(k) for k in np.argwhere(uneven)[0])
    return f"in {len(Q)} draws entry [{i}, {j}] was positive {share[i, j]:.0%} of the time"


def _uneven_size(Q):
    """Which entries are too large, too small or too much alike, in words; None where none are.

    Over all directions alike, the product of two entries is 1/H on average where they are the
    same one, else 0, with a standard deviation of at most 1.1/H; a fourth power is 3/(H (H + 2))
    on average, with one of less than that. The bounds are seven of these: a right answer fails
    less than once in 10^6 (Bernstein's inequality; the entries are between -1 and 1).
    """
    n, H, _ = Q.shape
    entries = Q.reshape(n, H * H)
    products = entries.T @ entries / n
    a, b = np.unravel_index(np.argmax(np.abs(products - np.eye(H * H) / H)), products.shape)
    names = [f"[{place // H}, {place % H}]" for place in (int(a), int(b))]
    found, expected = float(products[a, b]), 1 / H if a == b else 0.0
    if abs(found - expected) > 7 * 1.1 / H / np.sqrt(n):
        what = f"the square of entry {names[0]}"
        what = what if a == b else f"the product of the entries {' and '.join(names)}"
        return f"in {n} draws {what} was {found:.2f} on average, expected {expected:.2f}"
    spread, usual = (entries**4).mean(axis=0), 3 / (H * (H + 2))
    if (np.abs(spread - usual) > 7 * 1.4 * usual / np.sqrt(n)).any():
        i, j = divmod(int(np.argmax(np.abs(spread - usual))), H)
        return f"in {n} draws the sizes of entry [{i}, {j}] spread otherwise than they should"
    return None


def _crowded(Q):
    """How often two draws are almost the same matrix, in words; None where that is rare.

    For H = 3 a turn by an angle below 0.15 comes once in 11,000 pairs (its cube over 12 pi), and
    once in 5,600 where all draws keep, or all turn, the orientation: some 14 of the pairs of 400
    draws. More than three times as many come less than once in 10^6.
    """
    n, H, _ = Q.shape
    if H != 3:
        return None
    entries = Q.reshape(n, H * H)
    near = entries @ entries.T > 1 + 2 * np.cos(0.15)
    pairs, usual = int(near.sum() - n) // 2, n * (n - 1) / 2 * 0.15**3 / (6 * np.pi)
    if pairs <= 3 * usual:
        return None
    return f"of {n} draws {pairs} pairs are almost the same matrix, where some {usual:.0f} would be"


def _off_diagonal(Q):
    return np.abs(_gram(Q) * (1 - np.eye(Q.shape[2]))).max()


def _has(sign_of):
    """Orthogonal, not the identity, but one kind of entry never changes its sign."""

    def shows(value):
        Q = _draws(value)
        return _is_orthogonal(Q) and not _is_identity(Q) and bool(sign_of(Q))

    return shows


def _is_lopsided(Q):
    """Over many draws each entry has both signs, and some entry one of them too often."""
    share = (Q > 0).mean(axis=0)
    return len(Q) < 100 or (share.min() > 0 and share.max() < 1 and _uneven_sign(Q) is not None)


def _is_identity(Q):
    return len(Q[0]) > 1 and np.abs(Q - np.eye(Q.shape[2])).max() < 1e-8


def _is_triangular(Q):
    return np.abs(np.tril(Q, -1)).max() < 1e-8


def _is_raw(value):
    Q = _draws(value)
    single = Q.shape[2] == 1
    lengths = np.einsum("nij,nij->nj", Q, Q)
    return np.abs(lengths - 1).min() > 1e-8 and (
        single or (not _is_triangular(Q) and _off_diagonal(Q) > 1e-8)
    )


def _is_normalised(value):
    Q = _draws(value)
    columns, rows = (np.einsum(f"nij,nij->n{axis}", Q, Q) for axis in "ji")
    unit = min(np.abs(columns - 1).max(), np.abs(rows - 1).max()) < 1e-8
    return unit and (Q.shape[2] == 1 or _off_diagonal(Q) > 1e-8)


def _is_scaled(even):
    """Perpendicular columns of other lengths than 1: all of one length, or of several."""

    def shows(value):
        Q = _draws(value)
        lengths = np.einsum("nij,nij->nj", Q, Q)
        single = Q.shape[2] == 1
        same = bool(np.abs(lengths - lengths[:, :1]).max() < 1e-8)
        perpendicular = _off_diagonal(Q) < 1e-8 and not _is_triangular(Q)
        return single or (perpendicular and same == even and np.abs(lengths - 1).min() > 1e-8)

    return shows


def _is_triangle(cut):
    """Upper triangular: cut out of an orthogonal matrix, whose last column is left, or not."""

    def shows(value):
        Q = _draws(value)
        whole = bool(np.abs((Q[:, :, -1] ** 2).sum(axis=1) - 1).max() < 1e-8)
        return _is_triangular(Q) and not _is_identity(Q) and whole == cut

    return shows


def _is_diagonal(value):
    Q = _draws(value)
    return bool(np.abs(Q * (1 - np.eye(Q.shape[2]))).max() < 1e-8) and not _is_identity(Q)


def _has_lengths_that_count(value):
    """Column j is a sum of j + 1 perpendicular columns of length 1."""
    Q = _draws(value)
    lengths = np.einsum("nij,nij->nj", Q, Q)
    return bool(np.abs(lengths - np.arange(1, Q.shape[2] + 1)).max() < 1e-8)


def _is_the_same_again(value):
    Q = _draws(value)
    varied = len(Q) > 1 and np.abs(Q - Q[0]).max() > 1e-8
    return _is_orthogonal(Q) and not _is_identity(Q) and not varied


def signs_left_to_the_library(rng, H):
    return np.linalg.qr(rng.standard_normal((H, H)))[0]


def signs_of_the_wrong_diagonal(rng, H):
    Q, _ = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(np.diag(Q))


def signs_of_all_of_the_triangle(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.sign(R)


def product_with_the_signs_of_the_triangle(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q @ np.sign(R)


def signs_entry_by_entry(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.diag(np.sign(np.diag(R)))


def diagonal_without_sign(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.diag(R)


def numbers_above_zero(rng, H):
    Q, R = np.linalg.qr(rng.random((H, H)))
    return Q * np.sign(np.diag(R))


def columns_normalised(rng, H):
    A = rng.standard_normal((H, H))
    return A / np.linalg.norm(A, axis=0)


EXERCISE = Exercise(
    name="orthogonal",
    number="05.5",
    unit=UNIT,
    title="a random orthogonal matrix",
    points=4,
    reference=rnn_ref.orthogonal,
    cases=orthogonal_cases,
    outputs=("Q",),
    section=START,
    hints=(
        "A random matrix has columns in random directions, which are not perpendicular. The QR "
        "decomposition makes them so.",
        "A = Q R with Q orthogonal and R upper triangular. Q R = (Q S)(S R) for any diagonal S "
        "of signs: choose S so that the diagonal of S R is positive.",
        "draw an (H, H) array of normal numbers from the generator\n"
        "decompose it\n"
        "multiply each column j of Q by the sign of the entry [j, j] of R\n"
        "return the result",
    ),
    misconceptions=(
        Misconception(
            "signs-left-to-the-library",
            signs_left_to_the_library,
            "The matrix is orthogonal, but its first entry never is positive: the library chose "
            "the signs. Use those of the diagonal of R.",
            ORTHOGONAL,
            _has(lambda Q: (Q[:, 0, 0] < 0).all() if Q.shape[2] > 1 else (Q > 0).all()),
        ),
        Misconception(
            "signs-of-the-wrong-diagonal",
            signs_of_the_wrong_diagonal,
            "The signs are those of the diagonal of Q, which can then never be negative; take "
            "those of the diagonal of R.",
            ORTHOGONAL,
            _has(lambda Q: (np.diagonal(Q, axis1=1, axis2=2) > 0).all()),
        ),
        Misconception(
            "first-factor-of-the-svd",
            lambda rng, H: np.linalg.svd(rng.standard_normal((H, H)))[0],
            "The matrix is orthogonal, but its entries do not have both signs equally often, as in "
            "the first factor of an SVD: the library chose the signs, and nothing mends them.",
            ORTHOGONAL,
            _has(_is_lopsided),
        ),
        Misconception(
            "not-orthogonalised",
            lambda rng, H: rng.standard_normal((H, H)) / np.sqrt(H),
            "These are plain random numbers, as are those of Q R: no two columns are "
            "perpendicular, and their lengths are not 1.",
            ORTHOGONAL,
            _is_raw,
        ),
        Misconception(
            "lengths-only",
            columns_normalised,
            "The columns (or rows) have length 1 but are not perpendicular to each other.",
            ORTHOGONAL,
            _is_normalised,
        ),
        Misconception(
            "triangle-returned",
            lambda rng, H: np.linalg.qr(rng.standard_normal((H, H)))[1],
            "This is the triangular factor R; the orthogonal one is Q, which comes first.",
            ORTHOGONAL,
            _is_triangle(cut=False),
        ),
        Misconception(
            "signs-of-all-of-the-triangle",
            signs_of_all_of_the_triangle,
            "Everything below the diagonal is 0: each entry of Q is multiplied by the sign of the "
            "same entry of R. Take the signs of the diagonal of R alone.",
            ORTHOGONAL,
            _is_triangle(cut=True),
        ),
        Misconception(
            "product-with-the-signs-of-the-triangle",
            product_with_the_signs_of_the_triangle,
            "Q is multiplied by the signs of all of R, which adds columns of Q together. Take the "
            "signs of the diagonal of R alone.",
            ORTHOGONAL,
            _has_lengths_that_count,
        ),
        Misconception(
            "signs-entry-by-entry",
            signs_entry_by_entry,
            "Everything beside the diagonal is 0: Q and the diagonal matrix of the signs are "
            "multiplied entry by entry, and `*` does not make a matrix product.",
            ORTHOGONAL,
            _is_diagonal,
        ),
        Misconception(
            "diagonal-without-sign",
            diagonal_without_sign,
            "The columns are perpendicular, but their lengths are the entries of the diagonal of "
            "R; only the signs of these entries are wanted.",
            ORTHOGONAL,
            _is_scaled(even=False),
        ),
        Misconception(
            "numbers-above-zero",
            numbers_above_zero,
            "The first column never has a negative entry, so some directions are preferred: the "
            "numbers that were drawn are all above 0. Draw normal numbers.",
            ORTHOGONAL,
            _has(lambda Q: (Q[:, :, 0] > 0).all()),
        ),
        Misconception(
            "identity",
            lambda rng, H: np.eye(H),
            "The identity is orthogonal, and it is one matrix; asked is a random one, drawn with "
            "the generator.",
            ORTHOGONAL,
            lambda value: np.abs(_draws(value) - np.eye(len(_draws(value)[0]))).max() < 1e-8,
        ),
        Misconception(
            "scaled-as-well",
            lambda rng, H: rnn_ref.orthogonal(rng, H) / np.sqrt(H),
            "The columns are perpendicular, but their length is not 1: an orthogonal matrix needs "
            "no further scaling.",
            ORTHOGONAL,
            _is_scaled(even=True),
        ),
        Misconception(
            "generator-ignored",
            lambda rng, H: rnn_ref.orthogonal(np.random.default_rng(0), H),
            "Every call gives the same matrix: the numbers come from a generator with a fixed "
            "seed, and not from the one that is handed in.",
            ORTHOGONAL,
            _is_the_same_again,
        ),
    ),
    comparison=Invariant(_orthogonal_rule),
)
