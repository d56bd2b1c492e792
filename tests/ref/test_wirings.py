"""One cell, four wirings: what each computes, and which input each output can depend on."""

import re

import numpy as np
import pytest

import rnn_ref

SIZES = [
    pytest.param((3, 5, 2, 4, 6), id="all-different"),
    pytest.param((1, 1, 1, 1, 1), id="ones"),
    pytest.param((2, 1, 3, 4, 2), id="one-step"),
]


def make(rng, sizes):
    """x, h0 and the five weights of the given (N, T, D, H, K)."""
    N, T, D, H, K = sizes
    shapes = [(N, T, D), (N, H), (D, H), (H, H), (H,), (H, K), (K,)]
    return [0.7 * rng.standard_normal(shape) for shape in shapes]


def make_generator(rng, N, H, K):
    """x_1, h0 and the five weights of a network whose outputs are its inputs."""
    shapes = [(N, K), (N, H), (K, H), (H, H), (H,), (H, K), (K,)]
    return [0.7 * rng.standard_normal(shape) for shape in shapes]


@pytest.mark.parametrize("sizes", SIZES)
def test_many_to_many_reads_every_state(rng, sizes):
    x, h, W_xh, W_hh, b_h, W_hy, b_y = arguments = make(rng, sizes)
    ys = rnn_ref.many_to_many(*arguments)
    assert ys.shape == (sizes[0], sizes[1], sizes[4])
    for t in range(sizes[1]):
        h = rnn_ref.rnn_step(x[:, t], h, W_xh, W_hh, b_h)
        np.testing.assert_allclose(ys[:, t], h @ W_hy + b_y, rtol=0, atol=1e-13)


@pytest.mark.parametrize("sizes", SIZES)
def test_many_to_one_is_the_last_answer_of_many_to_many(rng, sizes):
    arguments = make(rng, sizes)
    last = rnn_ref.many_to_many(*arguments)[:, -1]
    np.testing.assert_allclose(rnn_ref.many_to_one(*arguments), last, rtol=0, atol=1e-13)


def test_one_step_from_zeros_is_a_dense_layer_and_gives_no_gradient_to_W_hh(rng):
    x, h0, W_xh, W_hh, b_h, W_hy, b_y = make(rng, (4, 1, 3, 5, 2))
    y = rnn_ref.many_to_one(x, 0 * h0, W_xh, W_hh, b_h, W_hy, b_y)
    dense = np.tanh(x[:, 0] @ W_xh + b_h) @ W_hy + b_y
    np.testing.assert_allclose(y, dense, rtol=0, atol=1e-14)
    _, caches = rnn_ref.rnn_forward_with_caches(x, 0 * h0, W_xh, W_hh, b_h)
    dW_xh, dW_hh, _ = rnn_ref.rnn_backward(rng.standard_normal((4, 1, 5)), caches)[2:]
    assert dW_xh.all()
    assert not dW_hh.any()


def test_no_answer_depends_on_a_later_input(rng):
    x, *rest = make(rng, (2, 6, 3, 4, 2))
    changed = x.copy()
    changed[:, 3] += 1.0
    before, after = rnn_ref.many_to_many(x, *rest), rnn_ref.many_to_many(changed, *rest)
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert (before[:, 3:] != after[:, 3:]).any(axis=(0, 2)).all()


def test_one_to_many_reads_what_it_has_written(rng):
    x_1, *rest = make_generator(rng, 3, 5, 2)
    ys = rnn_ref.one_to_many(x_1, *rest, 6)
    inputs = np.concatenate([x_1[:, None], ys[:, :-1]], axis=1)
    np.testing.assert_allclose(rnn_ref.many_to_many(inputs, *rest), ys, rtol=0, atol=1e-13)


def test_a_longer_answer_begins_like_the_shorter_one(rng):
    arguments = make_generator(rng, 3, 5, 2)
    short, long = (rnn_ref.one_to_many(*arguments, T) for T in (4, 9))
    np.testing.assert_array_equal(short, long[:, :4])


def test_the_decoder_starts_from_the_encoders_last_state(rng):
    x, h0, *encoder = make(rng, (3, 5, 2, 4, 1))[:5]
    y_0, _, *decoder = make_generator(rng, 3, 4, 6)
    ys = rnn_ref.encode_decode(x, y_0, tuple(encoder), tuple(decoder), 7)
    context = rnn_ref.rnn_forward(x, 0 * h0, *encoder)[:, -1]
    np.testing.assert_array_equal(ys, rnn_ref.one_to_many(y_0, context, *decoder, 7))
    assert ys.shape == (3, 7, 6)


def test_results_keep_float32(rng):
    x, h0, *encoder = [a.astype(np.float32) for a in make(rng, (3, 5, 2, 4, 1))[:5]]
    y_0, _, *decoder = [a.astype(np.float32) for a in make_generator(rng, 3, 4, 2)]
    weights = (*encoder, *decoder[3:])
    assert rnn_ref.many_to_one(x, h0, *weights).dtype == np.float32
    assert rnn_ref.many_to_many(x, h0, *weights).dtype == np.float32
    assert rnn_ref.one_to_many(y_0, h0, *decoder, 3).dtype == np.float32
    assert rnn_ref.encode_decode(x, y_0, encoder, decoder, 3).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda x, rest, y_0, decoder: rnn_ref.many_to_one(x, *rest[:4], rest[4].T, rest[5]),
            "many_to_one: W_hy has shape (6, 4), expected (H, K) with H=4",
            id="many_to_one",
        ),
        pytest.param(
            lambda x, rest, y_0, decoder: rnn_ref.many_to_many(x, *rest[:5], rest[5][1:]),
            "many_to_many: b_y has shape (5,), expected (K,) with K=6",
            id="many_to_many",
        ),
        pytest.param(
            lambda x, rest, y_0, decoder: rnn_ref.one_to_many(y_0[:, 1:], *decoder, 3),
            "one_to_many: x_1 has shape (3, 5), expected (N, K) with K=6",
            id="one_to_many",
        ),
        pytest.param(
            lambda x, rest, y_0, decoder: rnn_ref.one_to_many(y_0, *decoder, 0),
            "one_to_many: T is 0, expected at least 1",
            id="no-steps",
        ),
        pytest.param(
            lambda x, rest, y_0, decoder: rnn_ref.encode_decode(
                x[0], y_0, rest[1:4], decoder[1:], 3
            ),
            "encode_decode: x has shape (5, 2), expected (N, S, D) with D=2",
            id="encode_decode",
        ),
    ],
)
def test_wrong_shapes_are_named(rng, call, message):
    x, *rest = make(rng, (3, 5, 2, 4, 6))
    y_0, *decoder = make_generator(rng, 3, 4, 6)
    with pytest.raises(ValueError, match=re.escape(message)):
        call(x, rest, y_0, decoder)
