"""The grader's exchange with a kernel, cut at every single point: it ends, and says how."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
import zmq
from jupyter_client.session import Session

from autograde.grading.kernel import kernel as kernel_module
from autograde.grading.kernel.client import BoundedKernelClient
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED, FINISHED, STOPPED
from autograde.grading.kernel.outputs import Outputs

SECONDS = 0.5  # that the code may run
CEILING = 60  # seconds: far above all limits together, it catches what hangs
CHANNELS = {"shell": zmq.ROUTER, "control": zmq.ROUTER, "iopub": zmq.PUB}
# What a kernel does for one request, in order; each is a point at which it may stop.
POINTS = ("received", "busy", "output", "reply", "idle")


class StubKernel:
    """The kernel's end of the sockets, in a thread of the test.

    until: the last thing that it does; close: the channels that it closes then.
    """

    def __init__(self, folder, until, close=()):
        self.until, self.close = until, close
        self.context, self.key = zmq.Context(), b"key"
        self.session = Session(key=self.key)
        self.sockets = {name: self.context.socket(kind) for name, kind in CHANNELS.items()}
        self.info = {"transport": "ipc", "ip": str(folder / "k"), "key": self.key}
        for number, (name, socket) in enumerate(self.sockets.items(), 1):
            socket.linger = 0
            socket.bind(f"ipc://{folder / 'k'}-{number}")
            self.info[f"{name}_port"] = number
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        if self.until == "nothing":
            self._stop()
        while not self.ended.is_set():
            if self.sockets["shell"].poll(20):
                identities, message = self.session.recv(self.sockets["shell"], 0)
                self._answer(identities, message)
        self._close(CHANNELS)
        self.context.term()

    def _answer(self, identities, message):
        iopub, shell = self.sockets["iopub"], self.sockets["shell"]
        says = {
            "received": lambda: None,
            "busy": lambda: self._say(iopub, "status", {"execution_state": "busy"}, message),
            "output": lambda: self._say(iopub, "stream", {"name": "stdout", "text": "x"}, message),
            "reply": lambda: self._say(
                shell, "execute_reply", {"status": "ok"}, message, identities
            ),
            "idle": lambda: self._say(iopub, "status", {"execution_state": "idle"}, message),
        }
        for point in POINTS:
            says[point]()
            if point == self.until:
                self._stop()
                return

    def _say(self, socket, kind, content, parent, identities=None):
        self.session.send(socket, kind, content, parent=parent, ident=identities)

    def _stop(self):
        """Do nothing any more, with some channels closed."""
        self._close(self.close)
        self.ended.wait()

    def _close(self, names):
        for name in names:
            self.sockets[name].close()


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    """Runs `execute` against a stub kernel -> its outcome. `lives`: is its process still there?"""
    made = []

    def run(until, close=(), lives=True):
        stub = StubKernel(tmp_path, until, close)
        client = BoundedKernelClient(connection_file="")
        client.load_connection_info(stub.info)
        client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=True)
        made.extend([stub, client])
        while not client.shell_channel.socket.poll(0, zmq.POLLOUT):
            time.sleep(0.01)
        time.sleep(0.2)  # the output channel joins late
        stub.thread.start()
        kernel = SandboxKernel.__new__(SandboxKernel)
        provisioner = SimpleNamespace(ending="", end=lambda: None)
        kernel.client, kernel.usual = client, kernel_module.resident()
        kernel.manager = SimpleNamespace(
            is_alive=lambda: lives, provisioner=provisioner, has_kernel=False,
            cleanup_resources=lambda: None,
        )  # fmt: skip
        kernel.run_folder = SimpleNamespace(remove=lambda: None)
        time.sleep(0.1)  # what the stub closes at once is closed
        found = []
        asking = threading.Thread(
            target=lambda: found.append(kernel.execute("code", SECONDS, Outputs(1000))),
            daemon=True,
        )
        asking.start()
        asking.join(CEILING)
        assert found, f"it hangs: {until}, {close} closed"
        return found[0]

    yield run
    for thing in made:
        if isinstance(thing, StubKernel):
            thing.ended.set()
            thing.thread.join(10)
        elif thing._shell_channel is not None:
            thing.stop_channels()


def test_an_exchange_that_is_not_cut_finishes(exchange):
    outcome = exchange("idle")
    assert (outcome.status, outcome.reason) == (FINISHED, "")
    assert "x" in str(outcome.outputs)


@pytest.mark.parametrize("lives", [True, False], ids=["lives", "is-gone"])
@pytest.mark.parametrize("until", ["nothing", *POINTS[:-1]])
def test_a_kernel_that_falls_silent_is_bounded(exchange, until, lives):
    outcome = exchange(until, lives=lives)
    expected = {FINISHED, STOPPED, DIED} if until == "reply" else {STOPPED, DIED}
    assert outcome.status in expected
    assert outcome.reason or outcome.status == FINISHED


@pytest.mark.parametrize("close", [("shell",), ("iopub",), ("control",), tuple(CHANNELS)])
@pytest.mark.parametrize("until", ["nothing", *POINTS])
def test_a_kernel_that_closes_channels_is_bounded(exchange, until, close):
    outcome = exchange(until, close)
    assert outcome.status in {FINISHED, STOPPED, DIED}
    assert outcome.reason or outcome.status == FINISHED
    if until in ("nothing", "received", "busy", "output"):
        assert outcome.status == DIED
