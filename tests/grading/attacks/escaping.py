"""Reaching or changing something outside, or gaining the rights to."""

from tests.grading.attacks import OUTSIDE, Attack, Without

NO_FILTER = Without("launch.py", "callfilter.install()")
FILTER = "the filter of system calls"
READ_ONLY = "nothing outside is mounted for writing"
LIBC = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
"""


LOCKED = """
import fcntl, struct
def of_kind(kind):
    return struct.pack("hhqqi4x", kind, 0, 0, 0, 0)
def is_locked():
    with open(os.__file__) as file:
        found = fcntl.fcntl(file, fcntl.F_GETLK, of_kind(fcntl.F_WRLCK))
    return struct.unpack("hhqqi4x", found)[0] != fcntl.F_UNLCK
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
    Attack(
        "shares the keeper's session, and slows it down with that",
        "sessions",
        "import os\nreturn os.getsid(0) == os.getsid(1)",
        "a session of its own",
        Without("keeper.py", "os.setsid()"),
    ),
    _call(
        "makes sessions, each with a share of the processors",
        "sessions",
        """
child = os.fork()
if child == 0:
    os._exit(libc.setsid() == -1)
return os.waitpid(child, 0)[1] == 0""",
    ),
    _call(
        "leases a file",
        "what others feel",
        """
import fcntl
with open("/tmp/leased", "w") as file: pass
with open("/tmp/leased") as file:
    return fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK) == 0""",
    ),
    _call(
        "locks a shared library",
        "what others feel",
        """
import fcntl
with open(os.__file__) as file, open(os.__file__) as another:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
return False""",
    ),
    _call(
        "locks a part of a shared library",
        "what others feel",
        LOCKED
        + """
with open(os.__file__) as file:
    fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    child = os.fork()
    if child == 0:
        os._exit(is_locked())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1""",
    ),
    _call(
        "locks a part of a file by the handle",
        "what others feel",
        LOCKED
        + """
with open(os.__file__) as file:
    fcntl.fcntl(file, 37, of_kind(fcntl.F_RDLCK))
    return is_locked()""",
    ),
    _call(
        "watches files",
        "what others feel",
        "return libc.inotify_init1(0) != -1",
    ),
    _call(
        "watches file systems",
        "what others feel",
        "return libc.fanotify_init(0x200, 0) != -1",
    ),
    _call(
        "asks for notices of a folder",
        "what others feel",
        """
import fcntl
folder = os.open("/usr/lib", os.O_RDONLY)
return fcntl.fcntl(folder, fcntl.F_NOTIFY, 4) == 0""",
    ),
    _call(
        "sees which pages of a library others have read",
        "what others feel",
        """
import mmap
with open(os.__file__, "rb") as file:
    page = mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_PRIVATE, prot=3)
start = ctypes.addressof(ctypes.c_char.from_buffer(page))
return libc.mincore(ctypes.c_void_p(start), 4096, ctypes.create_string_buffer(1)) == 0""",
    ),
    _call(
        "has a library read from the disk again",
        "what others feel",
        """
with open(os.__file__, "rb") as file:
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
return True""",
    ),
    _call(
        "has a disk written",
        "what others feel",
        'return libc.syncfs(os.open("/usr", os.O_RDONLY)) == 0',
    ),
    Attack(
        "queues signals until its user may queue no more",
        "what others feel",
        """
import ctypes, os, signal
libc = ctypes.CDLL(None)
child = os.fork()
if child == 0:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
    queued = sum(libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0 for _ in range(500))
    os._exit(queued != 500)
return os.waitpid(child, 0)[1] == 0""",
        "a resource limit that cannot be raised",
        Without("launch.py", "resource.RLIMIT_SIGPENDING: 256,", ""),
    ),
    Attack(
        "locks memory until its user may lock no more",
        "what others feel",
        """
import ctypes
page = ctypes.create_string_buffer(4096)
return ctypes.CDLL(None).mlock(page, 4096) == 0""",
        "a resource limit that cannot be raised",
        Without("launch.py", "resource.RLIMIT_MEMLOCK: 0,", ""),
    ),
    _call(
        "talks to the machine that runs this one",
        "sockets",
        "import socket\nsocket.socket(40, socket.SOCK_STREAM).close()\nreturn True",
    ),
    _call(
        "opens a socket of a family that no kernel needs",
        "sockets",
        "import socket\nsocket.socket(socket.AF_INET6, socket.SOCK_STREAM).close()\nreturn True",
    ),
    _call(
        "opens a socket of a protocol that no kernel needs",
        "sockets",
        "import socket\nsocket.socket(2, socket.SOCK_STREAM, 262).close()\nreturn True",
    ),
    _call(
        "keeps the keeper from looking",
        "hiding",
        "return libc.prctl(4, 0, 0, 0, 0) == 0",
    ),
    _call(
        "takes in the processes that the keeper should",
        "hiding",
        "return libc.prctl(36, 1, 0, 0, 0) == 0",
    ),
    Attack(
        "writes to a file of the grader's, by a handle that was left open",
        "handles",
        """
import fcntl, os, stat
own = {{os.stat(path).st_dev for path in ("/tmp", "/dev/shm", "/home/student", "/kernel/sockets")
       if os.path.exists(path)}}
def leads_out(handle):
    try:
        about, how = os.fstat(handle), fcntl.fcntl(handle, fcntl.F_GETFL)
    except OSError:
        return False
    kind = stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)
    return kind and about.st_dev not in own and (how & os.O_ACCMODE or how & os.O_PATH)
return any(leads_out(int(number)) for number in os.listdir("/proc/self/fd"))""",
        "no handle into the grader's file system is open",
        Without("launch.py", "(errors, 2)", "(2, 2)"),
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
