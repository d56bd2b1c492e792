"""Forward and backward pass of the cells: rnn_ref beside Keras and, where there is one, PyTorch.

`python benchmarks/cells.py [--rounds R] [--torch PYTHON] [--cells ...] [--threads ...]`

Each side runs in a process of its own, with the same number of threads, float32, the same
sizes and weights, and gives the gradients of inputs, initial states and weights. The sides take
turns, round after round, so that a slow moment of the machine hits all of them. What counts is
the ratio of the medians by the clock; in brackets stands that of the processors' time, which
says more where other work shares the machine. `share` is the part of the time that the matrix
products alone would take at the speed of NumPy's own large product. Writes
build/bench/cells.json.

PyTorch is looked for in this Python, then in UNROLLED_TORCH_PYTHON and build/peers/bin/python.
Each library chooses its kernels for the processor by itself: settings of the environment that
tie NumPy's OpenBLAS to the kernels of another processor are not passed on.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = [(32, 50, 32, 64), (32, 100, 64, 128), (64, 100, 256, 512)]  # N, T, D, H
GATES = {"rnn": 1, "lstm": 4, "gru": 3}
TIES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
PEERS_PYTHON = ROOT / "build" / "peers" / "bin" / "python"


# --- the side that works: a process of its own -----------------------------------------------


def arrays(cell, sizes):
    """x, states, weights and the upstream gradient, the same on every side."""
    import numpy as np

    N, T, D, H = sizes
    rng = np.random.default_rng(0)
    columns = GATES[cell] * H
    scale = 1.0 / np.sqrt(H)
    bias = (2, columns) if cell == "gru" else (columns,)
    shapes = [(N, T, D), *[(N, H)] * (2 if cell == "lstm" else 1), (D, columns), (H, columns), bias]
    drawn = [scale * rng.standard_normal(shape) for shape in [*shapes, (N, T, H)]]
    drawn[0] /= scale
    *given, dhs = (a.astype(np.float32) for a in drawn)
    states = 2 if cell == "lstm" else 1
    return given[0], given[1 : 1 + states], given[1 + states :], dhs


def numpy_pass(cell, sizes):
    """A function that makes one pass of rnn_ref's fast version and returns dW_h."""
    import numpy as np

    sys.path.insert(0, str(ROOT))
    import rnn_ref

    x, states, weights, dhs = arrays(cell, sizes)
    forward = getattr(rnn_ref, f"{cell}_forward_fast")
    backward = getattr(rnn_ref, f"{cell}_backward_fast")
    dcT = (np.zeros_like(states[0]),) if cell == "lstm" else ()

    def one_pass():
        *_, cache = forward(x, *states, *weights)
        return backward(dhs, *dcT, cache)[-2]

    return one_pass


def keras_pass(cell, sizes):
    """The same by a Keras layer under tf.function."""
    import keras
    import tensorflow as tf

    threads = int(os.environ["OMP_NUM_THREADS"])
    if tf.config.threading.get_intra_op_parallelism_threads() != threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    x, states, weights, dhs = arrays(cell, sizes)
    kind = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
    layer = kind[cell](sizes[3], return_sequences=True)
    layer.build(x.shape)
    layer.set_weights(weights)

    @tf.function
    def gradients(x, states, dhs):
        with tf.GradientTape() as tape:
            tape.watch([x, *states])
            loss = tf.reduce_sum(layer(x, initial_state=states) * dhs)
        return tape.gradient(loss, [x, *states, *layer.trainable_variables])

    given = tf.constant(x), [tf.constant(s) for s in states], tf.constant(dhs)
    return lambda: [g.numpy() for g in gradients(*given)][-2]


def torch_pass(cell, sizes):
    """The same by a PyTorch layer. Its columns stand in another order; the sizes are the same."""
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    x, states, weights, dhs = arrays(cell, sizes)
    kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    layer = kind(sizes[2], sizes[3], batch_first=True)
    W_x, W_h, b = (torch.from_numpy(w) for w in weights)
    order = torch_order(cell, sizes[3])
    b_x, b_h = b if cell == "gru" else (b, torch.zeros_like(b))
    with torch.no_grad():
        for name, value in zip(
            ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"),
            (W_x.T[order], W_h.T[order], b_x[order], b_h[order]),
            strict=True,
        ):
            getattr(layer, name).copy_(value)
    x = torch.from_numpy(x).requires_grad_()
    states = [torch.from_numpy(s)[None].requires_grad_() for s in states]
    dhs = torch.from_numpy(dhs)
    leaves = [x, *states, *layer.parameters()]

    def one_pass():
        hs, _ = layer(x, tuple(states) if cell == "lstm" else states[0])
        grads = torch.autograd.grad(hs, leaves, dhs)
        return grads[1 + len(states) + 1].numpy().T

    return one_pass


def torch_order(cell, H):
    """Where PyTorch's rows stand in our columns: its GRU has r before z."""
    blocks = {"rnn": [0], "lstm": [0, 1, 2, 3], "gru": [1, 0, 2]}[cell]
    return [k * H + j for k in blocks for j in range(H)]


def gflop(cell, sizes):
    """What the matrix products of one pass ask for, in 10^9 operations."""
    N, T, D, H = sizes
    return 3 * 2e-9 * N * T * GATES[cell] * H * (D + H)


def product_speed():
    """GFLOP/s of NumPy's product of two 1024 x 1024 matrices in float32."""
    import numpy as np

    a = np.random.default_rng(0).random((1024, 1024), dtype=np.float32)
    out = np.empty_like(a)
    return 2e-9 * 1024**3 / min(timed(lambda: np.matmul(a, a, out=out)) for _ in range(60))


def timed(function):
    """Seconds that one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def work(side):
    """Answer each line of standard input, a task, with a line, its times in ms."""
    passes = {}
    make = {"numpy": numpy_pass, "keras": keras_pass, "torch": torch_pass}[side]
    for line in sys.stdin:
        task = json.loads(line)
        if task["cell"] == "peak":
            answer = {"peak": product_speed()}
        else:
            key = task["cell"], tuple(task["sizes"])
            if key not in passes:
                passes = {key: make(*key)}
                passes[key]()
            norm = float(abs(passes[key]()).sum())
            answer = {"norm": norm, "ms": [], "cpu": []}
            for _ in range(task["calls"]):
                busy = time.process_time()
                answer["ms"].append(1e3 * timed(passes[key]))
                answer["cpu"].append(1e3 * (time.process_time() - busy))
        print(json.dumps(answer), flush=True)


# --- the side that asks ------------------------------------------------------------------------


class Side:
    """A process that works for one library."""

    def __init__(self, name, python, threads):
        self.name = name
        inherited = {k: v for k, v in os.environ.items() if k not in TIES}
        limits = dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
        )
        self.process = subprocess.Popen(
            [python, __file__, "--work", name],
            env={**inherited, **limits, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, **task):
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with code {self.process.wait()} at {task}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def torch_python(wanted):
    """The Python that has PyTorch, or None."""
    if importlib.util.find_spec("torch"):
        return sys.executable
    for path in (wanted, os.environ.get("UNROLLED_TORCH_PYTHON"), PEERS_PYTHON):
        if path and Path(path).exists():
            return str(path)
    return None


def sides(threads, wanted_torch):
    """The processes of one number of threads."""
    found = [Side("numpy", sys.executable, threads), Side("keras", sys.executable, threads)]
    if python := torch_python(wanted_torch):
        found.append(Side("torch", python, threads))
    return found


def measure(processes, cell, sizes, rounds):
    """Median ms of each side over rounds in which they take turns: by the clock, and busy."""
    calls = 1 if sizes[3] >= 512 else 5
    times, norms = {kind: {p.name: [] for p in processes} for kind in ("ms", "cpu")}, {}
    for turn in range(rounds):
        for process in processes[turn % len(processes) :] + processes[: turn % len(processes)]:
            answer = process.ask(cell=cell, sizes=sizes, calls=calls)
            for kind, found in times.items():
                found[process.name].append(statistics.median(answer[kind]))
            norms[process.name] = answer["norm"]
    low, high = min(norms.values()), max(norms.values())
    if high - low > 1e-3 * high:
        raise RuntimeError(f"{cell} {sizes}: the sides do not compute the same: {norms}")
    return [{n: statistics.median(v) for n, v in found.items()} for found in times.values()]


def report(threads, cell, sizes, ms, cpu, peak):
    """One line of the table, and what goes into the file."""
    line = f"{threads} thread{'s' * (threads > 1):<1} {cell:<5}{sizes!s:<20}"
    row = {
        "threads": threads,
        "cell": cell,
        "sizes": sizes,
        "ms": ms,
        "ratios": {},
        "cpu_ratios": {},
    }
    row["share"] = gflop(cell, sizes) / peak / (1e-3 * ms["numpy"])
    line += "".join(f" {name} {value:7.1f} ms" for name, value in ms.items())
    line += f"  share {row['share']:.0%}"
    for peer in (name for name in ms if name != "numpy"):
        row["ratios"][peer] = ms["numpy"] / ms[peer]
        row["cpu_ratios"][peer] = cpu["numpy"] / cpu[peer]
        line += f"  numpy/{peer} {row['ratios'][peer]:.2f} ({row['cpu_ratios'][peer]:.2f})"
    print(line, flush=True)
    return row


def main():
    """Measure all that is asked for, print a line for each, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--torch", help="a Python that has PyTorch")
    parser.add_argument("--cells", nargs="+", default=list(GATES), choices=list(GATES))
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--sizes", nargs="+", type=int, default=[0, 1, 2], help="which of three")
    options = parser.parse_args()
    if options.work:
        return work(options.work)
    rows = []
    for threads in options.threads:
        processes = sides(threads, options.torch)
        peak = processes[0].ask(cell="peak")["peak"]
        print(f"NumPy's large product, {threads} threads: {peak:.0f} GFLOP/s")
        for cell in options.cells:
            for sizes in (SIZES[k] for k in options.sizes):
                ms, cpu = measure(processes, cell, sizes, options.rounds)
                rows.append(report(threads, cell, sizes, ms, cpu, peak))
        for process in processes:
            process.close()
    out = ROOT / "build" / "bench" / "cells.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(rows, indent=1) + "\n")
    print("written: build/bench/cells.json")
    return None


if __name__ == "__main__":
    sys.exit(main())
