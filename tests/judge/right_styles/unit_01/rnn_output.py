"""Right answers to `rnn_output`, in styles other than the reference's."""

import numpy as np


def output_step_by_step(hs, W_hy, b_y, activation):
    """One step of the batch at a time."""
    return np.stack([activation(hs[:, t] @ W_hy + b_y) for t in range(hs.shape[1])], axis=1)


def output_flattened(hs, W_hy, b_y, activation):
    """All steps of all sequences as one long batch."""
    N, T, H = hs.shape
    flat = activation(hs.reshape(N * T, H).dot(W_hy) + b_y)
    return np.reshape(flat, (N, T, W_hy.shape[1]))


def output_with_einsum(hs, W_hy, b_y, activation):
    """Axes by name, the bias added in place."""
    a = np.einsum("nth,hk->ntk", hs, W_hy)
    a += b_y
    return activation(a)


def output_one_state_at_a_time(hs, W_hy, b_y, activation):
    """Every state alone, into lists."""
    return [[activation(np.dot(h, W_hy) + b_y) for h in row] for row in hs]


def output_of_a_dict_of_parameters(hs, W_hy, b_y, activation):
    """Parameters in a dict, the bias as (1, K), np.dot on the last axis; a tuple comes back."""
    params = {"Why": W_hy, "by": b_y[np.newaxis, :]}
    ys = np.dot(hs, params["Why"])
    ys += params["by"]
    return tuple(activation(ys))


STYLES = [
    output_step_by_step,
    output_flattened,
    output_with_einsum,
    output_one_state_at_a_time,
    output_of_a_dict_of_parameters,
]
