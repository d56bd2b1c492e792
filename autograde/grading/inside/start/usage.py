"""What the processes of a submission use together, read from its own /proc."""

import os
import resource

from processes import of_living, running, stat, sum_of
from unseen import Unseen

TICKS = os.sysconf("SC_CLK_TCK")
TABLES = ("VmPTE:", "HugetlbPages:")  # never shared
HELD = ("RssAnon:", "RssShmem:", "VmSwap:", *TABLES)


class Usage:
    """Memory and CPU time of every process but this one, which is the first of its namespace.

    folders: those that the submission writes to; what they hold lies in memory.
    """

    def __init__(self, folders):
        self.folders = folders
        self.spent = {}  # (process, its start) -> its own CPU ticks, kept when it has ended
        self.unseen = Unseen()

    def memory_exceeds(self, most):
        """Are more than `most` bytes in use? Pages that processes share count once: they are told
        apart where it takes that, for which of the largest it is mostly enough."""
        surely = self._beside()
        held = sorted(((of_living(_resident, p), p) for p in running()), reverse=True)
        at_most = surely + sum(size for size, _ in held)
        for size, process in held:
            if surely > most or at_most <= most:
                break
            share = of_living(_share, process)
            surely, at_most = surely + share, at_most - size + share
        return surely > most

    def _beside(self):
        """Bytes that are in no process's own count."""
        return self.unseen.bytes() + sum(map(_scratch, self.folders))

    def files(self):
        """Files and folders in the fullest of the folders. Each takes memory of the system."""
        known = filter(None, map(_about, self.folders))
        return max((about.f_files - about.f_ffree for about in known), default=0)

    def cpu_seconds(self):
        """CPU time of all processes that there are and were."""
        with_children = 0
        for process in running():
            fields = stat(process)
            if fields:
                own, children = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
                self.spent[process, fields[19]] = own
                with_children += own + children
        # The first misses processes that end within a moment, the second those that nobody
        # waited for.
        reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = with_children / TICKS + reaped.ru_utime + reaped.ru_stime
        return max(told, sum(self.spent.values()) / TICKS)


def _resident(process):
    return 1024 * sum_of(f"/proc/{process}/status", HELD)


def _share(process):
    found = sum_of(f"/proc/{process}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:", "SwapPss:"))
    if not found:
        return _resident(process)
    return 1024 * (found + sum_of(f"/proc/{process}/status", TABLES))


def _scratch(folder):
    about = _about(folder)
    return (about.f_blocks - about.f_bfree) * about.f_frsize if about else 0


def _about(folder):
    """What the system tells of a folder's file system; None where it cannot."""
    try:
        return os.statvfs(folder)
    except OSError:
        return None
