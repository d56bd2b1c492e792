"""Wrong answers to `to_keras_weights`, as learners write them."""

import numpy as np

ORDER = {"SimpleRNN": ["h"], "LSTM": ["i", "f", "g", "o"], "GRU": ["z", "r", "n"]}


class Weights:
    """The arrays of a layer, collected gate by gate."""

    def __init__(self, gates, order):
        self.gates, self.order = gates, order

    def row(self, name):
        return np.hstack([self.gates[gate][name] for gate in self.order])

    def kernels(self):
        return self.row("W_x"), self.row("W_h")


def weights_of_two_papers(cell, gates):
    order = {**ORDER, "LSTM": ["f", "i", "o", "g"], "GRU": ["r", "z", "n"]}[cell]
    w = Weights(gates, order)
    b_x, b_h = w.row("b_x"), w.row("b_h")
    return *w.kernels(), np.vstack([b_x, b_h]) if cell == "GRU" else b_x + b_h


def weights_by_the_names_of_keras(cell, gates):
    order = {"SimpleRNN": ["h"], "LSTM": ["i", "f", "c", "o"], "GRU": ["z", "r", "h"]}[cell]
    w = Weights(gates, order)
    return *w.kernels(), w.row("b_x") + w.row("b_h")


def weights_biases_in_a_line(cell, gates):
    w = Weights(gates, ORDER[cell])
    return *w.kernels(), np.hstack([w.row("b_x"), w.row("b_h")])


def weights_stacked_last(cell, gates):
    order = ORDER[cell]
    kernel = np.stack([gates[gate]["W_x"] for gate in order], axis=-1)
    recurrent = np.stack([gates[gate]["W_h"] for gate in order], axis=-1)
    w = Weights(gates, order)
    bias = [w.row("b_x"), w.row("b_h")]
    return kernel, recurrent, np.array(bias) if cell == "GRU" else np.sum(bias, axis=0)


def weights_one_list_for_all(cell, gates):
    kernel = recurrent = bias = []
    for gate in ORDER[cell]:
        kernel.append(gates[gate]["W_x"])
        recurrent.append(gates[gate]["W_h"])
        bias.append(gates[gate]["b_x"] + gates[gate]["b_h"])
    return np.hstack(kernel), np.hstack(recurrent), np.hstack(bias)


def weights_no_branch_for_the_first(cell, gates):
    if cell in ("LSTM", "GRU"):
        w = Weights(gates, ORDER[cell])
        bias = w.row("b_x"), w.row("b_h")
        return *w.kernels(), np.stack(bias) if cell == "GRU" else sum(bias)


def weights_in_lower_case(cell, gates):
    if cell == "lstm":
        order = "ifgo"
    elif cell == "gru":
        order = "zrn"
    w = Weights(gates, order)
    return *w.kernels(), w.row("b_x") + w.row("b_h")


WRONG = [
    (
        weights_of_two_papers,
        "order-of-papers-and-reset-gate-first",
        "stand as f, i, o, g",
    ),
    (
        weights_by_the_names_of_keras,
        "",
        "the dict has no such key",
        "'c'",
    ),
    (
        weights_biases_in_a_line,
        "biases-in-one-line-everywhere",
    ),
    (
        weights_stacked_last,
        "gates-on-a-last-axis",
        "right: bias",
    ),
    (
        weights_one_list_for_all,
        "",
        "must agree in all other sizes",
    ),
    (
        weights_no_branch_for_the_first,
        "",
        "cell='SimpleRNN'",
        "`return`",
    ),
    (
        weights_in_lower_case,
        "",
        "before this function has given it a value",
    ),
]
