"""Exceptions as NumPy and Python raise them today, and what a beginner is told of them."""

import ast

import numpy as np
import pytest

import rnn_ref
from autograde.judge.plainwords import PLAIN_WORDS, plain_words

X = np.ones((2, 3))

RAISED = {
    "X @ X": "two matrices do not fit",
    "np.dot(X, X)": "two matrices do not fit",
    "X @ 3": "a single number is multiplied with `*`",
    "X + np.ones(4)": "cannot be combined elementwise",
    "X.copy().__iadd__(np.ones((4, 2, 3)))": "cannot be combined elementwise",
    "X.copy().__setitem__((slice(None), 0), np.ones(3))": "does not fit into the place",
    "np.einsum('ij,jk->ik', X, X)": "a letter of einsum",
    "np.concatenate((X, np.ones((2, 4))))": "must agree in all other sizes",
    "np.concatenate((X, np.ones(3)))": "the same number of axes",
    "np.stack((X, np.ones(3)))": "the same number of axes",
    "np.stack([])": "the list of arrays is empty",
    "X.reshape(4)": "reshape keeps the number of values",
    "np.array([[1, 2], [3]])": "the rows of a list differ in length",
    "X.transpose(0, 2, 1)": "transpose needs each axis",
    "X.sum(axis=2)": "the array has no such axis",
    "max(X, X)": "one True or False is needed",
    "np.zeros(2, 3)": "the shape is one tuple",
    "np.random.default_rng(0).normal(0, 1, 2, 3)": "with other arguments than it takes",
    "np.concatenate(X, X)": "arrays to join are one tuple",
    "np.hstack(X, X)": "the arrays to join are one tuple",
    "X(0)": "round brackets call a function",
    "None.shape": "something is None here",
    "None[0]": "something is None here",
    "X + None": "something is None here",
    "[n for n in len(X)]": "`range(n)` counts",
    "len(3)": "no entries to go through",
    "[X, X][:, 0]": "no second axis",
    "(X, X)['h']": "no names",
    "(X, X).h": "is no array",
    "[1, 2].shape": "is no array",
    "X.tanh()": "does not have what you ask of it",
    "np.tanhs(X)": "no function of this name",
    "X + 'a'": "cannot be combined",
    "[1.0] * 2.5": "cannot be combined",
    "2 / X.shape": "is one a list, a tuple",
    "X ^ 2": "a power is written `**`",
    "2.0 ^ 2": "a power is written `**`",
    "-(X > 0)": "`~mask` turns a mask round",
    "(X > 0) - (X < 0)": "`~mask` turns a mask round",
    "[0 for a, b in [3]]": "one single thing on the right",
    "float(X)": "a single number is needed",
    "range(2.5)": "a whole number is needed",
    "np.random.randn((2, 3))": "and not a tuple",
    "np.arange(3).__iadd__(0.5)": "make it an array of floats",
    "X[0, 0, 0]": "fewer axes than there are indices",
    "X[5]": "an index is outside the array",
    "X[np.arange(2), np.arange(3)]": "index arrays do not line up",
    "X[np.ones(2)]": "an index must be a whole number",
    "X[np.ones((3, 3)) > 0]": "the mask and the array",
    "np.float64(1)[0]": "no entries to index",
    "[].pop()": "everything has been taken out of it",
    "{}['W']": "the dict has no such key",
    "{X: 1}": "cannot be the key of a dict",
    "1 / 0": "a division by zero",
    "next(iter([]))": "more than there is",
    "np.linalg.eigvals(X)": "needs a square matrix",
    "np.linalg.norm(1.0, 2)": "that of a vector or a matrix",
    "reversed(enumerate([1]))": "needs a range or a list",
    "reversed(zip([1], [2]))": "needs a range or a list",
    "np.linalg.inv(np.zeros((2, 2)))": "has no inverse",
    "np.linalg.norm(np.full((2, 2), np.nan), 2)": "holds nan or inf",
    "(lambda a: a)()": "with other arguments than it takes",
    "nothing": "a name is used that has no value",
    "__import__('no_such_module')": "this module is not there",
    "np.zeros((10**8, 10**8))": "far too large",
}


@pytest.mark.parametrize(("code", "words"), RAISED.items(), ids=RAISED.keys())
@pytest.mark.filterwarnings("ignore")
def test_what_is_raised_today_has_words(code, words):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        eval(compile(ast.parse(code, mode="eval"), "<test>", "eval"), {"np": np, "X": X})
    assert words in plain_words(type(caught.value).__name__, str(caught.value))


def test_what_the_given_functions_say_of_a_shape_has_words():
    with pytest.raises(ValueError, match="has shape") as caught:
        rnn_ref.rnn_step(X, X, np.ones((4, 3)), np.ones((3, 3)), np.ones(3))
    assert "is it the right one" in plain_words("ValueError", str(caught.value))


def test_what_is_not_known_has_none():
    assert plain_words("SomeError", "something") == ""
    assert plain_words("ValueError", "something else") == ""


def test_all_words_fit_into_three_lines_of_a_report():
    assert max(len(words) for _, _, words in PLAIN_WORDS) <= 140
