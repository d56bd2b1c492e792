"""CTC against its definition, the sum over all paths; and the loss of yes-or-no targets."""

import itertools
import re

import numpy as np
import pytest

import rnn_ref
from tests.ref.gradients import assert_gradients

LABELS = [
    pytest.param([1, 2], id="two"),
    pytest.param([2, 2], id="a-repeat"),
    pytest.param([1], id="one"),
    pytest.param([], id="empty"),
    pytest.param([1, 2, 1], id="three"),
    pytest.param([2, 1, 1], id="repeat-at-the-end"),
]


def by_enumeration(log_p, label, blank):
    """Sum of the probabilities of all paths that collapse to the label."""
    T, K = log_p.shape
    return sum(
        np.exp(sum(log_p[t, k] for t, k in enumerate(path)))
        for path in itertools.product(range(K), repeat=T)
        if rnn_ref.ctc_collapse(path, blank) == list(label)
    )


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("blank", [0, 3])
def test_loss_is_the_sum_over_all_paths(label, blank, rng):
    logits = rng.standard_normal((1, 5, 4))
    log_p = np.log(rnn_ref.softmax(logits[0]))
    loss, _ = rnn_ref.ctc_loss(logits, np.array([label], dtype=int), blank=blank)
    assert loss == pytest.approx(-np.log(by_enumeration(log_p, label, blank)), rel=1e-12)


@pytest.mark.parametrize("label", LABELS)
def test_gradient_equals_central_differences(label, rng):
    logits, labels = rng.standard_normal((1, 5, 3)), np.array([label], dtype=int)
    _, dlogits = rnn_ref.ctc_loss(logits, labels)
    assert_gradients(
        lambda logits: rnn_ref.ctc_loss(logits, labels)[0], {"logits": logits}, {"logits": dlogits}
    )


def test_rows_of_different_lengths_equal_the_rows_alone(rng):
    logits = rng.standard_normal((3, 6, 4))
    labels = np.array([[1, 2, 3], [2, 0, 0], [3, 3, 0]])
    frames, lengths = np.array([6, 4, 5]), np.array([3, 1, 2])
    loss, dlogits = rnn_ref.ctc_loss(logits, labels, frames, lengths)
    alone = [
        rnn_ref.ctc_loss(logits[n : n + 1, :T], labels[n : n + 1, :L])
        for n, (T, L) in enumerate(zip(frames, lengths, strict=True))
    ]
    assert loss == pytest.approx(np.mean([one for one, _ in alone]))
    for n, T in enumerate(frames):
        np.testing.assert_allclose(dlogits[n, :T], alone[n][1][0] / 3, rtol=0, atol=1e-14)
        assert not dlogits[n, T:].any()


def test_probabilities_of_all_labels_add_up_to_one(rng):
    logits = rng.standard_normal((1, 3, 3))
    labels = [l for L in range(4) for l in itertools.product((1, 2), repeat=L)]
    total = 0.0
    for label in labels:
        needs = len(label) + sum(a == b for a, b in itertools.pairwise(label))
        if needs <= 3:
            loss, _ = rnn_ref.ctc_loss(logits, np.array([label], dtype=int))
            total += np.exp(-loss)
    assert total == pytest.approx(1.0)


def test_ctc_is_safe_at_1000_and_over_many_frames(rng):
    logits = 1000.0 * rng.standard_normal((1, 200, 3))
    loss, dlogits = rnn_ref.ctc_loss(logits, np.array([[1, 2, 2, 1]]))
    assert np.isfinite(loss)
    assert np.isfinite(dlogits).all()


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ([1, 1, 0, 1, 2, 2], [1, 1, 2]),
        ([0, 0], []),
        ([], []),
        ([3, 3, 3], [3]),
        ([1, 2, 1], [1, 2, 1]),
    ],
)
def test_collapse_merges_then_drops(path, label):
    assert rnn_ref.ctc_collapse(path) == label


def test_greedy_decoding_collapses_the_best_path_of_the_real_frames():
    logits = np.eye(3)[[[1, 1, 0, 2], [2, 0, 2, 1]]]
    assert rnn_ref.ctc_greedy_decode(logits) == [[1, 2], [2, 2, 1]]
    assert rnn_ref.ctc_greedy_decode(logits, np.array([2, 3])) == [[1], [2, 2]]


def test_impossible_labels_are_named(rng):
    logits = rng.standard_normal((2, 3, 4))
    message = "ctc_loss: row 1 has 3 frames, its label needs at least 4"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.ctc_loss(logits, np.array([[1, 2, 3], [1, 1, 2]]))
    with pytest.raises(ValueError, match="ctc_loss: the label of row 0 holds the blank, 0"):
        rnn_ref.ctc_loss(logits, np.array([[1, 0], [1, 2]]))


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 3, 4)])
def test_sigmoid_cross_entropy_equals_its_definition_and_its_differences(shape, rng):
    logits, targets = rng.standard_normal(shape), rng.integers(0, 2, shape)
    mask = rng.random(shape) < 0.7
    mask.flat[0] = True
    p = rnn_ref.sigmoid(logits)
    want = -np.where(targets == 1, np.log(p), np.log(1 - p))[mask].mean()
    loss, dlogits = rnn_ref.sigmoid_cross_entropy(logits, targets, mask)
    assert loss == pytest.approx(want)
    assert_gradients(
        lambda logits: rnn_ref.sigmoid_cross_entropy(logits, targets, mask)[0],
        {"logits": logits},
        {"logits": dlogits},
    )


def test_sigmoid_cross_entropy_at_the_edges():
    loss, dlogits = rnn_ref.sigmoid_cross_entropy(np.array([1000.0, -1000.0]), np.array([0, 0]))
    assert loss == pytest.approx(500.0)
    np.testing.assert_allclose(dlogits, [0.5, 0.0])
    none, zeros = rnn_ref.sigmoid_cross_entropy(
        np.array([np.nan, 1.0]), np.array([0, 1]), np.array([False, False])
    )
    assert none == 0.0
    assert not zeros.any()
    message = "sigmoid_cross_entropy: targets has shape (2, 1), expected (N, T) with N=2, T=3"
    with pytest.raises(ValueError, match=re.escape(message)):
        rnn_ref.sigmoid_cross_entropy(np.zeros((2, 3)), np.zeros((2, 1)))
