"""How long a learner waits for `check`: the median time of `assess` for each exercise.

Times the reference as the learner's answer, so that every case runs to its end; the first
misconception, so that the search for a cause is in it; and work that is wrong in a way that
nobody has declared, for which every mistake and every fact is looked at. Ratios are to the slowest
exercise's pass.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

import numpy as np

import autograde
from autograde import exercises
from autograde.kinds.exercise import Exercise

REPEATS = 7
KINDS = ("right", "mistaken", "unnamed")
OUTPUT = Path(__file__).parents[1] / "build" / "bench" / "check_latency.json"


def median_seconds(name: str, thing: object) -> float:
    """The median of REPEATS calls, after one that is not counted."""
    times = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        autograde.assess(name, thing)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def answers(exercise: Exercise) -> dict[str, object]:
    """What is assessed: a right answer, and a mistaken one where there is any."""
    mistakes = [m.wrong for m in exercise.misconceptions][:1]
    things = {"right": exercise.reference}
    if mistakes:
        things["mistaken"] = mistakes[0]
    if not exercise.is_answer and "model" not in exercise.returns.lower():
        things["unnamed"] = lambda *args: unnamed(exercise.reference(*args))
    if exercise.is_answer:
        things = {kind: function() for kind, function in things.items()}
    return things


def unnamed(value: object) -> object:
    """The value, with every array in it wrong: no mistake makes it, and no single fact tells it."""
    if isinstance(value, tuple):
        return tuple(map(unnamed, value))
    if isinstance(value, dict):
        return {key: unnamed(inner) for key, inner in value.items()}
    return 1.7 * value + 0.01 if isinstance(value, np.ndarray | float) else value


def measure() -> list[dict]:
    """One row for each exercise."""
    rows = []
    for exercise in exercises.all_exercises().values():
        row = {"exercise": exercise.name, "unit": exercise.unit}
        for kind, thing in answers(exercise).items():
            row[f"{kind}_seconds"] = median_seconds(exercise.name, thing)
        rows.append(row)
    slowest = max(row["right_seconds"] for row in rows)
    for row in rows:
        row["right_to_slowest"] = row["right_seconds"] / slowest
    return rows


def main() -> None:
    """Print a table and write the JSON file."""
    rows = measure()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{'exercise':<24}" + "".join(f"{kind:>12}" for kind in KINDS), end="")
    print(f"   (milliseconds, median of {REPEATS})")
    for row in rows:
        times = [row.get(f"{kind}_seconds") for kind in KINDS]
        shown = "".join(" " * 12 if t is None else f"{1e3 * t:12.1f}" for t in times)
        print(f"{row['exercise']:<24}{shown}".rstrip())
    print(f"written to {OUTPUT.relative_to(OUTPUT.parents[2])}")


if __name__ == "__main__":
    main()
