"""The character model of unit 04 in functions, for the units that go on with it.

A vanilla network with an output layer; its parameters are a dict of W_xh, W_hh, b_h, W_hy and
b_y, in this order. The text is Python's own help (`pydoc_data.topics`), in small letters.
Import it by name.
"""

from pydoc_data.topics import topics

import numpy as np

from rnn_ref.activations import softmax
from rnn_ref.fast_rnn import rnn_backward_fast, rnn_forward_fast
from rnn_ref.losses import softmax_cross_entropy

CHARS = " ,.abcdefghijklmnopqrstuvwxyz"
V = len(CHARS)


def help_text():
    """Python's help as codes of characters: the first nine tenths, and the rest, held out."""
    words = " ".join(topics[name] for name in sorted(topics)).lower()
    text = " ".join("".join(c if c in CHARS else " " for c in words).split())
    codes = np.array([CHARS.index(c) for c in text])
    return tuple(np.split(codes, [int(0.9 * len(codes))]))


def windows(codes, starts, T):
    """T characters from each start on -> x (N, T, V), one-hot, targets (N, T): the next ones."""
    pieces = np.stack([codes[s : s + T + 1] for s in starts])
    return np.eye(V)[pieces[:, :-1]], pieces[:, 1:]


def random_windows(codes, rng, N=32, T=20):
    """N windows of T characters from places that rng draws: a batch of unit 04."""
    return windows(codes, rng.integers(0, len(codes) - T - 1, N), T)


def init_params(rng, D, W_hh, K, output_scale=1.0):
    """Weights to start from, around the recurrent ones that are given, (H, H)."""
    H = len(W_hh)
    return {
        "W_xh": 0.3 * rng.standard_normal((D, H)),
        "W_hh": W_hh,
        "b_h": np.zeros(H),
        "W_hy": output_scale * rng.standard_normal((H, K)) / np.sqrt(H),
        "b_y": np.zeros(K),
    }


def size(params):
    """How many numbers the parameters hold."""
    return sum(value.size for value in params.values())


def loss_and_grads(params, x, targets):
    """The mean cross-entropy of a vanilla network, and the gradients of its parameters.

    x (N, T, D); targets (N, T), one for each step, or (N,), one for the last step alone
    -> loss, dict of gradients.
    """
    W_xh, W_hh, b_h, W_hy, b_y = params.values()
    first = 0 if np.ndim(targets) == 2 else x.shape[1] - 1  # the first step with a target
    hs, cache = rnn_forward_fast(x, np.zeros((len(x), len(b_h))), W_xh, W_hh, b_h)
    read = hs[:, first:]
    loss, dlogits = softmax_cross_entropy(read @ W_hy + b_y, np.reshape(targets, read.shape[:2]))
    dhs = np.zeros_like(hs)
    dhs[:, first:] = dlogits @ W_hy.T
    _, _, dW_xh, dW_hh, db_h = rnn_backward_fast(dhs, cache)
    dW_hy, db_y = np.tensordot(read, dlogits, axes=((0, 1), (0, 1))), dlogits.sum(axis=(0, 1))
    return loss, dict(zip(params, (dW_xh, dW_hh, db_h, dW_hy, db_y), strict=True))


def accuracy(params, x, targets):
    """How often the last step's largest logit is the target. x (N, T, D), targets (N,)."""
    W_xh, W_hh, b_h, W_hy, b_y = params.values()
    hs, _ = rnn_forward_fast(x, np.zeros((len(x), len(b_h))), W_xh, W_hh, b_h)
    return np.mean((hs[:, -1] @ W_hy + b_y).argmax(axis=1) == targets)


def write(params, rng, start="the ", length=56):
    """Text that the model goes on with, character by character."""
    W_xh, W_hh, b_h, W_hy, b_y = params.values()
    h, codes = np.zeros(len(b_h)), [CHARS.index(c) for c in start]
    for k in range(len(start) + length):
        if k == len(codes):
            codes.append(rng.choice(V, p=softmax(h @ W_hy + b_y)))
        h = np.tanh(W_xh[codes[k]] + h @ W_hh + b_h)
    return "".join(CHARS[code] for code in codes)


def simple_rows(training, held_out):
    """Rows of a baseline card, in bits per character: uniform, and a bigram table."""
    counts = np.ones((V, V))
    np.add.at(counts, (training[:-1], training[1:]), 1)
    follows = counts / counts.sum(axis=1, keepdims=True)
    bigram = -np.log2(follows[held_out[:-1], held_out[1:]]).mean()
    return {"uniform": (0, [np.log2(V)], 0), "bigram": (V * (V - 1), [bigram], 0)}


# log10 of how much more probable a word is than the same letters in a wrong order, for a table of
# pairs of characters (unit 00). Measured by tests/ref/test_char_model.py, which compares.
LEADS_OF_PAIRS = {"there": 3.56, "language": 7.42, "gradient": 0.23, "recurrent": -0.02}
