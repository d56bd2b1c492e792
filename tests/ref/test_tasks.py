"""The generated tasks: shapes, targets by definition, and no leaks."""

import re

import numpy as np
import pytest

from rnn_ref import tasks


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize(("N", "T"), [(5, 7), (1, 1), (3, 1), (1, 9)])
def test_parity_is_the_running_sum_of_bits_mod_two(rng, N, T):
    bits, targets = tasks.parity(rng, N, T)
    assert bits.shape == (N, T, 1)
    assert targets.shape == (N, T)
    assert bits.dtype == np.float64
    for row in range(N):
        seen = 0
        for t in range(T):
            seen ^= int(bits[row, t, 0])
            assert targets[row, t] == seen


def test_parity_has_both_bits_and_both_targets(rng):
    bits, targets = tasks.parity(rng, 200, 20)
    assert 0.45 < bits.mean() < 0.55
    assert 0.45 < targets.mean() < 0.55


@pytest.mark.parametrize("lag", [0, 1, 3, 7])
def test_recall_asks_for_the_symbol_lag_steps_before(rng, lag):
    N, T, K = 4, 8, 5
    x, targets = tasks.recall(rng, N, T, lag, K)
    assert x.shape == (N, T, K)
    np.testing.assert_array_equal(x.sum(axis=-1), 1.0)
    symbols = x.argmax(axis=-1)
    for t in range(T):
        wanted = symbols[:, t - lag] if t >= lag else np.zeros(N)
        np.testing.assert_array_equal(targets[:, t], wanted)


@pytest.mark.parametrize("lag", [-1, 8])
def test_recall_refuses_a_lag_outside_the_sequence(rng, lag):
    message = f"recall: lag is {lag}, expected 0 to T - 1 with T=8"
    with pytest.raises(ValueError, match=re.escape(message)):
        tasks.recall(rng, 4, 8, lag, 3)


@pytest.mark.parametrize("T", [4, 5, 30])
def test_which_came_first_has_one_x_and_one_y_in_the_first_half(rng, T):
    x, targets = tasks.which_came_first(rng, 300, T, distractors=3)
    assert x.shape == (300, T, 5)
    np.testing.assert_array_equal(x.sum(axis=-1), 1.0)
    np.testing.assert_array_equal(x[..., :2].sum(axis=1), 1.0)
    place_x, place_y = x[..., 0].argmax(axis=1), x[..., 1].argmax(axis=1)
    np.testing.assert_array_equal(targets, (place_y < place_x).astype(int))
    assert max(place_x.max(), place_y.max()) < T // 2


def test_which_came_first_is_balanced_and_its_counts_tell_nothing(rng):
    x, targets = tasks.which_came_first(rng, 4000, 20)
    assert 0.47 < targets.mean() < 0.53
    counts = x.sum(axis=1)
    apart = np.abs(counts[targets == 0].mean(axis=0) - counts[targets == 1].mean(axis=0))
    assert apart.max() < 0.25  # four standard errors of a count's mean


def test_which_came_first_refuses_sequences_without_room(rng):
    with pytest.raises(ValueError, match="which_came_first: T is 3, expected at least 4"):
        tasks.which_came_first(rng, 2, 3)


def test_tasks_repeat_with_the_seed():
    for make in (
        lambda rng: tasks.parity(rng, 4, 6),
        lambda rng: tasks.recall(rng, 4, 6, 2, 3),
        lambda rng: tasks.which_came_first(rng, 4, 6),
        lambda rng: tasks.temporal_order(rng, 4, 12),
    ):
        first, second = make(np.random.default_rng(1)), make(np.random.default_rng(1))
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("T", [10, 25, 60])
def test_temporal_order_asks_for_both_marks_in_their_order(rng, T):
    x, targets = tasks.temporal_order(rng, 300, T, distractors=3)
    assert x.shape == (300, T, 5)
    np.testing.assert_array_equal(x.sum(axis=-1), 1.0)
    is_mark = x[..., :2].sum(axis=-1)
    np.testing.assert_array_equal(is_mark.sum(axis=1), 2.0)
    for row, target in zip(x, targets, strict=True):
        first, second = np.flatnonzero(row[:, :2].sum(axis=1))
        assert T // 10 <= first < 2 * T // 10
        assert 5 * T // 10 <= second < 6 * T // 10
        assert target == 2 * row[first, 1] + row[second, 1]


def test_temporal_order_is_balanced(rng):
    _, targets = tasks.temporal_order(rng, 4000, 20)
    np.testing.assert_allclose(np.bincount(targets, minlength=4) / 4000, 0.25, atol=0.03)


def test_temporal_order_refuses_sequences_without_room(rng):
    with pytest.raises(ValueError, match="temporal_order: T is 9, expected at least 10"):
        tasks.temporal_order(rng, 2, 9)
