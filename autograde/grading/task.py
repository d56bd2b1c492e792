"""One notebook to grade, as plain data: all that decides what comes out, and nothing else."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

import autograde
import rnn_ref
from autograde import exercises
from autograde.grading.cellplan import TEST, Step, make_plan
from autograde.grading.limits import Limits, RunLimits
from autograde.grading.seeds import private_seed

LOCK = "requirements.lock"
NOT_DECIDING = {"commands", "sample_class", "lab_config", "cli.py"}  # of the package `autograde`
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


def digest_of_code() -> str:
    """Of the judge, the exercises, the engine and the reference: a change in any may change marks.

    The released notebook counts through the task's steps.
    """
    return _digest_of_code(tuple(exercises.__path__))


@functools.cache
def _digest_of_code(exercises_path):
    digest = hashlib.sha256()
    package = Path(autograde.__file__).parent
    tops = [package, Path(rnn_ref.__file__).parent, *map(Path, exercises_path)]
    for top in tops:
        for path in sorted(top.rglob("*.py")):
            name = path.relative_to(top)
            if top != package or name.parts[0] not in NOT_DECIDING:
                digest.update(f"{name}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


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


def digest_of(path: Path) -> str:
    """Of a file's content; "" where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


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
