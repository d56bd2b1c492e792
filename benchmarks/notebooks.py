"""How long each notebook takes: the whole solution, run as a learner's Run All does.

Seconds depend on the machine and on what else it does, so each is told as a ratio too: to matrix
products that are timed right before and right after the notebook.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.notebooks.running import BUDGETS, UNITS, run_all, source  # noqa: E402

OUTPUT = ROOT / "build" / "bench" / "notebooks.json"
SIZE = 300  # of the matrices
PRODUCTS = 100


def calibration() -> float:
    """Median seconds of PRODUCTS products of two SIZE x SIZE matrices, of five tries."""
    a = np.random.default_rng(0).standard_normal((SIZE, SIZE)) / SIZE**0.5
    times = []
    for _ in range(5):
        started, product = time.perf_counter(), a
        for _ in range(PRODUCTS):
            product = product @ a
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def measure(unit: str) -> dict:
    """One row: seconds, the budget, and the ratio to the calibration."""
    before = calibration()
    with tempfile.TemporaryDirectory() as folder:
        _, seconds = run_all(source(unit), Path(folder))
    unit_of_time = (before + calibration()) / 2
    return {
        "unit": unit,
        "seconds": seconds,
        "budget_seconds": BUDGETS[unit],
        "calibration_seconds": unit_of_time,
        "ratio": seconds / unit_of_time,
    }


def main() -> None:
    """Print a table and write the JSON file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("unit", nargs="*", default=UNITS, help="names; none: all units")
    rows = []
    print(f"{'notebook':<20}{'seconds':>9}{'budget':>9}{'ratio':>9}")
    for unit in parser.parse_args().unit:
        row = measure(unit)
        rows.append(row)
        numbers = f"{row['seconds']:9.1f}{row['budget_seconds']:9d}{row['ratio']:9.1f}"
        print(f"{unit:<20}{numbers}", flush=True)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"ratio: to {PRODUCTS} products of {SIZE} x {SIZE} matrices")
    print(f"written to {OUTPUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
