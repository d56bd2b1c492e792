"""Reading both ways, and layers on layers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_ref
from rnn_ref import GRU, LSTM, RNN
from tests.ref.gradients import assert_gradients
from tests.ref.implementations import CELLS, generic

MASK = np.array([[True, True, True, False], [True, True, False, False], [True] * 4])
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)


def draw(cell, rng, N=3, T=4, D=2, H=3):
    """x, a pair of states and a pair of weights, the two of each pair different."""
    x, states_f, weights_f = generic(cell).draw(rng, N, T, D, H)
    _, states_b, weights_b = generic(cell).draw(rng, N, T, D, H)
    return x, (states_f, states_b), (weights_f, weights_b)


def dots(groups, others):
    """The sum of all products of two tuples of tuples of arrays."""
    pairs = (zip(a, b, strict=True) for a, b in zip(groups, others, strict=True))
    return sum((a * b).sum() for pair in pairs for a, b in pair)


def test_reverse_padded_worked_example():
    x = np.array([[1, 2, 3, 9], [4, 5, 9, 8]])[..., None]
    mask = np.array([[True, True, True, False], [True, True, False, False]])
    got = rnn_ref.reverse_padded(x, mask)[..., 0]
    np.testing.assert_array_equal(got, [[3, 2, 1, 9], [5, 4, 9, 8]])
    np.testing.assert_array_equal(rnn_ref.reverse_padded(x)[..., 0], x[:, ::-1, 0])


@settings(max_examples=50, deadline=None, derandomize=True)
@given(mask=st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=4))
def test_reversing_twice_gives_the_same_and_padding_stays(mask):
    mask = np.array(mask)
    x = np.arange(mask.size * 2).reshape(*mask.shape, 2)
    once = rnn_ref.reverse_padded(x, mask)
    np.testing.assert_array_equal(once[~mask], x[~mask])
    np.testing.assert_array_equal(rnn_ref.reverse_padded(once, mask), x)
    for row, real, turned in zip(x, mask, once, strict=True):
        np.testing.assert_array_equal(turned[real], row[real][::-1])


@every_cell
@pytest.mark.parametrize("merge", ["concat", "sum", "mean", "mul"])
@pytest.mark.parametrize("mask", [None, MASK], ids=["no-mask", "mask"])
def test_bidirectional_backward_equals_central_differences(cell, merge, mask, rng):
    x, states, weights = draw(cell, rng)
    ys, lasts, cache = rnn_ref.bidirectional_forward(cell, x, states, weights, mask, merge)
    dys = rng.standard_normal(ys.shape)
    dlasts = tuple(tuple(rng.standard_normal(s.shape) for s in last) for last in lasts)
    dx, dstates, dweights = rnn_ref.bidirectional_backward(cell, dys, dlasts, cache)
    s = cell.states
    flat = [x, *states[0], *states[1], *weights[0], *weights[1]]
    grads = [dx, *dstates[0], *dstates[1], *dweights[0], *dweights[1]]

    def loss(**named):
        a = list(named.values())
        pair_s = tuple(a[1 : 1 + s]), tuple(a[1 + s : 1 + 2 * s])
        pair_w = tuple(a[-6:-3]), tuple(a[-3:])
        got, last, _ = rnn_ref.bidirectional_forward(cell, a[0], pair_s, pair_w, mask, merge)
        return (got * dys).sum() + dots(last, dlasts)

    names = [f"a{k}" for k in range(len(flat))]
    assert_gradients(
        loss, dict(zip(names, flat, strict=True)), dict(zip(names, grads, strict=True))
    )


@every_cell
def test_padded_rows_equal_the_rows_alone_both_ways(cell, rng):
    x, states, weights = draw(cell, rng)
    x[~MASK] = np.nan
    ys, lasts, _ = rnn_ref.bidirectional_forward(cell, x, states, weights, MASK)
    for n, length in enumerate(MASK.sum(axis=1)):
        one = tuple(tuple(s[n : n + 1] for s in pair) for pair in states)
        alone, last, _ = rnn_ref.bidirectional_forward(cell, x[n : n + 1, :length], one, weights)
        np.testing.assert_allclose(ys[n, :length], alone[0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(lasts[1][0][n], last[1][0][0], rtol=0, atol=1e-12)


def test_the_backward_direction_sees_the_future(rng):
    x, states, weights = draw(LSTM, rng)
    later = x.copy()
    later[:, -1] += 1.0
    before, _, _ = rnn_ref.bidirectional_forward(LSTM, x, states, weights)
    after, _, _ = rnn_ref.bidirectional_forward(LSTM, later, states, weights)
    np.testing.assert_array_equal(before[:, 0, :3], after[:, 0, :3])
    assert np.abs(before[:, 0, 3:] - after[:, 0, 3:]).max() > 1e-6


def test_reversing_the_input_swaps_the_directions(rng):
    x, states, weights = draw(GRU, rng)
    ys, _, _ = rnn_ref.bidirectional_forward(GRU, x, states, weights)
    turned, _, _ = rnn_ref.bidirectional_forward(GRU, x[:, ::-1], states[::-1], weights[::-1])
    np.testing.assert_allclose(
        turned[:, ::-1], np.concatenate([ys[..., 3:], ys[..., :3]], axis=2), rtol=0, atol=1e-12
    )


def test_an_unknown_merge_is_named(rng):
    with pytest.raises(ValueError, match="bidirectional_forward: merge is 'ave', expected one of"):
        rnn_ref.bidirectional_forward(RNN, *draw(RNN, rng), merge="ave")


def make_stack(rng, N=3):
    """LSTM on GRU on RNN, of different sizes."""
    sizes = [(RNN, 2, 3), (GRU, 3, 4), (LSTM, 4, 2)]
    layers = [(cell, *generic(cell).draw(rng, N, 4, D, H)[1:]) for cell, D, H in sizes]
    drops = [rnn_ref.dropout_mask(rng, shape, 0.4) for shape in ((N, 4, 3), (N, 1, 4))]
    return rng.standard_normal((N, 4, 2)), layers, drops


@pytest.mark.parametrize("mask", [None, MASK], ids=["no-mask", "mask"])
def test_stacked_backward_equals_central_differences(mask, rng):
    x, layers, drops = make_stack(rng)
    hs, lasts, caches = rnn_ref.stacked_forward(layers, x, mask, drops)
    dhs = rng.standard_normal(hs.shape)
    dlasts = [tuple(rng.standard_normal(s.shape) for s in last) for last in lasts]
    dx, dstates, dweights = rnn_ref.stacked_backward(dhs, dlasts, caches)
    arguments, gradients = {"x": x}, {"x": dx}
    for l, (_, states, weights) in enumerate(layers):
        for k, (value, grad) in enumerate(
            zip((*states, *weights), (*dstates[l], *dweights[l]), strict=True)
        ):
            arguments[f"{l}.{k}"], gradients[f"{l}.{k}"] = value, grad

    def loss(x, **flat):
        changed = []
        for l, (cell, states, weights) in enumerate(layers):
            a = [flat[f"{l}.{k}"] for k in range(len(states) + len(weights))]
            changed.append((cell, tuple(a[: len(states)]), tuple(a[len(states) :])))
        got, ends, _ = rnn_ref.stacked_forward(changed, x, mask, drops)
        return (got * dhs).sum() + dots(ends, dlasts)

    assert_gradients(loss, arguments, gradients)


def test_a_stack_of_one_is_the_layer(rng):
    x, layers, _ = make_stack(rng)
    hs, lasts, _ = rnn_ref.stacked_forward(layers[:1], x)
    want, last, _ = rnn_ref.unroll(layers[0][0], x, *layers[0][1:])
    np.testing.assert_array_equal(hs, want)
    np.testing.assert_array_equal(lasts[0][0], last[0])


def test_a_stack_needs_a_drop_between_each_two_layers(rng):
    x, layers, drops = make_stack(rng)
    message = "stacked_forward: got 1 drops, expected L - 1 = 2"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.stacked_forward(layers, x, drops=drops[:1])


def test_dropout_keeps_the_mean_and_has_two_values(rng):
    drop = rnn_ref.dropout_mask(rng, (50, 20, 30), 0.25, np.float32)
    assert drop.dtype == np.float32
    np.testing.assert_allclose(np.unique(drop), [0.0, 1 / 0.75])
    assert abs(drop.mean() - 1.0) < 0.02
    with pytest.raises(ValueError, match="dropout_mask: rate is 1, expected"):
        rnn_ref.dropout_mask(rng, (2, 3), 1)
