"""What a Keras model must be and answer, computed with NumPy alone.

A design is a list of layers, each a dict as `autograde.beside.observers` tells of it:
``[{"class": "SimpleRNN", "units": 8}, {"class": "Dense", "units": 3, "activation": "softmax"}]``.
Settings that are left out have Keras' defaults. An LSTM with ``"state": 1`` hands on its cell
state c where h belongs; Keras has no such setting, and only a mistake has it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

import rnn_ref
from autograde.beside.observers import seeded_weights
from rnn_ref import layer as recurrent

RECURRENT = {
    "SimpleRNN": (recurrent.RNN, 1),
    "LSTM": (recurrent.LSTM, 4),
    "GRU": (recurrent.GRU, 3),
}
ACTIVATIONS = {
    "linear": lambda a: a,
    "tanh": np.tanh,
    "sigmoid": rnn_ref.sigmoid,
    "softmax": rnn_ref.softmax,
    "relu": lambda a: np.maximum(a, 0),
}

Design = list[dict[str, Any]]


class Facts(NamedTuple):
    """What is told of a model: the shape of one answer, without the batch; layers; and so on."""

    output_shape: tuple
    layers: list
    parameters: int
    outputs: np.ndarray


def facts(design: Design, x: np.ndarray, seed: int) -> Facts:
    """What `observers.keras_model` tells of a right model.

    x: the model's input, (N, T, D), (N, D) or (N, T) of word numbers.
    """
    shapes = weight_shapes(design, x)
    weights = seeded_weights(shapes, seed)
    y = answer(design, x, weights)
    parameters = sum(int(np.prod(shape)) for shape in shapes)
    return Facts(y.shape[1:], [dict(layer) for layer in design], parameters, y)


def weight_shapes(design: Design, x: np.ndarray) -> list[tuple[int, ...]]:
    """Shapes of the weights in Keras' order, from a run on zeros."""
    shapes: list[tuple[int, ...]] = []
    _run(design, x, lambda shape: shapes.append(shape) or np.zeros(shape, np.float32))
    return shapes


def answer(design: Design, x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
    """The model's output for x, with weights in Keras' order."""
    rest = iter(weights)
    return _run(design, x, lambda shape: next(rest))


def _run(design, x, weight):
    """Layer after layer; `weight` is asked for each array of weights, by its shape."""
    mask = None
    for layer in design:
        x, mask = _layer(layer, x, mask, weight)
    return x


def _layer(layer, x, mask, weight):
    kind = layer["class"]
    if kind == "TimeDistributed":
        return _layer(layer["layer"], x, mask, weight)
    if kind in RECURRENT:
        return _recurrent(layer, x, mask, weight)
    if kind == "Bidirectional":
        return _bidirectional(layer, x, mask, weight)
    if kind == "Dense":
        W, b = weight((x.shape[-1], layer["units"])), weight((layer["units"],))
        return ACTIVATIONS[layer.get("activation", "linear")](x @ W + b), mask
    if kind == "Softmax":
        axis = layer.get("axis", -1)
        return np.moveaxis(rnn_ref.softmax(np.moveaxis(x, axis, -1)), -1, axis), mask
    if kind == "Flatten":
        return x.reshape(len(x), -1), None
    if kind == "Reshape":
        return x.reshape(len(x), *layer["target_shape"]), None
    if kind == "Embedding":
        table = weight((layer["input_dim"], layer["output_dim"]))
        return table[x], (x != 0 if layer.get("mask_zero") else None)
    if kind == "Masking":
        return x, (x != 0).any(axis=-1)
    if kind == "RepeatVector":
        return np.repeat(x[:, None], layer["n"], axis=1), None
    if kind == "Dropout":
        return x, mask
    raise ValueError(f"numpy_models: there is no layer {kind!r}")


def _recurrent(layer, x, mask, weight):
    hs, last = _unrolled(layer, x, mask, weight)
    return (hs, mask) if layer.get("return_sequences") else (last, None)


def _unrolled(layer, x, mask, weight):
    """All states and the last one. Keras zeroes nothing: masked steps repeat the state."""
    cell, gates = RECURRENT[layer["class"]]
    if "activation" in layer:  # a SimpleRNN that squashes its state in another way
        cell = cell._replace(step_forward=_step_with(ACTIVATIONS[layer["activation"]]))
    H = layer["units"]
    bias = (2, gates * H) if layer["class"] == "GRU" else (gates * H,)
    weights = [weight((x.shape[-1], gates * H)), weight((H, gates * H)), weight(bias)]
    states = recurrent.zero_states(cell, len(x), H, np.float32)
    hs, last, _ = recurrent.unroll(cell, x.astype(np.float32), states, weights, mask)
    return hs, last[layer.get("state", 0)]


def _step_with(activation):
    """One step of a vanilla cell as `unroll` takes it, with an activation of choice."""
    return lambda x_t, h, W_x, W_h, b: (activation(x_t @ W_x + h @ W_h + b), None)


def _bidirectional(layer, x, mask, weight):
    inner = layer["layer"]
    hs_f, last_f = _unrolled(inner, x, mask, weight)
    hs_b, last_b = _unrolled(inner, rnn_ref.reverse_padded(x, mask), mask, weight)
    if inner.get("return_sequences"):
        return np.concatenate([hs_f, rnn_ref.reverse_padded(hs_b, mask)], axis=-1), mask
    return np.concatenate([last_f, last_b], axis=-1), None
