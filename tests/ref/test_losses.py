"""Mean squared error, masked cross-entropy, perplexity."""

import re

import numpy as np
import pytest

import rnn_ref
from rnn_ref import numerical_gradient, relative_error


def draw_steps(rng, N=3, T=5, K=4):
    """Logits, targets, and a mask with a gap and a sequence of one real step."""
    mask = np.array([[1, 1, 1, 1, 1], [1, 0, 1, 0, 0], [1, 0, 0, 0, 0]], dtype=bool)[:N, :T]
    return rng.standard_normal((N, T, K)), rng.integers(0, K, (N, T)), mask


# mse_loss


def test_mse_gradient_equals_central_differences(rng):
    y, target = rng.standard_normal((2, 2, 3, 4))
    loss, dy = rnn_ref.mse_loss(y, target)
    assert loss == pytest.approx(
        np.mean([(a - b) ** 2 for a, b in zip(y.flat, target.flat, strict=True)])
    )
    numeric = numerical_gradient(lambda v: rnn_ref.mse_loss(v, target)[0], y)
    assert relative_error(dy, numeric) < 1e-7


def test_mse_refuses_shapes_that_would_broadcast(rng):
    message = "mse_loss: target has shape (3, 4), expected that of y, (3, 4, 1)"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.mse_loss(rng.standard_normal((3, 4, 1)), rng.standard_normal((3, 4)))


# sequence_cross_entropy


def test_masked_gradient_equals_central_differences(rng):
    logits, targets, mask = draw_steps(rng)
    _, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    numeric = numerical_gradient(
        lambda l: rnn_ref.sequence_cross_entropy(l, targets, mask)[0], logits
    )
    assert relative_error(dlogits, numeric) < 1e-7


def test_mask_of_true_is_the_plain_cross_entropy(rng):
    logits, targets, mask = draw_steps(rng)
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, np.ones_like(mask))
    plain, dplain = rnn_ref.softmax_cross_entropy(logits, targets)
    assert loss == pytest.approx(plain)
    np.testing.assert_allclose(dlogits, dplain)


def test_what_stands_at_a_pad_counts_for_nothing(rng):
    logits, targets, mask = draw_steps(rng)
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    other_logits = np.where(mask[..., None], logits, 50.0 * rng.standard_normal(logits.shape))
    other = rnn_ref.sequence_cross_entropy(other_logits, np.where(mask, targets, 0), mask)
    assert other[0] == pytest.approx(loss)
    np.testing.assert_allclose(other[1], dlogits)
    assert np.all(dlogits[~mask] == 0)


def test_more_padding_changes_nothing(rng):
    logits, targets, mask = draw_steps(rng)
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    wider = [np.concatenate([a, np.zeros_like(a)], axis=1) for a in (logits, targets, mask)]
    loss_wide, dlogits_wide = rnn_ref.sequence_cross_entropy(*wider)
    assert loss_wide == pytest.approx(loss)
    np.testing.assert_allclose(dlogits_wide[:, :5], dlogits)


def test_batch_that_is_all_masked_has_loss_zero_and_gradient_zero(rng):
    logits, targets, mask = draw_steps(rng)
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, np.zeros_like(mask))
    assert loss == 0.0
    np.testing.assert_array_equal(dlogits, np.zeros_like(logits))


def test_masked_cross_entropy_is_safe_at_1000():
    logits = np.array([[[1000.0, -1000.0], [-1000.0, -1000.0]]])
    loss, dlogits = rnn_ref.sequence_cross_entropy(
        logits, np.array([[1, 0]]), np.array([[True, True]])
    )
    assert loss == pytest.approx((2000.0 + np.log(2)) / 2)
    np.testing.assert_allclose(dlogits, [[[0.5, -0.5], [-0.25, 0.25]]])


def test_losses_keep_float32_and_their_arguments(rng):
    logits, targets, mask = draw_steps(rng)
    logits = logits.astype(np.float32)
    before = logits.copy()
    loss, dlogits = rnn_ref.sequence_cross_entropy(logits, targets, mask)
    assert (loss.dtype, dlogits.dtype) == (np.float32, np.float32)
    np.testing.assert_array_equal(logits, before)
    loss, dy = rnn_ref.mse_loss(logits, 2 * logits)
    assert (loss.dtype, dy.dtype) == (np.float32, np.float32)


def test_wrong_shapes_are_named(rng):
    logits, targets, mask = draw_steps(rng)
    message = "sequence_cross_entropy: mask has shape (3, 5, 1), expected (N, T) with N=3, T=5"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.sequence_cross_entropy(logits, targets, mask[..., None])
    message = "sequence_cross_entropy: targets has shape (5, 3), expected (N, T) with N=3, T=5"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.sequence_cross_entropy(logits, targets.T, mask)


# perplexity


@pytest.mark.parametrize("K", [2, 10, 96])
def test_equal_logits_have_the_perplexity_of_the_number_of_classes(K, rng):
    targets = rng.integers(0, K, (2, 3))
    loss, _ = rnn_ref.sequence_cross_entropy(
        np.zeros((2, 3, K)), targets, np.ones((2, 3), dtype=bool)
    )
    assert loss == pytest.approx(np.log(K))
    every = np.ones((2, 3), dtype=bool)
    assert rnn_ref.perplexity(np.full((2, 3), loss), every) == pytest.approx(K)


def test_perplexity_leaves_out_what_stands_at_pads():
    losses = np.array([[1.0, 2.0, np.nan], [3.0, np.inf, 50.0]])
    mask = np.array([[True, True, False], [True, False, False]])
    assert rnn_ref.perplexity(losses, mask) == pytest.approx(np.exp(2.0))
    assert rnn_ref.perplexity(losses, np.zeros_like(mask)) == 1.0
    with pytest.raises(ValueError, match="perplexity: mask has shape"):
        rnn_ref.perplexity(losses, mask.T)
