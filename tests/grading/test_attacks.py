"""Hostile code in a kernel, with the defence that it meets and without it: it fails, and succeeds.

Each ends with nothing read that was not given, nothing changed outside, the next student unharmed
and the run finished. test_attacks_graded.py has the attacks on marks, files and pages.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from autograde.grading.inside.start import callfilter
from autograde.grading.kernel import forkserver, kernel
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.sandbox.limits import Limits
from tests.grading import toys
from tests.grading.attacks import OUTSIDE, SHARED, Bound, Without
from tests.grading.attacks.browser import BROWSER
from tests.grading.attacks.escaping import ESCAPING, NO_FILTER
from tests.grading.attacks.exhausting import EXHAUSTING
from tests.grading.attacks.files import FILES
from tests.grading.attacks.forging import FORGING
from tests.grading.attacks.kernels import ROOT, WeakenedServer, code, make_kernel, said_by
from tests.grading.attacks.owntests import OWN_TESTS
from tests.grading.attacks.persisting import PERSISTING
from tests.grading.attacks.prey import laid_out
from tests.grading.attacks.stealing import STEALING

MUST_COVER = {  # what each family must try
    "forging": (
        FORGING,
        "patching check, assertions, IPython hooks, transformers, display, JSON, builtins, gc, "
        "frames, atexit, ctypes, the ZMQ connection file",
    ),
    "stealing": (
        STEALING,
        "reference, solutions, gradebook, environment, other students, /proc, core dumps, "
        "the fork server's memory",
    ),
    "escaping": (
        ESCAPING,
        "ptrace, mounts, sockets, setuid, user namespaces inside, writing to the environment, "
        "writing to the store",
    ),
    "exhausting": (
        EXHAUSTING,
        "fork bomb, memory, disk, inodes, file descriptors, output, CPU, threads, sleeping, "
        "ignoring signals, stopping itself, the grader's memory",
    ),
    "persisting": (
        PERSISTING,
        "daemons that outlive the kernel, daemons that wait for the next student",
    ),
    "files": (
        FILES,
        "symbolic links, hard links, FIFOs, sparse files, enormous files, deep folders, "
        "names with .., newlines in names, control characters in names",
    ),
    "browser": (BROWSER, "script in output, Markdown, SVG"),
}
# Others have tests of their own: see OWN_TESTS.
IN_KERNELS = (*STEALING, *ESCAPING, *EXHAUSTING, *PERSISTING)
ALONE = [a for a in IN_KERNELS if not isinstance(a.lift, Bound) and not a.before]
IN_TURN = [a for a in IN_KERNELS if a.before]
BOUNDED = [a for a in IN_KERNELS if isinstance(a.lift, Bound)]
ONLY_ROOT = {
    "writes where something is covered",
    "is or becomes root", "sets the owner of a file", "mounts a disk", "changes the host's name",
}  # fmt: skip
NOT_EVERYWHERE = {
    *("uses io_uring", "handles page faults", "leaves something in the keyring"),
    *("watches file systems", "talks to the machine that runs this one"),
    "opens a socket of a protocol that no kernel needs",
}


def by_name(attacks):
    return [pytest.param(attack, id=attack.name) for attack in attacks]


@pytest.mark.parametrize("family", MUST_COVER)
def test_family_covers_what_it_must(family):
    attacks, topics = MUST_COVER[family]
    assert set(topics.split(", ")) <= {attack.topic for attack in attacks}


def test_table_is_long_enough_and_names_are_different():
    names = Counter(attack.name for attacks, _ in MUST_COVER.values() for attack in attacks)
    assert len(names) + len(OWN_TESTS) >= 160
    assert max(names.values()) == 1
    assert len(ALONE) + len(IN_TURN) + len(BOUNDED) == len(IN_KERNELS)


@pytest.mark.parametrize("attack", by_name(OWN_TESTS))
def test_attack_with_a_test_of_its_own_has_one(attack):
    file, function = attack.test.split("::")
    declared = ast.parse((ROOT / file).read_text()).body
    assert function in {node.name for node in declared if isinstance(node, ast.FunctionDef)}


@pytest.fixture(scope="module")
def server(sandbox, course):
    """A fork server: the way in which submissions are graded."""
    found = forkserver.server_of(toys.UNIT, (str(ROOT),))
    assert found is not None, forkserver._failed
    yield found
    forkserver.close_all()


@pytest.fixture(scope="module")
def defended(server):
    with make_kernel(server) as running:
        yield running


@pytest.fixture(scope="module")
def lifted(sandbox, course):
    """Gives the kernel in which a defence is lifted; those of one lift share it."""
    opened = {}

    def kernel_with(lift):
        if lift not in opened:
            if lift == OUTSIDE:
                opened[lift] = make_kernel(unsafe=True)
            elif lift.serving:
                opened[lift] = make_kernel(WeakenedServer(lift))
            else:
                opened[lift] = make_kernel(without=lift)
            opened[lift].__enter__()
        return opened[lift]

    yield kernel_with
    for running in opened.values():
        server = running.manager.server
        running.close()
        if server is not None:
            server.close()


@pytest.fixture(scope="module")
def prey(tmp_path_factory):
    with laid_out(tmp_path_factory.mktemp("prey")) as found:
        yield found


def why_not_lifted(attack):
    """Why the attack would not succeed on this machine even so; "" where it must."""
    root = os.geteuid() == 0
    reasons = {
        "only root may": attack.name in ONLY_ROOT and not root,
        "the system itself refuses it": attack.name in NOT_EVERYWHERE,
        "whoever tests may not do it either": attack.name == "writes to the environment"
        and not os.access(sys.prefix, os.W_OK),
        "bubblewrap forbids it a second time": attack.topic == "user namespaces inside"
        and not root,
        "processes may not look into those above them": "the process that" in attack.name
        and not root
        and first_of("/proc/sys/kernel/yama/ptrace_scope", "0") != "0",
        "this machine gives core dumps to a program": attack.topic == "core dumps"
        and not first_of("/proc/sys/kernel/core_pattern").startswith("core"),
        "this process has no_new_privs itself": attack.meets == "no_new_privs"
        and "NoNewPrivs:\t0" not in Path("/proc/self/status").read_text(),
        "the keeper is root: test_ordinary_user.py has it": attack.topic == "the keeper" and root,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def first_of(path, otherwise=""):
    """The first word of a file of the system."""
    try:
        return Path(path).read_text().split()[0]
    except (OSError, IndexError):
        return otherwise


@pytest.mark.parametrize("attack", by_name(ALONE))
def test_attack_fails_and_would_succeed(defended, lifted, prey, attack):
    if attack.lift == NO_FILTER and not callfilter.known():
        pytest.skip("there is no filter for this machine")
    source = code(attack.body.format(**prey))
    assert "failed" in said_by(defended, source)
    said = said_by(lifted(attack.lift), source)
    assert "succeeded" in said or why_not_lifted(attack), said


@pytest.mark.parametrize("attack", by_name(IN_TURN))
def test_nothing_of_one_student_meets_the_next(server, attack):
    marker = f"7{os.getpid()}"
    first, second = (code(part.format(marker=marker)) for part in (attack.before, attack.body))
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, first), "the first could not even begin"
    with make_kernel(server) as running:
        assert "failed" in said_by(running, second)
    with without(attack.lift, server) as lift:
        with make_kernel(**lift) as running:
            said_by(running, first)
            if attack.lift == SHARED:
                assert "succeeded" in said_by(running, second)
                return
        with make_kernel(**lift) as running:
            assert "succeeded" in said_by(running, second)


@contextlib.contextmanager
def without(lift, server):
    """How the kernels of two students are made where the defence between them is lifted."""
    if isinstance(lift, Without):
        weakened = WeakenedServer(lift)
        yield {"server": weakened}
        weakened.close()
    else:
        yield {"unsafe": True} if lift == OUTSIDE else {"server": server}


def ends_well(server, attack, bounds):
    """Does the attack succeed within these bounds?"""
    outside = ("seconds", "room", "held")
    fields = {name: bound for name, bound in bounds.items() if name not in outside}
    how = {name: bounds[name] for name in outside[:2] if name in bounds}
    held = mock.patch.object(kernel, "MOST_HELD", bounds.get("held", kernel.MOST_HELD))
    with held, make_kernel(server, limits=replace(Limits(), **fields)) as running:
        return "succeeded" in said_by(running, code(attack.body), **how)


@pytest.mark.parametrize("attack", by_name(BOUNDED))
def test_attack_that_exhausts_meets_its_bound(server, attack, monkeypatch):
    monkeypatch.setattr(kernel, "GRACE_SECONDS", 0.5)
    assert not ends_well(server, attack, attack.lift.low)
    assert ends_well(server, attack, attack.lift.high)
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, code("return True")), "the next one is unharmed"


def test_files_are_counted_in_a_sandbox_of_its_own_too(sandbox, course):
    """There the keeper counts them: bubblewrap cannot bound them."""
    attack = next(attack for attack in BOUNDED if attack.topic == "inodes")
    with make_kernel(limits=replace(Limits(), **attack.lift.low)) as running:
        said = said_by(running, code(attack.body))
    assert "succeeded" not in said
    assert "too many files" in said
    assert ends_well(None, attack, attack.lift.high)


def test_folder_of_sockets_is_small_in_a_sandbox_of_its_own_too(sandbox, course):
    attack = next(attack for attack in EXHAUSTING if "folder of the sockets" in attack.name)
    many = "for number in range(17_000): open(f'/kernel/sockets/{number}', 'w').close()\n"
    with make_kernel() as running:
        assert "No space left" in said_by(running, code(attack.body))
        said = said_by(running, code(many + "import time; time.sleep(1)\nreturn True"))
    assert "too many files" in said


ENDLESS = {
    "never wakes": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "never listens": """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True: pass
    except BaseException: pass""",
    "forks without end": """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass""",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_ended_and_the_next_is_unharmed(server, name):
    """Those of the table end by themselves when they are let; these do not."""
    with make_kernel(server) as running:
        running.execute(ENDLESS[name], 1, Outputs(1000))
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, code("return True"))
