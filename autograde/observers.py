"""Turns what is no data into data: a Keras model into facts about it, a trained one into answers.

A case may name an observer; it runs beside the learner's code, on what the learner's function
returned. Nothing here knows an answer, and nothing here imports Keras: a model is asked through
its own methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

# What is told of a layer, where it has it.
SETTINGS = (
    "units",
    "activation",
    "return_sequences",
    "return_state",
    "stateful",
    "go_backwards",
    "mask_zero",
    "input_dim",
    "output_dim",
    "n",
    "rate",
    "dropout",
    "recurrent_dropout",
    "merge_mode",
    "filters",
    "kernel_size",
    "strides",
)


def observe(name: str, params: dict, value: Any) -> Any:
    """What the observer called `name` tells of `value`. KeyError if there is none."""
    return _OBSERVERS[name](value, **params)


def seeded_weights(shapes: list[tuple[int, ...]], seed: int) -> list[np.ndarray]:
    """The weights that both sides give a model: normal, of size 0.5, one seed for each array."""
    return [
        (0.5 * np.random.default_rng([seed, number]).standard_normal(shape)).astype(np.float32)
        for number, shape in enumerate(shapes)
    ]


def keras_model(model: Any, inputs: list[np.ndarray], seed: int) -> Any:
    """Facts about a model -> (shape of one answer, layers, number of parameters, outputs).

    inputs: one array for each input of the model; outputs: the model's answer to them under
    `seeded_weights`. What is no Keras model is handed back as it is.
    """
    if not all(hasattr(model, name) for name in ("get_weights", "set_weights", "layers")):
        return model
    model(_single(inputs), training=False)  # a model without an input shape gets its weights here
    model.set_weights(seeded_weights([w.shape for w in model.get_weights()], seed))
    outputs = np.asarray(model(_single(inputs), training=False))
    layers = [_layer(layer) for layer in model.layers if not _is_input(layer)]
    return outputs.shape[1:], layers, int(model.count_params()), outputs


def _single(inputs):
    return inputs[0] if len(inputs) == 1 else inputs


def _is_input(layer):
    return type(layer).__name__ == "InputLayer"


def _layer(layer):
    """A layer as {"class": name, settings...}; wrappers hold the layer that they wrap."""
    config = layer.get_config()
    told = {"class": type(layer).__name__}
    told |= {key: config[key] for key in SETTINGS if isinstance(config.get(key), int | str | float)}
    inner = getattr(layer, "forward_layer", None) or getattr(layer, "layer", None)
    if type(layer).__name__ == "RNN":
        told["cell"] = type(layer.cell).__name__
    if inner is not None:
        told["layer"] = _layer(inner)
    return told


def predictions(model: Any, inputs: np.ndarray) -> Any:
    """A trained model's answers to held-out inputs, (N, ...) -> array.

    model: has `predict` (Keras, scikit-learn), or is a function of the inputs.
    """
    if hasattr(model, "predict"):
        try:
            return np.asarray(model.predict(inputs, verbose=0))
        except TypeError:  # not Keras
            return np.asarray(model.predict(inputs))
    return model(inputs) if callable(model) else model


_OBSERVERS: dict[str, Callable] = {"keras_model": keras_model, "predictions": predictions}
