"""A dense layer over time."""

import re

import numpy as np
import pytest

import rnn_ref


def draw_layer(rng, N=2, T=3, D=4, H=5):
    return rng.standard_normal((N, T, D)), rng.standard_normal((D, H)), rng.standard_normal(H)


def test_affine_time_is_one_dense_layer_at_every_step(rng):
    x, W, b = draw_layer(rng)
    y = rnn_ref.affine_time(x, W, b)
    assert y.shape == (2, 3, 5)
    for n, t in np.ndindex(2, 3):
        np.testing.assert_allclose(y[n, t], x[n, t].dot(W) + b)


def test_affine_time_names_wrong_shapes(rng):
    x, W, b = draw_layer(rng)
    message = "affine_time: x has shape (2, 4), expected (N, T, D) with D=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.affine_time(x[:, 0], W, b)
    message = "affine_time: b has shape (4,), expected (H,) with H=5"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.affine_time(x, W, b[:4])
