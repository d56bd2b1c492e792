"""The task that unit 05 hands over, and the slopes that it tells learners to expect."""

import numpy as np
import pytest

import rnn_ref
from rnn_ref import tasks


def measured_slope(seed):
    """The slope of a batch of gradients, through a Jacobian made of differences."""
    W_hh, alpha = tasks.leaky_unit(np.random.default_rng(seed))

    def step(h):
        return (1 - alpha) * h + alpha * np.tanh(h @ W_hh)

    nudges = 1e-5 * np.eye(len(W_hh))
    J = (step(nudges) - step(-nudges)) / 2e-5  # row i: what a nudge of unit i does
    norms = rnn_ref.dynamics.gradients_sent_back(J)
    return np.log(norms[400] / norms[200]) / 200


def test_weights_have_the_radius_that_is_asked():
    W_hh, alpha = tasks.leaky_unit(np.random.default_rng(1), H=8, alpha=0.2, radius=0.7)
    assert rnn_ref.spectral_radius(W_hh) == pytest.approx(0.7)
    assert (W_hh.shape, alpha) == ((8, 8), 0.2)


def test_slopes_that_are_told_are_those_that_come():
    slopes = [measured_slope(seed) for seed in range(5)]
    expected = (np.log(0.5), slopes[0], np.median(slopes), min(slopes), max(slopes))
    for told, found in zip(tasks.LEAKY_SLOPES.values(), expected, strict=True):
        assert told == pytest.approx(found, abs=6e-4)
