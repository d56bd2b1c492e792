"""Right answers to `to_keras_weights`, in styles other than the reference's."""

import numpy as np


def weights_written_out(cell, gates):
    """Cell by cell, array by array."""
    if cell == "SimpleRNN":
        h = gates["h"]
        return h["W_x"], h["W_h"], h["b_x"] + h["b_h"]
    if cell == "LSTM":
        i, f, g, o = gates["i"], gates["f"], gates["g"], gates["o"]
        kernel = np.hstack((i["W_x"], f["W_x"], g["W_x"], o["W_x"]))
        recurrent = np.hstack((i["W_h"], f["W_h"], g["W_h"], o["W_h"]))
        bias = np.hstack([gate["b_x"] + gate["b_h"] for gate in (i, f, g, o)])
        return kernel, recurrent, bias
    z, r, n = gates["z"], gates["r"], gates["n"]
    kernel = np.c_[z["W_x"], r["W_x"], n["W_x"]]
    recurrent = np.c_[z["W_h"], r["W_h"], n["W_h"]]
    rows = [np.r_[z[b], r[b], n[b]] for b in ("b_x", "b_h")]
    return [kernel, recurrent, np.array(rows)]


def weights_into_zeros(cell, gates):
    """Arrays of zeros, filled block by block; a list, as set_weights takes it."""
    order = {"SimpleRNN": ["h"], "LSTM": list("ifgo"), "GRU": list("zrn")}[cell]
    D, H = next(iter(gates.values()))["W_x"].shape
    kernel, recurrent = np.zeros((D, H * len(order))), np.zeros((H, H * len(order)))
    bias = np.zeros((2, H * len(order)))
    for number, gate in enumerate(order):
        block = slice(number * H, (number + 1) * H)
        kernel[:, block] = gates[gate]["W_x"]
        recurrent[:, block] = gates[gate]["W_h"]
        bias[0, block] = gates[gate]["b_x"]
        bias[1, block] = gates[gate]["b_h"]
    return [kernel, recurrent, bias if cell == "GRU" else bias.sum(axis=0)]


def weights_in_place(cell, gates):
    """Adds the biases up in the caller's arrays, and builds the matrices from rows of columns."""
    order = {"GRU": "zrn", "LSTM": "ifgo"}.get(cell, "h")
    if cell != "GRU":
        for gate in order:
            gates[gate]["b_x"] += gates[gate]["b_h"]

    def side_by_side(name):
        return np.vstack([gates[gate][name].T for gate in order]).T

    def in_a_line(name):
        return [value for gate in order for value in gates[gate][name]]

    bias = in_a_line("b_x")
    if cell == "GRU":
        bias = [bias, in_a_line("b_h")]
    return side_by_side("W_x"), side_by_side("W_h"), bias


class Packer:
    """Keeps its gates and its place in the arrays; the function wraps its methods."""

    ORDER = (("SimpleRNN", "h"), ("LSTM", "ifgo"), ("GRU", "zrn"))

    def __init__(self, cell, gates):
        self.cell = cell
        self.blocks = [gates[gate] for gate in dict(self.ORDER)[cell]]

    def matrix(self, name):
        """Starts from the first gate and grows."""
        grown = self.blocks[0][name]
        for block in self.blocks[1:]:
            grown = np.append(grown, block[name], axis=1)
        return grown

    @property
    def bias(self):
        pairs = np.array([[block["b_x"], block["b_h"]] for block in self.blocks])  # (G, 2, H)
        rows = pairs.transpose(1, 0, 2).reshape(2, -1)
        return rows if self.cell == "GRU" else rows.sum(axis=0)


def weights_of_a_class(cell, gates):
    packer = Packer(cell, gates)
    return packer.matrix("W_x"), packer.matrix("W_h"), packer.bias


def weights_popped(cell, gates):
    """Takes the gates out of the caller's dict, one after the other."""
    order = list({"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell])
    taken = [gates.pop(name) for name in order]
    kernel = np.block([[gate.pop("W_x") for gate in taken]])
    recurrent = np.block([[gate.pop("W_h") for gate in taken]])
    b_x = np.concatenate([gate.pop("b_x") for gate in taken])
    b_h = np.concatenate([gate.pop("b_h") for gate in taken])
    return kernel, recurrent, np.vstack((b_x, b_h)) if "r" in order else np.add(b_x, b_h)


def weights_by_products(cell, gates):
    """Each block is moved to its columns by a matrix product, and all are added up."""
    order = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell]
    H = len(gates[order[0]]["b_x"])
    places = np.split(np.eye(H * len(order)), len(order))  # each (H, GH)

    def spread(name):
        return sum(
            np.dot(gates[gate][name], place) for gate, place in zip(order, places, strict=True)
        )

    b_x, b_h = spread("b_x"), spread("b_h")
    return spread("W_x"), spread("W_h"), np.stack((b_x, b_h)) if cell == "GRU" else b_h + b_x


STYLES = [
    weights_written_out,
    weights_into_zeros,
    weights_in_place,
    weights_of_a_class,
    weights_popped,
    weights_by_products,
]
