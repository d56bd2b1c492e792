"""Wrong answers to `rnn_output`, as learners write them."""

import numpy as np


# rnn_output, count_params
def output_activation_called_late(hs, W_hy, b_y, activation):
    ys = np.zeros((*hs.shape[:2], W_hy.shape[1]))
    for n in range(hs.shape[0]):
        for t in range(hs.shape[1]):
            ys[n, t] = activation(hs[n, t].dot(W_hy)) + b_y
    return ys


def output_activation_not_called(hs, W_hy, b_y, activation):
    return activation


def output_as_text(hs, W_hy, b_y, activation):
    return str(activation(hs @ W_hy + b_y))


def output_bias_as_a_column(hs, W_hy, b_y, activation):
    return activation(hs @ W_hy + b_y[:, None])


def output_in_columns(hs, W_hy, b_y, activation):
    ys = []
    for t in range(hs.shape[1]):
        z = np.dot(W_hy.T, hs[:, t].T) + b_y.reshape(-1, 1)
        ys.append(activation(z).T)
    return np.stack(ys, axis=1)


WRONG = [
    (
        output_activation_called_late,
        "bias-after-activation",
    ),
    (
        output_activation_not_called,
        "",
        "it is a function",
        "call it",
    ),
    (
        output_as_text,
        "",
        "it is a string, expected an array of shape (2, 3, 2)",
    ),
    (
        output_bias_as_a_column,
        "",
        "b_y[:, None]",
        "cannot be combined",
    ),
    (
        output_in_columns,
        "activation-over-the-batch",
    ),
]
