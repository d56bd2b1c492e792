"""Embedding, dense, attention, encoder and decoder, scan: values, gradients, errors."""

import itertools
import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import GRU, LSTM, RNN
from tests.ref.gradients import assert_gradients
from tests.ref.implementations import generic

MASK = np.array([[True, True, False, True], [True, False, False, False]])


def test_embedding_looks_rows_up_and_sums_what_comes_back(rng):
    E, tokens = rng.standard_normal((5, 3)), np.array([[1, 4, 1], [1, 0, 0]])
    x = rnn_ref.embedding_forward(tokens, E)
    np.testing.assert_array_equal(x, np.eye(5)[tokens] @ E)
    dx = rng.standard_normal(x.shape)
    dE = rnn_ref.embedding_backward(dx, tokens, 5)
    np.testing.assert_allclose(dE[1], dx[0, 0] + dx[0, 2] + dx[1, 0])
    assert not dE[[2, 3]].any()
    assert_gradients(
        lambda E: (rnn_ref.embedding_forward(tokens, E) * dx).sum(), {"E": E}, {"E": dE}
    )


def test_embedding_errors(rng):
    E = rng.standard_normal((5, 3))
    with pytest.raises(TypeError, match="tokens have dtype float64, expected integers"):
        rnn_ref.embedding_forward(np.zeros((2, 3)), E)
    for bad in (-1, 5):
        message = f"tokens run from {min(bad, 0)} to {max(bad, 0)}, expected 0 to V - 1 = 4"
        with pytest.raises(ValueError, match=re.escape(message)):
            rnn_ref.embedding_forward(np.array([[0, bad]]), E)
    with pytest.raises(TypeError, match="embedding_forward: E has dtype int64"):
        rnn_ref.embedding_forward(np.array([[0]]), E.astype(int))


@pytest.mark.parametrize("shape", [(4, 3), (2, 5, 3), (1, 1, 3)])
def test_dense_backward_equals_central_differences(shape, rng):
    x, W, b = rng.standard_normal(shape), rng.standard_normal((3, 2)), rng.standard_normal(2)
    y, cache = rnn_ref.dense_forward(x, W, b)
    np.testing.assert_allclose(y, x @ W + b)
    dy = rng.standard_normal(y.shape)
    dx, dW, db = rnn_ref.dense_backward(dy, cache)
    assert_gradients(
        lambda **a: (rnn_ref.dense_forward(**a)[0] * dy).sum(),
        {"x": x, "W": W, "b": b},
        {"x": dx, "W": dW, "b": db},
    )


def test_dense_errors(rng):
    x, W, b = rng.standard_normal((2, 3)), rng.standard_normal((4, 2)), np.zeros(2)
    message = "dense_forward: x has shape (2, 3), expected (N, D) with D=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.dense_forward(x, W, b)
    _, cache = rnn_ref.dense_forward(x, W[:3], b)
    message = "dense_backward: dy has shape (2, 3), expected (2, 2)"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.dense_backward(x, cache)


# --- attention ------------------------------------------------------------


def draw_attention(rng, N=2, Q=3, T=4, H=5, D=5, K=2):
    shapes = {"queries": (N, Q, H), "keys": (N, T, D), "values": (N, T, K)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def draw_additive(rng):
    arrays = draw_attention(rng, D=3)
    return {
        **arrays,
        "W_q": rng.standard_normal((5, 6)),
        "W_k": rng.standard_normal((3, 6)),
        "v": rng.standard_normal(6),
    }


KINDS = {
    "dot": (rnn_ref.dot_attention_forward, rnn_ref.dot_attention_backward, draw_attention),
    "additive": (
        rnn_ref.additive_attention_forward,
        rnn_ref.additive_attention_backward,
        draw_additive,
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@pytest.mark.parametrize("mask", [None, MASK], ids=["no-mask", "mask"])
def test_attention_backward_equals_central_differences(kind, mask, rng):
    forward, backward, draw = KINDS[kind]
    arrays = draw(rng)
    context, _, cache = forward(**arrays, mask=mask)
    dcontext = rng.standard_normal(context.shape)
    assert_gradients(
        lambda **a: (forward(**a, mask=mask)[0] * dcontext).sum(),
        arrays,
        dict(zip(arrays, backward(dcontext, cache), strict=True)),
    )


@every_kind
def test_attention_weights_are_a_mean_over_real_keys(kind, rng):
    forward, _, draw = KINDS[kind]
    arrays = draw(rng)
    context, weights, _ = forward(**arrays, mask=MASK)
    np.testing.assert_allclose(weights.sum(axis=-1), 1.0)
    assert not weights[~np.broadcast_to(MASK[:, None], weights.shape)].any()
    np.testing.assert_allclose(context[1], np.broadcast_to(arrays["values"][1, 0], (3, 2)))


@every_kind
def test_attention_without_a_real_key_is_zero(kind, rng):
    forward, backward, draw = KINDS[kind]
    arrays = draw(rng)
    mask = np.array([[False] * 4, [True] * 4])
    context, weights, cache = forward(**arrays, mask=mask)
    assert not weights[0].any()
    assert not context[0].any()
    dqueries, dkeys, dvalues, *_ = backward(np.ones_like(context), cache)
    assert not any(g[0].any() for g in (dqueries, dkeys, dvalues))


def test_attention_is_safe_at_large_scores(rng):
    arrays = draw_attention(rng)
    arrays["queries"] *= 1e4
    _, weights, _ = rnn_ref.dot_attention_forward(**arrays)
    np.testing.assert_allclose(weights.sum(axis=-1), 1.0)


def test_attention_errors(rng):
    arrays = draw_attention(rng)
    message = "dot_attention_forward: keys has shape (2, 4, 4), expected (N, T, H) with N=2, H=5"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.dot_attention_forward(**{**arrays, "keys": arrays["keys"][..., :4]})
    with pytest.raises(TypeError, match="masked_softmax: mask has dtype int64, expected bool"):
        rnn_ref.dot_attention_forward(**arrays, mask=MASK.astype(int))


# --- encoder and decoder ------------------------------------------------------------


@pytest.mark.parametrize("cell", [RNN, GRU, LSTM], ids=lambda cell: cell.name)
def test_encoder_decoder_backward_equals_central_differences(cell, rng):
    x, _, encoder = generic(cell).draw(rng, 2, 4, 3, 5)
    y_in, _, decoder = generic(cell).draw(rng, 2, 3, 2, 5)
    output = rng.standard_normal((5, 4)), rng.standard_normal(4)
    arguments = {"x": x, "y_in": y_in}
    groups = {"encoder": encoder, "decoder": decoder, "output": output}
    for group, arrays in groups.items():
        arguments.update({f"{group}{k}": a for k, a in enumerate(arrays)})

    def logits(x, y_in, **flat):
        parts = ([flat[f"{g}{k}"] for k in range(len(a))] for g, a in groups.items())
        return rnn_ref.encoder_decoder_forward(cell, x, y_in, *parts, mask=MASK)

    got, cache = logits(**arguments)
    dlogits = rng.standard_normal(got.shape)
    dx, dy_in, *rest = rnn_ref.encoder_decoder_backward(cell, dlogits, cache)
    flat = [dx, dy_in, *(g for grads in rest for g in grads)]
    assert_gradients(
        lambda **a: (logits(**a)[0] * dlogits).sum(),
        arguments,
        dict(zip(arguments, flat, strict=True)),
    )


def test_teacher_forcing_moves_targets_one_step():
    got = rnn_ref.teacher_forcing_inputs(np.array([[5, 6, 7], [8, 9, 2]]), start=1)
    np.testing.assert_array_equal(got, [[1, 5, 6], [1, 8, 9]])


def make_decoder(rng, V=4, H=3):
    """A step of an RNN decoder over V tokens."""
    E, W_hh = rng.standard_normal((V, H)), rng.standard_normal((H, H))
    W_hy, b_h = 2.0 * rng.standard_normal((H, V)), rng.standard_normal(H)

    def step(tokens, states):
        h = rnn_ref.rnn_step(E[tokens], states[0], np.eye(H), W_hh, b_h)
        return np.log(rnn_ref.softmax(h @ W_hy)), (h,)

    return step


def all_sequences(step, h0, start, end, max_length, V=4):
    """Every sequence that ends, or has max_length tokens, with its log probability."""
    found = {}
    for tokens in itertools.product(range(V), repeat=max_length):
        states, last, total, written = (h0,), start, 0.0, []
        for token in tokens:
            log_p, states = step(np.array([last]), states)
            total, last = total + log_p[0, token], token
            written.append(token)
            if token == end:
                break
        found[tuple(written)] = total
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_wide_enough_finds_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    step, h0 = make_decoder(rng), rng.standard_normal((1, 3))
    every = all_sequences(step, h0, start=0, end=3, max_length=4)
    assert sum(np.exp(list(every.values()))) == pytest.approx(1.0)
    best = sorted(every.items(), key=lambda pair: -pair[1])[:5]
    beams = rnn_ref.beam_search(step, (h0,), 0, 3, width=4**4, max_length=4)
    for (tokens, score), (want, log_p) in zip(beams[:5], best, strict=True):
        assert tuple(tokens) == want
        assert score == pytest.approx(log_p)


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_of_one_is_greedy(seed):
    rng = np.random.default_rng(seed)
    step, h0 = make_decoder(rng), rng.standard_normal((2, 3))
    greedy = rnn_ref.greedy_decode(step, (h0,), 0, 3, max_length=6)
    for n in range(2):
        [(tokens, _)] = rnn_ref.beam_search(step, (h0[n : n + 1],), 0, 3, 1, max_length=6)
        padded = tokens + [3] * (greedy.shape[1] - len(tokens))
        np.testing.assert_array_equal(greedy[n], padded)


def test_length_normalisation_divides_by_the_length(rng):
    step, h0 = make_decoder(rng), rng.standard_normal((1, 3))
    raw = {tuple(t): s for t, s in rnn_ref.beam_search(step, (h0,), 0, 3, 300, 4)}
    mean = rnn_ref.beam_search(step, (h0,), 0, 3, 300, 4, length_power=1.0)
    assert all(s == pytest.approx(raw[tuple(t)] / len(t)) for t, s in mean)
    assert [s for _, s in mean] == sorted((s for _, s in mean), reverse=True)


def test_equal_scores_keep_the_smaller_token():
    def step(tokens, states):
        return np.log(np.full((len(tokens), 3), 1 / 3)), states

    beams = rnn_ref.beam_search(step, (np.zeros((1, 1)),), 0, end=2, width=2, max_length=2)
    assert [tokens for tokens, _ in beams] == [[0, 0], [0, 1]]


# --- scan and minGRU ------------------------------------------------------------


@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 9])
def test_the_scan_in_rounds_equals_the_loop(T, rng):
    a, b, h0 = rng.random((2, T, 3)), rng.standard_normal((2, T, 3)), rng.standard_normal((2, 3))
    before = [v.copy() for v in (a, b, h0)]
    want = rnn_ref.linear_scan(a, b, h0)
    np.testing.assert_allclose(rnn_ref.linear_scan_parallel(a, b, h0), want, rtol=0, atol=1e-13)
    for now, then in zip((a, b, h0), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_scan_backward_equals_central_differences(rng):
    arrays = {"a": rng.random((2, 4, 3)), "b": rng.random((2, 4, 3)), "h0": rng.random((2, 3))}
    hs = rnn_ref.linear_scan(**arrays)
    dhs = rng.standard_normal(hs.shape)
    grads = rnn_ref.linear_scan_backward(dhs, arrays["a"], hs, arrays["h0"])
    assert_gradients(
        lambda **a: (rnn_ref.linear_scan(**a) * dhs).sum(),
        arrays,
        dict(zip(arrays, grads, strict=True)),
    )


@pytest.mark.parametrize("scan", [rnn_ref.linear_scan, rnn_ref.linear_scan_parallel])
def test_mingru_is_its_equations_and_its_backward_pass_is_right(scan, rng):
    shapes = {"x": (2, 4, 3), "h0": (2, 5), "W_z": (3, 5), "b_z": (5,), "W_v": (3, 5), "b_v": (5,)}
    arrays = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    hs, cache = rnn_ref.mingru_forward(**arrays, scan=scan)
    h = arrays["h0"]
    for t in range(4):
        z = rnn_ref.sigmoid(arrays["x"][:, t] @ arrays["W_z"] + arrays["b_z"])
        h = (1 - z) * h + z * (arrays["x"][:, t] @ arrays["W_v"] + arrays["b_v"])
        np.testing.assert_allclose(hs[:, t], h, rtol=0, atol=1e-13)
    dhs = rng.standard_normal(hs.shape)
    assert_gradients(
        lambda **a: (rnn_ref.mingru_forward(**a, scan=scan)[0] * dhs).sum(),
        arrays,
        dict(zip(arrays, rnn_ref.mingru_backward(dhs, cache), strict=True)),
    )


def test_scan_errors(rng):
    a = rng.random((2, 4, 3))
    message = "linear_scan: a has shape (2, 3, 3), expected (N, T, H) with N=2, T=4, H=3"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.linear_scan(a[:, :3], a, a[:, 0])
    with pytest.raises(ValueError, match="linear_scan: a has shape"):
        rnn_ref.linear_scan(a[:, :0], a[:, :0], a[:, 0])
