"""JupyterLab as a student starts it, in a copy of the course."""

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
def running_lab(home: Path, folder: str | None = None) -> Iterator[str]:
    """Its address while it runs; the copy of the course is `home`/course.

    folder: what to open, in `home`; the learner's own copies if not given.
    """
    shutil.copytree(ROOT / "course", home / "course", dirs_exist_ok=True)
    (home / "solutions").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    opened = [str(home / folder)] if folder else []
    line = ["-m", "autograde.cli", "lab", *opened, "--no-browser", f"--port={port}"]
    own = {"JUPYTER_TOKEN": TOKEN, "XDG_DATA_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *line], cwd=home, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **folders, **own},
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
