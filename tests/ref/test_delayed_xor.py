"""The task that unit 04 hands over, and the losses that it tells learners to expect."""

import numpy as np
import pytest

import rnn_ref
from rnn_ref import tasks

H, T, BATCH, UPDATES, LR = 24, 12, 32, 600, 1.0


def fresh():
    return tasks.delayed_xor(np.random.default_rng(7), 500, T)


def network_loss(seed):
    rng = np.random.default_rng(seed)
    params = {
        "W_xh": 0.5 * rng.standard_normal((2, H)),
        "W_hh": rng.standard_normal((H, H)) / np.sqrt(H),
        "b_h": np.zeros(H),
        "W_hy": 0.3 * rng.standard_normal((H, 2)),
        "b_y": np.zeros(2),
    }

    def run(x, targets):
        weights = (params["W_xh"], params["W_hh"], params["b_h"])
        hs, caches = rnn_ref.rnn_forward_with_caches(x, np.zeros((len(x), H)), *weights)
        logits = hs @ params["W_hy"] + params["b_y"]
        return *rnn_ref.softmax_cross_entropy(logits, targets), hs, caches

    for _ in range(UPDATES):
        _, dlogits, hs, caches = run(*tasks.delayed_xor(rng, BATCH, T))
        *_, dW_xh, dW_hh, db_h = rnn_ref.rnn_backward(dlogits @ params["W_hy"].T, caches)
        dW_hy = np.einsum("nth,ntk->hk", hs, dlogits)
        all_grads = (dW_xh, dW_hh, db_h, dW_hy, dlogits.sum(axis=(0, 1)))
        params = rnn_ref.sgd_step(params, dict(zip(params, all_grads, strict=True)), LR)
    return run(*fresh())[0]


def linear_loss():
    rng, W, b = np.random.default_rng(0), np.zeros((6, 2)), np.zeros(2)

    def last_three(x):
        before = [np.concatenate([np.zeros_like(x[:, :k]), x[:, : T - k]], 1) for k in range(3)]
        return np.concatenate(before, axis=2)

    for _ in range(UPDATES):
        x, targets = tasks.delayed_xor(rng, BATCH, T)
        _, dlogits = rnn_ref.softmax_cross_entropy(last_three(x) @ W + b, targets)
        W = W - LR * np.einsum("ntd,ntk->dk", last_three(x), dlogits)
        b = b - LR * dlogits.sum(axis=(0, 1))
    x, targets = fresh()
    return rnn_ref.softmax_cross_entropy(last_three(x) @ W + b, targets)[0]


def test_targets_are_the_bit_xor_the_one_two_steps_before():
    x, targets = tasks.delayed_xor(np.random.default_rng(0), 3, 6)
    bits = x.argmax(axis=2)
    assert x.shape == (3, 6, 2)
    np.testing.assert_array_equal(targets[:, :2], bits[:, :2])
    np.testing.assert_array_equal(targets[:, 2:], (bits[:, 2:] + bits[:, :-2]) % 2)


def test_losses_that_are_told_are_those_that_come():
    told = list(tasks.DELAYED_XOR_LOSSES.values())
    assert told[0] == pytest.approx(np.log(2), abs=1e-4)
    assert told[1] == pytest.approx(linear_loss(), abs=1e-3)
    assert told[2] == pytest.approx(network_loss(seed=0), rel=0.3)
