"""A seccomp filter: the system calls that no learner's code needs.

Closed are the ways to more of the system (user namespaces, mounts, tracing, keys, io_uring, bpf);
to memory that belongs to no process, which nobody could count (memfd, System V segments, shared
mappings without a file, handles on their way in a message, named pipes, further filters); to what
all users of a file or all processes of a user share (locks, leases, notices, cached pages, a
session's share of the time); and to the keeper, which may be of the same user.
"""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

LOAD, AND, JUMP, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # where they stand in what the filter is given
NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
CLONE_FILES, CLONE_THREAD = 0x400, 0x10000
SHARED_WITHOUT_FILE = 0x01 | 0x20  # MAP_SHARED, MAP_ANONYMOUS
SO_SNDBUF, SO_RCVBUF = 7, 8
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
CLONE3 = 435  # its flags lie in memory, out of the filter's reach: glibc then uses clone
# The sockets of a kernel: to the grader; to itself, for what its forked processes print, for which
# it asks for the network's interfaces first. They end within the room's own network.
AF_UNIX, AF_INET, AF_NETLINK, IPPROTO_TCP = 1, 2, 16, 6
# Leases and notices of files, which others feel; F_SETPIPE_SZ, a larger buffer.
OF_FILES = F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ = 1024, 1026, 1031
# Locks are felt outside too, and databases cannot do without: they seem to be taken, and are not.
# Nobody else writes to the files of a submission.
LOCKS = F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW = 6, 7, 37, 38
SEEMINGLY = {"flock": (73, 32)}
DONE = 0
ARCHITECTURES = ("x86_64", "aarch64")
# name -> its numbers on these two; None: there it has none
REFUSED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "setns": (308, 268),
    "unshare": (272, 97),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "syslog": (103, 116),
    # memory of no process
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "vmsplice": (278, 75),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    # what others feel, or can be seen by
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "fadvise64": (221, 223),
    "readahead": (187, 213),
    "process_madvise": (440, 440),
    "sync": (162, 81),
    "syncfs": (306, 267),
    # a larger share of the processors, or a smaller one for others
    "setsid": (112, 157),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
}


@dataclass(frozen=True)
class Rule:
    """Refuses a call by one of its arguments, seen through `mask`: where it is one of `values`,
    or with `only` where it is none of them."""

    numbers: tuple  # on the two architectures
    argument: int
    values: tuple
    only: bool = False
    mask: int = 0xFFFFFFFF
    error: int = errno.EPERM


FIRST_PROCESS = (1,)  # the keeper; of itself and of its own, a submission may change these
RULES = (
    Rule((302, 261), 0, FIRST_PROCESS),  # prlimit64
    Rule((142, 118), 0, FIRST_PROCESS),  # sched_setparam
    Rule((144, 119), 0, FIRST_PROCESS),  # sched_setscheduler
    Rule((203, 122), 0, FIRST_PROCESS),  # sched_setaffinity
    Rule((314, 274), 0, FIRST_PROCESS),  # sched_setattr
    Rule((56, 220), 0, (0,), only=True, mask=NAMESPACES),  # clone
    # A thread with handles of its own, where the keeper does not look:
    Rule((56, 220), 0, (CLONE_THREAD,), mask=CLONE_THREAD | CLONE_FILES),
    Rule((9, 222), 3, (SHARED_WITHOUT_FILE,), mask=SHARED_WITHOUT_FILE),  # mmap
    Rule((41, 198), 0, (AF_UNIX, AF_INET, AF_NETLINK), only=True, error=errno.EAFNOSUPPORT),
    Rule((41, 198), 2, (0, IPPROTO_TCP), only=True, error=errno.EPROTONOSUPPORT),  # socket
    Rule((53, 199), 0, (AF_UNIX,), only=True, error=errno.EAFNOSUPPORT),  # socketpair
    Rule((54, 208), 2, (SO_SNDBUF, SO_RCVBUF)),  # setsockopt
    Rule((72, 25), 1, OF_FILES),  # fcntl
    Rule((72, 25), 1, LOCKS, error=DONE),
    Rule((157, 167), 0, (PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_SECCOMP)),  # prctl
)
AUDIT = (0xC000003E, 0xC00000B7)
OTHER_ABI = 0x40000000  # x86-64 processes may also make calls of the x32 kind


def known():
    """Is there a filter for this machine?"""
    return platform.machine() in ARCHITECTURES


def program(machine):
    """The filter's instructions: (code, jump if true, jump if false, value)."""
    column = ARCHITECTURES.index(machine)
    refuse = REFUSE | errno.EPERM
    lines = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, AUDIT[column]),
        (RETURN, 0, 0, refuse),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, OTHER_ABI),
        (RETURN, 0, 0, refuse),
        (EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, REFUSE | errno.ENOSYS),
    ]
    for answer, calls in ((refuse, REFUSED), (REFUSE | DONE, SEEMINGLY)):
        for number in (numbers[column] for numbers in calls.values()):
            if number is not None:
                lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, answer)]
    for rule in RULES:
        lines += _instructions(rule, column)
    return [*lines, (RETURN, 0, 0, ALLOW)]


def _instructions(rule, column):
    answers = [(RETURN, 0, 0, REFUSE | rule.error), (LOAD, 0, 0, NUMBER)]  # no; on to the next
    body = [
        (LOAD, 0, 0, FIRST_ARGUMENT + 8 * rule.argument),
        (AND, 0, 0, rule.mask),
        # One that is met jumps over those that follow, and over the line after them.
        *((EQUAL, len(rule.values) - i, 0, value) for i, value in enumerate(rule.values)),
        *([] if rule.only else [(JUMP, 0, 0, 1)]),
        *answers,
    ]
    return [(EQUAL, 0, len(body), rule.numbers[column]), *body]


def install():
    """Put the filter on this process and all that it starts, for good.

    Raises:
        OSError: the system refuses.
    """
    if not known():
        return
    lines = program(platform.machine())
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    # struct sock_fprog: a count, and after the padding the address of the instructions
    told = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if not done or libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(told), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter of system calls cannot be set")
