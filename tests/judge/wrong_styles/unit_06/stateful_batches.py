"""Wrong answers to `stateful_batches`, as learners write them."""

import numpy as np


def reshapes_at_once(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    x = np.array(codes[: B * N * T]).reshape((B, N, T))
    return x, np.array(codes[1 : B * N * T + 1]).reshape((B, N, T))


def rolls_the_codes(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    streams = codes[: B * N * T].reshape(N, B, T)
    return np.swapaxes(streams, 0, 1), np.roll(streams, -1, axis=2).swapaxes(0, 1)


def keeps_the_streams_first(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    return codes[: B * N * T].reshape(N, B, T), codes[1 : B * N * T + 1].reshape(N, B, T)


def keeps_no_code_back(codes, N, T):
    B = len(codes) // (N * T)
    x = codes[: B * N * T].reshape(N, B, T).swapaxes(0, 1)
    return x, codes[1 : B * N * T + 1].reshape(N, B, T).swapaxes(0, 1)


def returns_the_first(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    for b in range(B):
        rows = [codes[(n * B + b) * T : (n * B + b) * T + T] for n in range(N)]
        later = [codes[(n * B + b) * T + 1 : (n * B + b) * T + T + 1] for n in range(N)]
        return np.stack(rows), np.stack(later)


WRONG = [
    (reshapes_at_once, "windows-side-by-side"),
    (rolls_the_codes, "targets-rolled-in-the-window"),
    (keeps_the_streams_first, "streams-before-batches"),
    (keeps_no_code_back, "", "reshape"),
    (returns_the_first, "first-batch-only"),
]
