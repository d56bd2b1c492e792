"""A running kernel of a submission, asked cell by cell. Nothing that it sends is trusted."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zmq

from autograde.beside.codec import values_in
from autograde.grading.inside.reply import MIMETYPE
from autograde.grading.kernel.forkserver import ForkServer
from autograde.grading.kernel.manager import SandboxKernelManager
from autograde.grading.kernel.outcome import DIED, FINISHED, STOPPED, Outcome
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder

START_SECONDS = 60.0
GRACE_SECONDS = 2.5  # from the interrupt to the end of the kernel
SHORTLY = 0.5  # from a lost connection to the end of a kernel that is ending
LAST_OUTPUT_SECONDS = 2.0  # from the reply to the end of the cell's output
ASK_SECONDS = 5.0
POLL_MS = 100
FLOOD = 64 * 2**20  # bytes of messages of one cell: a submission that sends more is stopped
MOST_HELD = 512 * 2**20  # bytes by which this process may grow while it listens to a kernel
MAX_ABOUT = 2**16  # bytes of each part of a message that only says what the message is
MAX_VALUES = 1_000_000  # in one message: each takes many times the room here that it took there


class KernelDidNotStart(Exception):
    """The sandboxed kernel did not come up: a fault of the machine, not of the submission."""


class SandboxKernel:
    """One kernel from start to end. Used as a context manager, so that it always ends."""

    def __init__(
        self,
        run: RunFolder,
        *,
        limits: Limits,
        hidden: Sequence[Path] = (),
        unsafe_no_sandbox: bool = False,
        server: ForkServer | None = None,
    ) -> None:
        self.run_folder = run
        self.manager = SandboxKernelManager(
            run_folder=run,
            limits=limits,
            hidden=list(hidden),
            unsafe_no_sandbox=unsafe_no_sandbox,
            server=server,
        )
        self.client = None
        self.usual = 0
        self.threads: str | None = None

    def __enter__(self) -> SandboxKernel:
        try:
            self.manager.start_kernel()
            self._connect()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _connect(self):
        self.usual = resident()
        deadline = time.monotonic() + START_SECONDS
        while not self.run_folder.sockets_are_safe():
            self._still_starting(deadline)
            time.sleep(0.002)
        self.client = self.manager.client()
        self.client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=True)
        while not self._answers():
            self._still_starting(deadline)
        if self.client is None:
            raise KernelDidNotStart("The kernel ended while it was starting.")

    def _still_starting(self, deadline):
        if not self.manager.is_alive():
            said = self.run_folder.last_error() or "it said nothing"
            raise KernelDidNotStart(f"The kernel ended before it was ready: {said}.")
        if time.monotonic() > deadline:
            raise KernelDidNotStart(f"The kernel was not ready after {START_SECONDS:g} seconds.")

    def _answers(self):
        """Does a first request come back on both channels? The output channel joins late."""
        outcome = self.execute(THREADS, 1.0, Outputs(0), asking=True)
        self.threads = outcome.result
        return outcome.status != STOPPED

    def execute(
        self,
        code: str,
        seconds: float,
        outputs: Outputs,
        *,
        asking: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> Outcome:
        """Run `code` for at most `seconds`. A kernel that cannot be interrupted is ended.

        asking: only see whether the kernel answers, and leave it alone if it does not;
        metadata: data that goes along with the code.
        """
        waiting = _Waiting(self.client, code, outputs, metadata or {})
        deadline = time.monotonic() + seconds
        reason = ""
        while not waiting.done:
            now = time.monotonic()
            if now > deadline and asking:
                return Outcome(STOPPED)
            if waiting.cut or (now > deadline and reason):
                return self._died(waiting, reason)
            if now > deadline or (waiting.received > FLOOD and not reason):
                flood = waiting.received > FLOOD
                reason = SENT_TOO_MUCH if flood else RAN_TOO_LONG.format(seconds)
                waiting.outcome.out_of_time = not flood
                self.interrupt()
                deadline = now + GRACE_SECONDS
            if not waiting.poll() and not self.manager.is_alive():
                return self._died(waiting, reason)
            if resident() - self.usual > MOST_HELD:
                # A message without end, or what is sent where nobody reads: it waits in here,
                # where no bound of the connection counts it.
                return self._died(waiting, SENT_TOO_MUCH)
        if reason:
            waiting.outcome.status, waiting.outcome.reason = STOPPED, reason
        return waiting.outcome

    def _died(self, waiting, reason):
        """The outcome of code whose kernel has ended, or is ended here."""
        if not reason:
            gone = self._ends_within(SHORTLY)
            reason = self.ending() if gone else CLOSED
            waiting.outcome.left = reason in LEAVING
        waiting.drain()
        self.close()
        waiting.outcome.status, waiting.outcome.reason = DIED, reason
        return waiting.outcome

    def ending(self) -> str:
        """Why a kernel that has ended did, as half a sentence."""
        told = self.manager.provisioner.ending
        return f"{ENDED}: {told}" if told else ENDED_ITSELF

    def _ends_within(self, seconds):
        deadline = time.monotonic() + seconds
        while self.manager.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def lives_on(self, seconds: float) -> bool:
        """Is it still there after so long, with nothing to do?"""
        deadline = time.monotonic() + seconds
        while self.client is not None and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, 0.02))
            if not self.manager.is_alive() or any(m.poll(0) for m in self.client.monitors):
                return False
        return self.client is not None

    def has_more_threads(self) -> bool:
        """Has it more threads than when it started? One of them may still end it."""
        outcome = self.execute(THREADS, ASK_SECONDS, Outputs(0))
        return outcome.status != FINISHED or outcome.result != self.threads

    def interrupt(self) -> None:
        """Ask the kernel to raise KeyboardInterrupt. A message: signals do not reach inside."""
        message = self.client.session.msg("interrupt_request", {})
        with contextlib.suppress(zmq.ZMQError):
            self.client.control_channel.send(message)

    def close(self) -> None:
        """End the kernel and all that it started, and remove its folder. Safe to call again."""
        if self.client is not None:
            self.client.stop_channels()
            self.client = None
        if self.manager.has_kernel:
            self.manager.provisioner.end()
        if self.manager.has_kernel:  # it did not end in time
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()
        self.run_folder.remove()


class _Waiting:
    """Reads both channels until the reply to one request and the end of its output are there."""

    def __init__(self, client, code, outputs, metadata):
        self.session = client.session
        self.shell = client.shell_channel.socket
        self.iopub = client.iopub_channel.socket
        self.poller = zmq.Poller()
        self.poller.register(self.shell, zmq.POLLIN)
        self.poller.register(self.iopub, zmq.POLLIN)
        self.monitors = client.monitors
        for monitor in self.monitors:
            self.poller.register(monitor, zmq.POLLIN)
        self.cut = False  # a connection is lost: the kernel ended, or sent too large a message
        self.outputs = outputs
        self.outcome = Outcome(outputs=outputs.found)
        self.received = 0
        self.idle = False
        self.replied: float | None = None
        self.request = NOT_SENT
        try:
            self.request = client.request(code, metadata)
        except zmq.ZMQError:  # its end is closed: it is ending, or has seen to it
            self.cut = True

    @property
    def done(self):
        if self.replied is None:
            return False
        return self.idle or time.monotonic() > self.replied + LAST_OUTPUT_SECONDS

    def drain(self):
        """Take what is left of a kernel that has ended."""
        self._read(self.shell)
        self._read(self.iopub)

    def poll(self):
        """Wait a moment and read what is there. Was there anything?"""
        ready = dict(self.poller.poll(POLL_MS))
        for socket in ready:
            if socket in self.monitors:
                self.cut = True
            else:
                self._read(socket)
        return bool(ready) and not self.cut

    def _read(self, socket):
        """Read what has come on one channel, a bounded number of messages at a time."""
        for _ in range(100):
            try:
                frames = socket.recv_multipart(zmq.NOBLOCK)
            except zmq.ZMQError:
                return
            self.received += sum(map(len, frames))
            message = self._message(frames)
            if message is not None:
                self._take(message, socket)

    def _message(self, frames):
        """The message in the frames, if it is well-formed and belongs to this request."""
        try:
            _, frames = self.session.feed_identities(frames)
            if not _is_light(frames):
                return None
            message = self.session.deserialize(frames)
            mine = message["parent_header"].get("msg_id") == self.request
            return message if mine and isinstance(message["content"], dict) else None
        except Exception:  # the bytes may come from anybody
            return None

    def _take(self, message, socket):
        kind, content = message["header"].get("msg_type"), message["content"]
        if socket is self.shell:
            if kind == "execute_reply" and self.replied is None:
                self.replied = time.monotonic()
                if content.get("status") != "ok" and self.outcome.error is None:
                    # The error itself may not be shown: a submission can see to that.
                    self.outcome.error = (str(content.get("ename")), str(content.get("evalue")))
        elif kind == "status":
            self.idle = self.idle or content.get("execution_state") == "idle"
        elif kind == "display_data" and MIMETYPE in _dict(content.get("data")):
            self.outcome.replies.append(str(content["data"][MIMETYPE]))
        elif isinstance(kind, str):
            if kind == "error":
                self.outcome.error = (str(content.get("ename")), str(content.get("evalue")))
            if kind == "execute_result":
                self.outcome.result = str(_dict(content.get("data")).get("text/plain", ""))
            self.outputs.add(kind, content)


def _is_light(frames):
    """May the parts of a message be read? What takes much time or room to read is not ours.

    frames: the signature, the header, the parent's header, the metadata, the content.
    """
    is_short = max(map(len, frames[1:4])) <= MAX_ABOUT
    return is_short and values_in(bytes(frames[4])) <= MAX_VALUES


def resident() -> int:
    """Bytes of memory that this process uses; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _dict(value):
    return value if isinstance(value, dict) else {}


THREADS = "__import__('threading').active_count()"
NOT_SENT = object()  # no message answers it
RAN_TOO_LONG = "it ran for more than {:g} seconds: is there a loop that never ends?"
SENT_TOO_MUCH = "it printed without end"
ENDED = "it ended the kernel"
ENDED_ITSELF = f"{ENDED}: out of memory, out of CPU time, or by leaving Python"
CLOSED = "it closed the kernel's connection, or printed without end"
LEAVING = {ENDED_ITSELF, CLOSED, f"{ENDED}: by leaving Python"}  # not for a bound that it met
