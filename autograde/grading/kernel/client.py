"""A client that takes only so much from a kernel, and connects to it only once."""

from __future__ import annotations

from typing import Any

import zmq
from jupyter_client import BlockingKernelClient

MAX_MESSAGE = 24 * 2**20  # bytes; the connection is cut by a larger one
MAX_WAITING = 64  # messages that wait here to be read
NEVER = -1
SEND_MS = 1_000  # a kernel that has closed its end takes nothing: then a send would wait for ever
KINDS = {"shell": zmq.DEALER, "control": zmq.DEALER, "iopub": zmq.SUB}


class BoundedKernelClient(BlockingKernelClient):
    """Bounds what waits in the grader's memory, and never connects again to a replaced socket.

    monitors: sockets on which a lost connection shows.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.monitors: list[zmq.Socket] = []

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> zmq.Socket:
        """Called by `connect_shell`, `connect_iopub` and `connect_control`."""
        socket = self.context.socket(KINDS[channel])
        socket.linger = 0
        socket.maxmsgsize = MAX_MESSAGE
        socket.rcvhwm = MAX_WAITING
        socket.sndtimeo = SEND_MS
        socket.reconnect_ivl = NEVER
        if identity:
            socket.identity = identity
        self.monitors.append(socket.get_monitor_socket(zmq.EVENT_DISCONNECTED))
        socket.connect(self._make_url(channel))
        return socket

    def request(self, code: str, metadata: dict[str, Any]) -> str:
        """Have code executed; `metadata` goes along with the message. -> the message's id.

        Raises:
            zmq.ZMQError: the kernel takes no message any more.
        """
        content = {
            "code": code,
            "silent": False,
            "store_history": False,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self.session.msg("execute_request", content, metadata=metadata)
        self.shell_channel.send(message)
        return message["header"]["msg_id"]

    def stop_channels(self) -> None:
        """Close the channels that were opened. The base class would open the others first."""
        for name in KINDS:
            channel = getattr(self, f"_{name}_channel")
            if channel is not None:
                channel.socket.disable_monitor()
                channel.stop()
            setattr(self, f"_{name}_channel", None)
        for monitor in self.monitors:
            monitor.close(linger=0)
        self.monitors = []
        # Here and not when the client is collected: by then its sockets may be gone from the
        # context's list while they are still open, and ending the context would wait for them.
        if not self.context.closed:
            self.context.destroy(linger=0)
