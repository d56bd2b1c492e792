"""The folder of one kernel: what it is given, and the sockets that lead to it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

from autograde.grading import inside
from autograde.grading.inside.start.launch import ERRORS
from autograde.grading.sandbox.identity import NOBODY, new_uid

PASSWD = "student:x:{0}:{0}::/home/student:/bin/sh\n"
_open: set[Path] = set()  # the folders of this process that are not removed yet
MAX_SOCKET_PATH = 100  # of the 108 bytes that the system allows


class RunFolder:
    """A short-lived folder, removed as a whole when the kernel has ended.

    project/ the stand-in for the project; submission/ a copy of the submission's files; start/,
    connection.json, passwd. uid: the user that the kernel drops to, if any; kernels: where the
    folders of a fork server's kernels lie, each made with `within` it; sockets: a path to the
    folder of the sockets, which lies in the sandbox's own memory and has no name out here.
    """

    def __init__(self, within: Path | None = None) -> None:
        self.uid = new_uid()
        # The number of the process tells a later run what was left behind.
        prefix = f"unr-{os.getpid()}-" if within is None else ""
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=within or _short_folder()))
        _open.add(self.path)
        self.kernels = self.path / "k"
        for name in ("project", "submission", "sockets"):
            (self.path / name).mkdir()
        # Without a sandbox this one is used. It holds the place of the sandbox's own until then.
        self.sockets, self.held = self.path / "sockets", -1
        if hasattr(os, "O_PATH"):
            self.held = os.open(self.sockets, os.O_PATH | os.O_DIRECTORY)
            self.sockets = Path(f"/proc/self/fd/{self.held}")
        start = Path(inside.__file__).parent / "start"
        shutil.copytree(start, self.path / "start", ignore=shutil.ignore_patterns("__pycache__"))
        (self.path / "connection.json").write_text("{}")
        self.nothing = self.path / "nothing"  # what a masked file shows
        self.nothing.write_text("")

    def hand_over(self) -> None:
        """Let the sandbox's user in, and nobody else. Called before the kernel starts."""
        shown = NOBODY if self.uid is None else self.uid
        (self.path / "passwd").write_text(PASSWD.format(shown))
        for folder, _, files in os.walk(self.path):
            os.chmod(folder, 0o755)
            for file in files:
                os.chmod(os.path.join(folder, file), 0o644)
        os.chmod(self.path, 0o700)

    def take_sockets(self, handle: int) -> None:
        """Have `sockets` lead to the folder that `handle` is open on. Closes `handle`."""
        os.dup2(handle, self.held, inheritable=False)
        os.close(handle)

    def socket_paths(self) -> list[Path]:
        """The sockets of a kernel's five channels."""
        return [self.sockets / f"k-{number}" for number in range(1, 6)]

    def sockets_are_safe(self) -> bool:
        """Are all sockets there, and none of them a link to somewhere else?

        Called before the client connects: connecting follows links.
        """
        for path in self.socket_paths():
            try:
                mode = os.lstat(path).st_mode
            except OSError:
                return False
            if not stat.S_ISSOCK(mode):
                return False
        return True

    def last_error(self) -> str:
        """The last line that the kernel wrote while it started; "" where there is none."""
        said = _start_of(self.sockets / ERRORS) or _start_of(self.path / ERRORS)
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else ""

    def remove(self) -> None:
        """Delete everything. Safe to call again."""
        shutil.rmtree(self.path, ignore_errors=True)
        _open.discard(self.path)
        if self.held >= 0:
            os.close(self.held)
            self.held = -1

    @staticmethod
    def remove_all() -> None:
        """Delete the folders of this process. Called when it is told to end."""
        for path in list(_open):
            shutil.rmtree(path, ignore_errors=True)

    @staticmethod
    def remove_stale() -> None:
        """Delete what graders that were killed have left. Called before grading."""
        for path in Path(_short_folder()).glob("unr-*-*"):
            owner = path.name.split("-")[1]
            try:
                mine = path.lstat().st_uid == os.geteuid()
            except OSError:
                continue
            if mine and owner.isdigit() and not Path("/proc", owner).exists():
                shutil.rmtree(path, ignore_errors=True)

    def __enter__(self) -> RunFolder:
        self.hand_over()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.remove()


def _start_of(path):
    """The first bytes of a file, which a submission may have replaced by anything; or none."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(100_000) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError:
        return b""


def _short_folder():
    """A temporary folder whose sockets' paths are short enough."""
    folder = tempfile.gettempdir()
    longest = len(os.fsencode(folder)) + len("/unr-1234567-12345678/k/12345678/sockets/k-5")
    return folder if longest <= MAX_SOCKET_PATH else "/tmp"
