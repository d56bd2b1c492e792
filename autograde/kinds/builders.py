"""Exercises whose function builds a Keras model: declared by the design of a right one.

The learner's model is observed as plain facts (`autograde.beside.observers`), and what they must
be is computed with NumPy (`autograde.kinds.numpy_models`); Keras runs beside the learner's code
only.
"""

from __future__ import annotations

import functools
import inspect
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.beside.inputs import Given
from autograde.kinds.compare import Comparison, Difference, Invariant, Values, as_array
from autograde.kinds.exercise import Case, Exercise
from autograde.kinds.numpy_models import Design, facts

PARTS = ("output_shape", "layers", "parameters", "outputs")
WEIGHTS_SEED = 1
OUTPUT_TOLERANCE = 1e-4  # the models compute in float32
SECONDS = 60.0  # the first call may import TensorFlow
SIZES = ("units", "output_dim", "n")  # the setting that is a layer's size


def builder(
    *,
    designs: Sequence[Callable[..., Design]],
    inputs: Callable[..., np.ndarray],
    calls: Callable[[np.random.Generator], Sequence[tuple[str, tuple]]],
    layers: Invariant,
    **declared: Any,
) -> Exercise:
    """An exercise whose function returns a Keras model.

    designs: functions of the exercise's arguments that give a right design; the first is the
    reference, the others are as good. inputs: a function of the same arguments that gives the
    model's input, made from no random state. calls: draws (name, arguments) of each case; sizes
    that are drawn keep a learner from writing them into the model. layers: the rule for the
    layers (see `uses`). declared: what `Exercise` takes besides.
    """
    references = [as_reference(design, inputs) for design in designs]

    def cases(rng: np.random.Generator) -> list[Case]:
        return [
            Case(name, args, observer=Given("keras_model", _params(inputs(*args))))
            for name, args in calls(rng)
        ]

    comparison: dict[str, Comparison] = {
        "output_shape": Told(says="one answer has shape {}", kind="shape"),
        "layers": layers,
        "parameters": Told(says="it has {} parameters"),
        "outputs": Values(OUTPUT_TOLERANCE),
    }
    return Exercise(
        reference=references[0],
        alternatives=tuple(references[1:]),
        cases=cases,
        outputs=PARTS,
        comparison=comparison,
        returns="a Keras model",
        **{"seconds": SECONDS, **declared},
    )


@dataclass(frozen=True, slots=True)
class Told(Values):
    """Equal to the reference, and told in a sentence: a model's shape, its number of parameters.

    says: the sentence, with a place for the value; kind: that of the difference.
    """

    says: str = "it is {}"
    kind: str = "value"

    def difference(self, got: Any, want: Any, args: tuple) -> Difference | None:
        """None where both are the same numbers."""
        if as_array(got) is not None and np.array_equal(as_array(got), as_array(want)):
            return None
        text = f"{self.says.format(_plain(got))}, expected {_plain(want)}"
        is_shape = self.kind == "shape"  # shapes are no secret in a private case
        return Difference(self.kind, text, text if is_shape else "its value is not right")


def _plain(value):
    """A shape as a tuple, a number with thousands set apart."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def as_reference(design: Callable[..., Design], inputs: Callable[..., np.ndarray]) -> Callable:
    """A function with the signature of `design` that tells the facts of the design's model."""

    @functools.wraps(design)
    def told(*args):
        return facts(design(*args), inputs(*args), WEIGHTS_SEED)

    told.is_computed = True
    return told


def is_computed(thing: Any) -> bool:
    """Does it tell the facts of a model by itself? It is no work that an observer could look at."""
    return inspect.isfunction(thing) and thing.__dict__.get("is_computed", False)


def _params(x):
    return {"inputs": [x], "seed": WEIGHTS_SEED}


def uses(*classes: str, like: Callable[..., Design] | None = None) -> Invariant:
    """The rule that each of the layer classes occurs in the model, wrapped or not.

    like: a design; where it is given, its layers of these classes must all occur, with their
    sizes. A layer beside them, such as a softmax of its own, is free.
    """

    def rule(layers, args):
        found = Counter(part for layer in layers for part in _parts(layer))
        missing = [name for name in classes if name not in {kind for kind, _ in found}]
        if missing or like is None:
            return f"it has no layer {' and no '.join(missing)}" if missing else None
        wanted = Counter(part for layer in like(*args) for part in _parts(layer))
        lacking = [part for part in wanted - found if part[0] in classes]
        sizes = (f"a layer {kind} of size {size}" for kind, size in lacking)
        return f"it lacks {' and '.join(sizes)}" if lacking else None

    return Invariant(rule)


def _parts(layer):
    """(class, size) of a layer and of what it wraps; a cell counts as its layer."""
    size = next((layer[key] for key in SIZES if key in layer), None)
    kinds = [layer["class"], layer.get("cell", "").removesuffix("Cell")]
    return [(kind, size) for kind in kinds] + (_parts(layer["layer"]) if "layer" in layer else [])
