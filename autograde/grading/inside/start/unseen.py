"""Memory that the system keeps for a submission, and that is in no process's own count.

What is kept for a mapping or an open handle now, nobody tells. So each counts for what it can be
made to hold: the data that waits in a socket or a pipe, the handles that a poll set watches.
"""

import contextlib
import os
import time

from processes import lines_of, of_living, running, sum_of

MAPPING, MOST_MAPPINGS = 256, 65_530
SOCKET = 208 * 1024
WAITING = {"socket": SOCKET, "pipe": 64 * 1024}
POLL_SET, POLL_SET_BYTES = "anon_inode:[eventpoll]", 100 * 1024
HANDLE, HANDLE_ON_PROC = 1024, 8 * 1024  # what was read of /proc is kept as long as it is open
# The sockets of the room's own network, open or not.
SOCKETS, UNIX_SOCKETS, CONNECTIONS = "/proc/net/sockstat", "/proc/net/unix", "/proc/net/tcp"
FEW_SOCKETS = 4  # a kernel has two; to look what waits in connections takes milliseconds
DATAGRAMS, WAITING_DATAGRAMS = "0002", 11  # of as many senders, each of whom may be gone
LOOK_SECONDS = 0.05  # of its own CPU time, for one look: the watch has more to do


class Unseen:
    """Bytes, as of the last look: at the processes one after the other, for a while each time."""

    def __init__(self):
        self.of = {}  # process -> bytes of its own, and what it may share: name -> bytes
        self.looked = {}  # process -> when
        self.waiting = 0

    def look(self):
        """Look at those first that were not looked at for the longest time."""
        end = time.process_time() + LOOK_SECONDS
        self.waiting = _queued() + _sent_by_others()
        there = running()
        self.looked = {process: self.looked.get(process, 0) for process in there}
        self.of = {process: self.of[process] for process in there if process in self.of}
        for process in sorted(there, key=self.looked.get):
            self.of[process] = _behind(process)
            self.looked[process] = time.monotonic()
            if time.process_time() > end:
                break

    def bytes(self):
        """Of all processes together; what they share counts once."""
        shared = {}
        for _, handles in self.of.values():
            shared.update(handles)
        return self.waiting + sum(own for own, _ in self.of.values()) + sum(shared.values())


def _behind(process):
    own, shared = MAPPING * of_living(_mappings, process), {}
    for name in of_living(_handles, process):
        kind = name.partition(":")[0]
        if kind in WAITING:
            shared[name] = WAITING[kind]
        elif name == POLL_SET:
            own += POLL_SET_BYTES
        else:
            own += HANDLE_ON_PROC if name.startswith("/proc/") else HANDLE
    return own, shared


def _mappings(process):
    try:
        with open(f"/proc/{process}/maps", "rb") as file:
            return file.read().count(b"\n")
    except PermissionError:  # its program may be run, and not read
        return MOST_MAPPINGS
    except OSError:
        return 0


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
        room = sum_of(f"/proc/{process}/status", ("FDSize:",))
        return [f"socket:{process}-{number}" for number in range(room)]
    except OSError:  # it has just ended
        pass
    return found


def _queued():
    """Bytes that wait in the room's own network, with what the system keeps for each piece."""
    counts = next((line for line in lines_of(SOCKETS) if line[0] == "TCP:"), [])
    if not counts or int(counts[2]) <= FEW_SOCKETS:
        return 0
    queues = [line[4].split(":") for line in lines_of(CONNECTIONS)]
    return 2 * sum(int(sent, 16) + int(received, 16) for sent, received in queues)


def _sent_by_others():
    """Bytes that can wait in Unix sockets beside what their own ends may send: in one that nobody
    has accepted yet, which has no inode; from many senders, in one that takes datagrams."""
    found = 0
    for line in lines_of(UNIX_SOCKETS):
        found += SOCKET if line[6] == "0" else 0
        found += SOCKET * WAITING_DATAGRAMS if line[4] == DATAGRAMS else 0
    return found
