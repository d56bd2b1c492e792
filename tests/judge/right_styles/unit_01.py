"""Right solutions of unit 01 in styles that differ from the reference's."""

from itertools import accumulate

import numpy as np

# rnn_step


def step_with_loops(x_t, h_prev, W_xh, W_hh, b_h):
    """Number by number, as on paper."""
    N, H = h_prev.shape
    h_t = np.zeros((N, H))
    for n in range(N):
        for j in range(H):
            a = b_h[j]
            for d in range(x_t.shape[1]):
                a += x_t[n, d] * W_xh[d, j]
            for i in range(H):
                a += h_prev[n, i] * W_hh[i, j]
            h_t[n, j] = np.tanh(a)
    return h_t


def step_with_einsum(x_t, h_prev, W_xh, W_hh, b_h):
    """Axes by name."""
    a = np.einsum("nd,dh->nh", x_t, W_xh) + np.einsum("ni,ih->nh", h_prev, W_hh)
    return np.tanh(a + b_h)


def step_stacked(x_t, h_prev, W_xh, W_hh, b_h):
    """Input and state side by side, one matrix, the bias as a further row."""
    ones = np.ones((len(x_t), 1))
    together = np.concatenate([x_t, h_prev, ones], axis=1)
    return np.tanh(together.dot(np.vstack([W_xh, W_hh, b_h])))


def step_in_columns_and_back(x_t, h_prev, W_xh, W_hh, b_h):
    """Column vectors inside, rows outside."""
    return np.tanh(W_xh.T @ x_t.T + W_hh.T @ h_prev.T + b_h.reshape(-1, 1)).T


def step_in_place(x_t, h_prev, W_xh, W_hh, b_h):
    """Writes over the caller's state."""
    h_prev[:] = np.tanh(np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h)
    return h_prev


def step_with_exponentials(x_t, h_prev, W_xh, W_hh, b_h):
    """tanh from its definition, without overflow, as a list of rows."""
    a = x_t @ W_xh + h_prev @ W_hh + b_h
    e = np.exp(-2 * np.abs(a))
    return list(np.sign(a) * (1 - e) / (1 + e))


class Cell:
    """A cell that owns its weights and remembers what it has seen, as in many tutorials."""

    def __init__(self, **params):
        self.params = {name: np.asarray(value) for name, value in params.items()}
        self.cache = {}

    def forward(self, x, h):
        p = self.params
        a = np.dot(x, p["Wx"]) + np.dot(h, p["Wh"]) + p["b"]
        self.cache = {"x": x, "h_prev": h, "a": a, "h": np.tanh(a)}
        return self.cache["h"]

    __call__ = forward


def step_of_a_class(x_t, h_prev, W_xh, W_hh, b_h):
    """A method does the work."""
    return Cell(Wx=W_xh, Wh=W_hh, b=b_h)(x_t, h_prev)


def step_in_float32_buffers(x_t, h_prev, W_xh, W_hh, b_h):
    """Accumulates in place, in a buffer of the inputs' own dtype, bias as one row."""
    a = np.zeros(h_prev.shape, dtype=np.result_type(x_t, h_prev))
    a += b_h.reshape(1, -1)
    a += np.dot(x_t, W_xh)
    a += np.dot(h_prev, W_hh)
    np.tanh(a, out=a)
    return a


def step_one_row_at_a_time_squeezed(x_t, h_prev, W_xh, W_hh, b_h):
    """Every row as a matrix of one row, squeezed, and put together again."""
    rows = []
    for n in range(x_t.shape[0]):
        x, h = x_t[n].reshape(1, -1), h_prev[n].reshape(1, -1)
        rows.append(np.squeeze(np.tanh(x @ W_xh + h @ W_hh + b_h), axis=0).reshape(1, -1))
    return np.concatenate(rows, axis=0)


# rnn_forward


def step_from_a_sigmoid(x_t, h_prev, W_xh, W_hh, b_h):
    """tanh as a stretched sigmoid, whose exp may overflow to a right 0."""
    with np.errstate(over="ignore"):
        return 2 / (1 + np.exp(-2 * (np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h))) - 1


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


# rnn_output


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


# count_params


def count_by_layers(D, H, K):
    """A dense layer with D + H inputs, and one with H."""
    return (D + H + 1) * H + (H + 1) * K


def count_by_arrays(D, H, K):
    """Sizes of shapes."""
    shapes = [(D, H), (H, H), (H,), (H, K), (K,)]
    return sum(np.prod(shape, dtype=int) for shape in shapes)


def count_in_a_loop(D, H, K):
    """Unit by unit."""
    total = 0
    for _ in range(H):
        total += D + H + 1
    for _ in range(K):
        total += H + 1
    return float(total)


def count_of_made_arrays(D, H, K):
    """Arrays are made and counted; the sum is a 0-d array."""
    params = {"Wx": np.zeros((D, H)), "Wh": np.zeros((H, H)), "b": np.zeros((1, H))}
    params.update(Wy=np.zeros((H, K)), by=np.zeros((K, 1)))
    return np.array([p.size for p in params.values()]).sum().reshape(())


# parity_weights: the course's own has the units OR and AND


def _as_lists():
    s = 30
    return {
        "W_xh": [[s, s]],
        "W_hh": [[s / 2, s / 2], [-s / 2, -s / 2]],
        "b_h": [-s / 2, -3 * s / 2],
        "W_hy": [[0.5], [-0.5]],
        "b_y": [0],
    }


def _small_gain():
    weights = {key: np.array(value, dtype=float) for key, value in _as_lists().items()}
    return {**weights, **{key: weights[key] / 5 for key in ("W_xh", "W_hh", "b_h")}}


def _units_exchanged():
    weights = {key: np.array(value) for key, value in _as_lists().items()}
    return {
        "W_xh": weights["W_xh"][:, ::-1],
        "W_hh": weights["W_hh"][::-1, ::-1],
        "b_h": weights["b_h"][::-1],
        "W_hy": weights["W_hy"][::-1],
        "b_y": weights["b_y"],
    }


def _or_and_nand():
    """The second unit turned over: not both, so that p = (h1 + h2) / 2, and b_y for h0 = 0."""
    s = 40.0
    return {
        "W_xh": np.array([[s, -s]]),
        "W_hh": np.array([[s / 2, -s / 2], [s / 2, -s / 2]]),
        "b_h": np.array([-s / 2, 3 * s / 2]),
        "W_hy": np.array([[5.0], [5.0]]),
        "b_y": np.array([-4.0]),
    }


STYLES = {
    "rnn_step": [
        step_with_loops,
        step_with_einsum,
        step_stacked,
        step_in_columns_and_back,
        step_in_place,
        step_with_exponentials,
        step_of_a_class,
        step_in_float32_buffers,
        step_one_row_at_a_time_squeezed,
        step_from_a_sigmoid,
    ],
    "rnn_forward": [
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
    ],
    "rnn_output": [
        output_step_by_step,
        output_flattened,
        output_with_einsum,
        output_one_state_at_a_time,
        output_of_a_dict_of_parameters,
    ],
    "count_params": [count_by_layers, count_by_arrays, count_in_a_loop, count_of_made_arrays],
    "parity_weights": [_as_lists(), _small_gain(), _units_exchanged(), _or_and_nand()],
}
