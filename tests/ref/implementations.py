"""All that claims to be a recurrent layer, behind one interface, for the conformance suite.

`forward(x, states, weights, mask) -> hs, final states, caches` and
`backward(dhs, dstates, caches) -> dx, dstates, dweights`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import rnn_ref
from rnn_ref import layer as u

WEIGHT_NAMES = {
    "rnn": ("W_xh", "W_hh", "b_h"),
    "relu_rnn": ("W_xh", "W_hh", "b_h"),
    "lstm": ("W_x", "W_h", "b"),
    "gru": ("W_x", "W_h", "b"),
    "gru_reset_before": ("W_x", "W_h", "b"),
}


@dataclass(frozen=True)
class Layer:
    """A cell, and one way to run it over a batch."""

    name: str
    cell: u.Cell
    forward: Callable
    backward: Callable
    takes_mask: bool = True

    def sizes(self, D, H):
        """Shapes of the weights."""
        columns = self.cell.gates * H
        bias = (2, columns) if self.cell.name == "gru" else (columns,)
        return [(D, columns), (H, columns), bias]

    def draw(self, rng, N, T, D, H, dtype=float):
        """x, states, weights: random, asymmetric, with a bias that differs in every column."""
        x = rng.standard_normal((N, T, D)).astype(dtype)
        states = tuple(0.6 * rng.standard_normal((N, H)).astype(dtype) for _ in self.states)
        weights = tuple(0.6 * rng.standard_normal(s).astype(dtype) for s in self.sizes(D, H))
        return x, states, weights

    @property
    def states(self):
        return ("h", "c")[: self.cell.states]


def generic(cell):
    """The plain loop with masks."""
    return Layer(
        f"unroll-{cell.name}",
        cell,
        lambda x, states, weights, mask=None: u.unroll(cell, x, states, weights, mask),
        lambda dhs, dstates, caches: u.unroll_backward(cell, dhs, dstates, caches),
    )


def _with_last(dhs, dstates):
    """The gradient at the last hidden state added to that of the last step."""
    if dstates is None:
        return dhs
    dhs = dhs.copy()
    dhs[:, -1] += dstates[0]
    return dhs


def _one_state(cell, forward, backward, **keywords):
    def run(x, states, weights, mask=None):
        hs, caches = forward(x, *states, *weights, **keywords)
        return hs, (hs[:, -1],), caches

    def back(dhs, dstates, caches):
        dx, dh0, *dweights = backward(_with_last(dhs, dstates), caches)
        return dx, (dh0,), tuple(dweights)

    return Layer(f"plain-{cell.name}", cell, run, back, takes_mask=False)


def _lstm_plain():
    def run(x, states, weights, mask=None):
        hs, cT, caches = rnn_ref.lstm_forward_with_caches(x, *states, *weights)
        return hs, (hs[:, -1], cT), caches

    def back(dhs, dstates, caches):
        dcT = np.zeros_like(dhs[:, -1]) if dstates is None else dstates[1]
        dx, dh0, dc0, *dweights = rnn_ref.lstm_backward(_with_last(dhs, dstates), dcT, caches)
        return dx, (dh0, dc0), tuple(dweights)

    return Layer("plain-lstm", u.LSTM, run, back, takes_mask=False)


def _one_state_fast(cell, forward, backward, **keywords):
    def run(x, states, weights, mask=None):
        hs, cache = forward(x, *states, *weights, **keywords, mask=mask)
        return hs, (hs[:, -1],), cache

    def back(dhs, dstates, cache):
        dx, dh0, *dweights = backward(_with_last(dhs, dstates), cache)
        return dx, (dh0,), tuple(dweights)

    return Layer(f"fast-{cell.name}", cell, run, back)


def _lstm_fast():
    def run(x, states, weights, mask=None):
        hs, cT, cache = rnn_ref.lstm_forward_fast(x, *states, *weights, mask)
        return hs, (hs[:, -1], cT), cache

    def back(dhs, dstates, cache):
        dcT = np.zeros_like(dhs[:, -1]) if dstates is None else dstates[1]
        dx, dh0, dc0, *dweights = rnn_ref.lstm_backward_fast(_with_last(dhs, dstates), dcT, cache)
        return dx, (dh0, dc0), tuple(dweights)

    return Layer("fast-lstm", u.LSTM, run, back)


CELLS = (u.RNN, u.RELU_RNN, u.LSTM, u.GRU, u.GRU_RESET_BEFORE)
LAYERS = [
    *(generic(cell) for cell in CELLS),
    _one_state(u.RNN, rnn_ref.rnn_forward_with_caches, rnn_ref.rnn_backward),
    _lstm_plain(),
    _one_state(u.GRU, rnn_ref.gru_forward_with_caches, rnn_ref.gru_backward),
    _one_state(
        u.GRU_RESET_BEFORE,
        rnn_ref.gru_forward_with_caches,
        rnn_ref.gru_backward,
        reset_after=False,
    ),
    _one_state_fast(u.RNN, rnn_ref.rnn_forward_fast, rnn_ref.rnn_backward_fast),
    _lstm_fast(),
    _one_state_fast(u.GRU, rnn_ref.gru_forward_fast, rnn_ref.gru_backward_fast),
    _one_state_fast(
        u.GRU_RESET_BEFORE,
        rnn_ref.gru_forward_fast,
        rnn_ref.gru_backward_fast,
        reset_after=False,
    ),
]
MASKED = [layer for layer in LAYERS if layer.takes_mask]
