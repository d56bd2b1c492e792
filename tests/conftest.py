"""Shared by all tests: strict floating point, and sizes that are all different."""

import os

# Before NumPy is imported: tests run side by side, and threads would only wait for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402
import pytest  # noqa: E402


@pytest.fixture
def rng():
    """A fresh generator with a fixed seed."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def strict_floats():
    """Overflow, NaN and division by zero are errors; underflow to 0 is how exp ends."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        yield
