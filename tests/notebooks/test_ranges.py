"""What a brief has to say of the numbers that come: whoever is right on ordinary ones is not
surprised by a case at the end of a range."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograde import exercises
from tests.notebooks.running import source

LARGE = re.compile(r"(?:size|\+-|near) ?(\d{3,})")


def ranges():
    """(exercise, number) of each case whose name tells how large its numbers are."""
    for exercise in exercises.all_exercises().values():
        if not exercise.is_answer and not exercises.is_in_preparation(exercise.unit):
            names = [case.name for case in exercise.cases(np.random.default_rng(0))]
            numbers = dict.fromkeys(number for name in names for number in LARGE.findall(name))
            yield from ((exercise, number) for number in numbers)


@pytest.mark.parametrize(
    ("exercise", "number"), [pytest.param(*found, id=found[0].name) for found in ranges()]
)
def test_a_brief_says_how_large_numbers_may_be(exercise, number):
    cells = source(exercise.unit).cells
    text = next(c.source for c in cells if f"Exercise {exercise.number} " in c.source)
    assert number in text
