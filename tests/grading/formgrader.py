"""nbgrader's formgrader on the toy course, as `unrolled lab --instructor` starts it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-tests"
START = """
import sys
from pathlib import Path
from jupyter_server.serverapp import main
from tests.grading import toys
with toys.registered(Path(sys.argv.pop(1))):
    main(sys.argv[1:])
"""
EXTENSION = "nbgrader.server_extensions.formgrader"


class Formgrader:
    """What a browser asks of it."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/formgrader"

    def ask(self, path: str, data: Any = None, method: str | None = None) -> Any:
        """The answer of its interface; a POST where there is `data`."""
        return json.loads(self.page(f"api/{path}", data, method))

    def page(self, path: str, data: Any = None, method: str | None = None) -> str:
        """One of its pages."""
        body = None if data is None else json.dumps(data).encode("utf-8")
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.address}/{path}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.read().decode("utf-8")


@contextmanager
def serving(root: Path, exchange: Path, home: Path) -> Iterator[Formgrader]:
    """A server in the course's folder. home: an empty folder for what it writes about itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-c", START, str(home / "declared"), *_options(root, exchange, port)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            line, cwd=root, stdout=log, stderr=log, start_new_session=True, env=_environment(home)
        )
    try:
        found = Formgrader(f"http://127.0.0.1:{port}")
        _wait_for(found, process, home / "log")
        yield found
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def _options(root, exchange, port):
    return [
        f"--ServerApp.jpserver_extensions={{'{EXTENSION}': True}}",
        f"--ServerApp.root_dir={root}",
        f"--Exchange.root={exchange}",
        f"--port={port}",
        "--no-browser",
        "--allow-root",
    ]


def _environment(home):
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **folders, "JUPYTER_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}


def _wait_for(formgrader, process, log):
    for _ in range(1200):
        assert process.poll() is None, log.read_text()
        try:
            formgrader.ask("status")
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start in 2 minutes: {log.read_text()}")
