"""Where a grader may make control groups: below its own, on hosts that give it one.

Version 1 gives them to root, version 2 to whom a service manager delegates a group.
"""

from __future__ import annotations

import atexit
import contextlib
import os
from pathlib import Path

SWITCH = "UNROLLED_CGROUPS"  # "0": leave the groups of this machine alone
PREFIX, LEAF = "unrolled-", "-grader"
KINDS = frozenset({"memory", "pids"})
FAIR = "cpu"  # a group shares the processors with others as one: used where it is there, too
PROC = Path("/proc/self")


def places() -> tuple[dict[str, Path], int]:
    """The folders to make groups in, by kind, and their version; ({}, 0) where there are none.

    Of version 2, a group with processes has no others below it: this process moves to one of its
    own, which its workers inherit. So it is called before they start.
    """
    own = {} if os.environ.get(SWITCH) == "0" else _own_groups()
    if own.keys() >= KINDS:
        fair = {FAIR} if FAIR in own and os.access(own[FAIR], os.W_OK) else set()
        return {kind: own[kind] for kind in KINDS | fair}, 1
    delegated = _delegated(own[""]) if "" in own and not own.keys() & KINDS else None
    return (dict.fromkeys(KINDS, delegated), 2) if delegated else ({}, 0)


def _own_groups():
    """The folders of this process's own groups: by kind, that of version 2 as ""."""
    found = {}
    with contextlib.suppress(OSError, ValueError):
        mounted = _mounted()
        for line in (PROC / "cgroup").read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            for kind in kinds.split(","):
                top, folder = mounted.get(kind, ("/", None))
                # A container may show a part of the tree only: what lies outside has no folder.
                if folder and Path(path).is_relative_to(top) and ".." not in path.split("/"):
                    found[kind] = Path(folder) / Path(path).relative_to(top)
    return found


def _mounted():
    """By kind, what of the tree of groups is mounted, and where."""
    found = {}
    for line in (PROC / "mountinfo").read_text().splitlines():
        fields = line.split()
        system, _, options = fields[fields.index("-") + 1 :][:3]
        if system in ("cgroup", "cgroup2"):
            kinds = options.split(",") if system == "cgroup" else [""]
            found |= dict.fromkeys(kinds, (fields[3], fields[4]))
    return found


def _delegated(own):
    """The group of version 2 to make others in: this process's own, or that above its leaf."""
    if own.name.startswith(PREFIX) and own.name.endswith(LEAF):
        own = own.parent
    try:
        there = set((own / "cgroup.controllers").read_text().split())
        missing = KINDS - set((own / "cgroup.subtree_control").read_text().split())
    except OSError:
        return None
    return own if there >= KINDS and (not missing or _handed_on(own, missing)) else None


def _handed_on(own, kinds):
    """Let groups in `own` have bounds of these kinds, and a fair share of the processors if that
    can be had. False, and nothing left, where refused."""
    leaf = own / f"{PREFIX}{os.getpid()}{LEAF}"
    try:
        leaf.mkdir()
        write(leaf / "cgroup.procs", os.getpid())
        write(own / "cgroup.subtree_control", " ".join(f"+{kind}" for kind in sorted(kinds)))
    except OSError:  # somebody else's group, or other processes in it
        _step_back(own, leaf, ())
        return False
    with contextlib.suppress(OSError):
        write(own / "cgroup.subtree_control", f"+{FAIR}")
        kinds = kinds | {FAIR}
    atexit.register(_step_back, own, leaf, sorted(kinds))
    return True


def _step_back(own, leaf, kinds):
    """Undo it: the group is as it was before."""
    for path, text in (
        *((own / "cgroup.subtree_control", f"-{kind}") for kind in kinds),
        (own / "cgroup.procs", os.getpid()),
    ):
        with contextlib.suppress(OSError):
            write(path, text)
    removed(leaf)


def write(path: Path, value: object) -> None:
    """Write to a file of a group, which is there.

    Raises:
        OSError: the system refuses.
    """
    with open(os.open(path, os.O_WRONLY), "w") as file:
        file.write(str(value))


def removed(path: Path) -> bool:
    """Remove a group. Is it gone? The system keeps it while a process is in it."""
    with contextlib.suppress(OSError):
        path.rmdir()
    return not path.exists()
