"""Turns what is no data into data: a Keras model into facts about it, a trained one into answers.

A case may name an observer; it runs beside the learner's code, on what the learner's function
returned. Nothing here knows an answer, and nothing here imports Keras: a model is asked through
its own methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.beside.codec import CALLABLE_NAMES, Opaque, with_article

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
    `seeded_weights`. Of what is no Keras model only a single value is handed back as it is: the
    facts themselves must not be taken for a model that has them.
    """
    if not all(hasattr(model, name) for name in ("get_weights", "set_weights", "layers")):
        return model if _is_single(model) else Opaque(_in_words(model))
    if not _is_built(model):
        _call(model, inputs)  # a model without an input shape gets its weights here
    model.set_weights(seeded_weights([w.shape for w in model.get_weights()], seed))
    outputs = np.asarray(_call(model, inputs))
    return outputs.shape[1:], list(_layers(model)), int(model.count_params()), outputs


def _is_single(value):
    """Is it one plain value or one array? What holds several, or gives them out one by one, could
    hold the facts."""
    return value is None or isinstance(value, str | int | float | np.ndarray | np.generic)


def _in_words(value):
    many = f" of {len(value)}" if isinstance(value, tuple | list) else ""
    name = "class" if isinstance(value, type) else type(value).__name__[:60]
    return with_article(CALLABLE_NAMES.get(name, name)) + many


def _is_built(model):
    """Has the model all its weights? `build` of a class of one's own leaves its layers as is."""
    parts = (model, *model.layers)
    return all(getattr(part, "built", False) for part in parts)


def _call(model, inputs):
    """The model's answer.

    Raises:
        ValueError: it takes inputs of another shape than it was called with. A functional model
            refuses those, while a Sequential may run on them: both are refused here.
    """
    taken, came = getattr(model, "input_shape", None), inputs[0].shape
    is_told = len(inputs) == 1 and isinstance(taken, tuple)
    refusal = f"the model takes inputs of shape {taken}, it was given {came}"
    if is_told and not _fits(came[1:], taken[1:]):  # any batch that it runs on will do
        raise ValueError(refusal)
    try:
        return model(inputs[0] if len(inputs) == 1 else inputs, training=False)
    except Exception as error:
        if not is_told or _fits(came, taken):
            raise
        raise ValueError(refusal) from error


def _fits(shape, taken):
    """Has an array the shape that a model takes? None stands for any size."""
    pairs = zip(shape, taken, strict=False)
    return len(shape) == len(taken) and all(size in (None, came) for came, size in pairs)


def _layers(model):
    """The layers of a model, and of the models that it is made of; inputs are none."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _layers(layer)
        elif type(layer).__name__ != "InputLayer":
            yield _layer(layer)


def _layer(layer):
    """A layer as {"class": name, settings...}; wrappers hold the layer that they wrap."""
    told = {"class": type(layer).__name__, **_settings(layer)}
    inner = getattr(layer, "forward_layer", None) or getattr(layer, "layer", None)
    if type(layer).__name__ == "RNN":
        told |= {"cell": type(layer.cell).__name__, **_settings(layer.cell)}
    if inner is not None:
        told["layer"] = _layer(inner)
    return told


def _settings(layer):
    """The settings of a layer or a cell that are a number, a truth value or a name."""
    config = layer.get_config() if hasattr(layer, "get_config") else {}
    return {key: config[key] for key in SETTINGS if isinstance(config.get(key), int | str | float)}


def predictions(model: Any, inputs: np.ndarray) -> Any:
    """A trained model's answers to held-out inputs, (N, ...) -> array.

    model: has `predict` (Keras, scikit-learn), or is a function of the inputs.
    """
    if hasattr(model, "predict"):
        try:
            return np.asarray(model.predict(inputs, verbose=0))
        except TypeError:  # not Keras
            return np.asarray(model.predict(inputs))
    found = model(inputs) if callable(model) else model
    return Opaque(_in_words(found)) if hasattr(found, "__next__") else found


_OBSERVERS: dict[str, Callable] = {"keras_model": keras_model, "predictions": predictions}
