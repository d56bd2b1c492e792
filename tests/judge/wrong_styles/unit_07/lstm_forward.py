"""Wrong answers to `lstm_forward`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_07.lstm_step import step_of_columns


def forward_hidden_state_not_handed_on(x, h0, c0, W_x, W_h, b):
    hs, c = [], c0
    for t in range(x.shape[1]):
        h_next, c = step_of_columns(x[:, t], h0, c, W_x, W_h, b)
        hs.append(h_next)
    return np.stack(hs, axis=1), c


def forward_one_start_for_both(x, h0, c0, W_x, W_h, b):
    h = c = h0
    hs = np.empty((*x.shape[:2], len(W_h)))
    for t, x_t in enumerate(np.moveaxis(x, 1, 0)):
        h, c = step_of_columns(x_t, h, c, W_x, W_h, b)
        hs[:, t] = h
    return hs, c


def forward_one_array_refilled(x, h0, c0, W_x, W_h, b):
    h, c, hs = h0.copy(), c0, []
    for t in range(x.shape[1]):
        h[...], c = step_of_columns(x[:, t], h, c, W_x, W_h, b)
        hs.append(h)
    return np.array(hs).swapaxes(0, 1), c


def forward_states_by_number(x, h0, c0, W_x, W_h, b):
    """Dicts from -1 onwards, and the wrong one of them at the end."""
    h, c = {-1: h0}, {-1: c0}
    for t in range(x.shape[1]):
        h[t], c[t] = step_of_columns(x[:, t], h[t - 1], c[t - 1], W_x, W_h, b)
    return np.stack([h[t] for t in range(x.shape[1])], axis=1), h[x.shape[1] - 1]


def forward_with_all_states(x, h0, c0, W_x, W_h, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = step_of_columns(x[:, t], h, c, W_x, W_h, b)
        hs.append(h)
    return np.stack(hs, 1), h, c


def forward_room_like_the_inputs(x, h0, c0, W_x, W_h, b):
    hs = np.zeros_like(x)
    for t in range(x.shape[1]):
        hs[:, t], c0 = step_of_columns(x[:, t], h0, c0, W_x, W_h, b)
    return hs, c0


WRONG = [
    (
        forward_hidden_state_not_handed_on,
        "always-initial-hidden-state",
    ),
    (
        forward_one_start_for_both,
        "cell-starts-as-hidden-state",
    ),
    (
        forward_one_array_refilled,
        "last-state-in-every-slot",
    ),
    (
        forward_states_by_number,
        "last-hidden-state-for-cell-state",
    ),
    (
        forward_with_all_states,
        "",
        "a tuple of 3, expected 2 values: hs, cT",
    ),
    (
        forward_room_like_the_inputs,
        "",
        "does not fit into the place",
    ),
]
