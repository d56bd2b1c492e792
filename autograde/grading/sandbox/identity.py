"""Who the sandboxed kernel runs as."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN = 6, 7, 21
# The range that systemd keeps for users that exist only while they run.
FIRST_UID, UIDS = 61184, 4336
NOBODY = 65534
_count = itertools.count()


def new_uid() -> int | None:
    """The user for one more kernel to drop to, for real root; None where a user namespace does it.

    A user of its own bounds the submission's processes (the system counts them by user), so that
    one submission cannot use up what another may have, and owns nothing outside.
    """
    if os.geteuid() != 0 or not _has_capabilities(CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID):
        return None
    uid = FIRST_UID + (61 * os.getpid() + next(_count)) % UIDS
    return uid if _is_mapped(uid) else None


def _has_capabilities(*numbers):
    status = Path("/proc/self/status").read_text()
    effective = int(status.split("CapEff:")[1].split()[0], 16)
    return all(effective >> number & 1 for number in numbers)


def _is_mapped(uid):
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return any(int(first) <= uid < int(first) + int(size) for first, _, size in ranges)
