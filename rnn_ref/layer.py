"""Any cell over a whole batch: masks, initial and final states, and gradients to all of them.

A `Cell` names its two functions for one step; a state is one array (vanilla, GRU) or two (LSTM),
the hidden state first. Over the steps, with m_t = mask[:, t] (True: the step is real):

    s_t = step(x_t, s_{t-1})  where m_t,   s_{t-1}  elsewhere

so a masked step carries the state, and what stands in its x_t is never read: not in the values,
not in the gradients, even if it is NaN. Backward, with ds_t the whole gradient at s_t:

    ds_{t-1} = step_backward(ds_t)  where m_t,   ds_t  elsewhere;   dx_t = 0 where m_t is False

A row whose mask is all False keeps its initial state at every step: its hs repeat h0, and
gradients pass through to h0 unchanged. NaN in a real step shows in that row from there on, and
in no other row; its gradients reach the weights, which all rows share.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnn_ref.gru import gru_step_backward, gru_step_forward
from rnn_ref.lstm import lstm_step_backward, lstm_step_forward
from rnn_ref.relu_rnn import relu_rnn_step_backward, relu_rnn_step_forward
from rnn_ref.rnn import rnn_step_backward, rnn_step_forward
from rnn_ref.shapes import require_float, require_mask, require_shape, require_steps


class Cell(NamedTuple):
    """One step of a cell, forward and back.

    step_forward(x_t, *states, *weights) -> *states, cache
    step_backward(*dstates, cache) -> dx_t, *dstates, *dweights
    """

    name: str
    step_forward: Callable
    step_backward: Callable
    states: int  # arrays in its state
    gates: int  # blocks of H columns in its weights


def _gru_before_step_forward(x_t, h_prev, W_x, W_h, b):
    return gru_step_forward(x_t, h_prev, W_x, W_h, b, reset_after=False)


RNN = Cell("rnn", rnn_step_forward, rnn_step_backward, states=1, gates=1)
RELU_RNN = Cell("relu_rnn", relu_rnn_step_forward, relu_rnn_step_backward, states=1, gates=1)
LSTM = Cell("lstm", lstm_step_forward, lstm_step_backward, states=2, gates=4)
GRU = Cell("gru", gru_step_forward, gru_step_backward, states=1, gates=3)
GRU_RESET_BEFORE = Cell(
    "gru_reset_before", _gru_before_step_forward, gru_step_backward, states=1, gates=3
)


def zero_states(cell, N, H, dtype=float):
    """The states that a sequence starts from when nothing else is known: zeros (N, H)."""
    return tuple(np.zeros((N, H), dtype) for _ in range(cell.states))


def unroll(cell, x, states, weights, mask=None):
    """All steps of a cell.

    x (N, T, D), states: the initial ones, a tuple of (N, H), weights: as the cell's step takes
    them, mask (N, T) of bool or None
    -> hs (N, T, H), the hidden state after each step; states: those after the last one, whose
    first is the last hidden state of each row; caches for `unroll_backward`.
    """
    _require_unroll(cell, x, states, weights, mask)
    N, T, _ = x.shape
    hs = np.empty((N, T, states[0].shape[1]), dtype=np.result_type(x, *states, *weights))
    caches = []
    for t in range(T):
        real = np.ones((N, 1), dtype=bool) if mask is None else mask[:, t, None]
        x_t = np.where(real, x[:, t], 0.0)
        *new, cache = cell.step_forward(x_t, *states, *weights)
        states = tuple(np.where(real, n, s) for n, s in zip(new, states, strict=True))
        hs[:, t] = states[0]
        caches.append((real, cache))
    return hs, states, caches


def unroll_backward(cell, dhs, dstates, caches):
    """Backpropagation through time.

    dhs (N, T, H): the gradient that arrives at each h_t from outside; dstates: those that arrive
    at the final states, or None for zeros; caches: from `unroll`
    -> dx (N, T, D), dstates: the gradients of the initial states, dweights: a tuple.
    """
    real, cache = caches[0]
    (N, D), H = cache[0].shape, cache[1].shape[1]
    require_shape(f"unroll_backward of {cell.name}", "dhs", dhs, "N T H", N=N, T=len(caches), H=H)
    dstates = zero_states(cell, N, H, dhs.dtype) if dstates is None else tuple(dstates)
    dx = np.empty((N, len(caches), D), dtype=dhs.dtype)
    dweights = None
    for t in reversed(range(len(caches))):
        real, cache = caches[t]
        total = (dstates[0] + dhs[:, t], *dstates[1:])
        seen = [np.where(real, d, 0.0) for d in total]
        dx[:, t], *rest = cell.step_backward(*seen, cache)
        passed, grads = rest[: cell.states], rest[cell.states :]
        dstates = tuple(np.where(real, p, d) for p, d in zip(passed, total, strict=True))
        dweights = (
            grads if dweights is None else [a + b for a, b in zip(dweights, grads, strict=True)]
        )
    return dx, dstates, tuple(dweights)


def _require_unroll(cell, x, states, weights, mask):
    """Check the arguments of `unroll`; the cell's own step checks its weights."""
    function = f"unroll of {cell.name}"
    require_shape(function, "x", x, "N T D", D=len(weights[0]))
    require_steps(function, "x", x)
    require_float(function, x=x)
    if len(states) != cell.states:
        raise ValueError(f"{function}: got {len(states)} states, expected {cell.states}")
    if mask is not None:
        require_mask(function, mask, *x.shape[:2])
