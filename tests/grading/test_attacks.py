"""Hostile code, with the defence that it meets and without it: each fails, and would succeed.

An attack prints "succeeded" or anything else. What it tries is harmless where it does succeed.
The forging of marks, and tricks with files and pages, are in test_hostile_class.py and
test_screen.py.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from autograde.grading import forkserver, handout
from autograde.grading.inside.start import callfilter
from autograde.grading.kernel import SandboxKernel
from autograde.grading.limits import MIB, Limits
from autograde.grading.outcome import DIED
from autograde.grading.outputs import Outputs
from autograde.grading.runfolder import RunFolder
from tests.grading import toys

ROOT = Path(__file__).resolve().parents[2]
TRY = """
def attack():
{body}

try:
    print("succeeded" if attack() else "failed")
except (Exception, SystemExit) as error:
    print("failed", repr(error)[:200])
"""


def code(body: str) -> str:
    """The body of a function that returns whether it succeeded, as a cell."""
    return TRY.format(body="\n".join("    " + line for line in body.strip().splitlines()))


def make_kernel(server=None, *, limits=None, unsafe=False, without_filter=False):
    run = RunFolder(server.folder.kernels if server else None)
    shutil.rmtree(run.path / "project")
    if server is None:
        handout.write(run.path / "project", toys.UNIT)
    if without_filter:
        (run.path / "start" / "callfilter.py").write_text("def install():\n    pass\n")
    return SandboxKernel(
        run, limits=limits or Limits(), hidden=[ROOT], unsafe_no_sandbox=unsafe, server=server
    )


def said_by(running, source, seconds=20):
    outputs = Outputs(10_000)
    outcome = running.execute(source, seconds, outputs)
    text = "".join(o.text for o in outputs.found if o.output_type == "stream")
    return f"{text} {outcome.reason if outcome.status == DIED else ''}"


@pytest.fixture(scope="module")
def server(sandbox, course):
    """A fork server: the way in which submissions are graded."""
    found = forkserver.server_of(toys.UNIT, (str(ROOT),))
    assert found is not None, forkserver._failed
    yield found
    forkserver.close_all()


@pytest.fixture(scope="module")
def defended(server):
    with make_kernel(server) as running:
        yield running


@pytest.fixture(scope="module")
def outside(course):
    """A kernel without a sandbox: what every attack on it could do."""
    with make_kernel(unsafe=True) as running:
        yield running


@pytest.fixture(scope="module")
def unfiltered(sandbox, course):
    """A sandbox whose filter of system calls lets everything pass."""
    with make_kernel(without_filter=True) as running:
        yield running


@pytest.fixture(scope="module")
def prey(tmp_path_factory):
    """What there is to steal and to break: a file, two servers, a process."""
    folder = tmp_path_factory.mktemp("prey")
    (folder / "gradebook.db").write_text("MARKS-OF-EVERYBODY")
    victim = subprocess.Popen(["sleep", "600"])
    name = f"\0unrolled-prey-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as local:
        local.bind(name)
        local.listen()
        yield {
            "folder": str(folder),
            "file": str(folder / "gradebook.db"),
            "port": tcp.getsockname()[1],
            "name": name,
            "process": victim.pid,
            "grader": os.getpid(),
            "environment": sys.prefix,
            "root": str(ROOT),
        }
    victim.kill()
    victim.wait()


ESCAPES = {
    "reads the gradebook": 'return "MARKS" in open({file!r}).read()',
    "reads it through /proc": 'return "MARKS" in open("/proc/self/root" + {file!r}).read()',
    "finds the gradebook": """
import os
return any("gradebook.db" in files for _, _, files in os.walk({folder!r}))""",
    "writes to the gradebook": 'return open({file!r}, "a").write(" ") == 1',
    "plants a file beside it": 'return open({folder!r} + "/planted", "w").write("x") == 1',
    "reads the exercises": 'return bool(open({root!r} + "/autograde/judge.py").read())',
    "reads a solution": """
import os
return bool(os.listdir({root!r} + "/solutions"))""",
    "imports the reference": """
import sys
sys.path.insert(0, {root!r})
sys.modules.pop("rnn_ref", None)
kept = {{name: sys.modules.pop(name) for name in list(sys.modules) if "rnn_ref" in name}}
import rnn_ref
found = hasattr(rnn_ref, "rnn_step_backward")
sys.modules.update(kept)
sys.path.remove({root!r})
return found""",
    "reaches the network": """
import socket
socket.create_connection(("127.0.0.1", {port}), timeout=2).close()
return True""",
    "reaches a socket of the machine": """
import socket
with socket.socket(socket.AF_UNIX) as s:
    return s.connect_ex({name!r}) == 0""",
    "looks up a name": """
import socket
return len(socket.if_nameindex()) > 1""",
    "sees the grader": 'return b"python" in open("/proc/{grader}/cmdline", "rb").read()',
    "reads the grader's environment": """
return b"PATH=" in open("/proc/{grader}/environ", "rb").read()""",
    "reads the grader's memory map": 'return "r" in open("/proc/{grader}/maps").read()',
    "signals another process": """
import os
os.kill({process}, 0)
return b"sleep" in open("/proc/{process}/cmdline", "rb").read()""",
    "writes to the environment": """
import os
return os.access({environment!r}, os.W_OK)""",
    "is or becomes root": """
import os
os.setuid(0)
return os.getuid() == 0""",
    "reads the disk": """
import os
return bool(os.listdir("/sys/block")) or os.path.exists("/dev/vda")""",
    "changes the host's name": """
import ctypes, socket
name = socket.gethostname().encode()
return ctypes.CDLL(None).sethostname(name, len(name)) == 0""",
    "sets the owner of a file": """
import os, tempfile
path = tempfile.mkstemp()[1]
os.chown(path, 1, 1)
os.unlink(path)
return True""",
    "mounts a disk": """
import ctypes
return ctypes.CDLL(None).mount(b"x", b"/proc/self/fdinfo/none", b"tmpfs", 0, 0) == 0 or (
    int(open("/proc/self/status").read().split("CapEff:")[1].split()[0], 16) >> 21 & 1)""",
}
ONLY_ROOT = {
    "is or becomes root", "sets the owner of a file", "mounts a disk", "changes the host's name",
}  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_attack_on_what_is_outside_fails(defended, outside, prey, name):
    """Where it succeeds without the sandbox, the sandbox is what stopped it."""
    source = code(ESCAPES[name].format(**prey))
    assert "failed" in said_by(defended, source)
    if os.geteuid() == 0 or name not in ONLY_ROOT:
        assert "succeeded" in said_by(outside, source)


CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
"""
CALLS = {
    "makes a user namespace": """
import os
child = os.fork()
if child == 0:
    os._exit(0 if libc.unshare(0x10000000) == 0 else 1)
return os.waitpid(child, 0)[1] == 0""",
    "traces itself": """
import os
child = os.fork()
if child == 0:
    os._exit(0 if libc.ptrace(0, 0, 0, 0) == 0 else 1)
return os.waitpid(child, 0)[1] == 0""",
    "reads memory of a process": """
import os, struct
kept = ctypes.create_string_buffer(b"secret")
got = ctypes.create_string_buffer(6)
here = struct.pack("QQ", ctypes.addressof(got), 6)
there = struct.pack("QQ", ctypes.addressof(kept), 6)
return libc.process_vm_readv(os.getpid(), here, 1, there, 1, 0) == 6""",
    "hides memory in a file of no folder": 'return libc.memfd_create(b"x", 0) != -1',
    "hides memory in a segment": "return libc.shmget(0, 4096, 0o1600) != -1",
    "hides memory in a queue": "return libc.msgget(0, 0o1600) != -1",
    "leaves something in the keyring": """
return libc.syscall({keys}, b"user", b"x", b"y", 1, -2) != -1""",
    "uses io_uring": """
return libc.syscall(425, 1, ctypes.create_string_buffer(120)) != -1""",
    "handles page faults": "return libc.syscall({faults}, 1) != -1",
}
NUMBERS = {
    "x86_64": {"keys": 248, "faults": 323},
    "aarch64": {"keys": 217, "faults": 282},
}
NOT_EVERYWHERE = {"uses io_uring", "handles page faults", "leaves something in the keyring"}


@pytest.mark.skipif(not callfilter.known(), reason="there is no filter for this machine")
@pytest.mark.parametrize("name", CALLS)
def test_attack_on_the_system_itself_fails(defended, unfiltered, name):
    numbers = NUMBERS[os.uname().machine]
    source = code(CALL.strip() + "\n" + CALLS[name].format(**numbers).strip())
    assert "failed" in said_by(defended, source)
    said = said_by(unfiltered, source)
    assert "succeeded" in said or name in NOT_EVERYWHERE, "the kernel itself refuses it here"


@dataclass(frozen=True)
class Exhausting:
    """An attack that fails under `low` and succeeds under `high`."""

    body: str
    low: dict
    high: dict


EXHAUSTING = {
    "memory": Exhausting(
        "kept = bytearray(300 * 2**20)\nimport time\ntime.sleep(0.3)\nreturn True",
        {"memory_bytes": 250 * MIB},
        {"memory_bytes": 900 * MIB},
    ),
    "memory of many processes": Exhausting(
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
        {"memory_bytes": 250 * MIB},
        {"memory_bytes": 900 * MIB},
    ),
    "CPU time": Exhausting(
        "import time\nwhile time.process_time() < 3: pass\nreturn True",
        {"cpu_seconds": 1},
        {"cpu_seconds": 30},
    ),
    "CPU time of many processes": Exhausting(
        """
import os, time
for _ in range(6):
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.6
        while time.process_time() < end: pass
        os._exit(0)
    os.waitpid(child, 0)
return True""",
        {"cpu_seconds": 2},
        {"cpu_seconds": 30},
    ),
    "processes": Exhausting(
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
        {"processes": 40},
        {"processes": 128},
    ),
    "threads": Exhausting(
        """
import threading
stop = threading.Event()
try:
    for _ in range(60):
        threading.Thread(target=stop.wait).start()
finally:
    stop.set()
return True""",
        {"processes": 40},
        {"processes": 128},
    ),
    "a large file": Exhausting(
        """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("/tmp/large", "wb") as file:
    file.write(bytes(20 * 2**20))
return True""",
        {"file_bytes": 10 * MIB},
        {"file_bytes": 30 * MIB},
    ),
    "the disk": Exhausting(
        """
for number in range(4):
    with open(f"/tmp/{number}", "wb") as file:
        file.write(bytes(10 * 2**20))
return True""",
        {"scratch_bytes": 30 * MIB},
        {"scratch_bytes": 60 * MIB},
    ),
    "open files": Exhausting(
        "kept = [open('/dev/null') for _ in range(200)]\nreturn True",
        {"open_files": 150},
        {"open_files": 400},
    ),
}


@pytest.mark.parametrize("name", EXHAUSTING)
def test_attack_that_exhausts_meets_its_bound(server, name):
    attack = EXHAUSTING[name]
    for bounds, wins in ((attack.low, False), (attack.high, True)):
        with make_kernel(server, limits=replace(Limits(), **bounds)) as running:
            assert ("succeeded" in said_by(running, code(attack.body))) == wins
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, code("return True")), "the next one is unharmed"


def test_inodes_are_bounded(server):
    body = """
for number in range(40_000):
    open(f"/tmp/{number}", "w").close()
return True"""
    with make_kernel(server) as running:
        assert "No space left" in said_by(running, code(body))


def lives(marker):
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if f"sleep {marker}" in line]


def test_daemon_does_not_outlive_its_kernel(server, course):
    body = """
import subprocess
subprocess.Popen(["sleep", "{0}"], start_new_session=True)
return True"""
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, code(body.format(7531)))
        assert lives(7531), "it was never there"
    assert lives(7531) == []
    with make_kernel(unsafe=True) as running:
        said_by(running, code(body.format(7532)))
    left = lives(7532)
    for process in left:
        os.kill(process, signal.SIGKILL)
    assert left, "without the sandbox it is left over"


STUBBORN = {
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "ignores every signal": """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True: pass
    except BaseException: pass""",
    "sleeps": "import time\ntime.sleep(600)",
    "forks without end": """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass""",
}


@pytest.mark.parametrize("name", STUBBORN)
def test_what_never_ends_is_ended_and_the_next_is_unharmed(server, name):
    with make_kernel(server) as running:
        running.execute(STUBBORN[name], 1, Outputs(1000))
    with make_kernel(server) as running:
        assert "succeeded" in said_by(running, code("return True"))
