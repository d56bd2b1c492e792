"""How much a submission may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What the grader allows a notebook, from outside.

    cell_seconds, notebook_seconds: wall time; restarts: new kernels after the first;
    output_bytes: kept of the whole notebook's output.
    """

    cell_seconds: float = 20.0
    notebook_seconds: float = 300.0
    restarts: int = 3
    output_bytes: int = 2 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the kernel of a submission sets on itself before it reads any of its files.

    memory_bytes: resident memory of all processes, and what they wrote to the scratch folders;
    cpu_seconds: of all processes together; file_bytes: of each file written; processes: and
    threads, of this submission; open_files: of each process; scratch_bytes and scratch_files:
    of each writable folder, where folders count as files.
    Address space is not bounded: TensorFlow reserves far more than it uses. Memory, CPU time and
    files are watched by the first process of the sandbox, see inside/start/keeper.py.
    """

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 120
    file_bytes: int = 64 * MIB
    processes: int = 128
    open_files: int = 512
    scratch_bytes: int = 256 * MIB
    scratch_files: int = 16_384

    def to_dict(self) -> dict[str, int]:
        """As JSON data for the launcher inside."""
        return asdict(self)
