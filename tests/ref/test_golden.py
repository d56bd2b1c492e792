"""rnn_ref against what PyTorch computed: the stored golden vectors, or a fresh draw.

UNROLLED_GOLDEN names another file to compare with: `make peers` makes some on the spot.
"""

import os
from pathlib import Path

import numpy as np
import pytest

import rnn_ref
from tests.ref.implementations import LAYERS

STORED = Path(__file__).parents[1] / "golden" / "pytorch.npz"
GOLDEN = Path(os.environ.get("UNROLLED_GOLDEN", STORED))
AGAIN = "to make the vectors again: python tests/golden/make_golden.py, in a Python with torch"

golden_layers = [layer for layer in LAYERS if layer.cell.name != "gru_reset_before"]
masked_layers = [
    layer for layer in golden_layers if layer.takes_mask and layer.cell.name != "relu_rnn"
]


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN, allow_pickle=False) as arrays:
        return dict(arrays)


def close(golden, name, got):
    """Within 1e-10 of what PyTorch computed in float64, 1e-5 in float32."""
    want = golden[name]
    limit = 1e-5 if np.asarray(golden["rnn.x"]).dtype == np.float32 else 1e-10
    scale = max(1.0, np.abs(want).max())
    np.testing.assert_allclose(
        got, want, rtol=0, atol=limit * scale, err_msg=f"{name} of {GOLDEN.name}; {AGAIN}"
    )


def compare(golden, layer, prefix, mask=None):
    """Values and gradients of one layer."""
    states = layer.states
    x = golden[f"{prefix}.x"]
    given = tuple(golden[f"{prefix}.{s}0"] for s in states)
    weights = tuple(golden[f"{prefix}.{w}"] for w in ("W_x", "W_h", "b"))
    hs, last, caches = layer.forward(x, given, weights, mask)
    dhs = golden[f"{prefix}.dhs"]
    if mask is not None:  # PyTorch's outputs are 0 at padding, ours repeat the state
        hs, dhs = np.where(mask[..., None], hs, 0.0), np.where(mask[..., None], dhs, 0.0)
    close(golden, f"{prefix}.hs", hs)
    for s, state in zip(states, last, strict=True):
        close(golden, f"{prefix}.{s}T", state)
    upstream = tuple(golden[f"{prefix}.d{s}T"] for s in states)
    dx, dstates, dweights = layer.backward(dhs, upstream, caches)
    close(golden, f"{prefix}.dx", dx)
    for s, dstate in zip(states, dstates, strict=True):
        close(golden, f"{prefix}.d{s}0", dstate)
    for w, dweight in zip(("W_x", "W_h", "b"), dweights, strict=True):
        close(golden, f"{prefix}.d{w}", dweight)


def test_versions_are_recorded(golden):
    assert str(golden["versions"]).startswith("torch 2.")


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_golden_values_are_asymmetric(golden, name):
    """Would units, steps or gates that change places be seen?"""
    hs, b = golden[f"{name}.hs"], golden[f"{name}.b"]
    assert len(np.unique(b)) == b.size
    for axis in range(3):
        assert np.abs(np.diff(hs, axis=axis)).max() > 0.01


@pytest.mark.parametrize("layer", golden_layers, ids=lambda layer: layer.name)
def test_layer_equals_pytorch(golden, layer):
    compare(golden, layer, layer.cell.name)


@pytest.mark.parametrize("layer", masked_layers, ids=lambda layer: layer.name)
def test_padded_layer_equals_pytorch(golden, layer):
    mask = np.arange(golden["rnn.x"].shape[1]) < golden["lengths"][:, None]
    compare(golden, layer, f"{layer.cell.name}-padded", mask)


def test_losses_equal_pytorch(golden):
    def pair(prefix, loss, gradient, name="logits"):
        close(golden, f"{prefix}.loss", loss)
        close(golden, f"{prefix}.d{name}", gradient)

    g = golden
    pair("softmax", *rnn_ref.softmax_cross_entropy(g["softmax.logits"], g["softmax.targets"]))
    pair("sigmoid", *rnn_ref.sigmoid_cross_entropy(g["sigmoid.logits"], g["sigmoid.targets"]))
    pair("mse", *rnn_ref.mse_loss(g["mse.y"], g["mse.target"]), "y")
    ctc = (g[f"ctc.{name}"] for name in ("logits", "labels", "frames", "lengths"))
    pair("ctc", *rnn_ref.ctc_loss(*ctc))


def test_attention_equals_pytorch(golden):
    names = ("queries", "keys", "values")
    arrays = (golden[f"attention.{name}"] for name in names)
    context, _, cache = rnn_ref.dot_attention_forward(*arrays, mask=golden["attention.mask"])
    close(golden, "attention.context", context)
    grads = rnn_ref.dot_attention_backward(golden["attention.dcontext"], cache)
    for name, grad in zip(names, grads, strict=True):
        close(golden, f"attention.d{name}", grad)


STEPS = {
    "sgd": lambda p, g, memory, t: (rnn_ref.sgd_step(p, g, 0.1),),
    "momentum": lambda p, g, memory, t: rnn_ref.momentum_step(p, g, *memory[:1], 0.1),
    "rmsprop": lambda p, g, memory, t: rnn_ref.rmsprop_step(p, g, *memory[:1], 0.1),
    "adagrad": lambda p, g, memory, t: rnn_ref.adagrad_step(p, g, *memory[:1], 0.1),
    "adam": lambda p, g, memory, t: rnn_ref.adam_step(p, g, *memory, t, 0.1, 0.9, 0.99),
}


@pytest.mark.parametrize("name", STEPS)
def test_optimiser_equals_pytorch(golden, name):
    params = {"W": golden[f"{name}.start"]}
    memory = [rnn_ref.zeros_like_params(params)] * 2
    for t in range(3):
        grads = {"W": golden[f"{name}.grad{t}"]}
        params, *memory = STEPS[name](params, grads, memory, t + 1)
        close(golden, f"{name}.after{t}", params["W"])
