"""Weights of Keras layers and of the cells here, without Keras.

`layer.set_weights(to_keras(LSTM, weights))` and `weights = from_keras(LSTM, layer.get_weights())`
pass the arrays of SimpleRNN, LSTM and GRU. Columns stand in the same order on both sides
(i, f, g, o and z, r, n), and nothing is transposed, so what is left to do is to see that an array
of each shape is in its place, and to copy it. `GRU` is Keras' GRU(reset_after=True), its default;
`GRU_RESET_BEFORE` is GRU(reset_after=False). Bidirectional(layer) holds the weights of the forward
layer, then those of the backward layer.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_shape


def to_keras(cell, weights):
    """The list for `set_weights`: kernel, recurrent_kernel, bias. weights: a tuple of three."""
    return list(_checked("to_keras", cell, weights))


def from_keras(cell, arrays):
    """The tuple of weights from the list of `get_weights`."""
    return _checked("from_keras", cell, arrays)


def to_keras_bidirectional(cell, forward, backward):
    """The list for `Bidirectional(layer).set_weights`."""
    return to_keras(cell, forward) + to_keras(cell, backward)


def from_keras_bidirectional(cell, arrays):
    """The pair (forward, backward) from the list of `Bidirectional(layer).get_weights`."""
    if len(arrays) != 6:
        raise ValueError(f"from_keras_bidirectional: got {len(arrays)} arrays, expected 6")
    return from_keras(cell, arrays[:3]), from_keras(cell, arrays[3:])


def _checked(function, cell, arrays):
    """Copies of kernel (D, GH), recurrent kernel (H, GH) and bias, G being the cell's gates."""
    if len(arrays) != 3:
        raise ValueError(
            f"{function}: got {len(arrays)} arrays, expected 3: kernel, recurrent kernel, bias "
            "(a layer with use_bias=False has no bias: hand in zeros)"
        )
    kernel, recurrent, bias = (np.array(a) for a in arrays)
    H = recurrent.shape[0]
    columns = "H" if cell.gates == 1 else f"{cell.gates}H"
    size = {"H": H, columns: cell.gates * H}
    require_shape(function, "recurrent kernel", recurrent, f"H {columns}", **size)
    require_shape(function, "kernel", kernel, f"D {columns}", **{columns: size[columns]})
    two = cell.name == "gru"
    require_shape(function, "bias", bias, f"2 {columns}" if two else columns, **{"2": 2}, **size)
    require_float(function, kernel=kernel, recurrent_kernel=recurrent, bias=bias)
    return kernel, recurrent, bias
