"""Exercise 12.1, make_windows: windows without leakage."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_12 import UNIT, WINDOWS
from autograde.kinds.common import squeezed
from autograde.kinds.exercise import Case, Exercise, Misconception


def _series(rng, S, D):
    return rng.normal(size=(S, D)).cumsum(axis=0)


def _window_cases(rng):
    # Wide enough that no mistake leaves a part empty: lists and arrays differ in an empty shape.
    count = np.arange(13.0)[:, None]
    small = _series(rng, 19, 2).astype(np.float32)
    return [
        Case("the numbers 0 to 12, horizon 1", (count, 3, 1, 7), "shapes"),
        Case("the numbers 0 to 12, horizon 2", (count, 3, 2, 7), "shapes"),
        Case("14 steps of 2 numbers", (_series(rng, 14, 2), 4, 1, 8), "shapes"),
        Case("windows of one step", (_series(rng, 10, 2), 1, 2, 6), "ones"),
        Case("one input, D = 1", (_series(rng, 14, 1), 3, 2, 8), "ones"),
        Case("two pairs to train on", (_series(rng, 12, 3), 3, 2, 6), "ones"),
        Case("S=20, D=3, length 5, horizon 2", (_series(rng, 20, 3), 5, 2, 11)),
        Case("S=26, D=4, length 3, horizon 6", (_series(rng, 26, 4), 3, 6, 15)),
        Case("S=31, D=3, length 7, horizon 4", (_series(rng, 31, 3), 7, 4, 18)),
        Case("float32", (small, 4, 3, 10), "float32"),
        Case("400 steps", (_series(rng, 400, 2), 12, 5, 300), "extreme"),
    ]


def _windows_with(target=lambda start, length, horizon: start + length - 1 + horizon, **changes):
    """Windows with one thing wrong: where the target stands, or what decides the split."""
    decides = changes.get("decides", lambda start, length, at: at)
    first = changes.get("first", lambda split: 0)

    def windows(series, length, horizon, split):
        parts = [], [], [], []
        end = len(series) - length - horizon + 1 - changes.get("lost", 0)
        for start in range(0, end, changes.get("step", 1)):
            at = target(start, length, horizon)
            stop = start + length + changes.get("longer", 0)
            is_test = decides(start, length, at) >= split
            if is_test and start < first(split):
                continue
            parts[2 * is_test].append(series[start:stop])
            parts[2 * is_test + 1].append(series[at])
        return tuple(np.array(part) for part in parts)

    return windows


def _all_values_up_to_the_horizon(series, length, horizon, split):
    following = np.lib.stride_tricks.sliding_window_view(series, horizon, axis=0)[length:]
    x_train, _, x_test, _ = rnn_ref.make_windows(series, length, horizon, split)
    following = following.swapaxes(1, 2)
    return x_train, following[: len(x_train)], x_test, following[len(x_train) :]


def _changed(x_change, y_change):
    """The right windows, with something done to both arrays of windows and of targets."""

    def windows(*args):
        x_train, y_train, x_test, y_test = rnn_ref.make_windows(*args)
        return x_change(x_train), y_change(y_train), x_change(x_test), y_change(y_test)

    return windows


def _parts_exchanged(*args):
    x_train, y_train, x_test, y_test = rnn_ref.make_windows(*args)
    return x_train, x_test, y_train, y_test


def _scaled_on_everything(series, length, horizon, split):
    scaled = (series - series.mean(axis=0)) / series.std(axis=0)
    return rnn_ref.make_windows(scaled, length, horizon, split)


HORIZON_IGNORED = "The target is the value right after the window, whatever horizon is."


WINDOW_MISTAKES = (
    *(
        Misconception(
            name,
            _windows_with(lambda start, length, horizon: start + length - 2 + horizon, lost=lost),
            "Your targets stand one step too early: with horizon 1 the target is the last value "
            "of the window itself, and whoever copies it makes no error at all.",
            WINDOWS,
        )
        for name, lost in (("target-inside-the-window", 0), ("target-inside-to-the-end", -1))
    ),
    Misconception(
        "target-one-too-late",
        lambda series, length, horizon, split: rnn_ref.make_windows(
            series, length, horizon + 1, split
        ),
        "Your targets stand one step too late: horizon counts from the last value of the window, "
        "so that horizon 1 is the next value.",
        WINDOWS,
    ),
    Misconception(
        "horizon-ignored",
        lambda series, length, horizon, split: rnn_ref.make_windows(series, length, 1, split),
        HORIZON_IGNORED,
        WINDOWS,
    ),
    Misconception(
        "horizon-in-the-range-only",
        _windows_with(lambda start, length, horizon: start + length),
        HORIZON_IGNORED,
        WINDOWS,
    ),
    Misconception(
        "split-by-the-start",
        _windows_with(decides=lambda start, length, at: start),
        "Training holds every window that starts before split, and some of those reach into the "
        "future, with their targets: it is the target that has to stand before split.",
        WINDOWS,
    ),
    *(
        Misconception(
            name,
            _windows_with(decides=lambda start, length, at, past=past: start + length - 1 + past),
            "Training holds every window that ends before split, and the targets of the last ones "
            "stand in the future: it is the target that has to stand before split.",
            WINDOWS,
        )
        for name, past in (
            ("split-by-the-end-of-the-window", 0),
            ("split-by-what-follows-the-window", 1),
        )
    ),
    Misconception(
        "split-one-too-strict",
        _windows_with(decides=lambda start, length, at: at + 1),
        "The pair whose target stands right before split is in the test: that target is past, so "
        "the pair belongs to training. Is there a 1 too many in the comparison, or < for <=?",
        WINDOWS,
    ),
    Misconception(
        "split-counted-as-past",
        _windows_with(decides=lambda start, length, at: at - 1),
        "The pair whose target stands at split itself is in training: it is the first of the test.",
        WINDOWS,
    ),
    Misconception(
        "first-cut-then-windows",
        _windows_with(first=lambda split: split),
        "The test windows all start at split or later, so the first targets of the future are "
        "never asked for: a test window may reach back into the past, which is known by then.",
        WINDOWS,
    ),
    Misconception(
        "last-pair-lost",
        _windows_with(lost=1),
        "The last pair is missing: the last value of the series is a target too.",
        WINDOWS,
    ),
    Misconception(
        "windows-without-overlap",
        lambda series, length, horizon, split: _windows_with(step=length)(
            series, length, horizon, split
        ),
        "The windows follow one another without overlap: one starts at every step of the series.",
        WINDOWS,
    ),
    Misconception(
        "parts-in-another-order",
        _parts_exchanged,
        "Second and third are exchanged: the order is x_train, y_train, x_test, y_test.",
        WINDOWS,
    ),
    Misconception(
        "one-number-of-the-target",
        _changed(lambda x: x, lambda y: y[:, 0]),
        "Only the first number of each target is kept, (N1,): a target has all D, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "target-with-an-axis-of-time",
        _changed(lambda x: x, lambda y: y[:, None]),
        "The targets are (N1, 1, D): a target is one step of the series, so it has no axis of "
        "time, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "time-axis-last",
        _changed(lambda x: x.swapaxes(1, 2), lambda y: y),
        "The windows are (N1, D, length), with time last, as sliding_window_view leaves it: time "
        "is axis 1, (N1, length, D).",
        WINDOWS,
    ),
    Misconception(
        "window-one-too-long",
        _windows_with(longer=1),
        "The windows hold length + 1 values: a slice leaves out its end, so the one from i on "
        "ends at i + length. With horizon 1 the value too many is the target.",
        WINDOWS,
    ),
    Misconception(
        "all-values-up-to-the-horizon",
        _all_values_up_to_the_horizon,
        "The targets hold all values up to the horizon, (N1, horizon, D): only the value at the "
        "horizon is asked for, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "scaled-on-everything",
        _scaled_on_everything,
        "The series is scaled with its own mean and standard deviation, which the future has a "
        "part in: leave the values as they are.",
        WINDOWS,
    ),
    squeezed(rnn_ref.make_windows, WINDOWS, "(N1, length, D) and (N1, D)"),
)


EXERCISE = Exercise(
    name="make_windows",
    number="12.1",
    unit=UNIT,
    title="windows without leakage",
    points=6,
    reference=rnn_ref.make_windows,
    cases=_window_cases,
    outputs=("x_train", "y_train", "x_test", "y_test"),
    shares={"x_train": 1 / 6, "y_train": 1 / 3, "x_test": 1 / 6, "y_test": 1 / 3},
    section=WINDOWS,
    hints=(
        "Write down all pairs for the numbers 0 to 9 with a window of three. For each, at "
        "which index does the target stand? That index alone decides where the pair goes.",
        "The window that starts at i ends at i + length - 1, and its target stands at "
        "i + length - 1 + horizon. It is for training if that is below split.",
        "for each start i, as long as the target is inside the series:\n"
        "    window: length values from i on; target: its index from the formula\n"
        "    into the training lists if the index is below split, into the test lists if not\n"
        "return the four lists as arrays",
    ),
    misconceptions=WINDOW_MISTAKES,
)
