"""Products of Jacobians, the spectral radius, clipping, orthogonal starts."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import numerical_gradient, relative_error


def _run(rng, T=5, D=3, H=4):
    x, h0 = rng.standard_normal((1, T, D)), rng.uniform(-0.5, 0.5, (1, H))
    W_xh, W_hh, b_h = 0.5 * rng.standard_normal((D, H)), rng.standard_normal((H, H)), np.zeros(H)
    return x, h0, W_xh, W_hh, b_h


def test_jacobian_norms_are_those_of_central_differences(rng):
    x, h0, W_xh, W_hh, b_h = _run(rng)
    hs, T, H = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h), 5, 4
    found = rnn_ref.jacobian_norms(hs[0], W_hh)
    for t in range(T - 1):

        def last(h, j, t=t):
            later = rnn_ref.rnn_forward(x[:, t + 1 :], h[None], W_xh, W_hh, b_h)
            return later[0, -1, j]

        columns = [numerical_gradient(lambda h, j=j: last(h, j), hs[0, t]) for j in range(H)]
        norm = np.linalg.norm(np.stack(columns, axis=1), 2)
        assert relative_error(found[t], norm) < 1e-7
    assert found[-1] == pytest.approx(1.0)


def test_no_gradient_grows_by_more_than_the_jacobian_norm(rng):
    x, h0, W_xh, W_hh, b_h = _run(rng, T=8)
    hs, caches = rnn_ref.rnn_forward_with_caches(x, h0, W_xh, W_hh, b_h)
    norms = rnn_ref.jacobian_norms(hs[0], W_hh)
    dh = rng.standard_normal((1, 4))
    start = np.linalg.norm(dh)
    for t in reversed(range(8)):
        assert np.linalg.norm(dh) <= norms[t] * start * (1 + 1e-12)
        dh = rnn_ref.rnn_step_backward(dh, caches[t])[1]


def test_jacobian_norms_at_zero_states_are_those_of_powers(rng):
    W = rng.standard_normal((3, 3))
    wanted = [np.linalg.norm(np.linalg.matrix_power(W, 4 - t), 2) for t in range(5)]
    np.testing.assert_allclose(rnn_ref.jacobian_norms(np.zeros((5, 3)), W), wanted)


def test_jacobian_norms_keep_the_dtype_and_name_a_wrong_shape(rng):
    W = rng.standard_normal((3, 3)).astype(np.float32)
    assert rnn_ref.jacobian_norms(np.zeros((2, 3), np.float32), W).dtype == np.float32
    message = "jacobian_norms: W_hh has shape (3, 3), expected (H, H) with H=4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.jacobian_norms(np.zeros((2, 4)), W)


def test_spectral_radius_of_a_turn_and_of_a_nilpotent_matrix():
    turn = np.array([[0.0, -0.9], [0.9, 0.0]])
    assert rnn_ref.spectral_radius(turn) == pytest.approx(0.9)
    assert rnn_ref.spectral_radius(np.diag([0.5, -0.8])) == pytest.approx(0.8)
    assert rnn_ref.spectral_radius(np.array([[0.0, 5.0], [0.0, 0.0]])) == 0.0
    with pytest.raises(ValueError, match=re.escape("spectral_radius: W has shape (2, 3)")):
        rnn_ref.spectral_radius(np.zeros((2, 3)))


def test_spectral_radius_is_at_most_the_largest_singular_value(rng):
    for H in (1, 2, 5, 9):
        W = rng.standard_normal((H, H))
        assert rnn_ref.spectral_radius(W) <= np.linalg.norm(W, 2) * (1 + 1e-12)


def test_clipping_keeps_the_direction_and_sets_the_norm(rng):
    grads = {"W": rng.standard_normal((3, 4)), "b": rng.standard_normal(4)}
    flat = np.concatenate([g.ravel() for g in grads.values()])
    clipped, norm = rnn_ref.clip_by_global_norm(grads, 0.5)
    flat_clipped = np.concatenate([clipped[name].ravel() for name in grads])
    assert norm == pytest.approx(np.linalg.norm(flat))
    np.testing.assert_allclose(flat_clipped, flat * 0.5 / norm)
    assert rnn_ref.clip_by_global_norm(clipped, 0.5)[1] == pytest.approx(0.5)


def test_clipping_leaves_small_and_zero_gradients_alone(rng):
    grads = {"W": rng.standard_normal((3, 4)).astype(np.float32), "b": np.zeros(4, np.float32)}
    clipped, _ = rnn_ref.clip_by_global_norm(grads, 100.0)
    np.testing.assert_array_equal(clipped["W"], grads["W"])
    assert clipped["W"].dtype == np.float32
    zeros = {"b": np.zeros(4)}
    clipped, norm = rnn_ref.clip_by_global_norm(zeros, 1.0)
    assert norm == 0.0
    np.testing.assert_array_equal(clipped["b"], 0.0)
    with pytest.raises(ValueError, match="max_norm is 0, expected above 0"):
        rnn_ref.clip_by_global_norm(zeros, 0)


@pytest.mark.parametrize("H", [1, 2, 7])
def test_orthogonal_keeps_every_length(rng, H):
    Q = rnn_ref.orthogonal(rng, H)
    np.testing.assert_allclose(Q.T @ Q, np.eye(H), atol=1e-12)
    np.testing.assert_array_equal(
        rnn_ref.orthogonal(np.random.default_rng(3), H),
        rnn_ref.orthogonal(np.random.default_rng(3), H),
    )


def test_orthogonal_prefers_no_direction(rng):
    draws = np.stack([rnn_ref.orthogonal(rng, 3) for _ in range(4000)])
    assert np.abs(draws.mean(axis=0)).max() < 0.05  # 5 standard errors: 5 / sqrt(3 * 4000)
    np.testing.assert_allclose((draws**2).mean(axis=0), 1 / 3, atol=0.03)


def test_slopes_of_the_cliff_are_those_of_differences():
    w, b = np.array([[5.0], [3.2]]), np.array([-2.0, 0.4, -2.6])
    loss, dw, db = rnn_ref.dynamics.one_unit_cliff(w, b, T=6)
    assert loss.shape == dw.shape == db.shape == (2, 3)
    for slope, towards in ((dw, (1e-5, 0.0)), (db, (0.0, 1e-5))):
        up = rnn_ref.dynamics.one_unit_cliff(w + towards[0], b + towards[1], T=6)[0]
        down = rnn_ref.dynamics.one_unit_cliff(w - towards[0], b - towards[1], T=6)[0]
        np.testing.assert_allclose(slope, (up - down) / 2e-5, rtol=1e-6, atol=1e-10)


def test_states_under_noise_follow_the_step(rng):
    W_hh = rng.standard_normal((3, 3))
    hs = rnn_ref.dynamics.states_under_noise(W_hh, 0.5, 4, seed=2)
    noise = 0.5 * np.random.default_rng(2).standard_normal((4, 3))
    h0, eye = np.zeros((1, 3)), np.eye(3)
    np.testing.assert_allclose(rnn_ref.rnn_forward(noise[None], h0, eye, W_hh, h0[0])[0], hs)
    assert (rnn_ref.dynamics.states_under_noise(W_hh, 0.0, 2) == 0).all()


def test_gradients_sent_back_are_those_of_the_backward_pass(rng):
    W_hh = rng.standard_normal((3, 3))
    dh = np.random.default_rng(5).standard_normal((32, 3))
    at_zero = (np.zeros((32, 3)), np.zeros((32, 3)), np.zeros((32, 3)), np.eye(3), W_hh)
    back = rnn_ref.rnn_step_backward(rnn_ref.rnn_step_backward(dh, at_zero)[1], at_zero)[1]
    norms = rnn_ref.dynamics.gradients_sent_back(W_hh, T=2)
    assert norms[0] == 1.0
    assert norms[2] == pytest.approx(np.linalg.norm(back) / np.linalg.norm(dh))
