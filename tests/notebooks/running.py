"""Run a notebook as a learner would, in a kernel of the test's own environment."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).parents[2]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# Seconds for the whole solution notebook on two cores, from the curriculum.
BUDGETS = {
    "06_training": 60,
    "00_start": 5,
    "01_hidden_state": 10,
    "02_unrolling": 10,
    "03_loss": 5,
    "04_bptt": 15,
    "05_gradients": 20,
    "07_lstm": 60,
    "10_keras": 75,
}
UNITS = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


def source(unit: str, folder: str = "solutions") -> nbformat.NotebookNode:
    """The notebook of a unit, in solutions/ or in course/."""
    return nbformat.read(ROOT / folder / unit / f"{unit}.ipynb", as_version=4)


def run_all(notebook, folder: Path) -> tuple[nbformat.NotebookNode, float]:
    """Run every cell; cells with the tag `raises-exception` may fail -> notebook, seconds."""
    with tempfile.TemporaryDirectory() as sockets:
        # A port of TCP may be taken between the moment it is chosen and the kernel's use of it.
        transport = {"transport": "ipc", "ip": f"{sockets}/kernel"}
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            config=Config(KernelManager=transport),
        )
        started = time.monotonic()
        # Two tests share the two cores: threads of one would only wait for those of the other.
        client.execute(env={**os.environ, **dict.fromkeys(THREADS, "1")})
    return notebook, time.monotonic() - started


def tags(cell) -> list[str]:
    """The cell's tags."""
    return cell.metadata.get("tags", [])


def graded_name(cell) -> str | None:
    """The exercise that a test cell judges; None for other cells."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return grade_id.removeprefix("test_") if grade_id.startswith("test_") else None


def output_text(cell) -> str:
    """All that the cell shows, as plain text."""
    texts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "error":
            texts.append("\n".join(output.traceback))
        else:
            texts.append(output.data.get("text/plain", ""))
    return "\n".join(texts)
