"""Shared by all tests: strict floating point, and sizes that are all different."""

import numpy as np
import pytest


@pytest.fixture
def rng():
    """A fresh generator with a fixed seed."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def strict_floats():
    """Overflow, NaN and division by zero are errors; underflow to 0 is how exp ends."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        yield
