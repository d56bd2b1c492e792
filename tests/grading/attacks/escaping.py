"""Reaching or changing something outside, or gaining the rights to."""

from tests.grading.attacks import OUTSIDE, Attack, Without

NO_FILTER = Without("launch.py", "callfilter.install()")
FILTER = "the filter of system calls"
READ_ONLY = "nothing outside is mounted for writing"
LIBC = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
"""


def _outside(name, topic, body, meets):
    return Attack(name, topic, body, meets, OUTSIDE)


def _call(name, topic, body):
    return Attack(name, topic, LIBC.strip() + "\n" + body.strip(), FILTER, NO_FILTER)


ESCAPING = (
    _outside(
        "writes to the gradebook",
        "writing to the store",
        'return open({file!r}, "a").write(" ") == 1',
        READ_ONLY,
    ),
    _outside(
        "writes to the store of results",
        "writing to the store",
        'return open({folder!r} + "/store/result.json", "w").write("x") == 1',
        READ_ONLY,
    ),
    _outside(
        "writes to the environment",
        "writing to the environment",
        """
import os
return os.access({environment!r}, os.W_OK)""",
        READ_ONLY,
    ),
    _outside(
        "writes where something is covered",
        "writing to the environment",
        """
import os
own = ("/tmp", "/home/student", "/dev", "/proc", "/kernel/sockets")
places = [line.split()[4] for line in open("/proc/self/mountinfo")]
places = [place for place in places if not place.startswith(own)]
return any(os.path.isdir(place) and os.access(place, os.W_OK) for place in places)""",
        READ_ONLY,
    ),
    _outside(
        "reaches the network",
        "sockets",
        """
import socket
socket.create_connection(("127.0.0.1", {port}), timeout=2).close()
return True""",
        "a network namespace of its own",
    ),
    _outside(
        "reaches a socket of the machine",
        "sockets",
        """
import socket
with socket.socket(socket.AF_UNIX) as s:
    return s.connect_ex({name!r}) == 0""",
        "a network namespace of its own",
    ),
    _outside(
        "sees the machine's interfaces",
        "sockets",
        """
import socket
return len(socket.if_nameindex()) > 1""",
        "a network namespace of its own",
    ),
    _outside(
        "signals another process",
        "processes",
        """
import os
os.kill({process}, 0)
return b"sleep" in open("/proc/{process}/cmdline", "rb").read()""",
        "a process namespace of its own",
    ),
    _outside(
        "is or becomes root",
        "setuid",
        """
import os
os.setuid(0)
return os.getuid() == 0""",
        "an unprivileged user without capabilities",
    ),
    _outside(
        "may gain rights from a setuid program",
        "setuid",
        """
import os
programs = [f"/usr/bin/{{name}}" for name in ("su", "mount", "passwd", "newgrp")]
setuid = any(os.path.exists(path) and os.stat(path).st_mode & 0o4000 for path in programs)
return setuid and "NoNewPrivs:\\t0" in open("/proc/self/status").read()""",
        "no_new_privs",
    ),
    _outside(
        "reads the disk",
        "devices",
        """
import os
return bool(os.listdir("/sys/block")) or os.path.exists("/dev/vda")""",
        "private /dev, no /sys",
    ),
    _outside(
        "changes the host's name",
        "capabilities",
        """
import ctypes, socket
name = socket.gethostname().encode()
return ctypes.CDLL(None).sethostname(name, len(name)) == 0""",
        "an unprivileged user without capabilities",
    ),
    _outside(
        "sets the owner of a file",
        "capabilities",
        """
import os, tempfile
path = tempfile.mkstemp()[1]
os.chown(path, 1, 1)
os.unlink(path)
return True""",
        "an unprivileged user without capabilities",
    ),
    _outside(
        "mounts a disk",
        "mounts",
        """
import ctypes
return ctypes.CDLL(None).mount(b"x", b"/proc/self/fdinfo/none", b"tmpfs", 0, 0) == 0 or (
    int(open("/proc/self/status").read().split("CapEff:")[1].split()[0], 16) >> 21 & 1)""",
        "an unprivileged user without capabilities",
    ),
    _call(
        "makes a user namespace",
        "user namespaces inside",
        """
child = os.fork()
if child == 0:
    os._exit(0 if libc.unshare(0x10000000) == 0 else 1)
return os.waitpid(child, 0)[1] == 0""",
    ),
    _call(
        "traces itself",
        "ptrace",
        """
child = os.fork()
if child == 0:
    os._exit(0 if libc.ptrace(0, 0, 0, 0) == 0 else 1)
return os.waitpid(child, 0)[1] == 0""",
    ),
    _call(
        "reads memory of a process",
        "ptrace",
        """
import struct
kept = ctypes.create_string_buffer(b"secret")
got = ctypes.create_string_buffer(6)
here = struct.pack("QQ", ctypes.addressof(got), 6)
there = struct.pack("QQ", ctypes.addressof(kept), 6)
return libc.process_vm_readv(os.getpid(), here, 1, there, 1, 0) == 6""",
    ),
    _call(
        "makes the keeper wait for everybody else",
        "the keeper",
        "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))\nreturn True",
    ),
    _call(
        "makes the keeper the last of the user's processes",
        "the keeper",
        "os.setpriority(os.PRIO_USER, 0, 19)\nreturn True",
    ),
    _call(
        "bounds the keeper",
        "the keeper",
        "import resource\nresource.prlimit(1, resource.RLIMIT_AS, (2**40, 2**40))\nreturn True",
    ),
    _call(
        "uses io_uring",
        "the kernel's own holes",
        "return libc.syscall(425, 1, ctypes.create_string_buffer(120)) != -1",
    ),
    _call(
        "handles page faults",
        "the kernel's own holes",
        "return libc.syscall({faults}, 1) != -1",
    ),
)
