"""Reading a sequence both ways (Schuster and Paliwal 1997).

    forward   reads x_1 ... x_T
    backward  reads the real steps of each row in reverse order; padding stays where it is, so
              that the state has not run over it when the first real step comes
    output    merge(hs_forward, hs_backward put back in the order of time)

`merge` is "concat", "sum", "mean" or "mul". At masked steps both directions carry their states.
"""

import numpy as np

from rnn_ref.layer import unroll, unroll_backward
from rnn_ref.shapes import require_mask, require_shape

MERGES = ("concat", "sum", "mean", "mul")


def reverse_padded(x, mask=None):
    """Put the real steps of each row in reverse order; padding keeps its place.

    x (N, T, ...), mask (N, T) of bool or None -> the shape of x. Twice gives x again, so this is
    its own inverse and its own backward pass. With lengths 3 and 2:

        x     a b c -   d e - -   ->   c b a -   e d - -
    """
    if mask is None:
        return x[:, ::-1].copy()
    require_mask("reverse_padded", mask, *x.shape[:2])
    reversed_x = x.copy()
    for row, real in zip(reversed_x, mask, strict=True):
        row[real] = row[real][::-1]
    return reversed_x


def bidirectional_forward(cell, x, states, weights, mask=None, merge="concat"):
    """Both directions of a cell.

    x (N, T, D); states, weights: pairs (forward, backward), each as `unroll` takes them
    -> ys (N, T, 2H) for "concat", else (N, T, H); the pair of final states; cache
    (hs_forward, hs_backward, caches_forward, caches_backward, mask, merge).
    The final states of the backward direction are those after each row's first real step.
    """
    if merge not in MERGES:
        raise ValueError(f"bidirectional_forward: merge is {merge!r}, expected one of {MERGES}")
    hs_f, last_f, caches_f = unroll(cell, x, states[0], weights[0], mask)
    hs_r, last_b, caches_b = unroll(cell, reverse_padded(x, mask), states[1], weights[1], mask)
    hs_b = reverse_padded(hs_r, mask)
    if merge == "concat":
        ys = np.concatenate([hs_f, hs_b], axis=2)
    elif merge == "mul":
        ys = hs_f * hs_b
    else:
        ys = (hs_f + hs_b) * (0.5 if merge == "mean" else 1.0)
    return ys, (last_f, last_b), (hs_f, hs_b, caches_f, caches_b, mask, merge)


def bidirectional_backward(cell, dys, dstates, cache):
    """Gradients of both directions.

    dys: the shape of ys; dstates: a pair of what arrives at the final states, or None
    -> dx (N, T, D), the pair of dstates of the initial states, the pair of dweights.
    """
    hs_f, hs_b, caches_f, caches_b, mask, merge = cache
    N, T, H = hs_f.shape
    width = 2 * H if merge == "concat" else H
    require_shape("bidirectional_backward", "dys", dys, "N T K", N=N, T=T, K=width)
    if merge == "concat":
        dhs_f, dhs_b = dys[..., :H], dys[..., H:]
    elif merge == "mul":
        dhs_f, dhs_b = dys * hs_b, dys * hs_f
    else:
        dhs_f = dhs_b = dys * (0.5 if merge == "mean" else 1.0)
    last_f, last_b = (None, None) if dstates is None else dstates
    dx_f, ds_f, dw_f = unroll_backward(cell, dhs_f, last_f, caches_f)
    dx_b, ds_b, dw_b = unroll_backward(cell, reverse_padded(dhs_b, mask), last_b, caches_b)
    return dx_f + reverse_padded(dx_b, mask), (ds_f, ds_b), (dw_f, dw_b)
