"""One notebook to grade, as plain data: all that decides what comes out, and nothing else."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from autograde.grading.digests import digest_of, digest_of_code
from autograde.grading.run.cellplan import TEST, Step, make_plan
from autograde.grading.sandbox.limits import Limits, RunLimits
from autograde.grading.seeds import private_seed

LOCK = "requirements.lock"
LEFT_ASIDE = {".ipynb_checkpoints", "__pycache__", ".pytest_cache"}  # as nbgrader does


@dataclass(frozen=True, slots=True)
class Task:
    """Handed to `work.run`, here or on another machine.

    steps: what happens to each code cell; files: (name, content) of what lies beside the
    notebook; seeds: (exercise, private seed); lock: the digest of requirements.lock; hidden:
    folders of this machine that must not show in the sandbox.
    """

    unit: str
    steps: tuple[Step, ...]
    files: tuple[tuple[str, bytes], ...]
    seeds: tuple[tuple[str, int], ...]
    limits: Limits
    run_limits: RunLimits
    sandboxed: bool = True
    lock: str = ""
    hidden: tuple[str, ...] = ()

    def key(self) -> str:
        """The name of its result in the store: a digest of everything that decides it."""
        parts = {
            "engine": digest_of_code(),
            "python": sys.version,
            "numpy": np.__version__,
            "lock": self.lock,
            "unit": self.unit,
            "steps": [asdict(step) for step in self.steps],
            "files": [(name, hashlib.sha256(content).hexdigest()) for name, content in self.files],
            "seeds": self.seeds,
            "limits": [asdict(self.limits), asdict(self.run_limits)],
            "sandboxed": self.sandboxed,
        }
        text = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_task(
    nb: NotebookNode,
    released: NotebookNode,
    files: dict[str, bytes],
    *,
    unit: str,
    student: str,
    secret: bytes,
    root: Path,
    plain: bool = False,
    **more: object,
) -> Task:
    """The task of a restored notebook. plain: see `make_plan`; more: limits,
    run_limits, sandboxed, hidden."""
    steps = tuple(make_plan(nb, released, plain=plain))
    names = [step.exercise_name for step in steps if step.kind == TEST]
    return Task(
        unit=unit,
        steps=steps,
        files=tuple(sorted(files.items())),
        seeds=tuple((name, private_seed(secret, student, name)) for name in names),
        lock=digest_of(root / LOCK),
        **more,
    )


def files_beside(*folders: Path) -> dict[str, bytes]:
    """Name -> content of every file that is no notebook. Of later folders those that count more."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            aside = LEFT_ASIDE & set(name.parts) or path.suffix in (".ipynb", ".pyc")
            if path.is_file() and not path.is_symlink() and not aside:
                found[name.as_posix()] = path.read_bytes()
    return found
