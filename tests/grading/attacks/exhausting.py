"""Using up the machine, or the grader's time. Each succeeds under a higher, harmless bound."""

from autograde.grading.sandbox.limits import MIB
from tests.grading.attacks import OUTSIDE, Attack, Bound, Without
from tests.grading.attacks.escaping import FILTER, LIBC, NO_FILTER

KEEPER = "the keeper's watch"
RLIMIT = "a resource limit that cannot be raised"
TMPFS = "scratch folders of a fixed size"
CLOCK = "wall time, then the end of the kernel from outside"
HOARD = {"memory_bytes": 250 * MIB}, {"memory_bytes": 900 * MIB}
CROWD = {"processes": 40}, {"processes": 128}
SHORT = {"seconds": 0.5}, {"seconds": 8}


def _meets(meets, name, topic, body, low, high):
    return Attack(name, topic, body, meets, Bound(low, high))


EXHAUSTING = (
    _meets(
        KEEPER,
        "fills the memory",
        "memory",
        "kept = bytearray(300 * 2**20)\nimport time\ntime.sleep(0.3)\nreturn True",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "fills the memory with many processes",
        "memory",
        """
import os, time
children = []
for _ in range(4):
    children.append(os.fork())
    if children[-1] == 0:
        kept = bytearray(80 * 2**20)
        time.sleep(1)
        os._exit(0)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    Attack(
        "hides memory in a file of no folder",
        "memory",
        LIBC.strip() + '\nreturn libc.memfd_create(b"x", 0) != -1',
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in a shared mapping",
        "memory",
        "import mmap\nmmap.mmap(-1, 4096).close()\nreturn True",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in a shared mapping of a device",
        "memory",
        """
import mmap, os
mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096).close()
return True""",
        "the device cannot be opened",
        OUTSIDE,
    ),
    Attack(
        "hides memory in handles that are on their way",
        "memory",
        """
import os, socket
here, there = socket.socketpair()
return socket.send_fds(here, [b"x"], [0]) == 1""",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "enlarges the buffer of a socket",
        "memory",
        """
import socket
here, there = socket.socketpair()
here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**18)
return True""",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "enlarges the buffer of a pipe",
        "memory",
        "import fcntl, os\nreturn fcntl.fcntl(os.pipe()[1], 1031, 2**20) == 2**20",
        FILTER,
        NO_FILTER,
    ),
    _meets(
        KEEPER,
        "fills the tables of pages, with pages that hold nothing",
        "memory",
        """
import mmap, time
room = mmap.mmap(-1, 2**38, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
room.madvise(mmap.MADV_NOHUGEPAGE)
for place in range(0, 160 * 2**30, 2**21):
    room[place]
time.sleep(0.3)
return True""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "makes many mappings, many times over",
        "memory",
        """
import ctypes, mmap, os, time
libc, pages = ctypes.CDLL(None), 50_000
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
start = libc.mmap(None, pages * 4096, 0, 0x22, -1, 0)
for page in range(0, pages, 2):
    libc.mprotect(ctypes.c_void_p(start + page * 4096), 4096, 1)
children = []
for _ in range(30):
    children.append(os.fork())
    if children[-1] == 0:
        time.sleep(4)
        os._exit(0)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "leaves data waiting in sockets",
        "memory",
        """
import os, socket, time
children = []
for _ in range(4):
    children.append(os.fork())
    if children[-1] == 0:
        kept = [end for _ in range(200) for end in socket.socketpair()]
        for end in kept:
            end.setblocking(False)
            try:
                while True: end.send(bytes(60_000))
            except OSError: pass
        time.sleep(1)
        os._exit(0)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "leaves data waiting in pipes",
        "memory",
        """
import os, time
children = []
for _ in range(25):
    children.append(os.fork())
    if children[-1] == 0:
        for _ in range(200):
            os.write(os.pipe()[1], bytes(4096))
        time.sleep(2)
        os._exit(0)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "leaves data waiting in connections",
        "memory",
        """
import socket, time
listening, kept = socket.create_server(("127.0.0.1", 0)), []
for _ in range(80):
    there = socket.create_connection(listening.getsockname())
    kept += [there, listening.accept()[0]]
    there.setblocking(False)
    try:
        while True: there.send(bytes(2**20))
    except OSError: pass
time.sleep(1)
return True""",
        {"memory_bytes": 120 * MIB},
        {"memory_bytes": 900 * MIB},
    ),
    _meets(
        KEEPER,
        "leaves data waiting where nobody has accepted it",
        "memory",
        """
import socket, time
kept = []
for number in range(10):
    kept.append(socket.socket(socket.AF_UNIX))
    kept[-1].bind(f"\\0left-{number}")
    kept[-1].listen(4096)
    for _ in range(200):
        with socket.socket(socket.AF_UNIX) as there:
            there.setblocking(False)
            there.connect(f"\\0left-{number}")
            try:
                while True: there.send(bytes(60_000))
            except OSError: pass
time.sleep(1)
return True""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "leaves data waiting whose senders are gone",
        "memory",
        """
import socket, time
kept = []
for number in range(150):
    kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
    kept[-1].bind(f"\\0sent-{number}")
    for _ in range(11):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
            there.setblocking(False)
            there.sendto(bytes(150_000), f"\\0sent-{number}")
time.sleep(1)
return True""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "hides handles by closing others all the time",
        "memory",
        """
import os, threading, time
children = []
def busy():
    while True: os.close(os.dup(0))
for _ in range(25):
    children.append(os.fork())
    if children[-1] == 0:
        for _ in range(200):
            os.write(os.pipe()[1], bytes(4096))
        threading.Thread(target=busy, daemon=True).start()
        time.sleep(3)
        os._exit(0)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "hides handles behind a program that nobody may read",
        "memory",
        """
import os, shutil, sys, time
shutil.copy(os.path.realpath(sys.executable), "/tmp/program")
os.chmod("/tmp/program", 0o111)
code = "import os, time\\nfor _ in range(200): os.write(os.pipe()[1], bytes(4096))\\ntime.sleep(3)"
children = []
for _ in range(25):
    children.append(os.fork())
    if children[-1] == 0:
        try:
            home = {**os.environ, "PYTHONHOME": sys.base_prefix}
            os.execve("/tmp/program", ["program", "-c", code], home)
        finally:
            os._exit(1)
return all(os.waitpid(child, 0)[1] == 0 for child in children)""",
        *HOARD,
    ),
    _meets(
        KEEPER,
        "hides memory behind a thread that has ended",
        "memory",
        """
import os, threading, time
def hold():
    time.sleep(0.5)
    kept = bytearray(b"x") * (400 * 2**20)
    time.sleep(1)
    os._exit(0)
child = os.fork()
if child == 0:
    import ctypes
    threading.Thread(target=hold).start()
    ctypes.CDLL(None).pthread_exit(None)
return os.waitpid(child, 0)[1] == 0""",
        *HOARD,
    ),
    Attack(
        "hides handles in a thread that has its own",
        "memory",
        """
import ctypes, errno, platform
libc = ctypes.CDLL(None, use_errno=True)
clone, of_a_thread = 56 if platform.machine() == "x86_64" else 220, 0x10000
libc.syscall(clone, of_a_thread, 0, 0, 0, 0)
return ctypes.get_errno() == errno.EINVAL  # the system looks at it, and misses other flags""",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in pipes that have a name",
        "memory",
        """
import os
os.mkfifo("/tmp/pipe")
os.unlink("/tmp/pipe")
return True""",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in terminals",
        "memory",
        """
import os
os.close(os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY))
return True""",
        "the device cannot be opened",
        OUTSIDE,
    ),
    Attack(
        "hides memory in filters of its own, which are few on a machine",
        "memory",
        """
import ctypes, struct
code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7FFF0000))
told = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", 1, ctypes.addressof(code)))
libc = ctypes.CDLL(None)
return libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(told), 0, 0) == 0""",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in a segment",
        "memory",
        LIBC.strip() + "\nreturn libc.shmget(0, 4096, 0o1600) != -1",
        FILTER,
        NO_FILTER,
    ),
    Attack(
        "hides memory in a queue",
        "memory",
        LIBC.strip() + "\nreturn libc.msgget(0, 0o1600) != -1",
        FILTER,
        NO_FILTER,
    ),
    _meets(
        KEEPER,
        "burns CPU time",
        "CPU",
        "import time\nwhile time.process_time() < 2: pass\nreturn True",
        {"cpu_seconds": 1},
        {"cpu_seconds": 30},
    ),
    _meets(
        KEEPER,
        "burns CPU time in many processes",
        "CPU",
        """
import os, time
for _ in range(4):
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.5
        while time.process_time() < end: pass
        os._exit(0)
    os.waitpid(child, 0)
return True""",
        {"cpu_seconds": 1},
        {"cpu_seconds": 30},
    ),
    _meets(
        RLIMIT,
        "starts many processes",
        "fork bomb",
        """
import os, time
children = []
try:
    for _ in range(60):
        child = os.fork()
        if child == 0:
            time.sleep(20)
            os._exit(0)
        children.append(child)
finally:
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
return True""",
        *CROWD,
    ),
    _meets(
        RLIMIT,
        "doubles itself, six times over",
        "fork bomb",
        """
import os, time
me, (heard, tell) = os.getpid(), os.pipe()
try:
    for _ in range(6):
        os.fork()
    os.write(tell, b"x")
finally:
    if os.getpid() != me:
        time.sleep(0.8)
        os._exit(0)
time.sleep(0.6)
os.set_blocking(heard, False)
return len(os.read(heard, 1000)) == 2**6""",
        *CROWD,
    ),
    _meets(
        RLIMIT,
        "starts many threads",
        "threads",
        """
import threading
stop = threading.Event()
try:
    for _ in range(60):
        threading.Thread(target=stop.wait).start()
finally:
    stop.set()
return True""",
        *CROWD,
    ),
    _meets(
        RLIMIT,
        "writes a large file",
        "disk",
        """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("/tmp/large", "wb") as file:
    file.write(bytes(20 * 2**20))
return True""",
        {"file_bytes": 10 * MIB},
        {"file_bytes": 30 * MIB},
    ),
    _meets(
        TMPFS,
        "fills the disk",
        "disk",
        """
for number in range(4):
    with open(f"/tmp/{number}", "wb") as file:
        file.write(bytes(10 * 2**20))
return True""",
        {"scratch_bytes": 30 * MIB},
        {"scratch_bytes": 60 * MIB},
    ),
    Attack(
        "fills the folder of the sockets, the one that leads outside",
        "disk",
        """
with open("/kernel/sockets/large", "wb") as file:
    file.write(bytes(2**20))
return True""",
        "it lies in memory, with room for the sockets alone",
        Without("rooms.py", "size=64k,nr_inodes=16", "size=4m,nr_inodes=16", serving=True),
    ),
    _meets(
        TMPFS,
        "makes many files",
        "inodes",
        """
import os, time
for number in range(1000):
    open(f"/dev/shm/{number}", "w").close()
time.sleep(0.2)
return True""",
        {"scratch_files": 500},
        {"scratch_files": 2000},
    ),
    _meets(
        RLIMIT,
        "opens many files",
        "file descriptors",
        "kept = [open('/dev/null') for _ in range(200)]\nreturn True",
        {"open_files": 150},
        {"open_files": 400},
    ),
    _meets(
        "output is kept up to a bound",
        "prints without end",
        "output",
        "print('x' * 20_000)\nreturn True",
        {"room": 10_000},
        {"room": 40_000},
    ),
    Attack(
        "fills the grader's memory with a message that never ends",
        "the grader's memory",
        """
import os, socket, struct, time
part = bytes(2**22)
for number in os.listdir("/proc/self/fd"):
    try:
        line = socket.socket(fileno=os.dup(int(number)))
        if str(line.getsockname()).endswith("k-4") and not line.getsockopt(
            socket.SOL_SOCKET, socket.SO_ACCEPTCONN
        ):
            break
    except OSError:
        pass
line.setblocking(True)
for _ in range(50):
    line.sendall(struct.pack(">BQ", 3, len(part)) + part)
time.sleep(0.5)
return True""",
        "the grader watches how far it grows while it listens",
        Bound({"held": 100 * MIB}, {"held": 1000 * MIB}),
    ),
    _meets(CLOCK, "sleeps", "sleeping", "import time\ntime.sleep(1.5)\nreturn True", *SHORT),
    _meets(
        CLOCK,
        "ignores every signal and interrupt",
        "ignoring signals",
        """
import signal, time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
end = time.monotonic() + 3
while time.monotonic() < end:
    try:
        while time.monotonic() < end: pass
    except BaseException: pass
return True""",
        *SHORT,
    ),
    _meets(
        CLOCK,
        "stops itself",
        "stopping itself",
        """
import os, signal, time
me = os.getpid()
if os.fork() == 0:
    time.sleep(3)
    os.kill(me, signal.SIGCONT)
    os._exit(0)
os.kill(me, signal.SIGSTOP)
return True""",
        *SHORT,
    ),
)
