"""Tolerances, shapes, types: what counts as equal."""

import numpy as np
import pytest

from autograde.kinds.compare import Invariant, Values, close, describe, tolerance


def test_tolerance_follows_the_lowest_precision():
    wide, narrow = np.zeros(2), np.zeros(2, np.float32)
    assert tolerance((wide, wide)) == 1e-8
    assert tolerance((narrow, wide)) == 1e-4
    assert tolerance(([{"cache": (narrow,)}], wide)) == 1e-4


@pytest.mark.parametrize(
    ("given", "comparison", "off", "equal"),
    [
        (np.float32, Values(), 0.9e-4, True),
        (np.float32, Values(), 1.2e-4, False),
        (np.float64, Values(), 0.8e-6, True),
        (np.float64, Values(), 1.2e-6, False),
        (np.float64, Values(rounded=2e-5), 1.8e-5, True),
        (np.float64, Values(rounded=2e-5), 2.2e-5, False),
    ],
)
def test_an_output_in_float32_is_compared_by_what_went_in(given, comparison, off, equal):
    got = np.array([1.0 + off], np.float32)
    found = comparison.difference(got, np.array([1.0]), (np.zeros(2, given),))
    assert (found is None) is equal


def test_an_array_of_another_shape_does_not_reach_a_rule():
    def rule(got, args):
        raise AssertionError("a rule could make (N, N) of (1, N)")

    found = Invariant(rule).difference(np.zeros((1, 1000)), np.eye(3), ())
    assert (found.kind, found.text) == ("shape", "it has shape (1, 1000), expected (3, 3)")


@pytest.mark.parametrize(
    ("got", "want", "equal"),
    [
        (1.0 + 0.9e-8, 1.0, True),
        (1.0 + 1.1e-8, 1.0, False),
        (1000.0 + 0.9e-5, 1000.0, True),  # relative to the largest value
        (1000.0 + 1.1e-5, 1000.0, False),
        (0.9e-8, 0.0, True),  # absolute below 1
        (1.1e-8, 0.0, False),
        (np.nan, np.nan, True),
        (np.nan, 1.0, False),
        (np.inf, np.inf, True),
        (-np.inf, np.inf, False),
    ],
)
def test_values_are_compared_to_the_declared_tolerance(got, want, equal):
    assert bool(close(np.array([got]), np.array([want]), 1e-8).all()) is equal
    assert (Values().difference(np.array([got]), np.array([want]), ()) is None) is equal


def test_a_real_answer_is_compared_with_a_complex_one():
    want = np.array([1.0 + 2.0j])
    assert Values().difference(np.array([1.0]), want, ()).kind == "value"
    assert Values().difference(np.array([1.0 + 2.0j]), want, ()) is None


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (4,)])
def test_shape_is_strict_and_comes_first(shape):
    found = Values().difference(np.full(shape, 9.0), np.zeros(3), ())
    assert found.kind == "shape"
    assert found.text == f"it has shape {shape}, expected (3,)"


def test_the_first_difference_has_its_index():
    got = np.zeros((2, 3))
    got[1, 2] = 0.5
    found = Values().difference(got, np.zeros((2, 3)), ())
    assert "1 of its 6 values is not, the first at [1, 2]" in found.text
    assert "got 0.5, expected 0" in found.text
    assert "0.5" not in found.public_text


def test_an_array_of_integers_is_told_where_decimals_are_wanted():
    found = Values().difference(np.zeros(2, dtype=int), np.array([0.5, 1.0]), ())
    assert "its dtype is int64, which has no decimals" in found.text
    assert "dtype" not in found.public_text
    for got, want in (([0, 0], [1.0, 2.0]), ([0.0, 0.0], [0.5, 1.0])):
        assert "dtype" not in Values().difference(np.array(got), np.array(want), ()).text


def test_numbers_that_are_nearly_equal_are_shown_apart():
    found = Values().difference(np.array([1.0 + 1e-7]), np.array([1.0]), ())
    assert "got 1.0000001, expected 1" in found.text


def test_dicts_are_compared_by_key():
    want = {"W": np.ones(2), "b": np.zeros(1)}
    assert Values().difference({"b": [0.0], "W": [1, 1]}, want, ()) is None
    assert "keys" in Values().difference({"W": np.ones(2)}, want, ()).text
    assert Values().difference({**want, "b": [1.0]}, want, ()).text.startswith("entry 'b'")


def test_a_number_an_empty_list_and_a_tuple_are_told_in_words():
    for got, words in ((9.0, "a number"), ([], "a list of 0"), ((1, 2), "a tuple of 2")):
        found = Values().difference(got, np.zeros(3), ())
        assert found.kind == "shape"
        assert found.text == f"it is {words}, expected an array of shape (3,)"
    found = Values().difference(np.zeros(3), np.float64(1.0), ())
    assert found.text == "it has shape (3,), expected a single number"


def test_other_types_are_named():
    assert (
        Values().difference("x", np.ones(2), ()).text
        == "it is a string, expected an array of shape (2,)"
    )
    assert Values().difference([None], 3, ()).text == "it is a list of 1, expected a number"
    assert "is `return` missing?" in Values().difference(None, 3, ()).text
    assert describe((1, 2)) == "a tuple of 2"
    assert describe(np.array(2.0)) == "a number"


def test_an_invariant_reports_what_its_rule_says_and_survives_bad_data():
    rule = Invariant(lambda got, args: None if got["k"] > args[0] else "k is too small")
    assert rule.difference({"k": 3}, None, (2,)) is None
    assert rule.difference({"k": 1}, None, (2,)).text == "k is too small"
    assert "form that was asked for" in rule.difference(5, None, (2,)).text
