"""Where the time of the fast LSTM goes: one forward and one backward pass, by its parts.

`python benchmarks/lstm_parts.py [--threads N] [--rounds R]`

Three parts are measured by themselves, on the arrays of a pass: `steps`, the matrix products
that wait for one another, step after step; `weights`, the one product after the loop; `copies`,
into the layout of columns and back. `rest` is what they leave of the `whole`: the arithmetic on
the gates, and waiting for memory. `calls` is in all of these: what NumPy and Python take to make
the calls, whatever the sizes, seen in a pass whose batch and sizes are 1. Only `steps` and
`weights` use a second thread. `share` is the part of the time that the matrix products would take
at the speed of NumPy's own large product. Medians in ms, float32.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys

import cells


def parts(sizes, rounds):
    """Median ms of each part."""
    import numpy as np

    from rnn_ref import columns, fast_lstm
    from rnn_ref.buffers import empty

    (N, T, D, H), (x, states, weights, dhs) = sizes, cells.arrays("lstm", sizes)
    u, gates, _, _, W, _ = fast_lstm.lstm_forward_fast(x, *states, *weights)[2]
    W_T, a, du = np.ascontiguousarray(W.T), empty((4 * H, N), x.dtype), empty((D + H, N), x.dtype)
    das = empty((4 * H, T, N), x.dtype)
    hs, dx, dh_rows = np.empty_like(dhs), np.empty_like(x), columns.rows_apart((N, H), x.dtype)
    rows = columns.side_by_side(u[:T]), columns.side_by_side(gates)

    def steps():
        for t in range(T):
            np.dot(W_T, u[t], out=a)
            np.dot(W[:-1], gates[t], out=du)

    def copies():
        columns.input_columns(x, H, None, x.dtype)
        for t in range(T):
            columns.to_columns(hs)[t] = u[t, D:-1]
            dh_rows[...] = dhs[:, t]
            du[D:] = dh_rows.T
            das[:, t] = a
            columns.to_columns(dx)[t] = u[t, :D]
        return columns.side_by_side(u[:T])

    timed = {
        "whole": cells.numpy_pass("lstm", sizes),
        "steps": steps,
        "weights": lambda: columns.sum_over_time(*rows),
        "copies": copies,
        "calls": cells.numpy_pass("lstm", (1, T, 1, 1)),
    }
    found = {name: [] for name in timed}
    for _ in range(rounds):
        for name, function in timed.items():
            found[name].append(1e3 * cells.timed(function))
    return {name: statistics.median(times) for name, times in found.items()}


def main():
    """A line for each of the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    wanted = {"OMP_NUM_THREADS": str(options.threads), "OPENBLAS_NUM_THREADS": str(options.threads)}
    if any(os.environ.get(k) != v for k, v in wanted.items()) or any(
        k in os.environ for k in cells.TIES
    ):  # BLAS reads them once, when it is loaded: begin again
        environment = {k: v for k, v in os.environ.items() if k not in cells.TIES}
        os.execve(sys.executable, [sys.executable, *sys.argv], {**environment, **wanted})
    peak = cells.product_speed()
    print(f"NumPy's large product, {options.threads} threads: {peak:.0f} GFLOP/s; ms of")
    for sizes in cells.SIZES:
        ms = parts(sizes, options.rounds)
        ms["rest"] = ms["whole"] - ms["steps"] - ms["weights"] - ms["copies"]
        line = "".join(f" {name} {value:7.2f}" for name, value in ms.items())
        share = cells.gflop("lstm", sizes) / peak / (1e-3 * ms["whole"])
        print(f"{sizes!s:<20}{line}  share {share:.0%}", flush=True)


if __name__ == "__main__":
    main()
