"""Control groups: a second line of bounds on a sandbox's memory and processes, beside the watch.

Each is made below this process's own group and carries its number. Where anything is refused
there is none, and the keeper's watch is alone: see inside/start/keeper.py.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shlex
import subprocess
import time
from pathlib import Path

from autograde.grading.sandbox.cgroupplaces import PREFIX, places, removed, write
from autograde.grading.sandbox.limits import MIB, Limits

# Beyond a submission's own: the fork server (0.3 GiB with TensorFlow), and what a submission can
# take between two looks of the watch, which tells the student more and so is to come first.
MEMORY_BYTES, PROCESSES = 1024 * MIB, 64
REMOVE_SECONDS = 2.0  # the system takes a moment to end what was in it
_count = itertools.count()


class Group:
    """Bounds one sandbox. folders: by kind, not there yet; version: 0 where there is no group."""

    def __init__(self, folders: dict[str, Path], version: int) -> None:
        self.folders, self.version = folders, version
        self.ended = 0  # processes that the system had ended when the bounds were set

    def bound(self, limits: Limits) -> bool:
        """Set the bounds for one submission. Were they taken? If not, the former ones hold."""
        if not self.version:
            return False
        memory, folders = limits.memory_bytes + MEMORY_BYTES, self.folders
        limit, swap, least, _ = FILES[self.version]
        self.ended = self._ended()
        with contextlib.suppress(OSError):  # neither may be above the other: lowered here
            write(folders["memory"] / limit, memory)
        with contextlib.suppress(OSError):  # not every system counts swap
            write(folders["memory"] / swap, memory if least is None else least)
        try:
            write(folders["memory"] / limit, memory)  # and raised here
            write(folders["pids"] / "pids.max", limits.processes + PROCESSES)
        except OSError:
            return False
        return True

    def ran_out(self) -> bool:
        """Has the system ended a process for want of memory, since the bounds were set?"""
        return self._ended() > self.ended

    def _ended(self):
        if not self.version:
            return 0
        with contextlib.suppress(OSError):
            lines = (self.folders["memory"] / FILES[self.version][3]).read_text().splitlines()
            return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
        return 0

    def entering(self, line: list[str]) -> list[str]:
        """A command that enters the group and then becomes `line`, with all that it starts."""
        if not self.version:
            return line
        files = [shlex.quote(f"{path}/cgroup.procs") for path in sorted(set(self.folders.values()))]
        enter = "".join(f"echo $$ > {file}; " for file in files)
        return ["/bin/sh", "-c", f'{{ {enter}}} 2>/dev/null; exec "$@"', "sh", *line]

    def close(self) -> None:
        """Remove it, when what was in it is ended. What stays is for `remove_stale`."""
        deadline = time.monotonic() + REMOVE_SECONDS
        for path in set(self.folders.values()):
            while not removed(path) and time.monotonic() < deadline:
                time.sleep(0.005)
        self.folders, self.version = {}, 0


def make(limits: Limits) -> Group:
    """A group for one sandbox; one that does nothing where this machine gives none."""
    parents, version = places()
    name = f"{PREFIX}{os.getpid()}-{next(_count)}"
    group = Group({kind: path / name for kind, path in parents.items()}, version)
    try:
        for path in set(group.folders.values()):
            path.mkdir()
    except OSError:
        group.close()
    if version and not group.bound(limits):
        group.close()
    return group


def remove_stale() -> None:
    """Remove what graders that were killed have left. Called before grading."""
    for parent in set(places()[0].values()):
        for path in parent.glob(f"{PREFIX}*-*"):
            owner = path.name.split("-")[1]
            if owner.isdigit() and not Path("/proc", owner).exists():
                removed(path)  # unless something is in it


def in_use() -> str:
    """What bounds memory and processes here, in words. Called by `unrolled doctor`."""
    group = make(Limits())
    name = next((path.name for path in group.folders.values()), "")
    version, line = group.version, group.entering(["cat", "/proc/self/cgroup"])
    hierarchies = len(set(group.folders.values()))
    try:
        entered = subprocess.run(line, capture_output=True, text=True).stdout.count(name)
    finally:
        group.close()
    everywhere = version and entered == hierarchies
    return f"control groups (version {version}) and the watch" if everywhere else "the watch"


# version -> the bound on memory, that on swap, what is written there (None: as for memory, which
# version 1 counts along), and where the system counts the processes that it ended
FILES = {
    1: ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", None, "memory.oom_control"),
    2: ("memory.max", "memory.swap.max", 0, "memory.events"),
}
