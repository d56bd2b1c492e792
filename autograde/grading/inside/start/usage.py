"""What the processes of a submission use together, read from its own /proc."""

import os
import resource

TICKS = os.sysconf("SC_CLK_TCK")
TABLES = ("VmPTE:", "HugetlbPages:")  # never shared
HELD = ("RssAnon:", "RssShmem:", "VmSwap:", *TABLES)
# What the system keeps for a mapping, and can keep for an open handle: the data that waits in a
# socket or a pipe, the handles that a poll set watches. What it holds now, nobody tells, but for
# connections over the room's network, whose buffers grow.
MAPPING = 256
WAITING = {"socket:": 208 * 1024, "pipe:": 64 * 1024}
POLL_SET, POLL_SET_BYTES = "anon_inode:[eventpoll]", 100 * 1024
CONNECTIONS = "/proc/net/tcp"


class Usage:
    """Memory and CPU time of every process but this one, which is the first of its namespace.

    folders: those that the submission writes to; what they hold lies in memory.
    """

    def __init__(self, folders):
        self.folders = folders
        self.spent = {}  # (process, its start) -> its own CPU ticks, kept when it has ended
        self.unseen = 0  # bytes of the system's own, as of the last look at them

    def memory(self):
        """Bytes. Pages that processes share count as often as there are processes."""
        found = self.unseen + sum(map(self._scratch, self.folders))
        return found + sum(map(self._resident, processes()))

    def memory_exceeds(self, most):
        """Is more than `most` in use? Shared pages are told apart only when it seems so."""
        if self.memory() <= most:
            return False
        shared = sum(map(self._share, processes()))
        return self.unseen + sum(map(self._scratch, self.folders)) + shared > most

    def look_at_unseen(self):
        """Count what the system keeps for the processes' mappings and open handles."""
        mappings = MAPPING * sum(map(_mappings, processes()))
        self.unseen = mappings + _waiting(processes()) + _queued()

    @staticmethod
    def _scratch(folder):
        about = _about(folder)
        return (about.f_blocks - about.f_bfree) * about.f_frsize if about else 0

    def files(self):
        """Files and folders in the fullest of the folders. Each takes memory of the system."""
        known = filter(None, map(_about, self.folders))
        return max((about.f_files - about.f_ffree for about in known), default=0)

    @staticmethod
    def _resident(process):
        return _sum_of(f"/proc/{process}/status", HELD)

    def _share(self, process):
        found = _sum_of(f"/proc/{process}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:", "SwapPss:"))
        if not found:
            return self._resident(process)
        return found + _sum_of(f"/proc/{process}/status", TABLES)

    def cpu_seconds(self):
        """CPU time of all processes that there are and were."""
        with_children = 0
        for process in processes():
            fields = _stat(process)
            if fields:
                own, children = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
                self.spent[process, fields[19]] = own
                with_children += own + children
        # The first misses processes that end within a moment, the second those that nobody
        # waited for.
        reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = with_children / TICKS + reaped.ru_utime + reaped.ru_stime
        return max(told, sum(self.spent.values()) / TICKS)


def _about(folder):
    """What the system tells of a folder's file system; None where it cannot."""
    try:
        return os.statvfs(folder)
    except OSError:
        return None


def processes():
    """The numbers of all processes but this one."""
    me = str(os.getpid())
    return [name for name in os.listdir("/proc") if name.isdigit() and name != me]


def _mappings(process):
    try:
        with open(f"/proc/{process}/maps", "rb") as file:
            return file.read().count(b"\n")
    except OSError:
        return 0


def _waiting(numbers):
    """Bytes that can wait behind the handles of these processes; one that they share, once."""
    found = {}
    for process in numbers:
        for name in _handles(process):
            if name == POLL_SET:
                found[process, len(found)] = POLL_SET_BYTES
            else:
                found[name] = WAITING.get(name.partition("[")[0], 0)
    return sum(found.values())


def _queued():
    """Bytes that wait in the room's own network, with what the system keeps for each piece."""
    try:
        with open(CONNECTIONS) as file:
            queues = [line.split()[4].split(":") for line in file.readlines()[1:]]
    except OSError:
        return 0
    return 2 * sum(int(sent, 16) + int(received, 16) for sent, received in queues)


def _handles(process):
    """What the handles of a process are open on, as the system names it."""
    folder = f"/proc/{process}/fd"
    try:
        return [os.readlink(f"{folder}/{handle}") for handle in os.listdir(folder)]
    except OSError:  # it has just ended, or closed one
        return []


def _sum_of(path, names):
    """The sum in bytes of the named lines of a file of /proc; 0 where it cannot be read."""
    try:
        with open(path) as file:
            lines = file.readlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(names)) * 1024


def _stat(process):
    """The fields of /proc/N/stat from the third on; the second may hold anything."""
    try:
        with open(f"/proc/{process}/stat", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None
