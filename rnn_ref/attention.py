"""Attention: a weighted mean of values, with weights that a query asks for.

    p_qt = softmax over t of score(query_q, key_t)      weights (N, Q, T), 0 at masked keys
    context_q = sum over t of p_qt * value_t

Scaled dot product (Vaswani et al. 2017):  score = query . key / sqrt(H)
Additive (Bahdanau et al. 2015):           score = v . tanh(query @ W_q + key @ W_k)

Backward of the weights, with dp_qt = dcontext_q . value_t:

    dscore = p * (dp - sum over t of p * dp)

A row without a real key has no weights to give: they are all 0, its context is 0, and no
gradient passes. Where a decoder asks once per step, Q is its number of steps.
"""

import numpy as np

from rnn_ref.shapes import require_float, require_mask, require_shape


def masked_softmax(scores, mask=None):
    """Softmax over the last axis, without the masked entries. scores (N, Q, T), mask (N, T).

    -> weights (N, Q, T): they add up to 1 in each row that has a real entry, else to 0.
    """
    N, _, T = scores.shape
    if mask is None:
        mask = np.ones((N, T), dtype=bool)
    require_mask("masked_softmax", mask, N, T)
    real = np.broadcast_to(mask[:, None], scores.shape)
    largest = np.max(scores, axis=-1, keepdims=True, where=real, initial=np.finfo(scores.dtype).min)
    p = np.exp(np.where(real, scores - largest, -np.inf))
    total = p.sum(axis=-1, keepdims=True)
    return p / np.where(total > 0.0, total, 1.0)


def dot_attention_forward(queries, keys, values, mask=None):
    """Scaled dot-product attention.

    queries (N, Q, H), keys (N, T, H), values (N, T, K), mask (N, T) of bool or None
    -> context (N, Q, K), weights (N, Q, T), cache (queries, keys, values, weights).
    """
    _require("dot_attention_forward", queries, keys, values, H=queries.shape[-1])
    scores = queries @ keys.swapaxes(1, 2) / _root(queries)
    weights = masked_softmax(scores, mask)
    return weights @ values, weights, (queries, keys, values, weights)


def dot_attention_backward(dcontext, cache):
    """dcontext (N, Q, K) -> dqueries (N, Q, H), dkeys (N, T, H), dvalues (N, T, K)."""
    queries, keys, values, weights = cache
    dscores, dvalues = _weights_backward("dot_attention_backward", dcontext, values, weights)
    dscores = dscores / _root(queries)
    return dscores @ keys, dscores.swapaxes(1, 2) @ queries, dvalues


def additive_attention_forward(queries, keys, values, W_q, W_k, v, mask=None):
    """Additive attention.

    queries (N, Q, H), keys (N, T, D), values (N, T, K), W_q (H, A), W_k (D, A), v (A,)
    -> context (N, Q, K), weights (N, Q, T),
    cache (queries, keys, values, weights, u, W_q, W_k, v), where u (N, Q, T, A) is the tanh.
    """
    _require("additive_attention_forward", queries, keys, values)
    require_shape("additive_attention_forward", "W_q", W_q, "H A", H=queries.shape[-1])
    require_shape("additive_attention_forward", "W_k", W_k, "D A", D=keys.shape[-1], A=len(v))
    require_float("additive_attention_forward", W_q=W_q, W_k=W_k, v=v)
    u = np.tanh((queries @ W_q)[:, :, None] + (keys @ W_k)[:, None])
    weights = masked_softmax(u @ v, mask)
    return weights @ values, weights, (queries, keys, values, weights, u, W_q, W_k, v)


def additive_attention_backward(dcontext, cache):
    """dcontext (N, Q, K) -> dqueries, dkeys, dvalues, dW_q (H, A), dW_k (D, A), dv (A,)."""
    queries, keys, values, weights, u, W_q, W_k, v = cache
    dscores, dvalues = _weights_backward("additive_attention_backward", dcontext, values, weights)
    da = dscores[..., None] * v * (1.0 - u**2)
    dv = np.einsum("nqt,nqta->a", dscores, u)
    da_q, da_k = da.sum(axis=2), da.sum(axis=1)
    dW_q = np.einsum("nqh,nqa->ha", queries, da_q)
    dW_k = np.einsum("ntd,nta->da", keys, da_k)
    return da_q @ W_q.T, da_k @ W_k.T, dvalues, dW_q, dW_k, dv


def _weights_backward(function, dcontext, values, weights):
    """Through the mean and the softmax -> dscores (N, Q, T), dvalues (N, T, K)."""
    N, Q, _ = weights.shape
    require_shape(function, "dcontext", dcontext, "N Q K", N=N, Q=Q, K=values.shape[-1])
    dp = dcontext @ values.swapaxes(1, 2)
    dscores = weights * (dp - (weights * dp).sum(axis=-1, keepdims=True))
    return dscores, weights.swapaxes(1, 2) @ dcontext


def _root(queries):
    """sqrt(H) in the dtype of the queries."""
    return np.sqrt(queries.shape[-1]).astype(queries.dtype)


def _require(function, queries, keys, values, **sizes):
    """Check that queries, keys and values belong together."""
    require_shape(function, "queries", queries, "N Q H")
    require_shape(function, "keys", keys, "N T H" if sizes else "N T D", N=len(queries), **sizes)
    require_shape(function, "values", values, "N T K", N=len(queries), T=keys.shape[1])
    require_float(function, queries=queries, keys=keys, values=values)
