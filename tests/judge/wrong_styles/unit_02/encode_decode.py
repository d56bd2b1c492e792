"""Wrong answers to `encode_decode`, as learners write them."""

import numpy as np

import rnn_ref
from tests.judge.wrong_styles.unit_02.wire import SimpleRNN


def translate_unpacks_both_first(x, y_0, encoder, decoder, T):
    W_xh, W_hh, b_h = encoder
    W_xh, W_hh, b_h, W_hy, b_y = decoder
    h, y, ys = np.zeros((len(x), len(b_h))), y_0, []
    for s in range(x.shape[1]):
        h = np.tanh(x[:, s] @ W_xh + h @ W_hh + b_h)
    for _ in range(T):
        h = np.tanh(y @ W_xh + h @ W_hh + b_h)
        y = h @ W_hy + b_y
        ys.append(y)
    return np.stack(ys, axis=1)


def translate_on_the_encoder_alone(x, y_0, encoder, decoder, T):
    rnn = SimpleRNN(*encoder, *decoder[3:])
    rnn.run(x, np.zeros((len(x), len(encoder[2]))))
    y, ys = y_0, []
    for _ in range(T):
        y = rnn(y)
        ys.append(y)
    return np.stack(ys, axis=1)


def translate_stops_before_the_end(x, y_0, encoder, decoder, T):
    rnn, h = SimpleRNN(*decoder), np.zeros((len(x), len(encoder[2])))
    for s in range(x.shape[1] - 1):
        h = np.tanh(x[:, s] @ encoder[0] + h @ encoder[1] + encoder[2])
    rnn.h, y, ys = h, y_0, []
    while len(ys) < T:
        y = rnn(y)
        ys.append(y)
    return np.stack(ys, axis=1)


def translate_start_of_the_wrong_size(x, y_0, encoder, decoder, T):
    hs = rnn_ref.rnn_forward(x, np.zeros((len(x), x.shape[2])), *encoder)
    return rnn_ref.one_to_many(y_0, hs[:, -1], *decoder, T)


def translate_decoder_from_zeros(x, y_0, encoder, decoder, T):
    h = np.zeros((len(x), len(encoder[2])))
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ encoder[0] + h @ encoder[1] + encoder[2])
    rnn, y, ys = SimpleRNN(*decoder), y_0, []
    rnn.h = np.zeros_like(h)
    for _ in range(T):
        y = rnn(y)
        ys.append(y)
    return np.stack(ys, axis=1)


def translate_asks_for_names(x, y_0, encoder, decoder, T):
    h = np.zeros((len(x), encoder["W_hh"].shape[0]))
    return h


def translate_unpacks_too_few(x, y_0, encoder, decoder, T):
    W_xh, W_hh = encoder
    return x @ W_xh @ W_hh


WRONG = [
    (
        translate_unpacks_both_first,
        "weights-of-the-decoder-for-both",
    ),
    (
        translate_on_the_encoder_alone,
        "weights-of-the-encoder-for-both",
    ),
    (
        translate_stops_before_the_end,
        "last-step-not-read",
    ),
    (
        translate_start_of_the_wrong_size,
        "",
        "h0 has shape (2, 3)",
        "in its place",
    ),
    (
        translate_decoder_from_zeros,
        "context-thrown-away",
    ),
    (
        translate_asks_for_names,
        "",
        'encoder["W_hh"]',
        "no names",
    ),
    (
        translate_unpacks_too_few,
        "",
        "W_xh, W_hh = encoder",
        "another number",
    ),
]
