"""Right answers to `rnn_forward`, in styles other than the reference's."""

from itertools import accumulate

import numpy as np

from tests.judge.right_styles.unit_01.rnn_step import Cell, step_stacked, step_with_einsum


def forward_accumulated(x, h0, W_xh, W_hh, b_h):
    """All inputs projected at once, the states by itertools.accumulate, h0 left out at the end."""
    driven = np.moveaxis(x @ W_xh + b_h, 1, 0)
    states = accumulate(driven, lambda h, a: np.tanh(a + h @ W_hh), initial=h0)
    return np.dstack(list(states)[1:]).swapaxes(1, 2)


def forward_of_a_class(x, h0, W_xh, W_hh, b_h):
    """The cell in a loop over enumerate, states in a dict."""
    cell, hs = Cell(Wx=W_xh, Wh=W_hh, b=b_h), {-1: h0}
    for t, x_t in enumerate(np.moveaxis(x, 1, 0)):
        hs[t] = cell(x_t, hs[t - 1])
    hs.pop(-1)
    return np.concatenate([hs[t][:, np.newaxis] for t in sorted(hs)], axis=1)


def forward_split_and_stacked(x, h0, W_xh, W_hh, b_h):
    """np.split along time, squeezed on that axis alone, np.dstack and back."""
    h, hs = h0, []
    for piece in np.split(x, x.shape[1], axis=1):
        h = np.tanh(np.hstack((piece.squeeze(axis=1), h)).dot(np.vstack((W_xh, W_hh))) + b_h)
        hs.append(h)
    return np.dstack(hs).transpose(0, 2, 1)


def forward_popped_from_a_list(x, h0, W_xh, W_hh, b_h):
    """A list of steps that is emptied from its front; a tuple of arrays as the state's history."""
    steps, history = list(x.swapaxes(0, 1)), (h0,)
    while steps:
        x_t = steps.pop(0)
        history += (np.tanh(np.dot(x_t, W_xh) + np.dot(history[-1], W_hh) + b_h),)
    return np.array(history[1:]).swapaxes(0, 1)


def forward_with_list(x, h0, W_xh, W_hh, b_h):
    """States gathered in a list and stacked."""
    h = h0
    hs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t, :] @ W_xh + h @ W_hh + b_h)
        hs.append(h)
    return np.stack(hs, axis=1)


def forward_time_major_inside(x, h0, W_xh, W_hh, b_h):
    """Time first inside, batch first outside."""
    hs = []
    for x_t in x.transpose(1, 0, 2):
        hs.append(step_with_einsum(x_t, hs[-1] if hs else h0, W_xh, W_hh, b_h))
    return np.array(hs).transpose(1, 0, 2)


def forward_one_sequence_at_a_time(x, h0, W_xh, W_hh, b_h):
    """A loop over the batch around a loop over time."""
    N, T, _ = x.shape
    hs = np.zeros((N, T, W_hh.shape[0]))
    for n in range(N):
        h = h0[n]
        for t in range(T):
            h = np.tanh(x[n, t].dot(W_xh) + h.dot(W_hh) + b_h)
            hs[n, t] = h
    return hs


def forward_with_h0_parked_last(x, h0, W_xh, W_hh, b_h):
    """h0 waits in the last slot, where index -1 finds it at t = 0."""
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b_h)))
    hs[:, -1] = h0
    for t in range(T):
        hs[:, t] = np.tanh(x[:, t] @ W_xh + hs[:, t - 1] @ W_hh + b_h)
    return hs


def forward_with_one_slot_more(x, h0, W_xh, W_hh, b_h):
    """T + 1 slots, h0 in the first, which is cut off at the end; inputs projected at once."""
    N, T, _ = x.shape
    hs = np.empty((N, T + 1, len(b_h)))
    hs[:, 0] = h0
    driven = np.einsum("ntd,dh->nth", x, W_xh) + b_h
    for t in range(T):
        hs[:, t + 1] = np.tanh(driven[:, t] + hs[:, t] @ W_hh)
    return hs[:, 1:]


def forward_recursive(x, h0, W_xh, W_hh, b_h):
    """The first step, then the rest of the sequence from its state."""
    h = step_stacked(x[:, 0], h0, W_xh, W_hh, b_h)[:, None]
    if x.shape[1] == 1:
        return h
    return np.concatenate([h, forward_recursive(x[:, 1:], h[:, 0], W_xh, W_hh, b_h)], axis=1)


def forward_in_place(x, h0, W_xh, W_hh, b_h):
    """Writes over h0 as it goes, and copies it out."""
    hs = np.empty((*x.shape[:2], len(b_h)), dtype=x.dtype)
    for t in range(x.shape[1]):
        h0[...] = np.tanh(x[:, t] @ W_xh + h0 @ W_hh + b_h)
        hs[:, t] = h0.copy()
    return hs


def forward_as_nested_lists(x, h0, W_xh, W_hh, b_h):
    """A list of sequences, each a list of states."""
    return [[list(h) for h in row] for row in forward_with_list(x, h0, W_xh, W_hh, b_h)]


STYLES = [
    forward_with_list,
    forward_time_major_inside,
    forward_one_sequence_at_a_time,
    forward_with_h0_parked_last,
    forward_with_one_slot_more,
    forward_recursive,
    forward_in_place,
    forward_as_nested_lists,
    forward_of_a_class,
    forward_split_and_stacked,
    forward_popped_from_a_list,
    forward_accumulated,
]
