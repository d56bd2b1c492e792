"""The command line of the sandbox: bubblewrap, with nothing in it that holds an answer.

Inside there is a read-only system, the Python environment with the installed project masked, the
submission, the stand-in for the project, and private /tmp, /proc and /dev. No network, no
gradebook, no solutions, no other student, none of the grader's environment variables.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograde.grading.inside.start.endings import LEFT
from autograde.grading.sandbox.identity import NOBODY
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder
from autograde.grading.sandbox.unavailable import SandboxUnavailable

__all__ = ["SandboxUnavailable", "command", "launcher", "probe"]

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
INSIDE = Path("/kernel")  # where the run folder's parts are found inside
KERNELS = Path("/kernels")  # in a fork server's sandbox, hidden from its kernels
HOME = Path("/home/student")
SCRATCH = ("/tmp", str(HOME), "/dev/shm")  # the folders that the submission may write to
PROJECT_PACKAGES = ("rnn_ref", "autograde")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives")


def command(
    run: RunFolder,
    settings: dict,
    *,
    limits: Limits,
    hidden: Sequence[Path] = (),
    serving: bool = False,
) -> list[str]:
    """The command that runs the launcher in a sandbox. Called by the provisioner and `probe`.

    hidden: folders that must not show, even where they lie inside the Python environment;
    serving: the sandbox is that of a fork server, and `run` the folder of all its kernels.

    Raises:
        SandboxUnavailable: bubblewrap is not installed.
    """
    line = [
        _bubblewrap(),
        *_namespaces(run.uid, serving),
        "--die-with-parent",
        "--new-session",
        "--as-pid-1",  # the keeper: what it cannot end, nobody can
        "--clearenv",
    ]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    line += _system()
    # First: the Python environment may lie below one of these.
    line += _scratch(0 if serving else limits.scratch_bytes)
    line += _python(run, [Path(path).resolve() for path in (*hidden, *checkout())])
    line += _serving_folders(run) if serving else _own_folders(run)
    line += ["--chdir", str(HOME), "--", *launcher(INSIDE, settings, limits, run.uid)]
    return line


def launcher(
    base: Path, settings: dict, limits: Limits, uid: int | None, *, keeper: bool = True
) -> list[str]:
    """The command that starts the kernel: the launcher from `base`, told what to do in JSON.

    The launcher keeps to the limits, and drops to `uid` if it is given. keeper: it is the first
    process of a namespace, and watches what the kernel uses.
    """
    bounds = limits.to_dict()
    if uid is None and not counts_processes_apart():
        bounds["processes"] = None
    told = {"scratch": SCRATCH, **settings, "limits": bounds, "uid": uid, "keeper": keeper}
    return [sys.executable, "-I", "-B", str(base / "start" / "launch.py"), json.dumps(told)]


def counts_processes_apart() -> bool:
    """Since Linux 5.14 a user namespace counts its own processes; before, all of the user's."""
    version = platform.release().split(".")
    return tuple(int(part) for part in version[:2] if part.isdigit()) >= (5, 14)


def checkout() -> list[Path]:
    """The folder that holds this project's packages, unless that is where all packages lie."""
    folder = Path(__file__).resolve().parents[3]
    return [] if folder in {path.resolve() for path in _site_folders()} else [folder]


def environment() -> dict[str, str]:
    """Every environment variable that there is inside."""
    return {
        **dict.fromkeys(THREADS, "2"),  # however many cores there are: threads are counted
        "HOME": str(HOME),
        "USER": "student",
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(INSIDE / "project"),
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _namespaces(uid, serving):
    if uid is None:
        line = [
            "--unshare-all",
            "--unshare-user",
            "--uid",
            str(NOBODY),
            "--gid",
            str(NOBODY),
            "--cap-drop",
            "ALL",
        ]
        # The fork server's kernels have one more each, and a filter that refuses others.
        return [
            *line,
            *(["--disable-userns"] if not serving and _knows("--disable-userns") else []),
        ]
    # Real root: the launcher drops to an unprivileged user, and needs just enough to do so.
    kinds = ("ipc", "pid", "net", "uts", "cgroup-try")
    keep = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    # For the keeper: to tell shared pages apart, and to see which handles are open.
    keep += ["--cap-add", "CAP_SYS_PTRACE", "--cap-add", "CAP_DAC_READ_SEARCH"]
    # To mount, and to make networks; kernels never have it.
    keep += ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_NET_ADMIN"] if serving else []
    return [*(f"--unshare-{kind}" for kind in kinds), *keep]


def _system():
    line = []
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            line += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            line += ["--ro-bind", str(path), str(path)]
    line += ["--perms", "0755", "--dir", "/etc"]
    for name in SETTINGS:
        line += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    line += ["--proc", "/proc", "--dev", "/dev"]
    # What covers these cannot be opened: a shared mapping of the one, and what waits in terminals
    # that the other makes, is memory of no process.
    for device in ("/dev/zero", "/dev/pts/ptmx"):
        line += ["--ro-bind", "/dev/null", device]
    return line


def _python(run, hidden):
    """The environment at its own paths, outer folders first, and what must not show masked."""
    shown = prefixes()
    tops = {*shown, *map(Path, SYSTEM)}
    covered = {path for path in hidden if any(path.is_relative_to(top) for top in tops)} - shown
    line, made = [], {Path("/"), Path("/etc")}
    empty = [path for path in masked() if path.is_dir()]
    for path in sorted(shown | covered, key=lambda path: len(path.parts)):
        for parent in reversed(path.parents):
            # Made with a mode of their own: bubblewrap's would keep the sandbox's user out.
            there = any(parent.is_relative_to(top) for top in tops)
            masked_there = any(parent.is_relative_to(top) for top in covered)
            if parent not in made and (not there or masked_there):
                line += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        line += ["--ro-bind", str(path), str(path)] if path in shown else _empty(path)
        made.add(path)
    for path in masked():
        line += _empty(path) if path in empty else ["--ro-bind", str(run.nothing), str(path)]
    # Last: what is shown below one of them has to be put there first.
    for path in (*covered, *empty):
        line += ["--remount-ro", str(path)]
    return line


def _empty(path):
    return ["--perms", "0755", *_size(65536), "--tmpfs", str(path)]


def _size(size):
    return ["--size", str(size)] if _knows("--size") else []


def prefixes() -> set[Path]:
    """Where Python, its libraries and its packages lie, if not in a folder of the system."""
    real = Path(sys.executable).resolve().parent.parent
    found = {Path(p) for p in (sys.prefix, sys.base_prefix, sys.base_exec_prefix)} | {real}
    return {path for path in found if path.is_dir()} - {Path("/"), *map(Path, SYSTEM)}


def masked() -> list[Path]:
    """What of the project shows in the environment: its packages, its metadata, ways to it."""
    found: set[Path] = set()
    for folder in _site_folders():
        for name in PROJECT_PACKAGES:
            found |= set(folder.glob(name)) | set(folder.glob(f"{name}.py"))
        found |= set(folder.glob("unrolled-*.dist-info")) | set(folder.glob("unrolled.egg-link"))
        found |= set(folder.glob("__editable__*unrolled*"))
        found |= {path for path in folder.glob("*.pth") if _leads_to_project(path)}
    return sorted(found)


def _site_folders() -> Iterable[Path]:
    paths = sysconfig.get_paths()
    named = {paths["purelib"], paths["platlib"], *site.getsitepackages()}
    base = {"base": sys.base_prefix, "platbase": sys.base_prefix}
    named |= {sysconfig.get_path(key, vars=base) for key in ("purelib", "platlib")}
    return {Path(path) for path in named if Path(path).is_dir()}


def _leads_to_project(path):
    try:
        content = path.read_text(errors="replace")
    except OSError:
        return True
    return any(word in path.name + content for word in ("unrolled", *map(str, checkout())))


def _scratch(size):
    """The folders that the submission may write to; of a fork server, only where they will be."""
    line = ["--perms", "0755", "--dir", "/home"]
    for path in SCRATCH:
        line += ["--perms", "1777", *_size(size or 4096), "--tmpfs", path]
    return line


def _serving_folders(run):
    """What all kernels share, and the folder in which each finds its own, for a moment."""
    line = ["--perms", "0755", "--tmpfs", str(INSIDE)]
    for name in ("submission", "sockets"):
        line += ["--perms", "0755", "--dir", str(INSIDE / name)]
    for name in ("project", "start", "connection.json"):
        line += ["--ro-bind", str(run.path / name), str(INSIDE / name)]
    line += ["--bind", str(run.kernels), str(KERNELS)]
    line += ["--ro-bind", str(run.path / "passwd"), "/etc/passwd"]
    return [*line, "--remount-ro", str(INSIDE), "--remount-ro", "/dev", "--remount-ro", "/"]


def _own_folders(run):
    line = ["--perms", "0755", "--dir", str(INSIDE)]
    for name in ("project", "submission", "start", "connection.json"):
        line += ["--ro-bind", str(run.path / name), str(INSIDE / name)]
    # In memory, and small: a folder of the machine could be filled. The launcher hands it out.
    line += ["--perms", "1777", *_size(65536), "--tmpfs", str(INSIDE / "sockets")]
    line += ["--ro-bind", str(run.path / "passwd"), "/etc/passwd"]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/"]


def _bubblewrap():
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable(_how_to_install())
    return found


@functools.cache
def _knows(option):
    """Does this bubblewrap know the option? --size came with 0.7, --disable-userns with 0.8."""
    done = subprocess.run([_bubblewrap(), "--help"], capture_output=True, text=True, timeout=20)
    return option in done.stdout + done.stderr


def probe() -> str | None:
    """Run a sandbox. None if that works, else one sentence with the reason and what to do."""
    try:
        with RunFolder() as run:
            line = command(run, {"check": True}, limits=Limits())
            done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    except SandboxUnavailable as error:
        return str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"No sandbox can be started here ({error}): run `unrolled doctor` as another user."
    if done.returncode in (0, LEFT) and "ready" in done.stdout:
        return None
    return _why_not(done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"])


def _how_to_install():
    if platform.system() != "Linux":
        return (
            "The sandbox needs Linux: grade on a Linux machine, or in a container or virtual "
            "machine that runs it."
        )
    sudo = "" if os.geteuid() == 0 else "sudo "
    for tool, line in INSTALLERS.items():
        if shutil.which(tool):
            return f"bubblewrap is not installed: run `{sudo}{line}`."
    return "bubblewrap is not installed: install the package `bubblewrap` of your system."


def _why_not(message):
    said = message[0][:200]
    for path, value, advice in SETTINGS_THAT_FORBID:
        if _reads(path) == value:
            return f"The sandbox does not start ({said}): {advice}."
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            f"The sandbox does not start ({said}): this container forbids namespaces, start it "
            "with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`."
        )
    return f"The sandbox does not start ({said}): allow user namespaces on this machine."


def _reads(path):
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None


INSTALLERS = {
    "apt-get": "apt-get install -y bubblewrap",
    "dnf": "dnf install -y bubblewrap",
    "zypper": "zypper install -y bubblewrap",
    "pacman": "pacman -S --noconfirm bubblewrap",
    "apk": "apk add bubblewrap",
}
SETTINGS_THAT_FORBID = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor forbids user namespaces, run "
        "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "the kernel forbids user namespaces, run `sudo sysctl kernel.unprivileged_userns_clone=1`",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "the kernel allows no user namespace, run `sudo sysctl user.max_user_namespaces=10000`",
    ),
)
