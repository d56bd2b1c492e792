"""An epoch that carries its state, and draws from logits."""

import numpy as np
import pytest

import rnn_ref


def test_an_epoch_with_carried_state_is_one_long_sequence(rng):
    """Without updates, batches with a carried state give the losses of the uncut text."""
    codes, V, H, N, T = rng.integers(0, 5, 2 * 3 * 4 + 1), 5, 6, 2, 3
    params = {
        "W_xh": rng.standard_normal((V, H)),
        "W_hh": 0.5 * rng.standard_normal((H, H)),
        "W_hy": rng.standard_normal((H, V)),
    }

    def loss_and_grads(params, x, targets, h):
        hs = rnn_ref.rnn_forward(np.eye(V)[x], h, params["W_xh"], params["W_hh"], np.zeros(H))
        loss, _ = rnn_ref.softmax_cross_entropy(hs @ params["W_hy"], targets)
        return loss, {}, hs[:, -1]

    x, targets = rnn_ref.stateful_batches(codes, N, T)
    zero = np.zeros((N, H))
    _, mean, last = rnn_ref.train_epoch(
        params, list(zip(x, targets, strict=True)), zero, loss_and_grads, lambda p, grads: p
    )
    whole = [part.swapaxes(0, 1).reshape(N, -1) for part in (x, targets)]
    loss, _, h = loss_and_grads(params, *whole, zero)
    assert mean == pytest.approx(loss)
    np.testing.assert_allclose(last, h)


def test_samples_come_as_often_as_their_probabilities(rng):
    logits = np.array([1000.0, 1001.0, 999.0, -1000.0])
    draws = [rnn_ref.sample(logits, 0.7, rng) for _ in range(4000)]
    frequencies = np.bincount(draws, minlength=4) / 4000
    np.testing.assert_allclose(frequencies, rnn_ref.softmax(logits / 0.7), atol=0.04)


def test_a_temperature_of_zero_is_refused(rng):
    with pytest.raises(ValueError, match="temperature is 0, expected above 0"):
        rnn_ref.sample(np.zeros(3), 0, rng)
