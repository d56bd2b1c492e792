"""Shared by all tests: strict floating point, and sizes that are all different."""

import os

# Before NumPy is imported: tests run side by side, and threads would only wait for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402
import pytest  # noqa: E402


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `--dist loadgroup`, tests of a file that shares a graded class stay in one worker.

    pytest-xdist's own groups do nothing under pytest 9.2: they change a test's name in a way that
    this pytest does not read.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            """What stays together: a file of the grading tests; elsewhere each test is alone."""
            return nodeid.partition("::")[0] if nodeid.startswith("tests/grading/") else nodeid

    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture
def rng():
    """A fresh generator with a fixed seed."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def strict_floats():
    """Overflow, NaN and division by zero are errors; underflow to 0 is how exp ends."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        yield
