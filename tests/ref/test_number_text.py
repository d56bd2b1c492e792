"""The text that unit 06 hands over, and the bits that it tells learners to expect."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import char_model, tasks

CHARS = " ,adefghilnorstuvwxy"
V, H, N, T = len(CHARS), 128, 32, 50


def codes(seed, count):
    text = tasks.number_text(np.random.default_rng(seed), count)
    return np.array([CHARS.index(c) for c in text])


def loss_and_grads(params, x, targets, h):
    W_xh, W_hh, b_h, W_hy, b_y = params.values()
    hs, cache = rnn_ref.rnn_forward_fast(np.eye(V)[x], h, W_xh, W_hh, b_h)
    loss, dlogits = rnn_ref.softmax_cross_entropy(hs @ W_hy + b_y, targets)
    _, _, *dW = rnn_ref.rnn_backward_fast(dlogits @ W_hy.T, cache)
    dW_hy = np.tensordot(hs, dlogits, axes=((0, 1), (0, 1)))
    return loss, dict(zip(params, (*dW, dW_hy, dlogits.sum(axis=(0, 1))), strict=True)), hs[:, -1]


def network_bits(seed):
    rng = np.random.default_rng(seed)
    params = {
        "W_xh": 0.3 * rng.standard_normal((V, H)),
        "W_hh": 0.9 * rnn_ref.orthogonal(rng, H),
        "b_h": np.zeros(H),
        "W_hy": rng.standard_normal((H, V)) / np.sqrt(H),
        "b_y": np.zeros(V),
    }
    kept, t = [rnn_ref.zeros_like_params(params), rnn_ref.zeros_like_params(params)], 0

    def step(params, grads):
        nonlocal kept, t
        t += 1
        grads, _ = rnn_ref.clip_by_global_norm(grads, 1.0)
        params, *kept = rnn_ref.adam_step(params, grads, *kept, t, 0.003)
        return params

    batches = list(zip(*rnn_ref.stateful_batches(codes(seed, 3000), N, T), strict=True))
    for _ in range(5):
        params, _, _ = rnn_ref.train_epoch(params, batches, np.zeros((N, H)), loss_and_grads, step)
    fresh = codes(1000, 1000)
    (x,), (targets,) = rnn_ref.stateful_batches(fresh, 16, (len(fresh) - 1) // 16)
    return loss_and_grads(params, x, targets, np.zeros((16, H)))[0] / np.log(2)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "zero"),
        (14, "fourteen"),
        (15, "fifteen"),
        (40, "forty"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (3040, "three thousand forty"),
        (9999, "nine thousand nine hundred ninety nine"),
    ],
)
def test_numbers_in_words(n, words):
    assert tasks.spoken_number(n) == words


def test_each_number_has_words_of_its_own():
    assert len({tasks.spoken_number(n) for n in range(10_000)}) == 10_000
    with pytest.raises(ValueError, match="n is 10000, expected 0 to 9999"):
        tasks.spoken_number(10_000)


def test_bits_that_are_told_are_those_that_come():
    seen, fresh = codes(0, 3000), codes(1000, 1000)
    counts = np.ones((V, V))
    np.add.at(counts, (seen[:-1], seen[1:]), 1)
    follows = counts / counts.sum(axis=1, keepdims=True)
    bigram = -np.log2(follows[fresh[:-1], fresh[1:]]).mean()
    told = tasks.NUMBER_TEXT_BITS
    assert float(told["bigram table"]) == pytest.approx(bigram, abs=1e-3)
    low, high = map(float, re.findall(r"\d\.\d+", told["vanilla RNN, five seeds"]))
    assert low - 0.02 < network_bits(seed=0) < high + 0.02


def test_bits_under_tables_of_two_kinds_of_text_are_those_that_come():
    def encoded(seed, count):
        text = tasks.number_text(np.random.default_rng(seed), count)
        return np.array([char_model.CHARS.index(c) for c in text])

    fresh, (help_text, _) = encoded(1000, 1000), char_model.help_text()
    for seen, told in zip(
        (help_text, encoded(0, 3000)), tasks.NUMBER_TEXT_BIGRAMS.values(), strict=True
    ):
        counts = np.ones((char_model.V, char_model.V))
        np.add.at(counts, (seen[:-1], seen[1:]), 1)
        follows = counts / counts.sum(axis=1, keepdims=True)
        assert -np.log2(follows[fresh[:-1], fresh[1:]]).mean() == pytest.approx(told, abs=6e-4)
