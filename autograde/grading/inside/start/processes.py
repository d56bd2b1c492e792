"""The processes of a submission, as the first one of its namespace finds them in /proc."""

import os


def running():
    """The numbers of all processes but this one."""
    me = str(os.getpid())
    return [name for name in os.listdir("/proc") if name.isdigit() and name != me]


def of_living(look, process):
    """What `look` finds of a process. The thread by whose name it goes may have ended, and nothing
    is to be seen of it then but in those that go on."""
    found = look(process)
    if found:
        return found
    try:
        others = [f"{process}/task/{thread}" for thread in os.listdir(f"/proc/{process}/task")]
    except OSError:  # it has just ended
        return found
    return next(filter(None, map(look, others)), found)


def sum_of(path, names):
    """The sum of the named lines of a file of /proc; 0 where it cannot be read."""
    try:
        with open(path) as file:
            lines = file.readlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))


def stat(process):
    """The fields of /proc/N/stat from the third on; the second may hold anything."""
    try:
        with open(f"/proc/{process}/stat", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def lines_of(path):
    """The words of each line of a table of /proc, without its head."""
    try:
        with open(path) as file:
            return [line.split() for line in file.readlines()[1:]]
    except OSError:
        return []
