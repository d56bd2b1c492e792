"""Grading a class: this engine against stock nbgrader, on the same submissions, in one run.

From the command to the feedback written. For each notebook, commands on a few and on more
submissions are interleaved; the difference gives the marginal seconds a submission, what is left
is the start. Two kinds of notebook: unit 04 (NumPy) and unit 10 (Keras). Cells tagged as
experiments are left out on both sides, for stock nbgrader would run them. It runs the same code
with the engine's settings taken away. The regrade is the same command once more.

    python benchmarks/grading.py [--few 4] [--more 24] [--rounds 1] [--kinds numpy,keras]

With `--flat 500` this engine alone grades 50 and 500 submissions, interleaved: what one costs and
the memory of the largest process should be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "build" / "bench" / "grading.json"
UNITS = {"numpy": "04_bptt", "keras": "10_keras"}
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
"""
OURS = """
from pathlib import Path
from autograde.grading.plugins.config import configure
c = get_config()
configure(c, Path(__file__).parent if "__file__" in globals() else Path.cwd())
"""
EXPERIMENT = "experiment"
SECRET = "benchmarks have no secrets"


def run(line: list[str], folder: Path) -> tuple[float, float]:
    """The seconds that a command takes, and the MiB of the largest of its processes.

    Raises:
        RuntimeError: it failed.
    """
    variables = {**os.environ, "UNROLLED_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(line, cwd=folder, env=variables, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(line)}: {said.read()[-2000:]}")
    return seconds, used.ru_maxrss / 1024


def nbgrader(folder: Path, *arguments: str) -> float:
    """The seconds of one of nbgrader's own commands."""
    return run([sys.executable, "-m", "nbgrader", *arguments], folder)[0]


def unrolled(folder: Path, *arguments: str) -> tuple[float, float]:
    """The seconds and MiB of one of this project's commands."""
    return run([sys.executable, "-m", "autograde.cli", *arguments], folder)


def source(kind: str) -> dict:
    """The solution notebook of a unit, without its experiments: stock nbgrader would run them."""
    unit = UNITS[kind]
    path = ROOT / "solutions" / unit / f"{unit}.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    nb["cells"] = [
        cell for cell in nb["cells"] if EXPERIMENT not in cell["metadata"].get("tags", [])
    ]
    return nb


def make_class(folder: Path, kind: str, count: int) -> None:
    """A course of one unit and `count` submissions to it, no two of them the same."""
    unit, nb = UNITS[kind], source(kind)
    place = folder / "solutions" / unit
    place.mkdir(parents=True)
    (folder / "solutions" / "README.md").write_text("# A course for measuring\n")
    (place / f"{unit}.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    for number in range(count):
        mine = json.loads(json.dumps(nb))
        for cell in mine["cells"]:
            text = "".join(cell["source"])
            text = text.replace("### BEGIN SOLUTION", f"# {number}").replace("### END SOLUTION", "")
            cell["source"] = text
        handed_in = folder / "submitted" / f"s{number:04d}" / unit
        handed_in.mkdir(parents=True)
        (handed_in / f"{unit}.ipynb").write_text(json.dumps(mine), encoding="utf-8")


def time_stock(folder: Path, kind: str, count: int) -> dict[str, float]:
    """Seconds of stock nbgrader's two commands together."""
    make_class(folder, kind, count)
    (folder / "nbgrader_config.py").write_text(STOCK)
    unit = UNITS[kind]
    nbgrader(folder, "generate_assignment", unit)
    return {
        "grade": nbgrader(folder, "autograde", unit) + nbgrader(folder, "generate_feedback", unit)
    }


def time_ours(folder: Path, kind: str, count: int) -> dict[str, float]:
    """Seconds of our one command, and of the same command again."""
    make_class(folder, kind, count)
    (folder / "nbgrader_config.py").write_text(OURS)
    unit = UNITS[kind]
    unrolled(folder, "release", unit)
    first, again = (unrolled(folder, "grade", unit) for _ in range(2))
    return {"grade": first[0], "regrade": again[0], "mib": first[1]}


SIDES = {"stock": time_stock, "ours": time_ours}


def measure(kind: str, few: int, more: int, rounds: int) -> dict:
    """Both sides on both sizes, interleaved; of the rounds the fastest counts."""
    found: dict = {}
    for number in range(rounds):
        for count in (few, more):
            for side, timed in SIDES.items():
                with tempfile.TemporaryDirectory(prefix="unrolled-bench-") as folder:
                    seconds = timed(Path(folder), kind, count)
                seconds.pop("mib", None)
                for what, value in seconds.items():
                    key = f"{side}_{what}"
                    former = found.setdefault(key, {}).get(count, value)
                    found[key][count] = min(former, value)
                print(f"{kind} round {number + 1}: {side} {count}: {seconds}", flush=True)
    return {"seconds": found, **_ratios(found, few, more)}


def _ratios(found, few, more):
    marginal = {
        key: (seconds[more] - seconds[few]) / (more - few) for key, seconds in found.items()
    }
    start = {key: seconds[few] - few * marginal[key] for key, seconds in found.items()}
    stock = marginal["stock_grade"]
    return {
        "marginal": marginal,
        "start": start,
        "times_faster": {key: stock / value for key, value in marginal.items() if value > 0},
        "whole_command": found["stock_grade"][more] / found["ours_grade"][more],
    }


def measure_flat(kind: str, many: int, rounds: int) -> dict:
    """What a submission costs and what the grader holds, from few submissions to many."""
    sizes = (4, 50, many)
    taken: dict[int, list] = {size: [] for size in sizes}
    held: dict[int, list] = {size: [] for size in sizes}
    for number in range(rounds):
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="unrolled-bench-") as folder:
                found = time_ours(Path(folder), kind, size)
            taken[size].append(found["grade"])
            held[size].append(found["mib"])
            print(f"{kind} round {number + 1}: {size} submissions: {found}", flush=True)
    few, some, all_ = (statistics.median(taken[size]) for size in sizes)
    costs = {"to_50": (some - few) / (50 - 4), f"to_{many}": (all_ - some) / (many - 50)}
    memory = {size: statistics.median(values) for size, values in held.items()}
    return {"seconds_a_submission": costs, "mib": memory}


def main() -> None:
    """Print a table and write the JSON file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--more", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(UNITS))
    parser.add_argument("--flat", type=int, metavar="MANY", help="see above; no comparison")
    chosen = parser.parse_args()
    if shutil.which("bwrap") is None:
        print("grading: bubblewrap is not installed, nothing to measure")
        return
    results = {}
    for kind in chosen.kinds.split(","):
        if chosen.flat:
            results[kind] = measure_flat(kind, chosen.flat, chosen.rounds)
            print(f"{kind}: {results[kind]}")
            continue
        results[kind] = measure(kind, chosen.few, chosen.more, chosen.rounds)
        for key, value in results[kind]["marginal"].items():
            times = results[kind]["times_faster"].get(key, float("nan"))
            print(f"{kind:6} {key:12} {value:7.3f} s a submission  {times:6.1f} times faster")
    output = OUTPUT.with_stem("grading_flat") if chosen.flat else OUTPUT
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
