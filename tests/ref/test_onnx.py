"""rnn_ref beside ONNX's reference evaluator, forward, where it has the operator.

It computes in the dtype given, so float64 is held to 1e-10. ONNX stores weights transposed, the
gates as i, o, f, g and z, r, n, and two biases; the operators have a second pair of axes for the
directions. It has no gradients.
"""

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    onnx = pytest.importorskip("onnx", reason="onnx is not installed")
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

import rnn_ref
from tests.ref.implementations import LAYERS

ORDERS = {"lstm": [0, 3, 1, 2], "gru": [0, 1, 2], "gru_reset_before": [0, 1, 2]}
ATTRIBUTES = {
    "gru": {"linear_before_reset": 1},
    "gru_reset_before": {"linear_before_reset": 0},
}
OPERATORS = {"lstm": "LSTM", "gru": "GRU", "gru_reset_before": "GRU", "rnn": "RNN"}
# The evaluator's RNN knows tanh only.
layers = [layer for layer in LAYERS if layer.cell.name in OPERATORS]


def evaluate(operator, inputs, outputs, opset=21, **attributes):
    """Run one operator on named arrays."""
    kinds = {np.dtype(np.float64): TensorProto.DOUBLE, np.dtype(np.float32): TensorProto.FLOAT}
    names = list(inputs)
    infos = [
        helper.make_tensor_value_info(name, kinds[a.dtype], a.shape)
        for name, a in inputs.items()
        if a is not None
    ]
    node = helper.make_node(
        operator, [n if inputs[n] is not None else "" for n in names], outputs, **attributes
    )
    results = [
        helper.make_tensor_value_info(name, infos[0].type.tensor_type.elem_type, None)
        for name in outputs
    ]
    model = helper.make_model(
        helper.make_graph([node], operator, infos, results),
        opset_imports=[helper.make_opsetid("", opset)],
    )
    given = {name: a for name, a in inputs.items() if a is not None}
    return ReferenceEvaluator(model).run(None, given)


def onnx_inputs(cell, x, states, weights):
    """Inputs in ONNX's order: X (T, N, D), W (1, GH, D), R (1, GH, H), B (1, 2GH), states."""
    W_x, W_h, b = weights
    H = len(W_h)
    order = [k * H + j for k in ORDERS.get(cell.name, [0]) for j in range(H)]
    b_x, b_h = b if b.ndim == 2 else (b, np.zeros_like(b))
    return {
        "X": np.ascontiguousarray(x.transpose(1, 0, 2)),
        "W": W_x.T[order][None],
        "R": W_h.T[order][None],
        "B": np.concatenate([b_x[order], b_h[order]])[None],
        "lens": None,
        "h0": states[0][None],
        **({"c0": states[1][None]} if len(states) == 2 else {}),
    }


@pytest.mark.parametrize("layer", layers, ids=lambda layer: layer.name)
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_layer_equals_onnx(layer, dtype, rng):
    x, states, weights = layer.draw(rng, 3, 5, 2, 4, dtype)
    hs, last, _ = layer.forward(x, states, weights)
    outputs = ["Y", "Y_h", "Y_c"][: 1 + layer.cell.states]
    got = evaluate(
        OPERATORS[layer.cell.name],
        onnx_inputs(layer.cell, x, states, weights),
        outputs,
        hidden_size=4,
        **ATTRIBUTES.get(layer.cell.name, {}),
    )
    limit = 1e-5 if dtype == np.float32 else 1e-10
    np.testing.assert_allclose(got[0][:, 0].transpose(1, 0, 2), hs, rtol=0, atol=limit)
    for theirs, ours in zip(got[1:], last, strict=True):
        np.testing.assert_allclose(theirs[0], ours, rtol=0, atol=limit)


def test_softmax_and_sigmoid_equal_onnx(rng):
    a = 5.0 * rng.standard_normal((2, 3, 4))
    [softmax] = evaluate("Softmax", {"a": a}, ["y"], axis=-1)
    [sigmoid] = evaluate("Sigmoid", {"a": a}, ["y"])
    np.testing.assert_allclose(rnn_ref.softmax(a), softmax, rtol=0, atol=1e-10)
    np.testing.assert_allclose(rnn_ref.sigmoid(a), sigmoid, rtol=0, atol=1e-10)


def test_attention_equals_onnx(rng):
    q, k, v = (rng.standard_normal(s) for s in ((2, 3, 5), (2, 4, 5), (2, 4, 6)))
    context, _, _ = rnn_ref.dot_attention_forward(q, k, v)
    [got] = evaluate(
        "Attention", {"Q": q[:, None], "K": k[:, None], "V": v[:, None]}, ["Y"], opset=23
    )
    np.testing.assert_allclose(context, got[:, 0], rtol=0, atol=1e-10)
