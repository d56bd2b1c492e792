"""Layers on layers: the states of one are the inputs of the next, with dropout between them.

    u^1 = x,   hs^l = unroll(cell^l, u^l),   u^{l+1} = hs^l * drop^l

drop^l is given, so that a pass can be repeated and differentiated: 0 where a unit is left out,
1 / (1 - rate) where it stays (the mean is unchanged), made by `dropout_mask`. There is one fewer
of them than layers: nothing is dropped after the last.
"""

import numpy as np

from rnn_ref.layer import unroll, unroll_backward
from rnn_ref.shapes import require_shape


def dropout_mask(rng, shape, rate, dtype=float):
    """0 with probability `rate`, else 1 / (1 - rate). A time axis of 1 drops whole sequences.

    shape: (N, T, H), or (N, 1, H) for the same units at all steps (Gal and Ghahramani 2016).
    """
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"dropout_mask: rate is {rate}, expected 0 <= rate < 1")
    return ((rng.random(shape) >= rate) / (1.0 - rate)).astype(dtype)


def stacked_forward(layers, x, mask=None, drops=None):
    """All layers over all steps.

    layers: a list of L triples (cell, states, weights); x (N, T, D); drops: a list of L - 1
    arrays that multiply the output of a layer, or None
    -> hs (N, T, H) of the last layer; the final states of each layer, a list; caches.
    """
    drops = _drops("stacked_forward", drops, len(layers))
    lasts, caches = [], []
    for (cell, states, weights), drop in zip(layers, [*drops, None], strict=True):
        hs, last, cache = unroll(cell, x, states, weights, mask)
        if drop is not None:
            require_shape("stacked_forward", "drop", np.broadcast_to(drop, hs.shape), "N T H")
        lasts.append(last)
        caches.append((cell, cache, drop))
        x = hs if drop is None else hs * drop
    return hs, lasts, caches


def stacked_backward(dhs, dlasts, caches):
    """Gradients of all layers.

    dhs (N, T, H) of the last layer; dlasts: what arrives at the final states of each layer, or
    None -> dx (N, T, D), dstates of the initial states and dweights: lists of L tuples.
    """
    dlasts = [None] * len(caches) if dlasts is None else dlasts
    dstates, dweights = [], []
    for (cell, cache, drop), dlast in zip(reversed(caches), reversed(dlasts), strict=True):
        dhs = dhs if drop is None else dhs * drop
        dhs, ds, dw = unroll_backward(cell, dhs, dlast, cache)
        dstates.append(ds)
        dweights.append(dw)
    return dhs, dstates[::-1], dweights[::-1]


def _drops(function, drops, L):
    """One entry between each two layers."""
    drops = [None] * (L - 1) if drops is None else list(drops)
    if len(drops) != L - 1:
        raise ValueError(f"{function}: got {len(drops)} drops, expected L - 1 = {L - 1}")
    return drops
