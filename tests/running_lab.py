"""JupyterLab as a student starts it, on a copy of the course."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-of-the-tests"


@contextlib.contextmanager
def running_lab(home: Path) -> Iterator[str]:
    """Its address while it runs; the copy of the course is `home`/course."""
    shutil.copytree(ROOT / "course", home / "course", dirs_exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    line = ["-m", "autograde.cli", "lab", str(home / "course"), "--no-browser", f"--port={port}"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *line], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **folders, "JUPYTER_TOKEN": TOKEN, "XDG_DATA_HOME": str(home)},
        )  # fmt: skip
    try:
        yield _wait_for(f"http://127.0.0.1:{port}", process, home / "log")
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def _wait_for(address, process, log):
    """The address, once the server answers there."""
    for _ in range(1800):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=60):
                return address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start in 3 minutes: {log.read_text()}")
