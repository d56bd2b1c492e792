"""Windows that keep the future out, and the last real state of padded sequences."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_ref import last_real_state, make_windows, stateful_batches

COUNTING = np.arange(10.0)[:, None]


def test_windows_of_a_counting_series():
    x_train, y_train, x_test, y_test = make_windows(COUNTING, length=3, horizon=2, split=7)
    np.testing.assert_array_equal(x_train[..., 0], [[0, 1, 2], [1, 2, 3], [2, 3, 4]])
    np.testing.assert_array_equal(y_train[:, 0], [4, 5, 6])
    np.testing.assert_array_equal(x_test[..., 0], [[3, 4, 5], [4, 5, 6], [5, 6, 7]])
    np.testing.assert_array_equal(y_test[:, 0], [7, 8, 9])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    length=st.integers(1, 6),
    horizon=st.integers(1, 4),
    train=st.integers(1, 8),
    D=st.integers(1, 3),
)
def test_training_sees_nothing_from_the_split_on(length, horizon, train, D):
    split = length - 1 + horizon + train
    S = split + 5
    series = np.arange(float(S))[:, None] + np.arange(D) / 8
    x_train, y_train, x_test, y_test = make_windows(series, length, horizon, split)
    assert x_train.shape == (train, length, D)
    assert x_test.shape == (5, length, D)
    assert max(x_train.max(), y_train.max()) < split
    assert y_test.min() >= split
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), series[length - 1 + horizon :])
    for x, y in ((x_train, y_train), (x_test, y_test)):
        np.testing.assert_allclose(y - x[:, -1], horizon)
        assert (np.diff(x, axis=1) == 1).all()


def test_windows_are_copies():
    series = COUNTING.copy()
    x_train, *_ = make_windows(series, 3, 1, 7)
    x_train[:] = -1.0
    np.testing.assert_array_equal(series, COUNTING)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            (COUNTING[:, 0], 3, 1, 7),
            "make_windows: series has shape (10,), expected (S, D)",
            id="one-axis",
        ),
        pytest.param(
            (COUNTING, 3, 0, 7),
            "make_windows: length is 3 and horizon is 0, expected at least 1",
            id="horizon",
        ),
        pytest.param(
            (COUNTING, 3, 2, 4),
            "make_windows: split is 4, expected 5 to 9 with 10 values, length=3, horizon=2",
            id="nothing-to-train",
        ),
        pytest.param(
            (COUNTING, 3, 2, 10),
            "make_windows: split is 10, expected 5 to 9 with 10 values, length=3, horizon=2",
            id="nothing-to-test",
        ),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make_windows(*arguments)


def test_last_real_state_with_gaps_padding_on_either_side_and_nothing_real(rng):
    hs = rng.standard_normal((5, 4, 3))
    mask = np.array(
        [[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0]], dtype=bool
    )
    expected = np.stack([hs[0, 3], hs[1, 1], hs[2, 3], hs[3, 2], np.zeros(3)])
    np.testing.assert_array_equal(last_real_state(hs, mask), expected)


def test_an_all_true_mask_takes_the_last_step(rng):
    hs = rng.standard_normal((3, 5, 2)).astype(np.float32)
    got = last_real_state(hs, np.ones((3, 5), dtype=bool))
    np.testing.assert_array_equal(got, hs[:, -1])
    assert got.dtype == np.float32


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 2**16))
def test_last_real_state_equals_a_loop(N, T, seed):
    rng = np.random.default_rng(seed)
    hs, mask = rng.standard_normal((N, T, 2)), rng.random((N, T)) < 0.5
    for n in range(N):
        real = np.flatnonzero(mask[n])
        expected = hs[n, real[-1]] if len(real) else np.zeros(2)
        np.testing.assert_array_equal(last_real_state(hs, mask)[n], expected)


def test_what_stands_in_padded_steps_does_not_matter(rng):
    hs, mask = rng.standard_normal((3, 4, 2)), rng.random((3, 4)) < 0.5
    other = np.where(mask[..., None], hs, 1e6)
    np.testing.assert_array_equal(last_real_state(other, mask), last_real_state(hs, mask))


def test_a_mask_of_another_shape_is_named():
    message = "last_real_state: mask has shape (2, 5), expected (N, T) with N=2, T=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        last_real_state(np.zeros((2, 4, 3)), np.ones((2, 5), dtype=bool))


@pytest.mark.parametrize(("N", "T", "S"), [(2, 3, 13), (3, 4, 60), (1, 1, 2), (4, 5, 100)])
def test_rows_of_stateful_batches_are_pieces_of_the_text(N, T, S):
    x, targets = stateful_batches(np.arange(S), N, T)
    B = (S - 1) // (N * T)
    assert x.shape == targets.shape == (B, N, T)
    for n in range(N):
        row = np.concatenate(list(x[:, n]))
        np.testing.assert_array_equal(row, np.arange(n * B * T, (n + 1) * B * T))
    np.testing.assert_array_equal(targets, x + 1)


def test_a_text_without_a_batch_is_refused_with_the_length_that_it_needs():
    with pytest.raises(ValueError, match="codes has 12 steps, expected at least 13"):
        stateful_batches(np.arange(12), 3, 4)
