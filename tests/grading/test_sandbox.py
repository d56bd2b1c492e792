"""What a submission's kernel can see, reach and use: asked from inside one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograde.grading.kernel import forkserver
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED, FINISHED, STOPPED
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.sandbox import handout, sandbox
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder
from tests.grading import toys

ROOT = Path(__file__).resolve().parents[2]
# Of the exercises, their mistakes, the reference beyond the handout, and the toy unit.
MARKERS = ("MARKER-OF-THE-ANSWERS", "rnn_step_backward", "truncated_bptt", "no-tanh", "gates-sw")
WALK = """
import os, sys
def found(tops, markers, skip=()):
    wanted = [marker.encode() for marker in markers]
    hits, count = [], 0
    for top in tops:
        for folder, names, files in os.walk(top):
            names[:] = [n for n in names if os.path.join(folder, n) not in skip]
            for name in files:
                if not name.endswith((".py", ".pyc", ".pth", ".ipynb", ".json", "METADATA", "RECORD", ".txt")):
                    continue
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        content = file.read(4_000_000)
                except OSError:
                    continue
                count += 1
                hits += [(os.path.join(folder, name), m.decode()) for m in wanted if m in content]
    return hits, count
"""  # noqa: E501


@pytest.fixture(scope="module", params=["own sandbox", "fork server"])
def kernel(request, sandbox, course):
    """Makes kernels in one of the two ways: each in its own sandbox, or forked in a shared one."""

    def make(limits=None, unit=toys.UNIT, files=()):
        server = None
        if request.param == "fork server":
            server = forkserver.server_of(unit, (str(ROOT),))
            assert server is not None, forkserver._failed
        run = RunFolder(server.folder.kernels if server else None)
        shutil.rmtree(run.path / "project")
        if server is None:
            handout.write(run.path / "project", unit)
        for name, content in files:
            (run.path / "submission" / name).write_text(content)
        return SandboxKernel(run, limits=limits or Limits(), hidden=[ROOT], server=server)

    yield make
    forkserver.close_all()


@pytest.fixture(scope="module")
def inside(kernel):
    """Runs code in one sandboxed kernel and gives back what it leaves in `result`, as JSON."""
    os.environ["SECRET_OF_THE_GRADER"] = "hidden"
    with kernel(files=[("data.txt", "mine")]) as running:

        def ask(code, seconds=20):
            outputs = Outputs(10**7)
            code += "\nimport json as _json; print('\\x02' + _json.dumps(result))"
            outcome = running.execute(code, seconds, outputs)
            assert outcome.status == FINISHED, outcome
            assert outcome.error is None, outcome.error
            text = "".join(o.text for o in outputs.found if o.output_type == "stream")
            return json.loads(text.split("\x02")[1])

        yield ask
    del os.environ["SECRET_OF_THE_GRADER"]


def test_network_is_out_of_reach(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"""
import socket
def reach(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError as error:
        return type(error).__name__
    return "reached"
result = reach({port})
"""
        assert inside(code) == "ConnectionRefusedError"
        reached = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import socket; socket.create_connection(('127.0.0.1', {port}))",
            ]
        )
        assert reached.returncode == 0, "the server of this test cannot be reached at all"


def test_sockets_of_the_machine_are_out_of_reach(inside):
    name = f"\0unrolled-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        code = f"""
import socket
with socket.socket(socket.AF_UNIX) as s:
    result = s.connect_ex({name!r})
"""
        assert inside(code) != 0


def test_nothing_of_the_course_shows(inside, course):
    paths = [str(course), str(ROOT / "solutions"), str(ROOT / ".git"), str(ROOT / "rnn_ref")]
    paths += [str(course / "grading" / "gradebook.db")]
    code = f"import os\nresult = [p for p in {paths!r} if os.path.lexists(p)]"
    allowed = [str(ROOT)] if Path(sys.prefix).is_relative_to(ROOT) else []
    assert [path for path in inside(code) if path not in allowed] == []


def test_no_readable_file_holds_an_answer(inside, course):
    """Every source, bytecode, metadata and text file that the kernel can read."""
    code = WALK + f"result = found(['/'], {MARKERS!r}, skip=('/proc', '/sys'))"
    hits, count = inside(code, seconds=150)
    assert count > 1000, "the walk read next to nothing"
    assert hits == []


def test_the_walk_finds_the_markers_where_they_are(tmp_path):
    space: dict = {}
    exec(WALK, space)
    hits, _ = space["found"]([str(ROOT / "rnn_ref"), str(ROOT / "autograde")], MARKERS)
    assert {marker for _, marker in hits} >= {"rnn_step_backward", "truncated_bptt", "no-tanh"}


def test_only_the_handout_is_there(inside):
    names = inside("import rnn_ref\nresult = sorted(vars(rnn_ref).keys())")
    assert "softmax" in names
    assert not {"rnn_step", "rnn_backward", "sigmoid"} & set(names)


def test_environment_is_a_short_list(inside):
    variables = inside("import os\nresult = dict(os.environ)")
    assert "SECRET_OF_THE_GRADER" not in variables
    own = {*sandbox.environment(), "PWD", "MPLBACKEND", "JPY_SESSION_NAME", "LC_CTYPE"}
    own |= {"PYDEVD_USE_FRAME_EVAL", "TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER"}
    own |= {"GIT_PAGER", "COLUMNS", "LINES"}
    assert set(variables) <= own


def test_submission_can_be_read_and_written(inside):
    code = """
open("data.txt", "a").write(" and more")
result = open("data.txt").read()
"""
    assert inside(code) == "mine and more"


def test_system_and_environment_cannot_be_written(inside):
    code = """
import os, sys, sysconfig
def writable(folder):
    try:
        open(os.path.join(folder, "planted"), "w").close()
    except OSError:
        return False
    return True
places = ["/", "/usr", "/etc", "/kernel", "/kernel/project", "/dev", sys.prefix, sys.base_prefix]
places += [sysconfig.get_paths()["purelib"], os.path.dirname(os.__file__)]
result = [place for place in places if writable(place)]
"""
    assert inside(code) == []


def test_kernel_has_no_rights_and_cannot_get_any(inside):
    code = """
import os
status = dict(l.split(":\\t", 1) for l in open("/proc/self/status").read().splitlines() if ":\\t" in l)
result = [os.getuid(), os.geteuid(), int(status["CapEff"], 16), status["NoNewPrivs"]]
try:
    os.setuid(0)
    result.append("root")
except OSError:
    result.append("refused")
"""  # noqa: E501
    uid, effective, capabilities, no_new, became = inside(code)
    assert uid == effective != 0
    assert capabilities == 0
    assert no_new == "1"
    assert became == "refused"


def test_other_processes_do_not_show(inside):
    code = """
import os
result = [open(f"/proc/{p}/comm").read().strip() for p in os.listdir("/proc") if p.isdigit()]
"""
    assert len(inside(code)) <= 4
    assert not any("pytest" in name for name in inside(code))


def test_limits_bite_and_cannot_be_lifted(inside):
    code = """
import os, resource, signal, subprocess
result = {}
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("/tmp/large", "wb") as file:
        file.truncate(65 * 2**20)
    result["file"] = "no limit"
except OSError as error:
    result["file"] = "limited"
children = []
try:
    for _ in range(200):
        children.append(subprocess.Popen(["sleep", "30"]))
    result["processes"] = "no limit"
except OSError:
    result["processes"] = "limited"
for child in children:
    child.kill()
    child.wait()
handles = []
try:
    for _ in range(2000):
        handles.append(os.open("/dev/null", os.O_RDONLY))
    result["handles"] = "no limit"
except OSError:
    result["handles"] = "limited"
for handle in handles:
    os.close(handle)
try:
    resource.setrlimit(resource.RLIMIT_NPROC, (4000, 4000))
    result["lifted"] = True
except (ValueError, OSError):
    result["lifted"] = False
"""
    expected = {"file": "limited", "processes": "limited", "handles": "limited", "lifted": False}
    assert inside(code) == expected


def test_scratch_space_is_bounded(inside):
    code = """
result, written = "no limit", []
try:
    for number in range(10):
        written.append(f"/tmp/fill{number}")
        with open(written[-1], "wb") as file:
            file.write(bytes(60 * 2**20))
except OSError:
    result = "limited"
import os
for name in written:
    os.unlink(name)
"""
    if not sandbox._knows("--size"):
        pytest.skip("this bubblewrap cannot bound a tmpfs")
    assert inside(code) == "limited"


def test_cpu_time_is_bounded(kernel):
    with kernel(Limits(cpu_seconds=1)) as running:
        outcome = running.execute("while True: pass", 20, Outputs(1000))
    assert outcome.status == DIED
    assert "CPU" in outcome.reason


HOARDS = {
    "one process": "kept = bytearray(400 * 2**20)",
    "many processes": """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(50 * 2**20)
        time.sleep(20)
        os._exit(0)
time.sleep(20)
""",
    "files": """
for number in range(6):
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(bytes(40 * 2**20))
import time
time.sleep(20)
""",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in HOARDS.items()])
def test_memory_is_bounded(kernel, code):
    """Of all processes together, and with what lies in files that are memory."""
    with kernel(Limits(memory_bytes=200 * 2**20)) as running:
        outcome = running.execute(code, 20, Outputs(1000))
    assert outcome.status == DIED
    assert outcome.reason == "it ended the kernel: out of memory"


def test_memory_within_the_bound_is_left_alone(kernel):
    code = "import os, time\nkept = bytearray(100 * 2**20)\nchildren = []\n"
    code += (
        "for _ in range(5):\n    if os.fork() == 0:\n        time.sleep(1)\n        os._exit(0)\n"
    )
    code += "for _ in range(5):\n    os.wait()"  # shared pages count once
    with kernel(Limits(memory_bytes=300 * 2**20)) as running:
        assert running.execute(code, 20, Outputs(1000)).status == FINISHED


def test_cpu_time_is_summed_over_processes(kernel):
    code = """
import subprocess, sys
BURN = "import time\\nwhile time.process_time() < 0.5: pass"
for _ in range(20):
    subprocess.run([sys.executable, "-S", "-c", BURN])
"""
    with kernel(Limits(cpu_seconds=3)) as running:
        outcome = running.execute(code, 40, Outputs(1000))
    assert outcome.status == DIED
    assert outcome.reason == "it ended the kernel: out of CPU time"


def test_calls_that_no_course_needs_are_refused(inside):
    code = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def tried(call, *arguments):
    return getattr(libc, call)(*arguments)
tries = [("unshare", 0x10000000), ("unshare", 0x20000), ("ptrace", 16, 1, 0, 0),
    ("memfd_create", b"x", 0), ("shmget", 0, 4096, 0o1600), ("mount", b"", b"/tmp", b"tmpfs", 0, 0),
]
result = [name for name, *rest in tries if tried(name, *rest) != -1]
result += ["clone"] if libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) != -1 else []
"""
    assert inside(code) == []


USUAL = {
    "a database": """
import sqlite3
base = sqlite3.connect("/tmp/base.db")
base.execute("create table t (x)")
base.execute("insert into t values (7)")
base.commit()
result = base.execute("select x from t").fetchone()[0] == 7""",
    "saved weights": """
import h5py
with h5py.File("/tmp/weights.h5", "w") as file:
    file["a"] = 7
with h5py.File("/tmp/weights.h5") as file:
    result = int(file["a"][()]) == 7""",
    "processes": """
import multiprocessing
with multiprocessing.Pool(2) as pool:
    result = pool.map(abs, [-3, 4]) == [3, 4]""",
    "executors": """
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
kinds = (ThreadPoolExecutor, ProcessPoolExecutor)
result = all(list(kind(2).map(abs, [-3])) == [3] for kind in kinds)""",
    "shared memory": """
from multiprocessing import shared_memory
block = shared_memory.SharedMemory(create=True, size=8)
block.buf[0] = 7
result = block.buf[0] == 7
block.close()
block.unlink()""",
    "a mapped array": """
import numpy as np
array = np.memmap("/tmp/mapped", dtype=float, mode="w+", shape=(3,))
array[:] = 1
array.flush()
result = bool(array.sum() == 3)""",
    "commands": """
import subprocess
done = subprocess.run("echo hi", shell=True, capture_output=True, text=True)
result = done.stdout.strip() == "hi" """,
    "a line for the shell": "result = get_ipython().getoutput('echo hi') == ['hi']",
    "a server of its own": """
import socket
server = socket.create_server(("127.0.0.1", 0))
there = socket.create_connection(server.getsockname())
result = True""",
    "a picture": """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.savefig("/tmp/picture.png")
result = True""",
}  # fmt: skip


@pytest.mark.parametrize("code", USUAL.values(), ids=USUAL.keys())
def test_what_students_usually_do_works(inside, code):
    assert inside(code) is True


def test_keeper_cannot_be_reached(inside):
    """The first process, which ends the others, takes no signals and shows nothing."""
    code = """
import os, signal
result = []
for number in range(1, 65):
    if number in (32, 33):
        continue
    try:
        os.kill(1, number)
    except OSError:
        pass
for name in ("mem", "environ", "maps", "fd", "root"):
    try:
        path = f"/proc/1/{name}"
        os.listdir(path) if name in ("fd", "root") else open(path, "rb").read(1)
        result.append(name)
    except OSError:
        pass
"""
    assert inside(code) == []
    assert inside("result = 1") == 1


def test_endless_code_is_interrupted_and_the_kernel_lives(kernel):
    with kernel() as running:
        outcome = running.execute("kept = 5\nwhile True: pass", 1, Outputs(1000))
        assert outcome.status == STOPPED
        outputs = Outputs(1000)
        running.execute("print(kept)", 5, outputs)
        assert outputs.found[0].text.strip() == "5"


def test_endless_printing_is_bounded(kernel):
    with kernel() as running:
        outputs = Outputs(100_000)
        outcome = running.execute("while True: print('x' * 1000)", 20, outputs)
    assert outcome.status in (DIED, STOPPED)
    assert len(str(outputs.found)) < 120_000


def test_everything_ends_with_the_kernel(kernel):
    with kernel() as running:
        code = "import subprocess\nsubprocess.Popen(['sleep', '4321'])"
        running.execute(code, 5, Outputs(1000))
        folder = running.run_folder.path
    assert not folder.exists()
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 4321" not in listed


def test_socket_replaced_by_a_link_is_refused(tmp_path):
    run = RunFolder()
    try:
        for path in run.socket_paths():
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(str(path))
        assert run.sockets_are_safe()
        target = run.sockets / "elsewhere"
        run.socket_paths()[0].rename(target)
        run.socket_paths()[0].symlink_to(target)
        assert not run.sockets_are_safe()
    finally:
        run.remove()


def test_missing_bubblewrap_is_one_sentence(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    reason = sandbox.probe()
    assert reason is not None
    assert "bubblewrap is not installed" in reason
    assert "\n" not in reason


def test_sandbox_that_does_not_start_is_one_sentence(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(broken))
    reason = sandbox.probe()
    assert reason is not None
    assert "No permissions" in reason
    assert "\n" not in reason


def test_course_inside_the_environment_is_masked_and_its_venv_shown(monkeypatch, tmp_path):
    """Does a repository in /usr/src, with its environment in it, stay out of sight?"""
    repository = Path("/usr/src/course")
    monkeypatch.setattr(sandbox, "prefixes", lambda: {repository / ".venv"})
    monkeypatch.setattr(sandbox, "masked", list)
    run = RunFolder()
    try:
        line = sandbox._python(run, [repository, Path("/mnt/elsewhere")])
    finally:
        run.remove()
    text = " ".join(line)
    assert f"--tmpfs {repository}" in text
    assert text.index(f"--tmpfs {repository}") < text.index(f"--ro-bind {repository}/.venv")
    assert "/mnt/elsewhere" not in text


def test_installed_packages_are_not_taken_for_a_checkout(monkeypatch):
    monkeypatch.setattr(sandbox, "_site_folders", lambda: {ROOT})
    assert sandbox.checkout() == []


@pytest.mark.parametrize("place", ["/tmp", str(sandbox.HOME)])
def test_environment_below_a_writable_folder_is_not_covered(place, monkeypatch):
    """A clone under /tmp, or in the home folder of a user called `student`, must work too."""
    monkeypatch.setattr(sandbox, "prefixes", lambda: {Path(place) / "clone" / ".venv"})
    with RunFolder() as run:
        line = sandbox.command(run, {"check": True}, limits=Limits())
    writable = line.index(place, line.index("--tmpfs"))
    environment = line.index(f"{place}/clone/.venv")
    assert line[writable - 1] == "--tmpfs"
    assert writable < environment


def test_neighbours_of_a_fork_server_meet_nothing_of_each_other(sandbox, course):
    """Files, processes, shared memory and what was imported: all gone with the kernel."""
    server = forkserver.server_of(toys.UNIT, (str(ROOT),))
    leave = """
import os, subprocess, sys, numpy
for folder in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/kernel/sockets"):
    open(os.path.join(folder, "planted"), "w").write("from the neighbour")
subprocess.Popen(["sleep", "1234"])
numpy.planted = True
sys.modules["planted"] = numpy
"""
    look = """
import os, sys, numpy
found = []
for top in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/kernel"):
    for folder, _, files in os.walk(top):
        found += [os.path.join(folder, name) for name in files if name == "planted"]
found += [p for p in os.listdir("/proc") if p.isdigit() and b"1234" in open(f"/proc/{p}/cmdline", "rb").read()]
print(found, hasattr(numpy, "planted"), "planted" in sys.modules, os.access("/kernels", os.R_OK))
"""  # noqa: E501
    for code, said in ((leave, None), (look, "[] False False False\n")):
        run = RunFolder(server.folder.kernels)
        outputs = Outputs(10_000)
        with SandboxKernel(run, limits=Limits(), server=server) as running:
            assert running.execute(code, 20, outputs).error is None
        assert said is None or outputs.found[0].text == said
    forkserver.close_all()


def test_fork_server_that_cannot_be_had_is_done_without(sandbox, course, monkeypatch):
    monkeypatch.setattr(forkserver, "_failed", [])
    monkeypatch.setattr(forkserver.ForkServer, "_fill", lambda self: 1 / 0)
    monkeypatch.setattr(forkserver, "ForkServerFailed", ZeroDivisionError)
    assert forkserver.server_of("77_none", ()) is None
    assert forkserver._failed == ["division by zero"]


def test_fork_server_that_was_killed_is_replaced(sandbox, course):
    server = forkserver.server_of(toys.UNIT, (str(ROOT),))
    assert forkserver.server_of(toys.UNIT, (str(ROOT),)) is server
    server.process.kill()
    server.process.wait()
    assert forkserver.server_of(toys.UNIT, (str(ROOT),)) is not server
    forkserver.close_all()
