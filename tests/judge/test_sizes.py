"""Axes of size 1: for every size of every exercise there is a case in which it alone is 1."""

import numpy as np
import pytest

from autograde import exercises
from autograde.kinds.shapes import letters_of, shapes_of, sizes_of
from tests.judge.test_exercises import FUNCTIONS

# exercise -> the letters that have no such case, and why
BUILDERS = "a case is a Keras model, and a layer of one unit differs from others in no other way"
WITHOUT = {
    "make_windows": ("S", "a series of one value has no window"),
    "stateful_batches": ("S", "a text of one code has no target"),
    **{
        exercise.name: ("DHKSTVE", BUILDERS)
        for exercise in exercises.of_unit("10_keras")
        if exercise.returns
    },
}


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.name)
def test_each_size_is_1_alone_and_all_are_together(exercise):
    sizes = [sizes_of(exercise, case) for case in exercise.cases(np.random.default_rng(0))]
    excepted, _ = WITHOUT.get(exercise.name, ("", ""))
    for letter in letters_of(exercise):
        alone = [found for found in sizes if found.get(letter) == 1 and _others(found, letter) > 2]
        assert alone or letter in excepted, f"{letter} is never 1 alone"
    is_one = any(found and set(found.values()) == {1} for found in sizes)
    assert is_one or not letters_of(exercise) or excepted


def _others(found, letter):
    """The smallest of the other sizes; large where there is none."""
    return min((size for other, size in found.items() if other != letter), default=99)


def test_shapes_are_read_from_the_references():
    shapes = shapes_of(exercises.find("lstm_backward"))
    assert shapes["dx"] == ((1, "N"), (1, "T"), (1, "D"))
    assert shapes["dW_h"] == ((1, "H"), (4, "H"))
    assert shapes_of(exercises.find("affine_time"))["y"] == ((1, "N"), (1, "T"), (1, "H"))
    assert shapes_of(exercises.find("rnn_forward"))["W_hh"] == ((1, "H"), (1, "H"))
