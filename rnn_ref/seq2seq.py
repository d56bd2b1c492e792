"""Encoder and decoder (Sutskever et al. 2014): one cell reads, another writes.

    s = the encoder's states after the last real step
    decoder starts from s and reads [start, y_1, ..., y_{T-1}]     teacher forcing
    logits_t = h_t @ W_hy + b_y

When there is no teacher, the decoder reads what it wrote. Both ways of doing so take a function
`step(tokens (B,), states) -> log_p (B, V), states`, where states is a tuple of arrays whose first
axis is B: it may hold the decoder's states, what it attends to, or anything else it needs.

greedy_decode   the most probable token at each step
beam_search     the `width` most probable beginnings at each step

Among equal scores the earlier beam wins, then the smaller token.
"""

import numpy as np

from rnn_ref.affine import dense_backward, dense_forward
from rnn_ref.layer import unroll, unroll_backward, zero_states
from rnn_ref.shapes import require_shape


def teacher_forcing_inputs(targets, start):
    """What the decoder reads: the targets one step later, behind `start`. (N, T) -> (N, T)."""
    require_shape("teacher_forcing_inputs", "targets", targets, "N T")
    inputs = np.full_like(targets, start)
    inputs[:, 1:] = targets[:, :-1]
    return inputs


def encoder_decoder_forward(cell, x, y_in, encoder, decoder, output, mask=None):
    """Logits of every step of the target, by teacher forcing.

    x (N, S, D), y_in (N, T, E): the decoder's inputs, encoder and decoder: weights of the cell,
    output: (W_hy (H, K), b_y (K,)), mask (N, S) of bool or None
    -> logits (N, T, K), cache (caches_encoder, caches_decoder, cache_output).
    """
    start = zero_states(cell, len(x), encoder[1].shape[0], x.dtype)
    hs, states, caches_e = unroll(cell, x, start, encoder, mask)
    hs, _, caches_d = unroll(cell, y_in, states, decoder)
    logits, cache_o = dense_forward(hs, *output)
    return logits, (caches_e, caches_d, cache_o)


def encoder_decoder_backward(cell, dlogits, cache):
    """dlogits (N, T, K) -> dx, dy_in, and the gradients of encoder, decoder and output."""
    caches_e, caches_d, cache_o = cache
    dhs, *doutput = dense_backward(dlogits, cache_o)
    dy_in, dstates, ddecoder = unroll_backward(cell, dhs, None, caches_d)
    N, H = dhs.shape[0], dhs.shape[2]
    none = np.zeros((N, len(caches_e), H), dhs.dtype)
    dx, _, dencoder = unroll_backward(cell, none, dstates, caches_e)
    return dx, dy_in, dencoder, ddecoder, tuple(doutput)


def greedy_decode(step, states, start, end, max_length):
    """The most probable token at each step, for N sequences at once.

    states: a tuple of arrays (N, ...) -> tokens (N, at most max_length): once a row has written
    `end` it writes nothing but `end`, and decoding stops when all have.
    """
    tokens = np.full(len(states[0]), start)
    done = np.zeros(len(tokens), dtype=bool)
    written = []
    while len(written) < max_length and not done.all():
        log_p, states = step(tokens, states)
        tokens = np.where(done, end, log_p.argmax(axis=1))
        done |= tokens == end
        written.append(tokens)
    return np.stack(written, axis=1)


def beam_search(step, states, start, end, width, max_length, length_power=0.0):
    """The most probable sequences that a beam of `width` finds, for one input.

    states: a tuple of arrays (1, ...). A sequence that ends is set aside; those that have not
    after max_length steps count as they are. The score is log p / length**length_power, where
    the length counts `end`; 0 leaves long sequences at a disadvantage, 1 is the mean.
    -> a list of (tokens: a list that includes `end`, score), best first, at most `width` long.
    """
    beams, log_ps, finished = [[]], np.zeros(1), []
    last = np.array([start])
    for _ in range(max_length):
        log_p, states = step(last, states)
        total = log_ps[:, None] + log_p
        best = np.argsort(-total, axis=None, kind="stable")[:width]
        rows, tokens = np.unravel_index(best, total.shape)
        grown = [[*beams[row], int(token)] for row, token in zip(rows, tokens, strict=True)]
        going = tokens != end
        ended = zip(grown, total[rows, tokens], going, strict=True)
        finished += [(beam, score) for beam, score, on in ended if not on]
        beams = [beam for beam, on in zip(grown, going, strict=True) if on]
        rows, last = rows[going], tokens[going]
        log_ps, states = total[rows, last], tuple(s[rows] for s in states)
        if not beams:
            break
    finished += list(zip(beams, log_ps, strict=True))
    scored = [(beam, float(score) / len(beam) ** length_power) for beam, score in finished]
    return sorted(scored, key=lambda pair: -pair[1])[:width]
