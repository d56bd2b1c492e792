"""Right answers to `stateful_batches`, in styles other than the reference's."""

import numpy as np


def by_loops(codes, N, T):
    """Four loops, nothing clever."""
    B = (len(codes) - 1) // (N * T)
    x, targets = np.zeros((B, N, T), dtype=int), np.zeros((B, N, T), dtype=int)
    for b in range(B):
        for n in range(N):
            for t in range(T):
                place = n * B * T + b * T + t
                x[b, n, t], targets[b, n, t] = codes[place], codes[place + 1]
    return x, targets


def by_places(codes, N, T):
    """The place of every entry at once."""
    B = (len(codes) - 1) // N // T
    b, n, t = np.ogrid[:B, :N, :T]
    places = (n * B + b) * T + t
    return codes[places], codes[places + 1]


def by_splitting(codes, N, T):
    """Streams as rows, cut by array_split."""
    B = (len(codes) - 1) // (N * T)
    streams = np.array(np.split(codes[: N * B * T], N))
    later = np.array(np.split(codes[1 : N * B * T + 1], N))
    return np.array(np.split(streams, B, axis=1)), np.array(np.split(later, B, axis=1))


def lists_of_lists(codes, N, T):
    """Plain lists."""
    codes, B = list(codes), (len(codes) - 1) // (N * T)
    starts = [[n * B * T + b * T for n in range(N)] for b in range(B)]
    x = [[codes[s : s + T] for s in row] for row in starts]
    return x, [[codes[s + 1 : s + T + 1] for s in row] for row in starts]


STYLES = [by_loops, by_places, by_splitting, lists_of_lists]
