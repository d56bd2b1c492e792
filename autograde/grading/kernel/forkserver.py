"""The grader's end of a fork server: one sandbox, with rooms of its own for each submission."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

from autograde import exercises
from autograde.grading.inside.start import callfilter
from autograde.grading.inside.start.launch import ERRORS
from autograde.grading.sandbox import cgroups, handout, sandbox
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder

START_SECONDS = 120.0  # TensorFlow takes its time
ALWAYS = (
    "numpy",
    "matplotlib.pyplot",
    "ipykernel.kernelapp",
    # What the kernel imports while it starts:
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "faulthandler",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
)
OURS = ("autograde.reply", "rnn_ref")
KERAS = ("tensorflow", "keras")


class ForkServerFailed(Exception):
    """It does not start here, or cannot make rooms: each submission gets a sandbox instead."""


class ForkServer:
    """Made for one unit; `fork` gives one kernel at a time, like `subprocess.Popen`.

    Raises:
        ForkServerFailed: it does not come up.
    """

    def __init__(self, unit: str, hidden: tuple[str, ...]) -> None:
        self.unit, self.hidden = unit, hidden
        self.ended: dict[int, int] = {}
        self.received = b""
        self.handles: list[int] = []  # on the folders of sockets that were handed out
        self.folder = RunFolder()
        self.group = cgroups.make(Limits())
        try:
            self._fill()
            self._start()
            self._wait_for("ready", START_SECONDS)
        except BaseException:
            self.close()
            raise

    def _fill(self):
        self.folder.kernels.mkdir()
        (self.folder.path / "project").rmdir()
        handout.write(self.folder.path / "project", self.unit)
        self.folder.hand_over()

    def _start(self):
        keras = exercises.needs_keras(self.unit)
        settings = {
            "preload": [*ALWAYS, *(KERAS if keras else ()), *OURS],
            "shown": sorted(map(str, sandbox.prefixes())),
            "kernels": str(sandbox.KERNELS),
            "project": str(sandbox.INSIDE / "project"),
            "submission": str(sandbox.INSIDE / "submission"),
            "connection": str(sandbox.INSIDE / "connection.json"),
            "work": str(sandbox.HOME / "work"),
        }
        hidden = [Path(path) for path in self.hidden]
        line = sandbox.command(self.folder, settings, limits=Limits(), hidden=hidden, serving=True)
        self.socket, theirs = socket.socketpair()
        with theirs, open(self.folder.path / ERRORS, "wb") as errors:
            self.process = subprocess.Popen(
                self.group.entering(line),
                env={"PATH": "/usr/bin:/bin"},
                cwd=self.folder.path,
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )

    def fork(self, run: RunFolder, limits: Limits) -> ForkedProcess:
        """Start a kernel on a folder made within `folder.kernels`.

        Raises:
            ForkServerFailed: no rooms could be made.
        """
        bounds = limits.to_dict()
        if run.uid is None and not sandbox.counts_processes_apart():
            bounds["processes"] = None
        self.group.bound(limits)  # there is one submission at a time in it
        self._say({"start": run.path.name, "uid": run.uid, "limits": bounds})
        answer = self._wait_for("started", START_SECONDS)
        if "pid" not in answer or not self.handles:
            raise ForkServerFailed(str(answer.get("failed"))[:300])
        run.take_sockets(self.handles.pop())
        return ForkedProcess(self, answer["pid"])

    def kill(self, process: int) -> None:
        """End the first process of a submission, and thereby all of them."""
        with contextlib.suppress(ForkServerFailed):
            self._say({"kill": process})

    def _say(self, request):
        try:
            self.socket.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise ForkServerFailed(str(error)) from error

    def _wait_for(self, kind, seconds):
        """The next message of a kind. Messages about kernels that have ended are noted."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            for message in self.listen(left):
                if kind in message:
                    return message
        raise ForkServerFailed(f"no answer after {seconds:g} seconds")

    def listen(self, seconds: float = 0.0) -> list[dict]:
        """Messages that have come, waiting at most so long for one.

        Raises:
            ForkServerFailed: there will be none any more.
        """
        if self.socket.fileno() < 0:
            raise ForkServerFailed("it was closed")
        if not select.select([self.socket], [], [], seconds)[0]:
            return []
        piece, handles, _, _ = socket.recv_fds(self.socket, 65536, 4)
        self.handles += handles
        if not piece:
            raise ForkServerFailed(self.folder.last_error() or "it ended")
        *lines, self.received = (self.received + piece).split(b"\n")
        messages = [json.loads(line) for line in lines]
        for message in messages:
            if "ended" in message:
                self.ended[message["ended"]] = message["code"]
        return messages

    def close(self) -> None:
        """End it with all its kernels."""
        if hasattr(self, "socket"):
            self.socket.close()
            self.process.kill()
            self.process.wait()
        while self.handles:
            os.close(self.handles.pop())
        self.group.close()
        self.folder.remove()


class ForkedProcess:
    """A kernel of a fork server, as `LocalProvisioner` wants a process to look."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.server, self.pid = server, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            try:
                self.server.listen()
            except (ForkServerFailed, OSError):
                self.returncode = -int(signal.SIGKILL)
            else:
                self.returncode = self.server.ended.pop(self.pid, None)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.002)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """SIGKILL and SIGTERM end it; nothing else reaches inside."""
        if number in (signal.SIGKILL, signal.SIGTERM) and self.poll() is None:
            self.server.kill(self.pid)

    def kill(self) -> None:
        """End it now."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


_servers: dict[tuple, ForkServer] = {}
_failed: list[str] = []  # why this machine has none


def server_of(unit: str, hidden: tuple[str, ...]) -> ForkServer | None:
    """The fork server of this process for a unit; None where there can be none."""
    key = unit, hidden, tuple(exercises.__path__)
    if _failed or not callfilter.known():
        return None
    server = _servers.get(key)
    if server is not None and server.process.poll() is None:
        return server
    close_all()  # one at a time: it holds the libraries in memory
    try:
        _servers[key] = ForkServer(unit, hidden)
    except ForkServerFailed as error:
        give_up(str(error))
        return None
    return _servers[key]


def give_up(reason: str) -> None:
    """Use a sandbox for each submission from now on."""
    _failed.append(reason)
    close_all()


def close_all() -> None:
    """End the servers of this process. Called when it ends, too."""
    while _servers:
        _servers.popitem()[1].close()


atexit.register(close_all)
