"""Fixtures of the grading tests: the toy course, and whether there is a sandbox at all."""

from __future__ import annotations

import pytest

from autograde.grading import releasing
from autograde.grading.sandbox.sandbox import probe
from tests.grading import toys


@pytest.fixture(scope="session")
def sandbox():
    """Skips where the machine has no sandbox, and says why."""
    reason = probe()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The root of a released toy course, with its exercises registered."""
    root = tmp_path_factory.mktemp("course")
    with toys.registered(tmp_path_factory.mktemp("declared")):
        toys.make_course(root)
        releasing.release([toys.UNIT], root=root, results=root / "grading")
        yield root
