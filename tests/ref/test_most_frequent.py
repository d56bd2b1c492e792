"""The task that unit 02 hands over, and the accuracies that it tells learners to expect."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import tasks

H = 24


def accuracies(seed):
    """Of the last real state and of the mean of the real states, on fresh sequences."""
    rng = np.random.default_rng(seed)
    W_hh = 0.9 * np.linalg.qr(rng.normal(size=(H, H)))[0]
    layer = rng.normal(size=(4, H)), W_hh, 0.3 * rng.normal(size=H)

    def read(N):
        x, mask, y = tasks.most_frequent(rng, N)
        hs = rnn_ref.rnn_forward(x, np.zeros((N, H)), *layer)
        mean = np.where(mask[..., None], hs, 0).sum(axis=1) / mask.sum(axis=1)[:, None]
        return (rnn_ref.last_real_state(hs, mask), mean), y

    (seen, y), (fresh, y_fresh) = read(400), read(400)
    fitted = [np.linalg.lstsq(states, np.eye(4)[y])[0] for states in seen]
    said = [(states @ W).argmax(axis=1) for states, W in zip(fresh, fitted, strict=True)]
    return [np.mean(answers == y_fresh) for answers in said]


def test_accuracies_that_are_told_are_those_that_come():
    found = np.array([accuracies(seed) for seed in range(5)])
    for told, of_seeds in zip(tasks.MOST_FREQUENT_ACCURACIES.values(), found.T, strict=True):
        low, high = map(float, re.findall(r"\d\.\d+", told))
        assert of_seeds.min() == pytest.approx(low, abs=0.02)
        assert of_seeds.max() == pytest.approx(high, abs=0.02)


def test_targets_are_what_they_say():
    x, mask, y = tasks.most_frequent(np.random.default_rng(0), 50)
    for symbols, real, answer in zip(x.argmax(axis=2), mask, y, strict=True):
        counts = np.bincount(symbols[real], minlength=4)
        assert counts[answer] == counts.max()
    x, mask, y = tasks.third_from_the_end(np.random.default_rng(0), 50)
    for symbols, real, answer in zip(x.argmax(axis=2), mask, y, strict=True):
        assert symbols[real][-3] == answer
        assert not x[0][~mask[0]].any()
