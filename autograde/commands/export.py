"""`unrolled export`: the gradebook as a CSV file, one line for each submission."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

from autograde.commands import UserError, course_root
from autograde.commands.engine import engine


def run(arguments: Namespace) -> int:
    """Write the file and say where it is."""
    results = (arguments.results or course_root() / "grading").absolute()
    gradebook = results / "gradebook.db"
    if not gradebook.is_file():
        raise UserError(f"{gradebook} does not exist: run unrolled grade first, or name --results.")
    with engine():
        from autograde.grading.results import grades
    output = arguments.output or results / grades.FILE
    try:
        grades.write(f"sqlite:///{gradebook}", results)
        if output != results / grades.FILE:
            shutil.copyfile(results / grades.FILE, output)
    except OSError as error:
        raise UserError(f"{output} cannot be written ({error.strerror}): name --output.") from error
    count = len(output.read_text(encoding="utf-8").splitlines()) - 1
    print(f"{count} {'submission' if count == 1 else 'submissions'} in {_shown(output)}")
    return 0


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
