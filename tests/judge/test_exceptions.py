"""An exception says that code stops, and not which mistake it has: no name by its type alone."""

from __future__ import annotations

import numpy as np
import pytest

from autograde import exercises
from autograde.judge import judge
from autograde.judge.here import examine_here

COMMON = [
    ValueError("too many values to unpack (expected 3)"),
    ValueError("not enough values to unpack (expected 3, got 2)"),
    ValueError("operands could not be broadcast together with shapes (3,4) (4,3) "),
    ValueError("setting an array element with a sequence."),
    ValueError(""),
    TypeError("unsupported operand type(s) for +: 'NoneType' and 'float'"),
    TypeError("f() missing 1 required positional argument: 'x'"),
    IndexError("index 3 is out of bounds for axis 0 with size 3"),
    IndexError("list index out of range"),
    AttributeError("'list' object has no attribute 'shape'"),
    KeyError("x"),
    NameError("name 'n' is not defined"),
    UnboundLocalError("cannot access local variable 'h' where it is not associated with a value"),
    ZeroDivisionError("division by zero"),
    AssertionError(),
    RecursionError("maximum recursion depth exceeded"),
    np.linalg.LinAlgError("Last 2 dimensions of the array must be square"),
]
FUNCTIONS = [
    exercise
    for exercise in exercises.all_exercises().values()
    if not exercise.is_answer and not exercise.returns  # a builder's cases take long
]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.name)
def test_code_that_stops_everywhere_gets_no_name(exercise):
    public = judge.public_cases(exercise)
    for error in COMMON:

        def stops(*arguments, error=error):
            raise error

        verdict = examine_here(exercise, {exercise.name: stops}, public)
        assert verdict.misconceptions == (), f"{type(error).__name__}: {error}"
        assert verdict.facts == ()


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.name)
def test_right_code_that_stops_in_one_case_gets_no_name(exercise):
    public = judge.public_cases(exercise)
    calls = []

    def stops_once(*arguments):
        calls.append(1)
        if len(calls) == len(public) // 2 + 1:
            raise ValueError("operands could not be broadcast together with shapes (3,4) (4,3) ")
        return exercise.reference(*arguments)

    if public[0].repeat == 1:
        verdict = examine_here(exercise, {exercise.name: stops_once}, public)
        assert verdict.misconceptions == ()
