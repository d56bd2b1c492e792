"""Adding, two sequences, copy, brackets, Mackey-Glass: targets by definition."""

import numpy as np
import pytest

from rnn_ref import tasks


@pytest.mark.parametrize("T", [2, 3, 10, 51])
def test_adding_marks_two_numbers_one_in_each_half(T, rng):
    x, targets = tasks.adding(rng, 200, T)
    assert x.shape == (200, T, 2)
    assert targets.shape == (200, 1)
    np.testing.assert_array_equal(x[:, : T // 2, 1].sum(axis=1), 1.0)
    np.testing.assert_array_equal(x[:, T // 2 :, 1].sum(axis=1), 1.0)
    for row, target in zip(x, targets, strict=True):
        assert target[0] == pytest.approx(sum(value for value, mark in row if mark))
    with pytest.raises(ValueError, match="adding: T is 1, expected at least 2"):
        tasks.adding(rng, 3, 1)


def test_adding_has_the_variance_of_two_uniform_numbers(rng):
    _, targets = tasks.adding(rng, 20_000, 8)
    assert targets.mean() == pytest.approx(1.0, abs=0.02)
    assert targets.var() == pytest.approx(1 / 6, rel=0.05)


def test_two_sequence_tells_the_class_at_the_start_only(rng):
    x, targets = tasks.two_sequence(rng, 2000, 20)
    assert x.shape == (2000, 20, 1)
    assert 0.45 < targets.mean() < 0.55
    np.testing.assert_array_equal(x[:, :3].mean(axis=(1, 2)) > 0, targets == 1)
    late = x[:, 3:].mean(axis=(1, 2))
    assert abs(late[targets == 1].mean() - late[targets == 0].mean()) < 0.01
    with pytest.raises(ValueError, match="two_sequence: relevant is 5, expected 1 to T with T=4"):
        tasks.two_sequence(rng, 2, 4, relevant=5)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("length", "delay"), [(1, 0), (3, 0), (4, 6)])
def test_copy_writes_what_it_read(length, delay, reverse, rng):
    tokens, targets = tasks.copy(rng, 5, length, delay, K=4, reverse=reverse)
    assert tokens.shape == targets.shape == (5, 2 * length + delay + 1)
    read = tokens[:, :length]
    assert 2 <= read.min() <= read.max() <= 5
    np.testing.assert_array_equal(targets[:, -length:], read[:, ::-1] if reverse else read)
    assert not targets[:, :-length].any()
    np.testing.assert_array_equal(tokens[:, length + delay], 1)
    assert not tokens[:, -length:].any()


def test_brackets_are_nested_and_targets_close_the_innermost(rng):
    tokens, targets = tasks.brackets(rng, 50, 40, depth=3)
    deepest = 0
    for row, wanted in zip(tokens, targets, strict=True):
        text, want = "".join("()[]"[k] for k in row), []
        for end in range(1, len(text) + 1):
            rest = text[:end]
            while "()" in rest or "[]" in rest:
                rest = rest.replace("()", "").replace("[]", "")
            assert not set(rest) & set(")]")
            deepest = max(deepest, len(rest))
            want.append({"(": 1, "[": 3}[rest[-1]] if rest else 0)
        np.testing.assert_array_equal(wanted, want)
    assert deepest == 3


def test_mackey_glass_follows_its_equation_and_does_not_settle():
    x = tasks.mackey_glass(1200)
    assert x.shape == (1200,)
    late, now, after = x[100 - 17], x[100], x[101]
    assert after == pytest.approx(now + 0.2 * late / (1 + late**10) - 0.1 * now)
    assert 0.2 < x.min() < x.max() < 1.5
    assert x[600:].std() > 0.1


def test_tasks_repeat_with_the_seed():
    for make in (
        lambda rng: tasks.adding(rng, 4, 6),
        lambda rng: tasks.two_sequence(rng, 4, 6),
        lambda rng: tasks.copy(rng, 4, 3, 2),
        lambda rng: tasks.brackets(rng, 4, 6),
    ):
        first, second = make(np.random.default_rng(1)), make(np.random.default_rng(1))
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_twice_counts_the_symbol_of_column_0():
    x, targets = tasks.twice(np.random.default_rng(0), 200, 30)
    assert x.shape == (200, 30, 2)
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    np.testing.assert_array_equal(targets, x[..., 0].sum(axis=1) >= 2)
    assert 0.3 < targets.mean() < 0.7


def test_padded_order_has_one_x_and_one_y_and_padding_after_the_words():
    x, targets = tasks.padded_order(np.random.default_rng(0), 50)
    assert x.shape == (50, 200)
    assert targets.sum() == 25
    for row, first in zip(x, targets, strict=True):
        length = np.count_nonzero(row)
        assert 8 <= length <= 19
        assert not row[length:].any()
        (at_x,), (at_y,) = np.flatnonzero(row == 1), np.flatnonzero(row == 2)
        assert (at_y < at_x) == first
