"""A submission's own namespaces: its processes, its files, its shared memory, and no way out.

Two ways in. As real root, bubblewrap leaves the fork server the right to mount, and the kernel
drops to a user of its own. As an ordinary user, each submission gets a user namespace of its own.
"""

import ctypes
import errno
import fcntl
import os
import socket
import struct

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS = 0x20000, 0x8000000, 0x10000000, 0x20000000
NEW_NETWORK = 0x40000000  # its ports and counters are of one submission
READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT, BIND = 1, 2, 4, 32, 4096
RECURSIVE, PRIVATE = 16384, 1 << 18
SAFE = NO_SUID | NO_DEVICES
SOCKETS = "size=64k,nr_inodes=16,mode=1777"  # five of them, what is said, and no room for more
CAP_DAC_READ_SEARCH, CAP_SETGID, CAP_SETUID, CAP_SYS_PTRACE = 2, 6, 7, 19
OF_KEEPERS = (CAP_SETUID, CAP_SETGID, CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH)
SET_INTERFACE_FLAGS, UP = 0x8914, 0x1
CAPABILITY_VERSION = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def _called(name, *arguments):
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def leave(uid):
    """Into new namespaces. The next process forked is the first of its own.

    uid: of the kernel to come, where this process may choose it; None: only by a user namespace.
    """
    if uid is None:
        me, group = os.getuid(), os.getgid()
        _called("unshare", NEW_USER | NEW_MOUNTS | NEW_IPC | NEW_PIDS | NEW_NETWORK)
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{me} {me} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    else:
        _called("unshare", NEW_MOUNTS | NEW_IPC | NEW_PIDS | NEW_NETWORK)


def furnish(folder, place, scratch, limits, shown):
    """Show what is in `folder` at `place`, and hide the folders of all other submissions.

    Called in the first process of the new namespaces. scratch: folders to write to, of limits'
    scratch_bytes and scratch_files each; shown: folders that stay to be seen where they lie below
    one of those.
    """
    _mount(None, "/", None, RECURSIVE | PRIVATE)
    for name in ("submission", "connection.json"):
        _show(f"{folder}/{name}", f"{place}/{name}", READ_ONLY)
    _show(f"{folder}/passwd", "/etc/passwd", READ_ONLY)
    _mount("sockets", f"{place}/sockets", "tmpfs", SAFE, SOCKETS)
    _mount("nothing", os.path.dirname(folder), "tmpfs", SAFE | READ_ONLY, "size=4k,mode=0")
    below = {path: os.open(path, os.O_PATH) for path in shown if _is_below(path, scratch)}
    room = "size={scratch_bytes},nr_inodes={scratch_files},mode=1777".format(**limits)
    for path in scratch:
        _mount("scratch", path, "tmpfs", SAFE, room)
    for path, handle in below.items():
        os.makedirs(path, 0o755)
        _mount(f"/proc/self/fd/{handle}", path, None, BIND | RECURSIVE)
        os.close(handle)
    _mount("proc", "/proc", "proc", SAFE)


def open_loopback():
    """Let the processes of the new network reach each other: the kernel prints that way for
    those that it forks."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        fcntl.ioctl(line, SET_INTERFACE_FLAGS, struct.pack("16sH14x", b"lo", UP))


def _is_below(path, folders):
    return any(path.startswith(f"{folder}/") for folder in folders)


def _show(source, target, flags):
    _mount(source, target, None, BIND)
    _mount(None, target, None, BIND | REMOUNT | SAFE | flags)


def _mount(source, target, kind, flags, data=None):
    texts = [None if text is None else text.encode() for text in (source, target, kind, data)]
    source, target, kind, data = texts
    try:
        _called("mount", source, target, kind, ctypes.c_ulong(flags), data)
    except OSError as error:
        raise OSError(error.errno, f"{target.decode()}: {error.strerror}") from error


def keep_only(*capabilities):
    """Give up all capabilities but these, which this process has."""
    bits = sum(1 << number for number in capabilities)
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION, 0))
    data = ctypes.create_string_buffer(struct.pack("IIIIII", bits, bits, 0, 0, 0, 0))
    if libc.capset(header, data) != 0 and ctypes.get_errno() != errno.EPERM:
        raise OSError(ctypes.get_errno(), "capset")
