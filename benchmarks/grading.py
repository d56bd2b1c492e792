"""Grading a class: this engine against stock nbgrader, on the same submissions, in one run.

From the command to the feedback written. For each notebook, commands on a few and on more
submissions are interleaved; the difference gives the marginal seconds a submission, what is left
is the start. Two kinds of notebook: unit 04 (NumPy), and a small one that imports TensorFlow.
Cells tagged as experiments are left out on both sides, for stock nbgrader would run them. It runs
the same code with the engine's settings taken away. The regrade is the same command once more.

    python benchmarks/grading.py [--few 4] [--more 24] [--rounds 1] [--kinds numpy,keras]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
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
from autograde.grading.config import configure
c = get_config()
configure(c, Path(__file__).parent if "__file__" in globals() else Path.cwd())
"""
EXPERIMENT = "experiment"
SECRET = "benchmarks have no secrets"


def run(line: list[str], folder: Path) -> float:
    """The seconds that a command takes.

    Raises:
        RuntimeError: it failed.
    """
    variables = {**os.environ, "UNROLLED_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
    start = time.perf_counter()
    done = subprocess.run(line, cwd=folder, env=variables, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(line)}: {done.stderr[-2000:]}")
    return time.perf_counter() - start


def nbgrader(folder: Path, *arguments: str) -> float:
    """One of nbgrader's own commands."""
    return run([sys.executable, "-m", "nbgrader", *arguments], folder)


def unrolled(folder: Path, *arguments: str) -> float:
    """One of this project's commands."""
    return run([sys.executable, "-m", "autograde.cli", *arguments], folder)


def source(kind: str) -> dict:
    """The solution notebook of a unit, or, where there is none yet, one that does as it would."""
    unit = UNITS[kind]
    path = ROOT / "solutions" / unit / f"{unit}.ipynb"
    if kind == "numpy":
        nb = json.loads(path.read_text(encoding="utf-8"))
        # Stock nbgrader would run the experiments too: to leave them out favours it.
        tagged = (cell["metadata"].get("tags", []) for cell in nb["cells"])
        nb["cells"] = [
            c for c, tags in zip(nb["cells"], tagged, strict=True) if EXPERIMENT not in tags
        ]
        return nb
    import nbformat

    with_keras = [
        "import keras\nimport numpy as np\nimport tensorflow as tf\n\nfrom autograde import check"
    ]
    with_keras += [
        "model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4)])",
        "model(np.ones((2, 5, 3))).shape",
    ]
    cells = [nbformat.v4.new_code_cell(text, id=f"cell{n}") for n, text in enumerate(with_keras)]
    cells += list(_exercise_cells())
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})


def _exercise_cells():
    """One exercise of the unit, right."""
    import nbformat

    body = """### BEGIN SOLUTION
def to_keras_weights(cell, gates):
    order = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell]
    names = ("W_x", "W_h", "b_x", "b_h")
    W_x, W_h, b_x, b_h = (np.concatenate([gates[g][n] for g in order], axis=-1) for n in names)
    return W_x, W_h, np.stack([b_x, b_h]) if cell == "GRU" else b_x + b_h
### END SOLUTION"""
    mark = {"locked": False, "schema_version": 3, "task": False}
    name = "to_keras_weights"
    about = {**mark, "grade": False, "solution": True, "grade_id": name}
    yield nbformat.v4.new_code_cell(body, id="solution", metadata={"nbgrader": about})
    about = {**mark, "grade": True, "solution": False, "locked": True}
    about |= {"grade_id": f"test_{name}", "points": 4}
    metadata = {"nbgrader": about, "tags": ["raises-exception"]}
    yield nbformat.v4.new_code_cell(f'check("{name}")', id="test", metadata=metadata)


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
    return {"grade": unrolled(folder, "grade", unit), "regrade": unrolled(folder, "grade", unit)}


SIDES = {"stock": time_stock, "ours": time_ours}


def measure(kind: str, few: int, more: int, rounds: int) -> dict:
    """Both sides on both sizes, interleaved; of the rounds the fastest counts."""
    found: dict = {}
    for number in range(rounds):
        for count in (few, more):
            for side, timed in SIDES.items():
                with tempfile.TemporaryDirectory(prefix="unrolled-bench-") as folder:
                    seconds = timed(Path(folder), kind, count)
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


def main() -> None:
    """Print a table and write the JSON file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--more", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(UNITS))
    chosen = parser.parse_args()
    if shutil.which("bwrap") is None:
        print("grading: bubblewrap is not installed, nothing to measure")
        return
    results = {}
    for kind in chosen.kinds.split(","):
        results[kind] = measure(kind, chosen.few, chosen.more, chosen.rounds)
        for key, value in results[kind]["marginal"].items():
            times = results[kind]["times_faster"].get(key, float("nan"))
            print(f"{kind:6} {key:12} {value:7.3f} s a submission  {times:6.1f} times faster")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
