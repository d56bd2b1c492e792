"""The sandbox as instructors without root have it: root's tests become an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from autograde.grading.inside.start import callfilter
from autograde.grading.sandbox.identity import NOBODY
from tests.grading.attacks import Bound, ordinary
from tests.grading.attacks.kernels import ROOT
from tests.grading.attacks.ordinary import BOUNDS, KNOWN, ON_THE_KEEPER, TRIED, UNSEEN

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become another user, with setpriv; all other tests run as this one",
)
WAYS = ("own sandbox", "fork server")


def run(*arguments):
    variables = {"PYTHONPATH": str(ROOT), "HOME": "/tmp", "PATH": os.environ["PATH"]}
    line = ordinary.command(sys.executable, "-B", *arguments)
    return subprocess.run(
        line, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def found(sandbox):
    """What the attacks came to when an ordinary user graded."""
    if run("-c", "import zmq, numpy").returncode != 0:
        pytest.skip("nobody but root may read the files of this Python environment")
    done = run("-m", "tests.grading.attacks.ordinary")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if found["no_sandbox"]:
        pytest.skip(found["no_sandbox"])
    return found


def test_it_is_an_ordinary_user(found):
    assert found["uid"] == NOBODY
    assert found["no_server"] == []


@pytest.mark.parametrize("way", WAYS)
def test_no_attack_succeeds_but_the_one_that_must(found, way):
    assert len([attack for attack in TRIED if not isinstance(attack.lift, Bound)]) > 60
    assert found[way]["succeeded"] == [KNOWN.name]


@pytest.mark.skipif(not callfilter.known(), reason="there is no filter for this machine")
def test_keeper_of_the_same_user_is_protected_by_the_filter_alone(found):
    assert found["without filter"] == [attack.name for attack in ON_THE_KEEPER]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        *((name, "out of memory") for name in ("fills the memory", *sorted(UNSEEN))),
        ("starts many processes", "Resource temporarily unavailable"),
        ("makes many files", ("too many files", "No space left")),
        ("opens many files", "Too many open files"),
    ],
)
def test_bounds_bite(found, way, name, said):
    assert set(found[way]["bounds"]) == BOUNDS
    said = said if isinstance(said, str) else said[WAYS.index(way)]
    assert said in found[way]["bounds"][name]
