"""`unrolled export`: the gradebook as a CSV file, one line for each submission."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

from autograde.commands import UserError, course_root
from autograde.commands.engine import gradebook_of


def run(arguments: Namespace) -> int:
    """Write the file and say where it is."""
    root = course_root()
    results = (arguments.results or root / "grading").absolute()
    with gradebook_of(root, results) as gradebook:
        from autograde.grading.results import grades

        output = arguments.output or results / grades.FILE
        if gradebook is None:
            missing = results / "gradebook.db"
            raise UserError(
                f"{missing} does not exist: run unrolled grade first, or name --results."
            )
        try:
            count = grades.write(gradebook, results)
            if output != results / grades.FILE:
                shutil.copyfile(results / grades.FILE, output)
        except OSError as error:
            why = f"{output} cannot be written ({error.strerror}): name --output."
            raise UserError(why) from error
    print(f"{count} {'line' if count == 1 else 'lines'} in {_shown(output)}")
    return 0


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
