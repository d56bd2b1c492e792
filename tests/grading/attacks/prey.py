"""What there is to steal and to break."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.grading.attacks.kernels import ROOT

NUMBERS = {  # of system calls that the C library has no function for
    "x86_64": {"keys": 248, "faults": 323},
    "aarch64": {"keys": 217, "faults": 282},
}.get(os.uname().machine, {"keys": 0, "faults": 0})


@contextmanager
def laid_out(folder: Path) -> Iterator[dict]:
    """Files in `folder`, two servers and a process; what the attacks call them."""
    (folder / "gradebook.db").write_text("MARKS-OF-EVERYBODY")
    (folder / "store").mkdir()
    (folder / "submitted" / "ann").mkdir(parents=True)
    (folder / "submitted" / "ann" / "work.ipynb").write_text("WORK-OF-ANN")
    victim = subprocess.Popen(["sleep", "600"])
    name = f"\0unrolled-prey-{os.getpid()}"
    try:
        with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as local:
            local.bind(name)
            local.listen()
            yield {
                "folder": str(folder),
                "file": str(folder / "gradebook.db"),
                "port": tcp.getsockname()[1],
                "name": name,
                "process": victim.pid,
                "grader": os.getpid(),
                "environment": sys.prefix,
                "root": str(ROOT),
                **NUMBERS,
            }
    finally:
        victim.kill()
        victim.wait()
