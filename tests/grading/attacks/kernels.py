"""Kernels for attacks: with every defence, or with one lifted."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograde.grading.kernel.forkserver import ForkServer
from autograde.grading.kernel.kernel import SandboxKernel
from autograde.grading.kernel.outcome import DIED
from autograde.grading.kernel.outputs import Outputs
from autograde.grading.sandbox import handout
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder
from tests.grading import toys
from tests.grading.attacks import Without

ROOT = Path(__file__).resolve().parents[3]
TRY = """
def attack():
{body}

try:
    print("succeeded" if attack() else "failed")
except (Exception, SystemExit) as error:
    print("failed", repr(error)[:200])
"""


def code(body: str) -> str:
    """The body of a function that returns whether it succeeded, as a cell that prints that."""
    return TRY.format(body="\n".join("    " + line for line in body.strip().splitlines()))


def make_kernel(
    server: ForkServer | None = None,
    *,
    limits: Limits | None = None,
    unsafe: bool = False,
    without: Without | None = None,
) -> SandboxKernel:
    """A kernel that has not started: forked, in a sandbox of its own, or without one.

    without: what is changed in a sandbox of its own.
    """
    run = RunFolder(server.folder.kernels if server else None)
    shutil.rmtree(run.path / "project")
    if server is None:
        handout.write(run.path / "project", toys.UNIT)
    if without is not None:
        weaken(run, without)
    return SandboxKernel(
        run, limits=limits or Limits(), hidden=[ROOT], unsafe_no_sandbox=unsafe, server=server
    )


def weaken(run: RunFolder, without: Without) -> None:
    """Change one line of what starts the kernel, which must be there."""
    path = run.path / "start" / without.file
    text = path.read_text()
    assert text.count(without.line) == 1, f"{without.line} is not in {without.file}"
    path.write_text(text.replace(without.line, without.instead))


class WeakenedServer(ForkServer):
    """A fork server with one line changed."""

    def __init__(self, without: Without) -> None:
        self.without = without
        super().__init__(toys.UNIT, (str(ROOT),))

    def _fill(self):
        super()._fill()
        weaken(self.folder, self.without)


def said_by(running: SandboxKernel, source: str, seconds: float = 20, room: int = 10_000) -> str:
    """What a cell prints, and why its kernel died if it did."""
    outputs = Outputs(room)
    outcome = running.execute(source, seconds, outputs)
    text = "".join(o.text for o in outputs.found if o.output_type == "stream")
    return f"{text} {outcome.reason if outcome.status == DIED else ''}"
