"""Control groups: the second line of bounds on memory and processes, and grading without them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from autograde.commands import doctor
from autograde.grading.kernel import forkserver
from autograde.grading.kernel.outcome import DIED, FINISHED
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.sandbox import cgroupplaces, cgroups
from autograde.grading.sandbox.limits import MIB, Limits
from tests.grading import toys
from tests.grading.attacks import Without
from tests.grading.attacks.kernels import ROOT, WeakenedServer, make_kernel

ROOMY = replace(Limits(), memory_bytes=2000 * MIB)  # the keeper's watch lets all of this pass
HOARD = "kept = b'x' * (700 * 2**20)\nprint(len(kept))"
CROWD = """
import subprocess
children = []
try:
    for _ in range(40):
        children.append(subprocess.Popen(["sleep", "30"]))
finally:
    for child in children:
        child.kill()
        child.wait()
print(len(children))
"""
MANY = """
import os, time
for _ in range(12):
    if os.fork() == 0:
        kept = b"x" * (50 * 2**20)
        time.sleep(50)
        os._exit(0)
print(os.WTERMSIG(os.wait()[1]))
"""
BUFFERS = """
import os, socket, time
for _ in range(10):
    if os.fork() == 0:
        kept = [socket.socketpair() for _ in range(200)]
        for end in (end for pair in kept for end in pair):
            end.setblocking(False)
            try:
                while True:
                    end.send(bytes(60_000))
            except OSError:
                pass
        time.sleep(50)
        os._exit(0)
time.sleep(8)
"""
WAYS = ("own sandbox", "fork server")


@pytest.fixture
def groups(sandbox, course):
    """Skips where this machine gives no groups. Ends the fork server afterwards."""
    if cgroups.in_use() == "the watch":
        pytest.skip("this machine gives no control groups: the fakes below stand in")
    forkserver.close_all()
    yield
    forkserver.close_all()


def kernel_of(way, limits=ROOMY, server=None):
    """A kernel that has not started, and how to find its group when it has."""
    if way == "fork server":
        server = server or forkserver.server_of(toys.UNIT, (str(ROOT),))
    running = make_kernel(server, limits=limits)
    return running, lambda: (server or running.manager.provisioner).group


def told(running, source):
    """What a cell prints, and its outcome."""
    outputs = Outputs(10_000)
    outcome = running.execute(source, 60, outputs)
    return "".join(o.text for o in outputs.found if o.output_type == "stream"), outcome


@pytest.mark.parametrize("way", WAYS)
def test_memory_is_bounded_where_the_watch_is_lifted(groups, way, monkeypatch):
    running, group = kernel_of(way)
    with running:
        monkeypatch.setattr(cgroups, "MEMORY_BYTES", 300 * MIB)
        assert group().bound(replace(Limits(), memory_bytes=100 * MIB))
        monkeypatch.undo()
        _, outcome = told(running, HOARD)
    assert outcome.status == DIED
    assert outcome.reason == "it ended the kernel: out of memory"
    before = forkserver._servers.copy()
    running, _ = kernel_of(way)
    with running:
        said, outcome = told(running, HOARD)
    assert said.strip() == str(700 * MIB), "the bound of the one before it holds on"
    assert outcome.status == FINISHED
    assert forkserver._servers == before, "the fork server did not survive"


@pytest.mark.parametrize("way", WAYS)
def test_processes_are_bounded_where_the_limit_is_lifted(groups, way, monkeypatch):
    running, group = kernel_of(way)
    with running:
        assert told(running, CROWD)[0].strip() == "40"
        monkeypatch.setattr(cgroups, "PROCESSES", 10)
        assert group().bound(replace(Limits(), processes=25))
        monkeypatch.undo()
        _, outcome = told(running, CROWD)
    assert outcome.error is not None
    assert "Resource temporarily unavailable" in outcome.error[1]
    running, _ = kernel_of(way)
    with running:
        assert told(running, CROWD)[0].strip() == "40"


@pytest.fixture
def half_blind(groups):
    """A fork server whose keepers do not count what the system itself keeps for a process."""
    server = WeakenedServer(Without("keeper.py", "used.unseen.look()"))
    yield server
    server.close()


def test_memory_of_no_process_which_a_watch_cannot_see_is_bounded(half_blind, monkeypatch):
    """Some 900 MiB in the buffers of sockets, where the watch lets 250 pass."""
    limits = replace(Limits(), memory_bytes=250 * MIB)
    running, group = kernel_of("fork server", limits, half_blind)
    with running:
        _, outcome = told(running, BUFFERS)
        assert outcome.status == FINISHED
        assert not group().ran_out(), "its bound is too low to show what the watch misses"
    running, group = kernel_of("fork server", limits, half_blind)
    with running:
        monkeypatch.setattr(cgroups, "MEMORY_BYTES", 150 * MIB)
        assert group().bound(limits)
        monkeypatch.undo()
        told(running, BUFFERS)
        assert group().ran_out()


@pytest.mark.parametrize("way", WAYS)
def test_everything_is_in_the_group_and_the_group_goes(groups, way):
    running, group = kernel_of(way)
    with running:
        folders = set(group().folders.values())
        inside = [(path / "cgroup.procs").read_text().split() for path in folders]
        assert all(len(found) >= 3 for found in inside), "bubblewrap, keeper and kernel"
    forkserver.close_all()
    assert not any(path.exists() for path in folders)


@pytest.mark.parametrize("way", WAYS)
def test_kernel_that_leaves_is_not_said_to_be_out_of_memory(groups, way):
    running, _ = kernel_of(way)
    with running:
        _, outcome = told(running, "import os\nos._exit(0)")
    assert outcome.reason == "it ended the kernel: by leaving Python"


def test_group_bounds_no_less_than_the_watch(groups):
    """The watch is to come first: it can say what ran out."""
    group = cgroups.make(Limits())
    try:
        limit, *_ = cgroups.FILES[group.version]
        bound = int((group.folders["memory"] / limit).read_text())
        assert bound >= Limits().memory_bytes + 512 * MIB
        assert int((group.folders["pids"] / "pids.max").read_text()) > Limits().processes
    finally:
        group.close()


def test_many_processes_are_ended_and_the_fork_server_is_not(groups, monkeypatch):
    """A submission's processes are the first to go, however small each of them is."""
    running, group = kernel_of("fork server")
    with running:
        monkeypatch.setattr(cgroups, "MEMORY_BYTES", 300 * MIB)
        assert group().bound(replace(Limits(), memory_bytes=100 * MIB))
        monkeypatch.undo()
        told(running, MANY)
        assert group().ran_out()
    assert next(iter(forkserver._servers.values())).process.poll() is None


# From here on there is no control group: folders that look like some.

VERSION_1 = (
    "8:pids:/\n4:cpu,memory:/of/me\n0::/\n",
    "35 31 0:32 / {0}/m\\040x rw - tmpfs tmpfs rw\n"
    "35 31 0:32 /of {0}/memory rw,relatime shared:3 - cgroup cgroup rw,cpu,memory\n"
    "39 31 0:36 / {0}/pids rw - cgroup cgroup rw,pids\n"
    "41 31 0:38 / {0}/unified rw - cgroup2 cgroup2 rw\n",
)
VERSION_2 = ("0::/user/me\n", "30 23 0:26 / {0} rw,nosuid shared:4 - cgroup2 cgroup2 rw\n")


class FakeTree:
    """What /proc/self tells, and what was written to the files of groups, which are not there."""

    def __init__(self, folder, told, monkeypatch):
        self.folder, self.written, self.refused = folder, [], set()
        groups, mounts = told
        (folder / "cgroup").write_text(groups)
        (folder / "mountinfo").write_text(mounts.format(folder))
        monkeypatch.delenv(cgroupplaces.SWITCH, raising=False)
        monkeypatch.setattr(cgroupplaces, "PROC", folder)
        for module in (cgroups, cgroupplaces):
            monkeypatch.setattr(module, "write", self.write)
        monkeypatch.setattr(cgroupplaces.atexit, "register", lambda *_: None)

    def write(self, path, value):
        """Called in the place of the real one."""
        if path.name in self.refused:
            raise OSError(16, "Device or resource busy")
        self.written.append((str(path.relative_to(self.folder)), str(value)))


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Makes a fake tree of groups of one version."""
    return lambda told: FakeTree(tmp_path, told, monkeypatch)


def delegated(tree, controllers="cpu memory pids", handed_on=""):
    """The folder of this process's own group of version 2, in a fake tree."""
    own = tree.folder / "user" / "me"
    own.mkdir(parents=True)
    (own / "cgroup.controllers").write_text(controllers)
    (own / "cgroup.subtree_control").write_text(handed_on)
    return own


def folders_in(folder):
    return [path.name for path in folder.iterdir() if path.is_dir()]


def test_places_of_version_1_are_read_from_the_mounts_in_a_fake(fake, tmp_path):
    fake(VERSION_1)
    found, version = cgroupplaces.places()
    assert version == 1
    assert found == {"memory": tmp_path / "memory" / "me", "pids": tmp_path / "pids"}


def test_group_above_what_a_container_shows_is_none_in_a_fake(fake):
    groups, mounts = VERSION_1
    fake((groups.replace("/of/me", "/of/../me"), mounts))
    assert cgroupplaces.places() == ({}, 0)


def test_version_2_hands_on_and_bounds_in_a_fake(fake):
    """A fake: it shows the order of what is written, not that a system takes it."""
    tree = fake(VERSION_2)
    own, me = delegated(tree), os.getpid()
    group = cgroups.make(Limits())
    assert group.version == 2
    name = group.folders["memory"].name
    assert set(folders_in(own)) == {name, f"unrolled-{me}-grader"}
    memory = str(Limits().memory_bytes + cgroups.MEMORY_BYTES)
    processes = str(Limits().processes + cgroups.PROCESSES)
    assert tree.written[:3] == [
        (f"user/me/unrolled-{me}-grader/cgroup.procs", str(me)),
        ("user/me/cgroup.subtree_control", "+memory +pids"),
        ("user/me/cgroup.subtree_control", "+cpu"),
    ]
    assert dict(tree.written[3:]) == {
        f"user/me/{name}/memory.max": memory,
        f"user/me/{name}/memory.swap.max": "0",
        f"user/me/{name}/pids.max": processes,
    }
    group.close()
    assert folders_in(own) == [f"unrolled-{me}-grader"]


def test_version_2_that_is_refused_leaves_nothing_in_a_fake(fake):
    """A fake of a group with other processes in it."""
    tree = fake(VERSION_2)
    tree.refused = {"cgroup.subtree_control"}
    own = delegated(tree)
    assert cgroups.make(Limits()).version == 0
    assert folders_in(own) == []
    assert tree.written[-1] == ("user/me/cgroup.procs", str(os.getpid())), "it did not move back"


def test_version_2_without_these_controllers_is_left_alone_in_a_fake(fake):
    tree = fake(VERSION_2)
    own = delegated(tree, controllers="cpu memory")
    assert cgroups.make(Limits()).version == 0
    assert (folders_in(own), tree.written) == ([], [])


def test_worker_makes_its_groups_beside_the_leaf_it_inherits_in_a_fake(fake):
    tree = fake((VERSION_2[0].replace("me", "me/unrolled-1-grader"), VERSION_2[1]))
    own = delegated(tree, handed_on="memory pids")
    assert cgroupplaces.places() == (dict.fromkeys(("memory", "pids"), own), 2)
    assert tree.written == []


def test_scope_that_only_has_such_a_name_is_not_taken_for_a_leaf_in_a_fake(fake):
    tree = fake((VERSION_2[0].replace("me", "me/unrolled-1.scope"), VERSION_2[1]))
    delegated(tree, handed_on="memory pids")
    assert cgroupplaces.places() == ({}, 0)


def test_group_whose_bounds_are_refused_is_none_in_a_fake(fake):
    tree = fake(VERSION_2)
    tree.refused = {"pids.max"}
    own = delegated(tree, handed_on="memory pids")
    assert cgroups.make(Limits()).version == 0
    assert folders_in(own) == []


def test_stale_groups_are_removed_and_others_stay_in_a_fake(fake):
    fake(VERSION_1)
    ended = subprocess.Popen(["true"])
    ended.wait()
    folder = Path(cgroupplaces.PROC / "pids")
    stay = {f"unrolled-{os.getpid()}-0", "unrolled-of-somebody", "7-0", f"unrolled-{ended.pid}-1"}
    for name in (*stay, f"unrolled-{ended.pid}-0"):
        (folder / name).mkdir(parents=True)
    (folder / f"unrolled-{ended.pid}-1" / "in").mkdir()  # as where a process is in it
    cgroups.remove_stale()
    assert set(folders_in(folder)) == stay


def test_switch_leaves_the_groups_alone_in_a_fake(fake, monkeypatch):
    fake(VERSION_1)
    assert cgroupplaces.places()[1] == 1
    monkeypatch.setenv(cgroupplaces.SWITCH, "0")
    assert cgroupplaces.places() == ({}, 0)


NONE = {
    "nothing told": ("", ""),
    "a folder in which nothing can be made": (
        "1:memory:/\n2:pids:/\n",
        "1 1 0:1 / /proc rw - cgroup cgroup rw,memory\n"
        "1 1 0:1 / /proc rw - cgroup cgroup rw,pids\n",
    ),
    "lines that mean nothing": ("memory", "cgroup"),
}


@pytest.mark.parametrize("name", NONE)
def test_without_groups_there_is_the_watch(fake, name):
    fake(NONE[name])
    assert cgroups.in_use() == "the watch"
    assert cgroups.make(Limits()).entering(["a", "b"]) == ["a", "b"]
    assert doctor._bounds() == doctor.Finding(
        "memory and processes", True, "the watch", doctor.WITHOUT_GROUPS
    )


@pytest.mark.parametrize("way", WAYS)
def test_without_groups_grading_goes_on(sandbox, course, fake, way):
    forkserver.close_all()
    fake(NONE["a folder in which nothing can be made"])
    running, group = kernel_of(way, replace(Limits(), memory_bytes=250 * MIB))
    with running:
        assert group().version == 0
        assert told(running, "print('here')")[0].strip() == "here"
        assert told(running, HOARD)[1].reason == "it ended the kernel: out of memory"
    forkserver.close_all()


def test_group_that_cannot_be_entered_stops_nothing(tmp_path):
    """It was removed from outside, say: the watch is there."""
    group = cgroups.Group(dict.fromkeys(("memory", "pids"), tmp_path / "it's gone"), 1)
    done = subprocess.run(group.entering(["echo", "a b"]), capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("a b\n", "", 0)


def test_group_is_entered_before_the_command_starts(tmp_path):
    for name in ("memory", "pids"):
        (tmp_path / f"{name} ' of").mkdir()
    folders = {name: tmp_path / f"{name} ' of" for name in ("memory", "pids")}
    line = cgroups.Group(folders, 1).entering(["sh", "-c", "echo $$"])
    done = subprocess.run(line, capture_output=True, text=True)
    for folder in folders.values():
        assert (folder / "cgroup.procs").read_text() == done.stdout
