"""The task that unit 07 hands over, and the numbers that it tells learners to expect."""

import numpy as np
import pytest

import rnn_ref
from rnn_ref import tasks

H, T, K, BATCH, CAP, LR = 32, 40, 8, 50, 600, 3e-3


def fresh():
    return tasks.three_marks(np.random.default_rng(999), 500, T)


def start(rng, forget_bias):
    limit_x, limit_y = np.sqrt(6 / (6 + H)), np.sqrt(6 / (H + K))
    params = {
        "W_x": rng.uniform(-limit_x, limit_x, (6, 4 * H)),
        "W_h": np.concatenate([rnn_ref.orthogonal(rng, H) for _ in range(4)], axis=1),
        "b": np.repeat([0.0, forget_bias, 0.0, 0.0], H),
        "W_hy": rng.uniform(-limit_y, limit_y, (H, K)),
        "b_y": np.zeros(K),
    }
    return {name: param.astype(np.float32) for name, param in params.items()}


def run(params, x):
    zeros = np.zeros((len(x), H), np.float32)
    weights = (params["W_x"], params["W_h"], params["b"])
    hs, _, cache = rnn_ref.lstm_forward_fast(x.astype(np.float32), zeros, zeros, *weights)
    return hs, cache, hs[:, -1] @ params["W_hy"] + params["b_y"]


def updates_needed(seed, forget_bias):
    rng = np.random.default_rng(seed)
    params = start(rng, forget_bias)
    mean, square = rnn_ref.zeros_like_params(params), rnn_ref.zeros_like_params(params)
    for t in range(1, CAP + 1):
        x, targets = tasks.three_marks(rng, BATCH, T)
        hs, cache, logits = run(params, x)
        _, dlogits = rnn_ref.softmax_cross_entropy(logits[:, None], targets[:, None])
        dlogits, dhs = dlogits[:, 0], np.zeros_like(hs)
        dhs[:, -1] = dlogits @ params["W_hy"].T
        back = rnn_ref.lstm_backward_fast(dhs, np.zeros_like(hs[:, 0]), cache)[3:]
        grads = dict(zip(params, (*back, hs[:, -1].T @ dlogits, dlogits.sum(axis=0)), strict=True))
        grads, _ = rnn_ref.clip_by_global_norm(grads, 1.0)
        params, mean, square = rnn_ref.adam_step(params, grads, mean, square, t, LR)
        if t % 25 == 0:
            x, targets = fresh()
            if (run(params, x)[2].argmax(axis=1) == targets).mean() > 0.99:
                return t
    return None


def linear(seed):
    (x, targets), (test_x, test_targets) = (
        tasks.three_marks(np.random.default_rng(seed), 2000, T),
        fresh(),
    )
    W = np.linalg.lstsq(x.reshape(len(x), -1), np.eye(K)[targets], rcond=None)[0]
    return (test_x.reshape(500, -1) @ W).argmax(axis=1) == test_targets


def test_targets_are_the_three_marks_in_their_order():
    x, targets = tasks.three_marks(np.random.default_rng(0), 20, T)
    symbols = x.argmax(axis=2)
    assert x.shape == (20, T, 6)
    for row, target in zip(symbols, targets, strict=True):
        places = np.flatnonzero(row < 2)
        assert [p // 4 for p in places - [4, 13, 26]] == [0, 0, 0]
        assert row[places] @ [4, 2, 1] == target


def test_every_order_occurs_and_a_short_sequence_is_refused():
    _, targets = tasks.three_marks(np.random.default_rng(0), 200, T)
    assert set(targets) == set(range(8))
    with pytest.raises(ValueError, match="T is 9, expected at least 10"):
        tasks.three_marks(np.random.default_rng(0), 1, 9)


@pytest.mark.parametrize("forget_bias", [0, 1])
def test_updates_that_are_told_are_those_that_come(forget_bias):
    told = tasks.THREE_MARKS_UPDATES[forget_bias]
    assert len(told) == 5
    assert min(told) / 2 <= updates_needed(0, forget_bias) <= 2 * max(told)


def test_accuracy_of_the_linear_model_is_the_one_that_is_told():
    found = [linear(seed).mean() for seed in range(5)]
    assert found == pytest.approx(tasks.THREE_MARKS_LINEAR, abs=0.02)
