"""Wrong answers to `rnn_forward`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_01.rnn_step import Cell


def forward_room_for_integers(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b_h)), dtype=int)
    h = h0
    for t in range(T):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        hs[:, t] = h
    return hs


def forward_carries_the_sum(x, h0, W_xh, W_hh, b_h):
    cell, h, hs = Cell(W_xh, W_hh, b_h), h0, []
    for t in range(x.shape[1]):
        h = cell.preactivation(x[:, t], h)
        hs.append(np.tanh(h))
    return np.stack(hs, axis=1)


def forward_returns_in_the_loop(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in range(x.shape[1]):
        h = cell.step(x[:, t], h)
        hs[:, t] = h
        return hs
    return None


def forward_from_step_one(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in range(1, x.shape[1]):
        h = cell.step(x[:, t], h)
        hs[:, t] = h
    return hs


def forward_row_by_row_without_a_new_start(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs, h = np.zeros((N, T, len(b_h))), h0[0]
    for n in range(N):
        for t in range(T):
            h = np.tanh(W_xh.T @ x[n, t] + W_hh.T @ h + b_h)
            hs[n, t] = h
    return hs


def forward_reversed(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in reversed(range(x.shape[1])):
        h = hs[:, t] = cell.step(x[:, t], h)
    return hs


def forward_enumerates_the_batch(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t, x_t in enumerate(x):
        h = cell.step(x_t, h)
        hs[:, t, :] = h
    return hs


def forward_list_of_steps(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    for t in range(x.shape[1]):
        h = cell.step(x[:, t], h)
    return cell.history


def forward_one_array_refilled(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h[:] = np.tanh(np.dot(x[:, t], W_xh) + np.dot(h, W_hh) + b_h)
        states.append(h)
    return np.stack(states, axis=1)


def forward_never_moves_on(x, h0, W_xh, W_hh, b_h):
    cell, hs = Cell(W_xh, W_hh, b_h), []
    for _, x_t in enumerate(np.moveaxis(x, 1, 0)):
        h = cell.step(x_t, h0)
        hs.append(h[:, None, :])
    return np.concatenate(hs, axis=1)


def forward_slots_too_many(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T + 1, len(b_h)))
    hs[:, 0, :] = h0
    for t in range(1, T + 1):
        hs[:, t, :] = np.tanh(np.dot(x[:, t - 1, :], W_xh) + np.dot(hs[:, t - 1, :], W_hh) + b_h)
    return hs


def forward_one_index_too_far(x, h0, W_xh, W_hh, b_h):
    hs = {-1: h0}
    for t in range(x.shape[1] + 1):
        hs[t] = np.tanh(x[:, t] @ W_xh + hs[t - 1] @ W_hh + b_h)
    return np.stack([hs[t] for t in range(x.shape[1])], axis=1)


def forward_over_the_count(x, h0, W_xh, W_hh, b_h):
    h = h0
    for t in x.shape[1]:
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
    return h


def forward_swaps_batch_and_time(x, h0, W_xh, W_hh, b_h):
    T, N, _ = x.shape
    h, hs = h0, np.zeros((T, N, len(b_h)))
    for t in range(T):
        h = np.tanh(x[t] @ W_xh + h @ W_hh + b_h)
        hs[t] = h
    return hs


def forward_ragged(x, h0, W_xh, W_hh, b_h):
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        hs.append([*(hs[-1] if hs else []), h.tolist()])
    return hs


def forward_calls_itself(x, h0, W_xh, W_hh, b_h):
    h = forward_calls_itself(x, h0, W_xh, W_hh, b_h)
    return np.tanh(x @ W_xh + h @ W_hh + b_h)


def forward_yields(x, h0, W_xh, W_hh, b_h):
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        yield h


def forward_with_squeezed_inputs(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(np.squeeze(x[:, t]), W_xh) + np.dot(h, W_hh) + b_h)
        states.append(h)
    return np.stack(states, axis=1)


WRONG = [
    (
        forward_room_for_integers,
        "",
        "its dtype is int64, which has no decimals",
    ),
    (
        forward_carries_the_sum,
        "tanh-on-the-way-out-only",
    ),
    (
        forward_returns_in_the_loop,
        "first-step-only",
        "`return` stand inside it",
    ),
    (
        forward_from_step_one,
        "first-step-left-out",
    ),
    (
        forward_row_by_row_without_a_new_start,
        "one-long-sequence",
    ),
    (
        forward_reversed,
        "backwards-in-place",
    ),
    (
        forward_enumerates_the_batch,
        "loop-over-the-batch-into-slots",
    ),
    (
        forward_list_of_steps,
        "time-major",
    ),
    (
        forward_one_array_refilled,
        "one-state-everywhere",
    ),
    (
        forward_never_moves_on,
        "always-initial-state",
    ),
    (
        forward_slots_too_many,
        "initial-state-returned-too",
    ),
    (
        forward_one_index_too_far,
        "",
        "hs[t] = np.tanh(x[:, t]",
        "outside the array",
    ),
    (
        forward_over_the_count,
        "",
        "for t in x.shape[1]:",
        "range(",
    ),
    (
        forward_swaps_batch_and_time,
        "time-first-throughout",
    ),
    (
        forward_ragged,
        "",
        "different lengths",
    ),
    (
        forward_calls_itself,
        "",
        "h = forward_calls_itself(x",
        "calls itself",
    ),
    (
        forward_yields,
        "time-major",
    ),
    (
        forward_with_squeezed_inputs,
        "",
        "hs is wrong only where D is 1. Your code calls `squeeze`",
    ),
]
