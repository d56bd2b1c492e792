"""One recurrent cell, wired in four ways: where inputs enter and where outputs leave.

    many to one       x_1 .. x_T -> y             only the last state is read
    many to many      x_1 .. x_T -> y_1 .. y_T    every state is read, in step with the input
    one to many       x_1 -> y_1 .. y_T           the output of a step is the input of the next
    encoder, decoder  x_1 .. x_S -> y_1 .. y_T    the first cell's last state starts a second one

The outputs are weighted sums without an activation, ``y_t = h_t @ W_hy + b_y``.
"""

import numpy as np

from rnn_ref.rnn import rnn_forward, rnn_step
from rnn_ref.shapes import require_shape


def many_to_one(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Read a whole sequence, answer once. x (N, T, D), h0 (N, H) -> y (N, K)."""
    _require_output("many_to_one", W_xh, W_hy, b_y)
    hs = rnn_forward(x, h0, W_xh, W_hh, b_h)
    return hs[:, -1] @ W_hy + b_y


def many_to_many(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """An answer at every step. x (N, T, D), h0 (N, H) -> ys (N, T, K)."""
    _require_output("many_to_many", W_xh, W_hy, b_y)
    hs = rnn_forward(x, h0, W_xh, W_hh, b_h)
    return hs @ W_hy + b_y


def wire(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Both of the above, from one run. x (N, T, D), h0 (N, H) -> y (N, K), ys (N, T, K)."""
    ys = many_to_many(x, h0, W_xh, W_hh, b_h, W_hy, b_y)
    return ys[:, -1].copy(), ys


def one_to_many(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """One input, T outputs: x_{t+1} = y_t.

    x_1 (N, K), h0 (N, H), W_xh (K, H), W_hy (H, K) -> ys (N, T, K). Inputs and outputs have the
    same size K, since the output of each step is the input of the next.
    """
    _require_output("one_to_many", W_xh, W_hy, b_y)
    require_shape("one_to_many", "x_1", x_1, "N K", K=len(b_y))
    if T < 1:
        raise ValueError(f"one_to_many: T is {T}, expected at least 1")
    dtype = np.result_type(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y)
    ys = np.empty((len(x_1), T, len(b_y)), dtype=dtype)
    x_t, h_t = x_1, h0
    for t in range(T):
        h_t = rnn_step(x_t, h_t, W_xh, W_hh, b_h)
        ys[:, t] = h_t @ W_hy + b_y
        x_t = ys[:, t]
    return ys


def encode_decode(x, y_0, encoder, decoder, T):
    """Read a sequence of any length, write one of T steps.

    x (N, S, D); y_0 (N, K), the decoder's first input;
    encoder: the tuple (W_xh (D, H), W_hh, b_h), which starts from zeros;
    decoder: the tuple (W_xh (K, H), W_hh, b_h, W_hy, b_y), which starts from the encoder's last
    state and reads its own outputs -> ys (N, T, K).
    """
    W_xh, W_hh, b_h = encoder
    require_shape("encode_decode", "x", x, "N S D", D=len(W_xh))
    nothing_read = np.zeros((len(x), len(b_h)), dtype=x.dtype)
    context = rnn_forward(x, nothing_read, W_xh, W_hh, b_h)[:, -1]
    return one_to_many(y_0, context, *decoder, T)


def _require_output(function, W_xh, W_hy, b_y):
    """The output layer reads H states and writes K numbers."""
    require_shape(function, "W_hy", W_hy, "H K", H=W_xh.shape[1])
    require_shape(function, "b_y", b_y, "K", K=W_hy.shape[1])
