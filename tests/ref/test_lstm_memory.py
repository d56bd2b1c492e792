"""The half-life of a cell state under a forget bias."""

import numpy as np
import pytest

import rnn_ref


@pytest.mark.parametrize(("b", "steps"), [(0, 1.0), (1, 2.213), (3, 14.266), (5, 103.218)])
def test_halflife_of_usual_biases(b, steps):
    assert rnn_ref.forget_bias_halflife(b) == pytest.approx(steps, abs=1e-3)


def test_half_is_left_after_the_halflife():
    b = np.linspace(-4.0, 8.0, 7).reshape(7, 1)
    steps = rnn_ref.forget_bias_halflife(b)
    assert steps.shape == b.shape
    np.testing.assert_allclose(rnn_ref.sigmoid(b) ** steps, 0.5)


def test_halflife_is_that_of_a_real_cell(rng):
    """Does a cell that is closed to its inputs keep half of its state for so many steps?"""
    N, H, b_f, T = 2, 3, 4.0, 38
    b = np.concatenate([np.full(H, -50.0), np.full(H, b_f), np.zeros(2 * H)])
    x, c0 = np.zeros((N, T, 1)), rng.uniform(0.5, 1.0, (N, H))
    _, cT = rnn_ref.lstm_forward(x, 0 * c0, c0, np.zeros((1, 4 * H)), np.zeros((H, 4 * H)), b)
    np.testing.assert_allclose(cT / c0, 0.5 ** (T / rnn_ref.forget_bias_halflife(b_f)))


def test_halflife_is_safe_for_large_biases():
    small, large = rnn_ref.forget_bias_halflife(np.array([-1000.0, 600.0]))
    assert small == pytest.approx(np.log(2) / 1000)
    assert np.isfinite(large)
    assert large > 1e250
