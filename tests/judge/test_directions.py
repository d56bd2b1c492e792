"""`orthogonal` over many draws: one matrix in disguise is found, a right answer is not."""

import numpy as np
import pytest

import rnn_ref
from autograde.exercises.unit_05.orthogonal import EXERCISE

DRAWS, H = 400, 3


def rule(draws):
    """What is said of them; None where all is well."""
    return EXERCISE.comparison.rule(list(draws), (None, H))


def uniform(rng):
    return [rnn_ref.orthogonal(rng, H) for _ in range(DRAWS)]


def rotations(rng):
    return [Q * np.sign(np.linalg.det(Q)) for Q in uniform(rng)]


def by_reflections(rng):
    """As a product of H reflections and random signs (Stewart 1980)."""
    found = []
    for _ in range(DRAWS):
        Q = np.diag(rng.choice([-1.0, 1.0], H))
        for start in range(H - 1):
            v = rng.standard_normal(H) * (np.arange(H) >= start)
            v[start] += np.copysign(np.linalg.norm(v), v[start])
            Q = (np.eye(H) - 2 * np.outer(v, v) / (v @ v)) @ Q
        found.append(Q)
    return found


def turned(size, signs=lambda rng, Q: Q * rng.choice([-1, 1], H)):
    """One matrix with random signs, a little turned each time."""

    def draw(rng):
        fixed = rnn_ref.orthogonal(rng, H)
        found = []
        for _ in range(DRAWS):
            A = size * rng.standard_normal((H, H))
            A = (A - A.T) / 2
            found.append(np.linalg.solve(np.eye(H) - A, np.eye(H) + A) @ signs(rng, fixed))
        return found

    return draw


def signs_on_both_sides(rng, Q):
    return rng.choice([-1, 1], (H, 1)) * Q * rng.choice([-1, 1], H)


def columns_in_any_order(rng, Q):
    return signs_on_both_sides(rng, Q)[:, rng.permutation(H)]


def one_reflection(rng):
    found = []
    for _ in range(DRAWS):
        v = rng.standard_normal(H)
        found.append(np.eye(H) - 2 * np.outer(v, v) / (v @ v))
    return [Q * rng.choice([-1, 1]) for Q in found]


ONE_MATRIX = {
    "with random signs": turned(0.01),
    "turned further": turned(0.1),
    "with signs on both sides": turned(0.01, signs_on_both_sides),
    "with its columns in any order": turned(0.01, columns_in_any_order),
    "mirrored": one_reflection,
}


@pytest.mark.parametrize("draw", ONE_MATRIX.values(), ids=ONE_MATRIX.keys())
def test_one_matrix_in_disguise_is_found(draw):
    for seed in range(10):
        assert rule(draw(np.random.default_rng(seed))) is not None


@pytest.mark.parametrize("draw", [uniform, rotations, by_reflections])
def test_every_way_to_draw_all_directions_alike_passes(draw):
    for seed in range(100):
        assert rule(draw(np.random.default_rng(seed))) is None
