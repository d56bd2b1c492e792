"""From a series to windows and targets, and from padded states to the last real one."""

import numpy as np

from rnn_ref.shapes import require_mask, require_shape


def make_windows(series, length, horizon, split):
    """Pairs of a window and a later value, cut in time into training and test.

    series (S, D), in the order of time. A window is `length` values in a row; its target is the
    value `horizon` steps after its last one. Every window that has a target is used, in the order
    of time. A pair is for training if its target stands before index `split`, else for the test.
    -> x_train (N1, length, D), y_train (N1, D), x_test (N2, length, D), y_test (N2, D).

    Raises:
        ValueError: `length` or `horizon` is below 1, or `split` leaves one of the parts empty.
    """
    require_shape("make_windows", "series", series, "S D")
    if length < 1 or horizon < 1:
        raise ValueError(
            f"make_windows: length is {length} and horizon is {horizon}, expected at least 1"
        )
    first_target = length - 1 + horizon
    if not first_target < split < len(series):
        raise ValueError(
            f"make_windows: split is {split}, expected {first_target + 1} to {len(series) - 1} "
            f"with {len(series)} values, length={length}, horizon={horizon}"
        )
    y = series[first_target:]
    windows = np.lib.stride_tricks.sliding_window_view(series, length, axis=0)
    x = windows[: len(y)].swapaxes(1, 2)
    n_train = split - first_target
    return tuple(part.copy() for part in (x[:n_train], y[:n_train], x[n_train:], y[n_train:]))


def stateful_batches(codes, N, T):
    """A long text as N streams side by side, read T steps at a time.

    codes (S,), integers -> x (B, N, T), targets (B, N, T), with B = (S - 1) // (N * T) batches.
    Row n of batch b + 1 goes on where row n of batch b ends, so the last state of a batch is the
    first of the next. Targets are the codes one step later. What is left at the end is not used.

    Raises:
        ValueError: there is not one batch: S is at most N * T.
    """
    B = (len(codes) - 1) // (N * T)
    if B < 1:
        raise ValueError(
            f"stateful_batches: codes has {len(codes)} steps, expected at least {N * T + 1} "
            f"with N={N}, T={T}"
        )
    streams = np.stack([codes[: N * B * T], codes[1 : N * B * T + 1]]).reshape(2, N, B, T)
    x, targets = streams.swapaxes(1, 2).copy()
    return x, targets


def last_real_state(hs, mask):
    """The state after the last real step of each sequence.

    hs (N, T, H), mask (N, T) bool, True for a real step; real steps may stand anywhere, also
    with gaps between them -> (N, H). A sequence without any real step has read nothing: zeros.
    """
    N, T, _ = hs.shape
    require_mask("last_real_state", mask, N, T)
    number = np.where(mask, np.arange(1, T + 1), 0).max(axis=1)  # of the last real step, or 0
    states = np.concatenate([np.zeros_like(hs[:, :1]), hs], axis=1)
    return states[np.arange(N), number]
