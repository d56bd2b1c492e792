"""Small sequence tasks, made on the spot: the data of the experiments.

Each takes a generator `rng`, the number of sequences `N` and their length `T`, and returns
inputs (N, T, D) in float64 with integer targets.
"""

import numpy as np


def parity(rng, N, T):
    """Running parity: is the number of ones so far odd?

    -> bits (N, T, 1) of 0.0 and 1.0, targets (N, T) of 0 (even) and 1 (odd).
    """
    bits = rng.integers(0, 2, (N, T))
    return bits[..., None].astype(float), bits.cumsum(axis=1) % 2


def recall(rng, N, T, lag, K):
    """Say again what came `lag` steps before.

    -> x (N, T, K), one-hot symbols, targets (N, T): the symbol at t - lag, and 0 before that.

    Raises:
        ValueError: `lag` is not between 0 and T - 1.
    """
    if not 0 <= lag < T:
        raise ValueError(f"recall: lag is {lag}, expected 0 to T - 1 with T={T}")
    symbols = rng.integers(0, K, (N, T))
    targets = np.zeros((N, T), dtype=int)
    targets[:, lag:] = symbols[:, : T - lag]
    return np.eye(K)[symbols], targets


def which_came_first(rng, N, T, distractors=4):
    """One X and one Y among distractors: which of the two came first?

    X and Y stand at two places of the first half, in random order; all other steps are
    distractors, so each sequence has the same number of X and of Y.
    -> x (N, T, 2 + distractors), one-hot with X in column 0 and Y in column 1,
    targets (N,): 0 if X came first, 1 if Y did.

    Raises:
        ValueError: T is below 4, so that its first half has no room for both.
    """
    if T < 4:
        raise ValueError(f"which_came_first: T is {T}, expected at least 4")
    symbols = rng.integers(2, 2 + distractors, (N, T))
    places = np.argsort(rng.random((N, T // 2)), axis=1)[:, :2]  # two places, never the same
    rows = np.arange(N)
    symbols[rows, places[:, 0]] = 0
    symbols[rows, places[:, 1]] = 1
    return np.eye(2 + distractors)[symbols], (places[:, 1] < places[:, 0]).astype(int)
