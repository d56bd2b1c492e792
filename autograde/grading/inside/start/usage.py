"""What the processes of a submission use together, read from its own /proc."""

import contextlib
import os
import resource

TICKS = os.sysconf("SC_CLK_TCK")
TABLES = ("VmPTE:", "HugetlbPages:")  # never shared
HELD = ("RssAnon:", "RssShmem:", "VmSwap:", *TABLES)
# What the system keeps for a mapping, and can keep for an open handle: the data that waits in a
# socket or a pipe, the handles that a poll set watches. What it holds now, nobody tells, but for
# connections over the room's network, whose buffers grow.
MAPPING, MOST_MAPPINGS = 256, 65_530
SOCKET = 208 * 1024
WAITING = {"socket": SOCKET, "pipe": 64 * 1024}
POLL_SET, POLL_SET_BYTES = "anon_inode:[eventpoll]", 100 * 1024
HANDLE, HANDLE_ON_PROC = 1024, 8 * 1024  # what was read of /proc is kept as long as it is open
# The sockets of the room's own network, open or not.
SOCKETS, UNIX_SOCKETS, CONNECTIONS = "/proc/net/sockstat", "/proc/net/unix", "/proc/net/tcp"
FEW_SOCKETS = 4  # a kernel has two; to look what waits in connections takes milliseconds
DATAGRAMS, WAITING_DATAGRAMS = "0002", 11  # of as many senders, each of whom may be gone


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
        return found + sum(_of_living(_resident, process) for process in processes())

    def memory_exceeds(self, most):
        """Is more than `most` in use? Shared pages are told apart only when it seems so."""
        if self.memory() <= most:
            return False
        shared = sum(_of_living(_share, process) for process in processes())
        return self.unseen + sum(map(self._scratch, self.folders)) + shared > most

    def look_at_unseen(self):
        """Count what the system keeps for the processes' mappings and open handles."""
        mappings = MAPPING * sum(_of_living(_mappings, process) for process in processes())
        self.unseen = mappings + _waiting(processes()) + _queued() + _sent_by_others()

    @staticmethod
    def _scratch(folder):
        about = _about(folder)
        return (about.f_blocks - about.f_bfree) * about.f_frsize if about else 0

    def files(self):
        """Files and folders in the fullest of the folders. Each takes memory of the system."""
        known = filter(None, map(_about, self.folders))
        return max((about.f_files - about.f_ffree for about in known), default=0)

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


def _of_living(look, process):
    """What is found of a process. The thread by whose name it goes may have ended, and nothing is
    to be seen of it then but in those that go on."""
    found = look(process)
    if found:
        return found
    try:
        others = [f"{process}/task/{thread}" for thread in os.listdir(f"/proc/{process}/task")]
    except OSError:  # it has just ended
        return found
    return next(filter(None, map(look, others)), found)


def _resident(process):
    return _sum_of(f"/proc/{process}/status", HELD)


def _share(process):
    found = _sum_of(f"/proc/{process}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:", "SwapPss:"))
    if not found:
        return _resident(process)
    return found + _sum_of(f"/proc/{process}/status", TABLES)


def _mappings(process):
    try:
        with open(f"/proc/{process}/maps", "rb") as file:
            return file.read().count(b"\n")
    except PermissionError:  # its program may be run, and not read
        return MOST_MAPPINGS
    except OSError:
        return 0


def _waiting(numbers):
    """Bytes that can wait behind the handles of these processes; one that they share, once."""
    found = {}
    for process in numbers:
        for name in _of_living(_handles, process):
            kind = name.partition(":")[0]
            if kind in WAITING:
                found[name] = WAITING[kind]
            elif name == POLL_SET:
                found[process, len(found)] = POLL_SET_BYTES
            else:
                on_proc = name.startswith("/proc/")
                found[process, len(found)] = HANDLE_ON_PROC if on_proc else HANDLE
    return sum(found.values())


def _queued():
    """Bytes that wait in the room's own network, with what the system keeps for each piece."""
    counts = next((line for line in _lines_of(SOCKETS) if line[0] == "TCP:"), [])
    if not counts or int(counts[2]) <= FEW_SOCKETS:
        return 0
    queues = [line[4].split(":") for line in _lines_of(CONNECTIONS)]
    return 2 * sum(int(sent, 16) + int(received, 16) for sent, received in queues)


def _sent_by_others():
    """Bytes that can wait in Unix sockets beside what their own ends may send: in one that nobody
    has accepted yet, which has no inode; from many senders, in one that takes datagrams."""
    found = 0
    for line in _lines_of(UNIX_SOCKETS):
        found += SOCKET if line[6] == "0" else 0
        found += SOCKET * WAITING_DATAGRAMS if line[4] == DATAGRAMS else 0
    return found


def _lines_of(path):
    """The words of each line of a table of /proc, without its head."""
    try:
        with open(path) as file:
            return [line.split() for line in file.readlines()[1:]]
    except OSError:
        return []


def _handles(process):
    """What the handles of a process are open on, as the system names it. Of those that may not be
    looked at, all that there is room for count as sockets."""
    folder = f"/proc/{process}/fd"
    found = []
    try:
        for handle in os.listdir(folder):
            with contextlib.suppress(OSError):  # that one has just been closed: the others count
                found.append(os.readlink(f"{folder}/{handle}"))
    except PermissionError:  # its program may be run, and not read
        room = _sum_of(f"/proc/{process}/status", ("FDSize:",)) // 1024
        return [f"socket:{process}-{number}" for number in range(room)]
    except OSError:  # it has just ended
        pass
    return found


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
