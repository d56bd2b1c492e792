"""Starts a kernel in the sandbox. Found by its entry point, under the name `unrolled-sandbox`."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from autograde.grading.inside.start import endings
from autograde.grading.inside.start.launch import ERRORS
from autograde.grading.sandbox import cgroups, sandbox

PROVISIONER = "unrolled-sandbox"
START_SECONDS = 60.0
END_SECONDS = 10.0
ENDINGS = {
    endings.OUT_OF_MEMORY: "out of memory",
    endings.OUT_OF_CPU: "out of CPU time",
    endings.TOO_MANY_FILES: "too many files",
    endings.LEFT: "by leaving Python",
}


class SandboxProvisioner(LocalProvisioner):
    """Runs the launcher of the kernel manager's run folder, in bubblewrap or, if told to, without.

    Its kernel manager is a `SandboxKernelManager`, which holds the run folder and the limits.
    """

    group = cgroups.Group({}, 0)  # of a sandbox of its own

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Called by `KernelManager` after `pre_launch`; `cmd` stands in the kernel spec's place."""
        manager, run = self.parent, self.parent.run_folder
        base = run.path if manager.unsafe_no_sandbox else sandbox.INSIDE
        home = run.path / "home" if manager.unsafe_no_sandbox else sandbox.HOME
        connection = {**self.connection_info, "ip": str(base / "sockets" / "k")}
        connection["key"] = _text(connection["key"])
        (run.path / "connection.json").write_text(json.dumps(connection))
        settings = {
            "project": str(base / "project"),
            "submission": str(base / "submission"),
            "connection": str(base / "connection.json"),
            "work": str(home / "work"),
        }
        if manager.unsafe_no_sandbox:
            line = sandbox.launcher(base, settings, manager.limits, None, keeper=False)
            variables = {**sandbox.environment(), "HOME": str(home)}
            self._start(line, variables, str(run.path))
        else:
            run.hand_over()
            if manager.server is not None:
                self.process = manager.server.fork(run, manager.limits)
                self.cwd = str(run.path)
                return self.connection_info
            settings["sockets"] = str(base / "sockets")
            line = sandbox.command(run, settings, limits=manager.limits, hidden=manager.hidden)
            self.group = cgroups.make(manager.limits)
            line = self.group.entering(line)
            ours, theirs = socket.socketpair()
            with ours:
                with theirs:
                    self._start(line, {"PATH": os.defpath}, str(run.path), theirs)
                _take_sockets(run, ours)
        return self.connection_info

    def _start(self, line, variables, folder, told=subprocess.DEVNULL):
        nothing = subprocess.DEVNULL
        # What it says until it lets go of this file, see launch.hand_out.
        with open(os.path.join(folder, ERRORS), "wb") as errors:
            self.process = subprocess.Popen(
                line,
                env=variables,
                cwd=folder,
                stdin=told,
                stdout=nothing,
                stderr=errors,
                start_new_session=True,
            )
        self.pid = self.pgid = self.process.pid
        self.cwd = folder

    def end(self) -> None:
        """Kill the kernel and wait until it has ended. `KernelManager`, which does the same, waits
        in steps of a tenth of a second, longer than a small notebook takes."""
        if self.process is None:
            return
        if self.pgid is None:
            self.process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pgid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=END_SECONDS)
            self.process = None

    @property
    def ending(self) -> str:
        """Why a kernel that has ended did, as its group or its keeper tells it; or ""."""
        code = None if self.process is None else self.process.poll()
        if code == endings.LEFT and (self.parent.server or self).group.ran_out():
            code = endings.OUT_OF_MEMORY  # the system ended it, before the keeper had looked
        return ENDINGS.get(code, "")

    async def cleanup(self, restart: bool = False) -> None:
        """Called by `KernelManager.cleanup_resources`, when the kernel has ended."""
        await super().cleanup(restart)
        self.group.close()
        self.parent.run_folder.remove()


def _take_sockets(run, line):
    """Wait for the folder of the sockets. A sandbox that ends before is seen to by the kernel."""
    line.settimeout(START_SECONDS)
    with contextlib.suppress(OSError):
        _, handles, _, _ = socket.recv_fds(line, 64, 1)
        for handle in handles:
            run.take_sockets(handle)


def _text(key):
    return key.decode() if isinstance(key, bytes) else key


def check_installation() -> str | None:
    """None if the entry point is there, else one sentence. Called by the engine before grading."""
    from jupyter_client.provisioning import KernelProvisionerFactory

    if PROVISIONER in KernelProvisionerFactory.instance().get_provisioner_entries():
        return None
    return (
        f"The project is not installed: run `{sys.executable} -m pip install --no-deps -e .` "
        "in its folder."
    )
