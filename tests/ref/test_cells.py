"""One conformance suite for every recurrent layer: what any of them must do."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_ref
from rnn_ref import numerical_gradient, relative_error
from tests.ref.implementations import LAYERS, MASKED, WEIGHT_NAMES

SIZES = [
    pytest.param((2, 5, 3, 4), id="all-different"),
    pytest.param((1, 1, 1, 1), id="ones"),
    pytest.param((3, 1, 2, 5), id="one-step"),
    pytest.param((1, 4, 3, 2), id="one-row"),
    pytest.param((4, 3, 1, 2), id="one-input"),
    pytest.param((2, 3, 0, 4), id="no-inputs"),
    pytest.param((2, 3, 4, 1), id="one-unit"),
]
MASK = np.array([[True, True, True, False, False], [True, False, True, True, False]])
PROPERTIES = settings(max_examples=25, deadline=None, derandomize=True)

every_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
every_masked_layer = pytest.mark.parametrize("layer", MASKED, ids=lambda layer: layer.name)


def tolerance(dtype):
    """The largest difference that rounding explains."""
    return {"rtol": 0, "atol": 1e-5 if dtype == np.float32 else 1e-12}


def assert_all_close(got, want, dtype=float):
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b, **tolerance(dtype))


def run(layer, x, states, weights, mask=None):
    """hs and final states as one list."""
    hs, last, _ = layer.forward(x, states, weights, mask)
    return [hs, *last]


def gradients(layer, arguments, upstream, mask=None):
    """dx, dstates, dweights as one list, for upstream gradients on hs and on the final states."""
    x, states, weights = arguments
    _, _, caches = layer.forward(x, states, weights, mask)
    dx, dstates, dweights = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    return [dx, *dstates, *dweights]


def draw_upstream(rng, outputs):
    return [rng.standard_normal(out.shape).astype(out.dtype) for out in outputs]


def assert_gradients(layer, arguments, rng, mask=None):
    """Every entry of every gradient against central differences."""
    x, states, weights = arguments
    flat = [x, *states, *weights]
    upstream = draw_upstream(rng, run(layer, *arguments, mask))
    names = ["x", *layer.states, *WEIGHT_NAMES[layer.cell.name]]
    got = gradients(layer, arguments, upstream, mask)
    for k, name in enumerate(names):

        def loss(value, k=k):
            changed = [*flat[:k], value, *flat[k + 1 :]]
            s = 1 + len(states)
            outputs = run(layer, changed[0], tuple(changed[1:s]), tuple(changed[s:]), mask)
            return float(sum((o * d).sum() for o, d in zip(outputs, upstream, strict=True)))

        assert got[k].shape == flat[k].shape, name
        if got[k].size:  # without inputs, dx and dW_x have no entries
            numeric = numerical_gradient(loss, flat[k])
            assert relative_error(got[k], numeric) < 1e-7, (layer.name, name)


@every_layer
@pytest.mark.parametrize("sizes", SIZES)
def test_shapes(layer, sizes, rng):
    N, T, _, H = sizes
    hs, last, _ = layer.forward(*layer.draw(rng, *sizes))
    assert hs.shape == (N, T, H)
    assert [s.shape for s in last] == [(N, H)] * layer.cell.states
    np.testing.assert_array_equal(last[0], hs[:, -1])


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
def test_dtype_is_kept(layer, dtype, rng):
    arguments = layer.draw(rng, 2, 3, 4, 5, dtype)
    outputs = run(layer, *arguments)
    assert {o.dtype for o in outputs} == {np.dtype(dtype)}
    got = gradients(layer, arguments, draw_upstream(rng, outputs))
    assert {g.dtype for g in got} == {np.dtype(dtype)}


@every_layer
def test_nothing_given_is_changed_and_backward_works_twice(layer, rng):
    x, states, weights = layer.draw(rng, 2, 4, 3, 5)
    given_arrays = [x, *states, *weights]
    before = [a.copy() for a in given_arrays]
    hs, last, caches = layer.forward(x, states, weights)
    outputs = [hs.copy(), *(s.copy() for s in last)]
    upstream = draw_upstream(rng, outputs)
    kept = [d.copy() for d in upstream]
    first = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    first = [first[0].copy(), *(a.copy() for a in (*first[1], *first[2]))]
    second = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    for now, then in zip(
        [*given_arrays, hs, *last, *upstream, second[0], *second[1], *second[2]],
        [*before, *outputs, *kept, *first],
        strict=True,
    ):
        np.testing.assert_array_equal(now, then)


@every_layer
def test_a_second_pass_leaves_the_first_one_alone(layer, rng):
    """Are buffers that are used over time never shared between passes?"""
    first = layer.draw(rng, 2, 4, 3, 5)
    outputs = run(layer, *first)
    upstream = draw_upstream(rng, outputs)
    alone = gradients(layer, first, upstream)
    hs, last, caches = layer.forward(*first)
    layer.forward(*layer.draw(rng, 2, 4, 3, 5))
    dx, dstates, dweights = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    assert_all_close([hs, *last], outputs)
    assert_all_close([dx, *dstates, *dweights], alone)


@every_layer
@pytest.mark.parametrize("sizes", SIZES)
def test_sequence_is_the_loop_over_steps(layer, sizes, rng):
    x, states, weights = layer.draw(rng, *sizes)
    hs, last, _ = layer.forward(x, states, weights)
    for t in range(sizes[1]):
        *states, _ = layer.cell.step_forward(x[:, t], *states, *weights)
        np.testing.assert_allclose(hs[:, t], states[0], **tolerance(float))
    assert_all_close(last, states)


@every_layer
def test_a_row_does_not_see_the_others(layer, rng):
    x, states, weights = layer.draw(rng, 3, 5, 2, 4)
    whole = run(layer, x, states, weights)
    alone = run(layer, x[1:2], tuple(s[1:2] for s in states), weights)
    assert_all_close(alone, [w[1:2] for w in whole])


@every_layer
def test_permuting_the_batch_permutes_the_outputs(layer, rng):
    x, states, weights = layer.draw(rng, 4, 3, 2, 5)
    order = np.array([2, 0, 3, 1])
    permuted = run(layer, x[order], tuple(s[order] for s in states), weights)
    assert_all_close(permuted, [w[order] for w in run(layer, x, states, weights)])


@every_layer
def test_permuting_hidden_units_permutes_the_outputs(layer, rng):
    x, states, (W_x, W_h, b) = layer.draw(rng, 2, 4, 3, 5)
    order = np.array([3, 0, 4, 2, 1])
    columns = np.concatenate([order + 5 * k for k in range(layer.cell.gates)])
    permuted = run(
        layer,
        x,
        tuple(s[:, order] for s in states),
        (W_x[:, columns], W_h[np.ix_(order, columns)], b[..., columns]),
    )
    assert_all_close(permuted, [o[..., order] for o in run(layer, x, states, (W_x, W_h, b))])


@every_layer
def test_splitting_and_carrying_the_state_equals_one_pass(layer, rng):
    x, states, weights = layer.draw(rng, 2, 7, 3, 4)
    hs, last, _ = layer.forward(x, states, weights)
    first, middle, _ = layer.forward(x[:, :3], states, weights)
    second, end, _ = layer.forward(x[:, 3:], middle, weights)
    assert_all_close([np.concatenate([first, second], axis=1), *end], [hs, *last])


@every_layer
def test_time_goes_forward(layer, rng):
    """Does a later input leave earlier outputs alone, and change those from its step on?"""
    x, states, weights = layer.draw(rng, 2, 5, 3, 4)
    changed = x.copy()
    changed[:, 3] += 1.0
    before, after = run(layer, x, states, weights)[0], run(layer, changed, states, weights)[0]
    np.testing.assert_allclose(before[:, :3], after[:, :3], **tolerance(float))
    assert np.abs(before[:, 3:] - after[:, 3:]).max() > 1e-3


@every_layer
@pytest.mark.parametrize("sizes", SIZES)
def test_backward_equals_central_differences_in_every_entry(layer, sizes, rng):
    assert_gradients(layer, layer.draw(rng, *sizes), rng)


@every_masked_layer
def test_backward_under_a_mask_equals_central_differences(layer, rng):
    assert_gradients(layer, layer.draw(rng, 2, 5, 3, 4), rng, MASK)


@every_layer
def test_zero_upstream_gives_zero_gradients(layer, rng):
    arguments = layer.draw(rng, 2, 3, 4, 5)
    upstream = [np.zeros_like(out) for out in run(layer, *arguments)]
    assert not any(g.any() for g in gradients(layer, arguments, upstream))


@every_layer
def test_no_gradient_at_the_final_states_is_the_same_as_zeros(layer, rng):
    x, states, weights = layer.draw(rng, 2, 3, 4, 5)
    hs, last, caches = layer.forward(x, states, weights)
    none = layer.backward(hs, None, caches)
    zeros = layer.backward(hs, tuple(np.zeros_like(s) for s in last), caches)
    assert_all_close([none[0], *none[1], *none[2]], [zeros[0], *zeros[1], *zeros[2]])


@every_layer
def test_gradients_add_up(layer, rng):
    """Is the backward pass linear in what arrives?"""
    arguments = layer.draw(rng, 2, 3, 4, 5)
    outputs = run(layer, *arguments)
    one, two = draw_upstream(rng, outputs), draw_upstream(rng, outputs)
    both = gradients(layer, arguments, [a + 2 * b for a, b in zip(one, two, strict=True)])
    apart = zip(gradients(layer, arguments, one), gradients(layer, arguments, two), strict=True)
    assert_all_close(both, [a + 2 * b for a, b in apart])


@every_masked_layer
def test_a_mask_that_is_all_true_is_no_mask(layer, rng):
    arguments = layer.draw(rng, 2, 5, 3, 4)
    outputs, real = run(layer, *arguments), np.ones((2, 5), dtype=bool)
    upstream = draw_upstream(rng, outputs)
    assert_all_close(run(layer, *arguments, real), outputs)
    assert_all_close(
        gradients(layer, arguments, upstream, real), gradients(layer, arguments, upstream)
    )


@every_masked_layer
def test_masked_steps_carry_the_state(layer, rng):
    x, states, weights = layer.draw(rng, 2, 5, 3, 4)
    hs, last, _ = layer.forward(x, states, weights, MASK)
    np.testing.assert_array_equal(hs[0, 3], hs[0, 2])
    np.testing.assert_array_equal(hs[1, 1], hs[1, 0])
    np.testing.assert_array_equal(last[0], hs[:, -1])


@every_masked_layer
def test_a_mask_that_is_all_false_keeps_the_initial_state(layer, rng):
    x, states, weights = layer.draw(rng, 3, 4, 2, 5)
    mask = np.array([[True] * 4, [False] * 4, [True, True, False, False]])
    hs, last, caches = layer.forward(x, states, weights, mask)
    np.testing.assert_array_equal(hs[1], np.repeat(states[0][1:2], 4, axis=0))
    for end, start in zip(last, states, strict=True):
        np.testing.assert_array_equal(end[1], start[1])
    upstream = draw_upstream(rng, [hs, *last])
    dx, dstates, _ = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    assert not dx[1].any()
    passed = upstream[1][1] + upstream[0][1].sum(axis=0)
    np.testing.assert_allclose(dstates[0][1], passed, **tolerance(float))


@every_masked_layer
def test_nothing_is_real(layer, rng):
    """Is a whole batch of padding defined: states carried, gradients of the weights zero?"""
    x, states, weights = layer.draw(rng, 2, 3, 4, 5)
    hs, last, caches = layer.forward(x, states, weights, np.zeros((2, 3), dtype=bool))
    np.testing.assert_array_equal(hs[:, -1], states[0])
    dx, dstates, dweights = layer.backward(hs, last, caches)
    assert not any(g.any() for g in (dx, *dweights))
    np.testing.assert_allclose(dstates[0], 4 * states[0], **tolerance(float))


@every_masked_layer
@PROPERTIES
@given(data=st.data())
def test_padding_is_ignored_in_values_and_gradients(layer, data):
    """Does each padded row equal the same row alone, without its padding, whatever stands in it?"""
    lengths = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4), label="lengths")
    D, H = data.draw(st.integers(1, 3), label="D"), data.draw(st.integers(1, 4), label="H")
    rng = np.random.default_rng(data.draw(st.integers(0, 1000), label="seed"))
    N, T = len(lengths), max(lengths) + data.draw(st.integers(0, 2), label="extra")
    x, states, weights = layer.draw(rng, N, T, D, H)
    mask = np.arange(T) < np.array(lengths)[:, None]
    x[~mask] = np.nan
    outputs = run(layer, x, states, weights, mask)
    upstream = draw_upstream(rng, outputs)
    upstream[0][~mask] = 0.0
    got = gradients(layer, (x, states, weights), upstream, mask)
    count = 1 + layer.cell.states
    sums = [np.zeros_like(w) for w in weights]
    for n, length in enumerate(lengths):
        row = (x[n : n + 1, :length], tuple(s[n : n + 1] for s in states), weights)
        alone = run(layer, *row)
        assert_all_close(
            [outputs[0][n : n + 1, :length], *(s[n : n + 1] for s in outputs[1:])], alone
        )
        ups = [upstream[0][n : n + 1, :length], *(d[n : n + 1] for d in upstream[1:])]
        back = gradients(layer, row, ups)
        assert_all_close([got[0][n : n + 1, :length]], back[:1])
        assert not got[0][n, length:].any()
        assert_all_close([g[n : n + 1] for g in got[1:count]], back[1:count])
        sums = [s + b for s, b in zip(sums, back[count:], strict=True)]
    assert_all_close(got[count:], sums)


@every_masked_layer
@PROPERTIES
@given(data=st.data())
def test_masks_with_gaps_equal_the_real_steps_alone(layer, data):
    T = data.draw(st.integers(1, 6), label="T")
    real = data.draw(st.lists(st.booleans(), min_size=T, max_size=T), label="mask")
    rng = np.random.default_rng(data.draw(st.integers(0, 1000), label="seed"))
    x, states, weights = layer.draw(rng, 1, T, 2, 3)
    mask = np.array([real])
    hs, last, _ = layer.forward(x, states, weights, mask)
    if any(real):
        short, end, _ = layer.forward(x[:, mask[0]], states, weights)
        assert_all_close([hs[:, mask[0]], *last], [short, *end])
    else:
        assert_all_close(last, states)


@every_layer
def test_nan_in_a_step_shows_from_there_on_in_its_row_only(layer, rng):
    x, states, weights = layer.draw(rng, 2, 4, 3, 5)
    x[1, 2, 0] = np.nan
    hs, _, _ = layer.forward(x, states, weights)
    assert np.isfinite(hs[0]).all()
    assert np.isfinite(hs[1, :2]).all()
    assert np.isnan(hs[1, 2:]).all()


@every_layer
def test_large_inputs_are_safe(layer, rng):
    x, states, weights = layer.draw(rng, 2, 3, 4, 5)
    outputs = run(layer, 1000.0 * x, states, weights)
    got = gradients(layer, (1000.0 * x, states, weights), draw_upstream(rng, outputs))
    assert all(np.isfinite(a).all() for a in [*outputs, *got])


def wrong(layer, rng, change):
    """The message of the error after `change(x, states, weights) -> the same, one wrong`."""
    with pytest.raises((ValueError, TypeError)) as caught:
        layer.forward(*change(*layer.draw(rng, 2, 5, 3, 4)))
    return str(caught.value)


@every_layer
@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            lambda x, s, w: (x[0], s, w), "x has shape (5, 3), expected (N, T, D)", id="x"
        ),
        pytest.param(
            lambda x, s, w: (x[:, :, :2], s, w), "x has shape (2, 5, 2), expected (N, T, D)", id="D"
        ),
        pytest.param(
            lambda x, s, w: (x[:, :0], s, w),
            "x has shape (2, 0, 3), expected N and T of at least 1",
            id="no-steps",
        ),
        pytest.param(
            lambda x, s, w: (x[:0], tuple(a[:0] for a in s), w),
            "x has shape (0, 5, 3), expected N and T of at least 1",
            id="no-rows",
        ),
        pytest.param(
            lambda x, s, w: (x, (s[0][:1], *s[1:]), w), "has shape (1, 4), expected (N, H)", id="h0"
        ),
        pytest.param(lambda x, s, w: (x, s, (w[0], w[1][:, :-1], w[2])), "expected (H, ", id="W_h"),
        pytest.param(lambda x, s, w: (x, s, (w[0], w[1], w[2][:-1])), "has shape", id="bias"),
        pytest.param(
            lambda x, s, w: (x.astype(int), s, w),
            "has dtype int64, expected floating point",
            id="integers",
        ),
        pytest.param(
            lambda x, s, w: (x, s, (w[0].astype(int), *w[1:])),
            "has dtype int64, expected floating point",
            id="integer-weights",
        ),
    ],
)
def test_what_is_wrong_is_named(layer, rng, change, says):
    assert says in wrong(layer, rng, change)


@every_layer
def test_a_gradient_of_the_wrong_shape_is_named(layer, rng):
    hs, _, caches = layer.forward(*layer.draw(rng, 2, 5, 3, 4))
    message = "dhs has shape (2, 4), expected (N, T, H) with N=2, T=5, H=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        layer.backward(hs[:, -1], None, caches)


@every_masked_layer
@pytest.mark.parametrize(
    ("mask", "error", "says"),
    [
        (np.ones((2, 4), dtype=bool), ValueError, "mask has shape (2, 4), expected (N, T)"),
        (np.ones((2, 5), dtype=int), TypeError, "mask has dtype int64, expected bool"),
    ],
    ids=["shape", "dtype"],
)
def test_a_wrong_mask_is_named(layer, rng, mask, error, says):
    with pytest.raises(error, match=re.escape(says)):
        layer.forward(*layer.draw(rng, 2, 5, 3, 4), mask)


def test_every_step_function_says_which_it_is(rng):
    """Does the error of a step name the step, its argument and the sizes already fixed?"""
    x_t, h, W_x, W_h = (np.zeros(s) for s in ((2, 3), (3, 4), (3, 16), (4, 16)))
    message = "lstm_step: h_prev has shape (3, 4), expected (N, H) with N=2, H=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.lstm_step(x_t, h, h, W_x, W_h, np.zeros(16))
    message = "gru_step: b has shape (12,), expected (2, 3H) with 2=2, 3H=12"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.gru_step(x_t, np.zeros((2, 4)), np.zeros((3, 12)), np.zeros((4, 12)), np.zeros(12))
