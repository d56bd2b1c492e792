"""Updates, clipping, initialisers, the report on gradients. Values are held to peers elsewhere."""

import re

import numpy as np
import pytest

import rnn_ref


def draw(rng, scale=1.0):
    return {"W": scale * rng.standard_normal((3, 4)), "b": scale * rng.standard_normal(4)}


STEPS = {
    "momentum": lambda p, g, m, t: rnn_ref.momentum_step(p, g, m[0], 0.05),
    "rmsprop": lambda p, g, m, t: rnn_ref.rmsprop_step(p, g, m[0], 0.05),
    "adagrad": lambda p, g, m, t: rnn_ref.adagrad_step(p, g, m[0], 0.5),
    "adam": lambda p, g, m, t: rnn_ref.adam_step(p, g, *m, t, 0.05),
}


@pytest.mark.parametrize("name", STEPS)
def test_steps_go_down_and_change_nothing_given(name, rng):
    """Does a quadratic end near its minimum, with the arrays given left alone?"""
    params = draw(rng)
    memory = [rnn_ref.zeros_like_params(params)] * (2 if name == "adam" else 1)
    for t in range(1, 301):
        grads = {key: value.copy() for key, value in params.items()}
        before = [{k: v.copy() for k, v in d.items()} for d in (params, grads, *memory)]
        given = (params, grads, *memory)
        params, *memory = STEPS[name](params, grads, memory, t)
        for now, then in zip(given, before, strict=True):
            assert all(np.array_equal(now[key], then[key]) for key in now)
    assert max(np.abs(value).max() for value in params.values()) < 0.1


def test_first_steps_by_hand():
    p, g, zero = {"w": np.array([1.0])}, {"w": np.array([4.0])}, {"w": np.array([0.0])}
    assert rnn_ref.momentum_step(p, g, zero, 0.1)[0]["w"] == pytest.approx(0.6)
    assert rnn_ref.adagrad_step(p, g, zero, 0.1)[0]["w"] == pytest.approx(0.9)
    assert rnn_ref.rmsprop_step(p, g, zero, 0.1, rho=0.75)[0]["w"] == pytest.approx(0.8)
    assert rnn_ref.adam_step(p, g, zero, zero, 1, 0.1)[0]["w"] == pytest.approx(0.9)
    with pytest.raises(ValueError, match="adam_step: t is 0, expected at least 1"):
        rnn_ref.adam_step(p, g, zero, zero, 0, 0.1)


@pytest.mark.parametrize("name", STEPS)
def test_dtype_is_kept(name, rng):
    params = {key: value.astype(np.float32) for key, value in draw(rng).items()}
    memory = [rnn_ref.zeros_like_params(params)] * 2
    new, *memory = STEPS[name](params, params, memory if name == "adam" else memory[:1], 1)
    assert {a.dtype for d in (new, *memory) for a in d.values()} == {np.dtype(np.float32)}


def test_clipping_by_value_bounds_every_entry(rng):
    grads = draw(rng, 3.0)
    clipped = rnn_ref.clip_by_value(grads, 0.5)
    for name, grad in grads.items():
        np.testing.assert_array_equal(clipped[name], np.clip(grad, -0.5, 0.5))
    with pytest.raises(ValueError, match="clip_by_value: limit is 0, expected above 0"):
        rnn_ref.clip_by_value(grads, 0)


def test_clipping_by_norm_keeps_each_direction(rng):
    grads = {"large": 9.0 * rng.standard_normal((3, 4)), "small": np.array([0.3, 0.0])}
    clipped = rnn_ref.clip_by_norm(grads, 1.0)
    assert np.linalg.norm(clipped["large"]) == pytest.approx(1.0)
    np.testing.assert_allclose(
        clipped["large"] * np.linalg.norm(grads["large"]), grads["large"], atol=1e-12
    )
    np.testing.assert_array_equal(clipped["small"], grads["small"])
    with pytest.raises(ValueError, match="clip_by_norm: max_norm is -1, expected above 0"):
        rnn_ref.clip_by_norm(grads, -1)


def test_glorot_fills_its_range_evenly(rng):
    W = rnn_ref.glorot(rng, 100, 300)
    limit = np.sqrt(6 / 400)
    assert W.shape == (100, 300)
    assert 0.99 * limit < np.abs(W).max() <= limit
    assert W.var() == pytest.approx(2 / 400, rel=0.05)


def test_identity_and_unit_forget_bias():
    np.testing.assert_array_equal(rnn_ref.identity(3, 0.5), 0.5 * np.eye(3))
    np.testing.assert_array_equal(rnn_ref.unit_forget_bias(2), [0, 0, 1, 1, 0, 0, 0, 0])
    np.testing.assert_array_equal(rnn_ref.unit_forget_bias(1, 3.0), [0, 3, 0, 0])


def test_gradient_report_names_what_is_wrong(rng):
    x, W = rng.standard_normal((2, 3)), rng.standard_normal((3, 4))
    right = {"x": np.ones((2, 4)) @ W.T, "W": x.T @ np.ones((2, 4))}
    wrong = {"x": right["x"], "W": right["W"].copy()}
    wrong["W"][2, 1] += 0.5
    report = rnn_ref.gradient_report(lambda x, W: float((x @ W).sum()), {"x": x, "W": W}, wrong)
    first, second = report.splitlines()
    assert first.startswith("ok    dx")
    assert second.startswith("WRONG dW")
    assert "largest at [2, 1]" in second
    assert re.search(r"relative error \d\.\de[+-]\d\d", second)
