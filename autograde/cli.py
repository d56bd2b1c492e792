"""The command `unrolled`: reads the arguments, calls one function, gives back its exit code.

Commands are imported when they are asked for: `unrolled progress` must not wait for Jupyter.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from autograde.commands import UserError

EXIT_CODES = """\
exit codes:
  0  fine
  1  somebody has to look: work that could not be graded, a stale course, an unexpected mark, ...
  2  bad input, or no sandbox to run submissions in
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; a bad argument exits with 2 by itself."""
    arguments = parser().parse_args(argv)
    command = importlib.import_module(f"autograde.commands.{arguments.command}")
    try:
        return command.run(arguments)
    except UserError as error:
        print(f"unrolled {arguments.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            f"unrolled {arguments.command}: stopped; the same command starts again", file=sys.stderr
        )
        return 130


def parser() -> argparse.ArgumentParser:
    """The commands with their arguments."""
    top = _Parser("unrolled", description="Work on, release and grade the course.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text}.", epilog=EXIT_CODES)

    _add_lab(add("lab", "Open the course in JupyterLab"))
    _add_demo(add("demo", "Grade a sample class with known marks"))
    _add_release(add("release", "Generate course/ from solutions/"))
    _add_grade(add("grade", "Grade the submissions of a class"))
    _add_export(add("export", "Write the gradebook as a CSV file"))
    _add_report(add("report", "Say how a class did, and which mistakes were made most"))
    add("progress", "Show how far you are")
    _add_doctor(add("doctor", "Check this machine, the sandbox included"))
    return top


class _Parser(argparse.ArgumentParser):
    """Keeps the line breaks of the exit codes, and lists them in every --help."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("epilog", EXIT_CODES)
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **kwargs)


def _add_lab(parser):
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="what to open (default: work/, your own copies of the units in course/; "
        "outside the course, the folder you are in)",
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="bring newer releases into work/ first; cells that you have changed stay as they are",
    )
    parser.add_argument("--no-browser", action="store_true", help="start without a browser")
    parser.add_argument("--port", type=int, help="the port to listen on")
    parser.add_argument(
        "--instructor",
        action="store_true",
        help="open the whole project, with the formgrader and nbgrader's other panels",
    )


def _add_demo(parser):
    _add_results(parser, "grading/sample")


def _add_release(parser):
    _add_units(parser)
    _add_results(parser, "grading")
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing: say what is stale in course/, and exit with 1 if anything is",
    )


def _add_grade(parser):
    _add_units(parser)
    parser.add_argument(
        "--submissions",
        type=Path,
        metavar="DIR",
        help="holds STUDENT/UNIT/UNIT.ipynb (default: submitted/)",
    )
    _add_results(parser, "grading")
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="how many submissions run at a time (default: one for each core)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="grade anew what did not change since the last time"
    )
    parser.add_argument(
        "--unsafe-no-sandbox",
        action="store_true",
        help="run the submissions' code unprotected, as you: for code that you have read",
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")


def _count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number above 0")
    return number


def _add_export(parser):
    _add_results(parser, "grading")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write (default: RESULTS/grades.csv)"
    )


def _add_report(parser):
    _add_units(parser)
    _add_results(parser, "grading")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_doctor(parser):
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def _add_units(parser):
    parser.add_argument(
        "units", nargs="*", metavar="UNIT", help="for example 04_bptt (default: every unit)"
    )


def _add_results(parser, default):
    parser.add_argument(
        "--results",
        type=Path,
        metavar="DIR",
        help=f"the gradebook, marks and feedback (default: {default}/)",
    )


if __name__ == "__main__":
    sys.exit(main())
