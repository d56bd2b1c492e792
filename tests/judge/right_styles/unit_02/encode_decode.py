"""Right answers to `encode_decode`, in styles other than the reference's."""

import numpy as np

from tests.judge.right_styles.unit_02.one_to_many import from_one_with_list
from tests.judge.right_styles.unit_02.wire import Network, _run, _step


def translate_with_classes(x, y_0, encoder, decoder, T):
    """Two objects; the second takes over the first one's state."""
    reader = Network(*encoder).reset(np.zeros_like(x[:, 0] @ encoder[0]))
    list(map(reader.read, x.transpose(1, 0, 2)))
    writer, y, ys = Network(*decoder).reset(reader.h), y_0, []
    for _ in range(T):
        writer.read(y)
        ys.append(y := writer.answer())
    return np.array(ys).transpose(1, 0, 2)


def translate_with_helpers(x, y_0, encoder, decoder, T):
    """One helper for each half."""
    zeros = np.zeros((x.shape[0], encoder[1].shape[0]))
    return from_one_with_list(y_0, _run(x, zeros, *encoder)[-1], *decoder, T)


def translate_in_one_piece(x, y_0, encoder, decoder, T):
    """Two loops, one state."""
    W_xh, W_hh, b_h = encoder
    h = 0.0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + (h @ W_hh if t else 0.0) + b_h)
    W_xh, W_hh, b_h, W_hy, b_y = decoder
    ys = np.zeros((len(x), T, len(b_y)))
    for t in range(T):
        h = np.tanh((ys[:, t - 1] if t else y_0) @ W_xh + h @ W_hh + b_h)
        ys[:, t] = h @ W_hy + b_y
    return ys


def translate_row_by_row(x, y_0, encoder, decoder, T):
    """Sequence by sequence, into nested lists."""
    answers = []
    for sequence, y in zip(x, y_0, strict=True):
        h = np.zeros(len(encoder[2]))
        for x_t in sequence:
            h = _step(x_t, h, *encoder)
        answer = []
        for _ in range(T):
            h = _step(y, h, *decoder[:3])
            y = np.dot(h, decoder[3]) + decoder[4]
            answer.append(y.tolist())
        answers.append(answer)
    return answers


STYLES = [
    translate_with_helpers,
    translate_in_one_piece,
    translate_row_by_row,
    translate_with_classes,
]
