"""Right answers to `lstm_forward`, in styles other than the reference's."""

from itertools import accumulate

import numpy as np

from tests.judge.right_styles.unit_07.lstm_step import (
    Cell,
    logistic,
    step_by_slices,
    step_gate_by_gate,
    step_number_by_number,
    step_of_columns,
)


def forward_by_the_step(x, h0, c0, W_x, W_h, b):
    """The loop of the notebook, on a step of its own."""
    hs = np.zeros((len(x), x.shape[1], h0.shape[1]), dtype=x.dtype)
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_by_slices(x[:, t], h, c, W_x, W_h, b)
        hs[:, t] = h
    return hs, c


def forward_hoisted(x, h0, c0, W_x, W_h, b):
    """All inputs projected at once; states in lists; in place on the cell."""
    projected = x @ W_x + b
    h, c, states = h0, c0.copy(), []
    for a_x in np.swapaxes(projected, 0, 1):
        i, f, g, o = np.split(a_x + h @ W_h, 4, axis=1)
        c *= logistic(f)
        c += logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        states.append(h)
    return np.array(states).transpose(1, 0, 2), c


def forward_recursive(x, h0, c0, W_x, W_h, b):
    """One step, then the rest by recursion."""
    h, c = step_gate_by_gate(x[:, 0], h0, c0, W_x, W_h, b)
    if x.shape[1] == 1:
        return h[:, None], c
    hs, cT = forward_recursive(x[:, 1:], h, c, W_x, W_h, b)
    return np.concatenate([h[:, None], hs], axis=1), cT


def forward_sequence_by_sequence(x, h0, c0, W_x, W_h, b):
    """The batch outside, the steps inside; lists come back."""
    hs, cs = [], []
    for n in range(len(x)):
        h, c, row = h0[n : n + 1], c0[n : n + 1], []
        for t in range(x.shape[1]):
            h, c = step_by_slices(x[n : n + 1, t], h, c, W_x, W_h, b)
            row.append(h[0])
        hs.append(row)
        cs.append(c[0])
    return [np.array(hs), np.array(cs)]


def forward_by_a_cell(x, h0, c0, W_x, W_h, b):
    """A class with an opaque cache for every step; time first inside."""
    cell, caches = Cell(W_x, W_h, b), []
    hs = np.zeros((x.shape[1], *h0.shape), dtype=x.dtype)
    h, c = h0, c0
    for t, x_t in enumerate(x.transpose(1, 0, 2)):
        h, c = cell.forward(x_t, h, c)
        caches.append(cell.cache)
        hs[t] = h
    return hs.transpose(1, 0, 2), caches[-1]["c"]


def forward_with_a_slot_for_the_start(x, h0, c0, W_x, W_h, b):
    """One slot more than there are steps, for h0; the states in dicts by step."""
    N, T, _ = x.shape
    hs = np.empty((N, T + 1, h0.shape[1]), dtype=x.dtype)
    hs[:, 0], cs = h0, {-1: c0}
    for t in range(T):
        hs[:, t + 1], cs[t] = step_number_by_number(x[:, t, :], hs[:, t], cs[t - 1], W_x, W_h, b)
    return hs[:, 1:], cs[T - 1]


def forward_accumulated(x, h0, c0, W_x, W_h, b):
    """Pairs of states, accumulated over the steps; the first pair is dropped."""

    def step(states, x_t):
        return step_of_columns(x_t, *states, W_x, W_h, b)

    pairs = list(accumulate(np.swapaxes(x, 0, 1), step, initial=(h0, c0)))
    return np.dstack([h for h, _ in pairs[1:]]).swapaxes(1, 2), pairs.pop()[1]


STYLES = [
    forward_by_the_step,
    forward_hoisted,
    forward_recursive,
    forward_sequence_by_sequence,
    forward_by_a_cell,
    forward_with_a_slot_for_the_start,
    forward_accumulated,
]
