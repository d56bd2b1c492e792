"""Exercise 10.1, to_keras_weights: NumPy weights into Keras layers."""

from __future__ import annotations

import numpy as np

from autograde.exercises.unit_10 import UNIT, WEIGHTS
from autograde.kinds.exercise import Case, Exercise, Misconception

ORDER = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}
ARRAYS = ("W_x", "W_h", "b_x", "b_h")


def to_keras_weights(cell, gates):
    """Gate by gate -> the three arrays of the Keras layer."""
    order = ORDER[cell]
    kernel, recurrent_kernel, b_x, b_h = (
        np.concatenate([gates[gate][name] for gate in order], axis=-1) for name in ARRAYS
    )
    bias = np.stack([b_x, b_h]) if cell == "GRU" else b_x + b_h
    return kernel, recurrent_kernel, bias


def _gates(rng, names, D, H, dtype=float):
    """One dict for each gate, in the order of `names`."""
    shapes = {"W_x": (D, H), "W_h": (H, H), "b_x": (H,), "b_h": (H,)}
    return {
        gate: {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
        for gate in names
    }


def _only(gates, *kept):
    return {
        gate: {name: a if name in kept else np.zeros_like(a) for name, a in arrays.items()}
        for gate, arrays in gates.items()
    }


def _weight_cases(rng):
    lstm, gru = _gates(rng, "fiog", 3, 4), _gates(rng, "rzn", 3, 4)
    return [
        Case("one gate", ("SimpleRNN", _gates(rng, "h", 3, 4)), "shapes"),
        Case("gates f, i, o, g", ("LSTM", lstm), "shapes"),
        Case("gates r, z, n", ("GRU", gru), "shapes"),
        Case("only W_x and b_x are not zero", ("LSTM", _only(lstm, "W_x", "b_x")), "isolation"),
        Case("only W_h and b_h are not zero", ("GRU", _only(gru, "W_h", "b_h")), "isolation"),
        Case("one unit, H = 1", ("LSTM", _gates(rng, "gofi", 3, 1)), "ones"),
        Case("one input, D = 1", ("GRU", _gates(rng, "nrz", 1, 3)), "ones"),
        Case("all sizes 1", ("SimpleRNN", _gates(rng, "h", 1, 1)), "ones"),
        Case("SimpleRNN, D=5, H=3", ("SimpleRNN", _gates(rng, "h", 5, 3))),
        Case("LSTM, gates o, f, g, i", ("LSTM", _gates(rng, "ofgi", 5, 3))),
        Case("LSTM, gates g, i, f, o", ("LSTM", _gates(rng, "gifo", 4, 6))),
        Case("GRU, gates n, z, r", ("GRU", _gates(rng, "nzr", 3, 5))),
        Case("GRU, gates z, n, r", ("GRU", _gates(rng, "znr", 6, 4))),
        Case("float32", ("LSTM", _gates(rng, "fgio", 5, 4, np.float32)), "float32"),
    ]


def _ordered(order):
    """The right function, but for the order in which it takes the gates."""

    def wrong(cell, gates):
        found = "".join(gates) if order is None else order.get(cell, ORDER[cell])
        names = dict(zip(ORDER[cell], found, strict=True))
        return to_keras_weights(cell, {right: gates[name] for right, name in names.items()})

    return wrong


def _joined(join):
    """The right function, but for how it puts the gates together."""

    def wrong(cell, gates):
        kernels = [join([gates[g][name] for g in ORDER[cell]]) for name in ARRAYS[:2]]
        return *kernels, to_keras_weights(cell, gates)[2]

    return wrong


def _biased(bias):
    """The right function, but for the bias, made by `bias(cell, b_x, b_h)`."""

    def wrong(cell, gates):
        b_x, b_h = (np.concatenate([gates[g][b] for g in ORDER[cell]]) for b in ("b_x", "b_h"))
        return *to_keras_weights(cell, gates)[:2], bias(cell, b_x, b_h)

    return wrong


def _kernels_exchanged(cell, gates):
    kernel, recurrent_kernel, bias = to_keras_weights(cell, gates)
    return recurrent_kernel, kernel, bias


def _bias_second(cell, gates):
    kernel, recurrent_kernel, bias = to_keras_weights(cell, gates)
    return kernel, bias, recurrent_kernel


def _gru_only(bias):
    return _biased(lambda cell, b_x, b_h: bias(b_x, b_h) if cell == "GRU" else b_x + b_h)


WEIGHT_MISTAKES = (
    Misconception(
        "order-of-the-dict",
        _ordered(None),
        "The gates stand in the order in which the dict happens to hold them: the layer reads "
        "its columns in one fixed order, so ask for each gate by its name.",
        WEIGHTS,
    ),
    Misconception(
        "alphabetical",
        _ordered({"LSTM": "fgio", "GRU": "nrz"}),
        "The gates stand in alphabetical order: the layer has an order of its own: "
        "i, f, g, o or z, r, n.",
        WEIGHTS,
    ),
    Misconception(
        "candidate-last",
        _ordered({"LSTM": "ifog"}),
        "The LSTM's candidate g stands last, as in many papers: in Keras it comes before the "
        "output gate.",
        WEIGHTS,
    ),
    Misconception(
        "forget-gate-first",
        _ordered({"LSTM": "figo"}),
        "The LSTM's forget gate stands first, as in many papers: in Keras the input gate comes "
        "before it.",
        WEIGHTS,
    ),
    Misconception(
        "order-of-papers",
        _ordered({"LSTM": "fiog"}),
        "The LSTM's gates stand in the order f, i, o, g of many papers: in Keras the order is "
        "i, f, g, o.",
        WEIGHTS,
    ),
    Misconception(
        "reset-gate-first",
        _ordered({"GRU": "rzn"}),
        "The GRU's reset gate stands first, which is PyTorch's order: in Keras the update gate "
        "comes before it.",
        WEIGHTS,
    ),
    *(
        Misconception(
            f"{name}-and-reset-gate-first",
            _ordered({"LSTM": order, "GRU": "rzn"}),
            f"Two cells are out of order: the LSTM's gates stand as {', '.join(order)} and the "
            "GRU's as r, z, n, and each cell in Keras has an order of its own.",
            WEIGHTS,
        )
        for name, order in (
            ("order-of-papers", "fiog"),
            ("candidate-last", "ifog"),
            ("forget-gate-first", "figo"),
        )
    ),
    Misconception(
        "stacked-in-rows",
        _joined(lambda arrays: np.concatenate(arrays, axis=0)),
        "The gates lie on top of one another, in rows: they belong side by side, so that the "
        "number of columns is a multiple of H.",
        WEIGHTS,
    ),
    Misconception(
        "transposed",
        _joined(lambda arrays: np.concatenate(arrays, axis=-1).T),
        "The matrices are transposed, as PyTorch keeps them: Keras multiplies rows from the "
        "left, as this course does.",
        WEIGHTS,
    ),
    Misconception(
        "blocks-transposed",
        _joined(lambda arrays: np.concatenate([a.T for a in arrays], axis=-1)),
        "Each gate's matrices are transposed before they are put side by side: Keras multiplies "
        "rows from the left, as this course does, and takes them as they are.",
        WEIGHTS,
    ),
    *(
        Misconception(
            name,
            _joined(join),
            "The gates have an axis of their own, three axes in all: Keras wants one matrix, with "
            "the gates side by side.",
            WEIGHTS,
        )
        for name, join in (
            ("gates-on-an-axis-of-their-own", np.stack),
            ("gates-on-a-last-axis", lambda arrays: np.stack(arrays, axis=-1)),
        )
    ),
    Misconception(
        "columns-interleaved",
        _joined(lambda arrays: np.stack(arrays, axis=-1).reshape(len(arrays[0]), -1)),
        "The columns are mixed, unit by unit: all H columns of one gate come first, then all of "
        "the next.",
        WEIGHTS,
    ),
    Misconception(
        "stacked-and-reshaped",
        _joined(lambda arrays: np.stack(arrays).reshape(len(arrays[0]), -1)),
        "The gates are stacked and then reshaped, which cuts them up along their rows: reshape "
        "reads row after row, so it cannot put blocks side by side.",
        WEIGHTS,
    ),
    Misconception(
        "kernels-exchanged",
        _kernels_exchanged,
        "The two matrices have changed places: the kernel, which reads the input, comes first.",
        WEIGHTS,
    ),
    Misconception(
        "bias-second",
        _bias_second,
        "The bias stands between the two matrices: it comes last.",
        WEIGHTS,
    ),
    Misconception(
        "recurrent-bias-dropped",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h]) if cell == "GRU" else b_x),
        "The bias beside the state is dropped in the cells that have one bias: both are added "
        "to the same sum, so the one bias is their sum.",
        WEIGHTS,
    ),
    Misconception(
        "recurrent-bias-dropped-everywhere",
        _biased(lambda cell, b_x, b_h: b_x),
        "The bias beside the state is dropped in every cell: it is added to the other one, and in "
        "the GRU it is a second row.",
        WEIGHTS,
    ),
    Misconception(
        "bias-as-a-row",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h]) if cell == "GRU" else [b_x + b_h]),
        "The one bias of a SimpleRNN or an LSTM is a matrix with a single row: Keras wants a plain "
        "line of numbers there, (GH,).",
        WEIGHTS,
    ),
    Misconception(
        "biases-never-added",
        _biased(lambda cell, b_x, b_h: (np.stack if cell == "GRU" else np.concatenate)([b_x, b_h])),
        "Where a cell has one bias, b_x and b_h stand one after the other: both are added to the "
        "same sum, so the one bias is b_x + b_h.",
        WEIGHTS,
    ),
    Misconception(
        "biases-in-one-line-everywhere",
        _biased(lambda cell, b_x, b_h: np.concatenate([b_x, b_h])),
        "In every cell b_x and b_h stand one after the other: where a cell has one bias it is "
        "b_x + b_h, and in the GRU the two are two rows.",
        WEIGHTS,
    ),
    Misconception(
        "biases-added-in-the-gru",
        _gru_only(lambda b_x, b_h: b_x + b_h),
        "The GRU's two biases are added up: the reset gate multiplies one of them and not the "
        "other, so the layer keeps both, as two rows.",
        WEIGHTS,
    ),
    Misconception(
        "two-rows-everywhere",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h])),
        "Every cell has two rows of biases: in Keras only the GRU keeps two, the other cells "
        "have one bias.",
        WEIGHTS,
    ),
    Misconception(
        "bias-rows-exchanged",
        _gru_only(lambda b_x, b_h: np.stack([b_h, b_x])),
        "The GRU's two rows of biases have changed places: the one beside the input comes first.",
        WEIGHTS,
    ),
    Misconception(
        "bias-rows-are-columns",
        _gru_only(lambda b_x, b_h: np.stack([b_x, b_h], axis=-1)),
        "The GRU's two biases stand side by side, as columns: Keras wants them as two rows.",
        WEIGHTS,
    ),
    Misconception(
        "sum-and-zeros",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, np.zeros_like(b_h)])),
        "The GRU's first row is the sum of both biases and the second is zero: the reset gate "
        "multiplies b_h and not b_x, so each keeps a row of its own.",
        WEIGHTS,
    ),
    Misconception(
        "sum-in-the-first-row",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, b_h])),
        "The GRU's first row is b_x + b_h, so b_h counts twice: the first row is b_x alone. Were "
        "the biases added up before the GRU was told apart, or in place?",
        WEIGHTS,
    ),
    Misconception(
        "sum-in-both-rows",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, b_x + b_h])),
        "Both rows of the GRU's bias are the sum b_x + b_h: the first row is b_x, the second b_h.",
        WEIGHTS,
    ),
    Misconception(
        "bias-in-one-line",
        _gru_only(lambda b_x, b_h: np.concatenate([b_x, b_h])),
        "The GRU's two biases stand one after the other in a single line: Keras wants two rows.",
        WEIGHTS,
    ),
)


def lstm(units, every_step=False):
    return {"class": "LSTM", "units": units, "return_sequences": every_step}


EXERCISE = Exercise(
    name="to_keras_weights",
    number="10.1",
    unit=UNIT,
    title="NumPy weights into Keras layers",
    points=8,
    reference=to_keras_weights,
    cases=_weight_cases,
    outputs=("kernel", "recurrent_kernel", "bias"),
    shares={"kernel": 3 / 8, "recurrent_kernel": 2 / 8, "bias": 3 / 8},
    section=WEIGHTS,
    hints=(
        "Write down the order of the gates for each of the three cells first. Then every "
        "matrix is a row of blocks in that order, and only the bias needs a case for the GRU.",
        "kernel = [W_x of the first gate, W_x of the second, ...], side by side. The bias is "
        "b_x + b_h, gate after gate; for the GRU, the two rows b_x and b_h.",
        "order: the gates' names, looked up by the name of the cell\n"
        "for each of W_x, W_h, b_x and b_h: collect the arrays of the gates in that order, "
        "join them along the last axis\n"
        "bias: one joined bias above the other for the GRU, their sum for the others\n"
        "return the joined W_x, the joined W_h and the bias",
    ),
    misconceptions=WEIGHT_MISTAKES,
)
