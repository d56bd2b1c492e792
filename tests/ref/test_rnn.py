"""The vanilla cell: equations, gradients, shapes, errors."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import numerical_gradient, relative_error

SIZES = [
    pytest.param((2, 5, 3, 4), id="all-different"),
    pytest.param((1, 1, 1, 1), id="ones"),
    pytest.param((3, 1, 2, 5), id="one-step"),
    pytest.param((1, 4, 3, 2), id="one-row"),
]
GRADIENTS = ("x", "h0", "W_xh", "W_hh", "b_h")


def make(rng, sizes, dtype=float):
    """x, h0, W_xh, W_hh, b_h of the given (N, T, D, H)."""
    N, T, D, H = sizes
    shapes = [(N, T, D), (N, H), (D, H), (H, H), (H,)]
    return [0.7 * rng.standard_normal(shape).astype(dtype) for shape in shapes]


def test_step_computes_the_equation(rng):
    x, h0, W_xh, W_hh, b_h = make(rng, (2, 1, 3, 4))
    h = rnn_ref.rnn_step(x[:, 0], h0, W_xh, W_hh, b_h)
    for n in range(2):
        for j in range(4):
            a = b_h[j]
            a += sum(x[n, 0, d] * W_xh[d, j] for d in range(3))
            a += sum(h0[n, k] * W_hh[k, j] for k in range(4))
            assert h[n, j] == pytest.approx(np.tanh(a), abs=1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_forward_is_the_loop_over_steps(rng, sizes):
    x, h, *weights = make(rng, sizes)
    hs = rnn_ref.rnn_forward(x, h, *weights)
    for t in range(sizes[1]):
        h = rnn_ref.rnn_step(x[:, t], h, *weights)
        np.testing.assert_array_equal(hs[:, t], h)


def test_splitting_a_sequence_and_carrying_the_state_equals_one_pass(rng):
    x, h0, *weights = make(rng, (2, 7, 3, 4))
    whole = rnn_ref.rnn_forward(x, h0, *weights)
    first = rnn_ref.rnn_forward(x[:, :3], h0, *weights)
    second = rnn_ref.rnn_forward(x[:, 3:], first[:, -1], *weights)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole, rtol=0, atol=1e-15)


def test_a_row_of_the_batch_does_not_see_the_others(rng):
    x, h0, *weights = make(rng, (3, 5, 2, 4))
    whole = rnn_ref.rnn_forward(x, h0, *weights)
    alone = rnn_ref.rnn_forward(x[1:2], h0[1:2], *weights)
    np.testing.assert_allclose(alone[0], whole[1], rtol=0, atol=1e-14)


@pytest.mark.parametrize("sizes", SIZES)
def test_backward_equals_central_differences_in_every_entry(rng, sizes):
    arguments = make(rng, sizes)
    hs, caches = rnn_ref.rnn_forward_with_caches(*arguments)
    dhs = rng.standard_normal(hs.shape)
    gradients = rnn_ref.rnn_backward(dhs, caches)
    for i, name in enumerate(GRADIENTS):

        def loss(value, i=i):
            changed = [*arguments[:i], value, *arguments[i + 1 :]]
            return float((rnn_ref.rnn_forward(*changed) * dhs).sum())

        numeric = numerical_gradient(loss, arguments[i])
        assert relative_error(gradients[i], numeric) < 1e-7, name


def test_step_backward_equals_central_differences(rng):
    x, *rest = make(rng, (2, 1, 3, 4))
    arguments = [x[:, 0], *rest]
    h, cache = rnn_ref.rnn_step_forward(*arguments)
    dh = rng.standard_normal(h.shape)
    for i, gradient in enumerate(rnn_ref.rnn_step_backward(dh, cache)):

        def loss(value, i=i):
            changed = [*arguments[:i], value, *arguments[i + 1 :]]
            return float((rnn_ref.rnn_step(*changed) * dh).sum())

        assert relative_error(gradient, numerical_gradient(loss, arguments[i])) < 1e-7


def test_zero_upstream_gives_zero_gradients(rng):
    hs, caches = rnn_ref.rnn_forward_with_caches(*make(rng, (2, 3, 4, 5)))
    for gradient in rnn_ref.rnn_backward(np.zeros_like(hs), caches):
        assert not gradient.any()


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 9])
def test_truncated_bptt_is_the_sum_over_windows_that_start_anew(rng, k):
    hs, caches = rnn_ref.rnn_forward_with_caches(*make(rng, (2, 5, 3, 4)))
    dhs = rng.standard_normal(hs.shape)
    windows = [
        rnn_ref.rnn_backward(dhs[:, start : start + k], caches[start : start + k])[2:]
        for start in range(0, 5, k)
    ]
    expected = [sum(parts) for parts in zip(*windows, strict=True)]
    for got, want in zip(rnn_ref.truncated_bptt(dhs, caches, k), expected, strict=True):
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-13)


def test_truncation_longer_than_the_sequence_is_the_full_gradient(rng):
    hs, caches = rnn_ref.rnn_forward_with_caches(*make(rng, (2, 5, 3, 4)))
    full = rnn_ref.rnn_backward(hs, caches)[2:]
    for got, want in zip(rnn_ref.truncated_bptt(hs, caches, 5), full, strict=True):
        np.testing.assert_array_equal(got, want)


def test_a_window_of_one_step_differs_from_the_full_gradient(rng):
    hs, caches = rnn_ref.rnn_forward_with_caches(*make(rng, (2, 5, 3, 4)))
    assert (
        relative_error(
            rnn_ref.truncated_bptt(hs, caches, 1)[1], rnn_ref.rnn_backward(hs, caches)[3]
        )
        > 0.01
    )


def test_dtype_is_kept(rng):
    arguments = make(rng, (2, 3, 4, 5), np.float32)
    hs, caches = rnn_ref.rnn_forward_with_caches(*arguments)
    assert hs.dtype == np.float32
    assert {g.dtype for g in rnn_ref.rnn_backward(hs, caches)} == {np.dtype(np.float32)}


def test_inputs_are_not_changed(rng):
    arguments = make(rng, (2, 3, 4, 5))
    before = [a.copy() for a in arguments]
    hs, caches = rnn_ref.rnn_forward_with_caches(*arguments)
    dhs = hs.copy()
    rnn_ref.rnn_backward(dhs, caches)
    rnn_ref.rnn_backward(dhs, caches)
    for now, then in zip([*arguments, dhs], [*before, hs], strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({1: (3, 4)}, "rnn_step: h_prev has shape (3, 4), expected (N, H) with N=2, H=4"),
        ({0: (2, 5)}, "rnn_step: x_t has shape (2, 5), expected (N, D) with D=3"),
        ({3: (4, 3)}, "rnn_step: W_hh has shape (4, 3), expected (H, H) with H=4"),
        ({4: (1, 4)}, "rnn_step: b_h has shape (1, 4), expected (H,) with H=4"),
    ],
)
def test_a_wrong_shape_is_named(change, message):
    shapes = {0: (2, 3), 1: (2, 4), 2: (3, 4), 3: (4, 4), 4: (4,), **change}
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.rnn_step(*(np.zeros(shapes[i]) for i in range(5)))


def test_a_wrong_gradient_shape_is_named(rng):
    hs, caches = rnn_ref.rnn_forward_with_caches(*make(rng, (2, 5, 3, 4)))
    message = "rnn_backward: dhs has shape (2, 4), expected (N, T, H) with N=2, T=5, H=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.rnn_backward(hs[:, -1], caches)
    with pytest.raises(ValueError, match="truncated_bptt: k is 0, expected at least 1"):
        rnn_ref.truncated_bptt(hs, caches, 0)
