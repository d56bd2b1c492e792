"""Wrong answers to `make_windows`, as learners write them."""

import numpy as np


def windows_split_by_start_and_length(series, length, horizon, split):
    parts = {"train": ([], []), "test": ([], [])}
    for start in range(len(series) - length - horizon + 1):
        part = parts["train" if start + length < split else "test"]
        part[0].append(series[start : start + length])
        part[1].append(series[start + length + horizon - 1])
    (a, b), (c, d) = parts.values()
    return np.array(a), np.array(b), np.array(c), np.array(d)


def windows_one_too_strict(series, length, horizon, split):
    X, y, X_test, y_test = [], [], [], []
    for i in range(len(series) - length - horizon + 1):
        if i + length + horizon < split:
            X.append(series[i : i + length])
            y.append(series[i + length + horizon - 1])
        else:
            X_test.append(series[i : i + length])
            y_test.append(series[i + length + horizon - 1])
    return [np.asarray(a) for a in (X, y, X_test, y_test)]


def windows_one_too_strict_and_stops(series, length, horizon, split):
    X, y = [], []
    for i in range(len(series) - length - horizon):
        X.append(series[i : i + length])
        y.append(series[i + length + horizon - 1])
    n = split - length - horizon + 1
    return np.array(X)[:n], np.array(y)[:n], np.array(X)[n:], np.array(y)[n:]


def windows_inside(series, length, horizon, split):
    starts = np.arange(len(series) - length - horizon + 1)
    X = np.stack([series[s : s + length] for s in starts])
    at = starts + length + horizon - 2
    y = series[at]
    return X[at < split], y[at < split], X[at >= split], y[at >= split]


def windows_two_pairs(series, length, horizon, split):
    X = np.stack([series[s : s + length] for s in range(len(series) - length - horizon + 1)])
    y = series[length + horizon - 1 :]
    n = split - length - horizon + 1
    return (X[:n], y[:n]), (X[n:], y[n:])


def windows_as_numpy_slides_them(series, length, horizon, split):
    X = np.lib.stride_tricks.sliding_window_view(series, length, axis=0)
    at = np.arange(length - 1 + horizon, len(series))
    X, y = X[: len(at)], series[at]
    return X[at < split], y[at < split], X[at >= split], y[at >= split]


def windows_with_the_value_after(series, length, horizon, split):
    parts = [[], [], [], []]
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        parts[0 if at < split else 2].append(series[i : i + length + 1])
        parts[1 if at < split else 3].append(series[at])
    return tuple(map(np.array, parts))


def windows_targets_as_slices(series, length, horizon, split):
    parts = [[], [], [], []]
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        parts[0 if at < split else 2].append(series[i : i + length])
        parts[1 if at < split else 3].append(series[at : at + 1])
    return tuple(map(np.array, parts))


WRONG = [
    (
        windows_split_by_start_and_length,
        "split-by-what-follows-the-window",
    ),
    (
        windows_one_too_strict,
        "split-one-too-strict",
    ),
    (
        windows_one_too_strict_and_stops,
        "last-pair-lost",
    ),
    (
        windows_inside,
        "target-inside-the-window",
    ),
    (
        windows_two_pairs,
        "",
        "it returned a tuple of 2, expected 4 values",
    ),
    (
        windows_as_numpy_slides_them,
        "time-axis-last",
    ),
    (
        windows_with_the_value_after,
        "window-one-too-long",
    ),
    (
        windows_targets_as_slices,
        "target-with-an-axis-of-time",
    ),
]
