"""Make the golden vectors: what PyTorch computes, stored beside this file.

    python tests/golden/make_golden.py                     the stored file, float64
    python tests/golden/make_golden.py OUT --seed 7 --dtype float32

Needs a Python with torch and numpy, and nothing of this project: `make peers` has one. Weights
are drawn at random, biases differ in every column, inputs change in time, all sizes differ, so
that no two gates, units or steps can change places unseen. Arrays are stored in the layout of
rnn_ref: transposed, GRU blocks in the order z, r, n, one bias where the cell has one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
N, T, D, H, K = 3, 5, 2, 4, 6
LENGTHS = [5, 2, 4]
CELLS = {
    "rnn": (lambda: torch.nn.RNN(D, H, batch_first=True), [0]),
    "relu_rnn": (lambda: torch.nn.RNN(D, H, batch_first=True, nonlinearity="relu"), [0]),
    "lstm": (lambda: torch.nn.LSTM(D, H, batch_first=True), [0, 1, 2, 3]),
    "gru": (lambda: torch.nn.GRU(D, H, batch_first=True), [1, 0, 2]),
}


class Writer:
    """Draws what is given, and collects arrays by name."""

    def __init__(self, seed, dtype):
        self.rng = np.random.default_rng(seed)
        self.dtype = dtype
        self.arrays = {}

    def draw(self, name, *shape, scale=0.7):
        """A random leaf, stored under its name."""
        value = (scale * self.rng.standard_normal(shape)).astype(self.dtype)
        self.arrays[name] = value
        return torch.from_numpy(value.copy()).requires_grad_()

    def put(self, name, tensor):
        self.arrays[name] = tensor.detach().numpy().copy()

    def put_gradients(self, prefix, loss, leaves):
        """d loss / d leaf for each of the named leaves."""
        grads = torch.autograd.grad(loss, list(leaves.values()))
        for name, grad in zip(leaves, grads, strict=True):
            self.put(f"{prefix}.d{name}", grad)


def columns(weight, order):
    """PyTorch's rows from our columns: (D, GH) -> (GH, D), blocks in its order."""
    blocks = torch.split(weight, H, dim=-1)
    return (
        torch.cat([blocks[k] for k in order], dim=-1).mT
        if weight.ndim > 1
        else torch.cat([blocks[k] for k in order])
    )


def cell(writer, name, lengths=None):
    """One recurrent layer: outputs, final states, and the gradient of everything."""
    make, order = CELLS[name]
    prefix = name if lengths is None else f"{name}-padded"
    layer, wide = (
        make().to(torch.float64 if writer.dtype == "float64" else torch.float32),
        len(order) * H,
    )
    leaves = {"x": writer.draw(f"{prefix}.x", N, T, D), "h0": writer.draw(f"{prefix}.h0", N, H)}
    if name == "lstm":
        leaves["c0"] = writer.draw(f"{prefix}.c0", N, H)
    leaves["W_x"] = writer.draw(f"{prefix}.W_x", D, wide)
    leaves["W_h"] = writer.draw(f"{prefix}.W_h", H, wide)
    leaves["b"] = writer.draw(f"{prefix}.b", *((2, wide) if name == "gru" else (wide,)))
    b_x, b_h = leaves["b"] if name == "gru" else (leaves["b"], torch.zeros_like(leaves["b"]))
    parameters = {
        "weight_ih_l0": columns(leaves["W_x"], order),
        "weight_hh_l0": columns(leaves["W_h"], order),
        "bias_ih_l0": columns(b_x, order),
        "bias_hh_l0": columns(b_h, order),
    }
    states = tuple(leaves[s][None] for s in ("h0", "c0") if s in leaves)
    states = states if name == "lstm" else states[0]
    x = leaves["x"]
    if lengths is not None:
        x = torch.nn.utils.rnn.pack_padded_sequence(
            x, torch.tensor(lengths), batch_first=True, enforce_sorted=False
        )
    hs, last = torch.func.functional_call(layer, parameters, (x, states))
    if lengths is not None:
        hs, _ = torch.nn.utils.rnn.pad_packed_sequence(hs, batch_first=True)
    last = last if name == "lstm" else (last,)
    writer.put(f"{prefix}.hs", hs)
    loss = (hs * writer.draw(f"{prefix}.dhs", N, T, H)).sum()
    for state, value in zip("hc", last, strict=False):
        writer.put(f"{prefix}.{state}T", value[0])
        loss = loss + (value[0] * writer.draw(f"{prefix}.d{state}T", N, H)).sum()
    writer.put_gradients(prefix, loss, leaves)


def losses(writer):
    """Cross-entropies, mean squared error and CTC, with their gradients."""
    functional = torch.nn.functional
    logits = writer.draw("softmax.logits", N, T, K)
    targets = writer.rng.integers(0, K, (N, T))
    writer.arrays["softmax.targets"] = targets
    loss = functional.cross_entropy(logits.reshape(-1, K), torch.from_numpy(targets).reshape(-1))
    writer.put("softmax.loss", loss)
    writer.put_gradients("softmax", loss, {"logits": logits})
    logits = writer.draw("sigmoid.logits", N, T)
    targets = writer.rng.integers(0, 2, (N, T))
    writer.arrays["sigmoid.targets"] = targets
    loss = functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(targets).to(logits))
    writer.put("sigmoid.loss", loss)
    writer.put_gradients("sigmoid", loss, {"logits": logits})
    y, target = writer.draw("mse.y", N, T, D), writer.draw("mse.target", N, T, D)
    loss = functional.mse_loss(y, target)
    writer.put("mse.loss", loss)
    writer.put_gradients("mse", loss, {"y": y})
    logits = writer.draw("ctc.logits", N, 8, K)
    labels, lengths = np.array([[1, 1, 2], [5, 3, 0], [4, 0, 0]]), np.array([3, 2, 1])
    frames = np.array([8, 5, 6])
    writer.arrays.update({"ctc.labels": labels, "ctc.lengths": lengths, "ctc.frames": frames})
    each = functional.ctc_loss(
        logits.log_softmax(-1).transpose(0, 1),
        torch.from_numpy(labels),
        torch.from_numpy(frames),
        torch.from_numpy(lengths),
        reduction="none",
    )
    writer.put("ctc.loss", each.mean())
    writer.put_gradients("ctc", each.mean(), {"logits": logits})


def attention(writer):
    """Scaled dot-product attention under a mask."""
    shapes = {"queries": (N, 2, H), "keys": (N, T, H), "values": (N, T, K)}
    leaves = {name: writer.draw(f"attention.{name}", *shape) for name, shape in shapes.items()}
    mask = np.arange(T) < np.array(LENGTHS)[:, None]
    writer.arrays["attention.mask"] = mask
    context = torch.nn.functional.scaled_dot_product_attention(
        *leaves.values(), attn_mask=torch.from_numpy(mask)[:, None]
    )
    writer.put("attention.context", context)
    dcontext = writer.draw("attention.dcontext", N, 2, K)
    writer.put_gradients("attention", (context * dcontext).sum(), leaves)


def optimisers(writer):
    """Three updates of each optimiser, with another gradient each time."""
    makers = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=1e-7),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-7),
        "adam": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.9, 0.99), eps=1e-7),
    }
    for name, make in makers.items():
        parameter = torch.nn.Parameter(writer.draw(f"{name}.start", D, H).detach())
        optimiser = make([parameter])
        for step in range(3):
            parameter.grad = writer.draw(f"{name}.grad{step}", D, H).detach()
            optimiser.step()
            writer.put(f"{name}.after{step}", parameter)


def main():
    """Draw, compute, store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", default=str(HERE / "pytorch.npz"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dtype", default="float64", choices=["float64", "float32"])
    options = parser.parse_args()
    writer = Writer(options.seed, options.dtype)
    for name in CELLS:
        cell(writer, name)
    for name in ("rnn", "lstm", "gru"):
        cell(writer, name, LENGTHS)
    losses(writer)
    attention(writer)
    optimisers(writer)
    writer.arrays["lengths"] = np.array(LENGTHS)
    versions = f"torch {torch.__version__.split('+')[0]}, numpy {np.__version__}"
    writer.arrays["versions"] = np.array(f"{versions}, seed {options.seed}, {options.dtype}")
    np.savez_compressed(options.out, **writer.arrays)
    print(f"{options.out}: {len(writer.arrays)} arrays, {writer.arrays['versions']}")


if __name__ == "__main__":
    main()
