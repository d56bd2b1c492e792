"""A seccomp filter: the system calls that no learner's code needs.

Closed are the ways to more of the system (user namespaces, mounts, tracing, keys, io_uring, bpf)
and to memory that belongs to no process, which nobody could count (memfd, System V segments).
Closed, too, are the ways to slow down or to bound the keeper, which may be of the same user.
"""

import ctypes
import errno
import platform
import struct

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # where they stand in what the filter is given
NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
CLONE3 = 435  # its flags lie in memory, out of the filter's reach: glibc then uses clone
# io_uring, the mount calls of new kernels, pidfd_getfd, memfd_secret
EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 447)
# ptrace, process_vm_*, mount, umount2, pivot_root, setns, unshare, memfd_create, shmget, msgget,
# semget, mq_open, add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd, *_by_handle_at,
# vmsplice, setpriority, ioprio_set
REFUSED = {
    "x86_64": (
        *(101, 310, 311, 165, 166, 155, 308, 272, 319, 29, 68, 64, 240, 248, 249, 250, 321),
        *(298, 323, 303, 304, 278, 141, 251),
    ),
    "aarch64": (
        *(117, 270, 271, 40, 39, 41, 268, 97, 279, 194, 186, 190, 180, 217, 218, 219, 280),
        *(241, 282, 264, 265, 75, 140, 30),
    ),
}
# prlimit64, sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr: of itself and
# its own processes, but not of the first, which is the keeper
NOT_OF_THE_FIRST = {
    "x86_64": (302, 142, 144, 203, 314),
    "aarch64": (261, 118, 119, 122, 274),
}
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
OTHER_ABI = 0x40000000  # x86-64 processes may also make calls of the x32 kind


def known():
    """Is there a filter for this machine?"""
    return platform.machine() in REFUSED


def program(machine):
    """The filter's instructions: (code, jump if true, jump if false, value)."""
    refuse = REFUSE | errno.EPERM
    lines = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, AUDIT[machine]),
        (RETURN, 0, 0, refuse),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, OTHER_ABI),
        (RETURN, 0, 0, refuse),
        (EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, REFUSE | errno.ENOSYS),
    ]
    for number in (*REFUSED[machine], *EVERYWHERE):
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, refuse)]
    for number in NOT_OF_THE_FIRST[machine]:
        lines += [
            (EQUAL, 0, 4, number),
            (LOAD, 0, 0, FIRST_ARGUMENT),
            (EQUAL, 0, 1, 1),
            (RETURN, 0, 0, refuse),
            (RETURN, 0, 0, ALLOW),
        ]
    lines += [
        (EQUAL, 0, 3, CLONE[machine]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, NAMESPACES),
        (RETURN, 0, 0, refuse),
        (RETURN, 0, 0, ALLOW),
    ]
    return lines


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
