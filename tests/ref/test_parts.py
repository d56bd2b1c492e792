"""Activations, output layer, loss, gradient check, update."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import numerical_gradient, relative_error


def test_sigmoid_and_softmax_are_safe_at_1000():
    a = np.array([-1000.0, 0.0, 1000.0])
    np.testing.assert_allclose(rnn_ref.sigmoid(a), [0.0, 0.5, 1.0])
    np.testing.assert_allclose(rnn_ref.softmax(a), [0.0, 0.0, 1.0])


def test_softmax_rows_add_up_to_one_and_ignore_a_shift(rng):
    logits = rng.standard_normal((2, 3, 5))
    p = rnn_ref.softmax(logits)
    np.testing.assert_allclose(p.sum(axis=-1), 1.0)
    np.testing.assert_allclose(rnn_ref.softmax(logits + 7.0), p)
    np.testing.assert_array_equal(p.argmax(axis=-1), logits.argmax(axis=-1))


def test_output_uses_the_same_weights_at_every_step(rng):
    hs, W_hy, b_y = (rng.standard_normal(s) for s in ((2, 3, 4), (4, 5), (5,)))
    ys = rnn_ref.rnn_output(hs, W_hy, b_y, np.tanh)
    for t in range(3):
        np.testing.assert_allclose(ys[:, t], np.tanh(hs[:, t] @ W_hy + b_y))
    with pytest.raises(ValueError, match=re.escape("expected (N, T, H) with H=4")):
        rnn_ref.rnn_output(hs[0], W_hy, b_y, np.tanh)


def test_count_params_counts_every_entry(rng):
    D, H, K = 3, 4, 5
    arrays = [np.zeros(s) for s in ((D, H), (H, H), (H,), (H, K), (K,))]
    assert rnn_ref.count_params(D, H, K) == sum(a.size for a in arrays) == 57


def test_cross_entropy_gradient_equals_central_differences(rng):
    logits = rng.standard_normal((2, 3, 5))
    targets = rng.integers(0, 5, (2, 3))
    loss, dlogits = rnn_ref.softmax_cross_entropy(logits, targets)
    assert loss > 0
    numeric = numerical_gradient(lambda l: rnn_ref.softmax_cross_entropy(l, targets)[0], logits)
    assert relative_error(dlogits, numeric) < 1e-7


def test_cross_entropy_is_safe_at_1000():
    logits = np.array([[[1000.0, -1000.0]]])
    loss, dlogits = rnn_ref.softmax_cross_entropy(logits, np.array([[1]]))
    assert loss == pytest.approx(2000.0)
    np.testing.assert_allclose(dlogits, [[[1.0, -1.0]]])


def test_numerical_gradient_is_of_second_order(rng):
    x = rng.standard_normal((2, 3))
    before = x.copy()
    gradient = numerical_gradient(lambda v: float((v**3).sum()), x)
    np.testing.assert_allclose(gradient, 3 * x**2, atol=1e-8)
    np.testing.assert_array_equal(x, before)


def test_relative_error_is_zero_for_zeros_and_one_for_a_sign():
    assert rnn_ref.relative_error(np.zeros(3), np.zeros(3)) == 0.0
    assert rnn_ref.relative_error(np.ones(3), -np.ones(3)) == 2.0


def test_sgd_step_returns_new_arrays(rng):
    params = {"W": rng.standard_normal((2, 3)), "b": rng.standard_normal(3)}
    grads = {name: rng.standard_normal(p.shape) for name, p in params.items()}
    before = params["W"].copy()
    new = rnn_ref.sgd_step(params, grads, 0.1)
    np.testing.assert_allclose(new["b"], params["b"] - 0.1 * grads["b"])
    np.testing.assert_array_equal(params["W"], before)
    assert set(new) == set(params)


def test_baseline_card_gives_median_and_range():
    card = rnn_ref.baseline_card("loss", {"guess": (4, [1.5], 0), "net": (796, [0.3, 0.1, 0.2], 9)})
    head, guess, net = card.split("\n")
    assert head.split() == ["model", "parameters", "loss,", "median", "(range)", "updates"]
    assert guess.split() == ["guess", "4", "1.500", "0"]
    assert net.split() == ["net", "796", "0.200", "(0.100", "to", "0.300,", "3", "seeds)", "9"]


def test_linear_accuracy_is_that_of_least_squares_on_the_whole_sequence(rng):
    x = rng.standard_normal((200, 3, 2))
    targets = (x[:, 0, 1] > 0).astype(int)
    split = (x[:100], targets[:100]), (x[100:], targets[100:])
    assert rnn_ref.instruments.linear_accuracy(*split) > 0.9
    (seen, fresh) = split
    assert rnn_ref.instruments.linear_accuracy(seen, (fresh[0], 1 - fresh[1])) < 0.1
