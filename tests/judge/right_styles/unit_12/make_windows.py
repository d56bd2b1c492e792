"""Right answers to `make_windows`, in styles other than the reference's."""

import numpy as np


def windows_with_loop(series, length, horizon, split):
    """One start after the other, four lists."""
    x_train, y_train, x_test, y_test = [], [], [], []
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        if at < split:
            x_train.append(series[i : i + length])
            y_train.append(series[at])
        else:
            x_test.append(series[i : i + length])
            y_test.append(series[at])
    return np.array(x_train), np.array(y_train), np.array(x_test), np.array(y_test)


def windows_by_index(series, length, horizon, split):
    """All indices at once, a bool for the split; a list of arrays comes back."""
    targets = np.arange(length + horizon - 1, len(series))
    x = series[targets[:, None] - horizon - np.arange(length)[::-1]]
    y, train = series[targets], targets < split
    return [x[train], y[train], x[~train], y[~train]]


def windows_from_shifted_copies(series, length, horizon, split):
    """The series shifted by 0, 1, ..., side by side."""
    count = len(series) - length - horizon + 1
    x = np.stack([series[k : k + count] for k in range(length)], axis=1)
    y = series[length + horizon - 1 :]
    cut = split - (length + horizon - 1)
    return x[:cut], y[:cut], x[cut:], y[cut:]


def windows_of_the_parts(series, length, horizon, split):
    """The past, and the future with as much past as its windows need."""

    def pairs(part):
        count = len(part) - length - horizon + 1
        x = np.lib.stride_tricks.sliding_window_view(part, (length, part.shape[1]))[:count, 0]
        return x, part[length + horizon - 1 :].tolist()

    return *pairs(series[:split]), *pairs(series[split - length - horizon + 1 :])


def windows_slid(series, length, horizon, split):
    """sliding_window_view, its last axis moved; the split counted in pairs; views come back."""
    first = length - 1 + horizon
    x = np.lib.stride_tricks.sliding_window_view(series, length, axis=0).transpose(0, 2, 1)
    x, y = x[: len(series) - first], series[first:]
    return x[: split - first], y[: split - first], x[split - first :], y[split - first :]


def windows_popped(series, length, horizon, split):
    """Pairs in a list of dicts; those for training are popped from its front."""
    pairs = []
    for start in range(series.shape[0]):
        at = start + length + horizon - 1
        if at < series.shape[0]:
            pairs.append({"x": series[start : start + length], "y": series[at], "at": at})
    train = []
    while pairs and pairs[0]["at"] <= split - 1:
        train.append(pairs.pop(0))
    return tuple(np.array([p[key] for p in part]) for part in (train, pairs) for key in "xy")


STYLES = [
    windows_with_loop,
    windows_by_index,
    windows_from_shifted_copies,
    windows_of_the_parts,
    windows_popped,
    windows_slid,
]
