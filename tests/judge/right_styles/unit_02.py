"""Right solutions of unit 02 in styles that differ from the reference's."""

import numpy as np


def _step(x_t, h, W_xh, W_hh, b_h):
    return np.tanh(np.dot(x_t, W_xh) + np.dot(h, W_hh) + b_h)


def _run(x, h, *layer):
    """All states, as a list over time."""
    hs = []
    for x_t in np.swapaxes(x, 0, 1):
        h = _step(x_t, h, *layer)
        hs.append(h)
    return hs


# many_to_one


def to_one_with_running_state(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """No list of states: only the running one is kept."""
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
    return h @ W_hy + b_y


def to_one_with_einsum(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Axes by name."""
    h = h0
    for t in range(x.shape[1]):
        a = np.einsum("nd,dh->nh", x[:, t], W_xh) + np.einsum("ni,ih->nh", h, W_hh)
        h = np.tanh(a + b_h)
    return np.einsum("nh,hk->nk", h, W_hy) + b_y


def to_one_row_by_row(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """A loop over the batch, into a list of rows."""
    answers = []
    for sequence, h in zip(x, h0, strict=True):
        for x_t in sequence:
            h = _step(x_t, h, W_xh, W_hh, b_h)
        answers.append(list(h.dot(W_hy) + b_y))
    return answers


def to_one_from_all_answers(x, h0, *weights):
    """The last of all answers."""
    return to_many_stacked(x, h0, *weights)[:, -1, :]


def to_one_in_place(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Writes over h0."""
    for t in range(x.shape[1]):
        h0[...] = _step(x[:, t], h0, W_xh, W_hh, b_h)
    return h0 @ W_hy + b_y


class Network:
    """Weights in a dict; the state lives in the object."""

    def __init__(self, W_xh, W_hh, b_h, W_hy=None, b_y=None):
        self.p = {"Wx": W_xh, "Wh": W_hh, "bh": b_h, "Wy": W_hy, "by": b_y}
        self.h = None

    def reset(self, h):
        self.h = h
        return self

    def read(self, x_t):
        self.h = np.tanh(x_t.dot(self.p["Wx"]) + self.h.dot(self.p["Wh"]) + self.p["bh"])
        return self.h

    def answer(self):
        return self.h.dot(self.p["Wy"]) + self.p["by"]


def to_one_of_a_class(x, h0, *weights):
    """The object reads each step and is asked once."""
    net = Network(*weights).reset(h0)
    for t in range(x.shape[1]):
        net.read(x[:, t, :])
    return net.answer()


def to_one_in_columns_and_back(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Column vectors, biases as columns, transposed at the end."""
    h, b = h0.T, b_h.reshape(-1, 1)
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(W_xh.T, x[:, t].T) + np.dot(W_hh.T, h) + b)
    return (np.dot(W_hy.T, h) + b_y[:, np.newaxis]).T


# many_to_many


def to_many_of_a_class(x, h0, *weights):
    """Answers in a prepared array, over a reversed and turned list of steps."""
    net = Network(*weights).reset(h0)
    ys = np.empty((x.shape[0], x.shape[1], weights[3].shape[1]), dtype=x.dtype)
    steps = [(t, x[:, t]) for t in range(x.shape[1])][::-1]
    while steps:
        t, x_t = steps.pop()
        net.read(x_t)
        ys[:, t] = net.answer()
    return ys


def to_many_by_hstack(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """All answers side by side in one row, reshaped."""
    flat = np.hstack([h @ W_hy + b_y for h in _run(x, h0, W_xh, W_hh, b_h)])
    return flat.reshape(x.shape[0], x.shape[1], -1)


def to_many_stacked(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """Outputs gathered step by step."""
    return np.stack([h @ W_hy + b_y for h in _run(x, h0, W_xh, W_hh, b_h)], axis=1)


def to_many_at_once(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """States first, then all outputs as one long batch."""
    hs = np.array(_run(x, h0, W_xh, W_hh, b_h)).transpose(1, 0, 2)
    N, T, H = hs.shape
    return (hs.reshape(N * T, H) @ W_hy + b_y).reshape(N, T, len(b_y))


def to_many_row_by_row(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    """A loop over the batch around a loop over time, into a prepared array."""
    N, T, _ = x.shape
    ys = np.zeros((N, T, W_hy.shape[1]))
    for n in range(N):
        h = h0[n]
        for t in range(T):
            h = _step(x[n, t], h, W_xh, W_hh, b_h)
            ys[n, t] = np.einsum("h,hk->k", h, W_hy) + b_y
    return ys


def to_many_as_lists(*args):
    """Nested lists."""
    return to_many_stacked(*args).tolist()


# one_to_many


def from_one_with_list(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """Outputs in a list, whose last entry is the next input."""
    h, ys = h0, []
    for _ in range(T):
        h = _step(ys[-1] if ys else x_1, h, W_xh, W_hh, b_h)
        ys.append(h @ W_hy + b_y)
    return np.stack(ys, axis=1)


def from_one_time_major_inside(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """One slot more, with x_1 in the first; time first inside."""
    slots = np.zeros((T + 1, *x_1.shape), dtype=x_1.dtype)
    slots[0], h = x_1, h0
    for t in range(T):
        h = _step(slots[t], h, W_xh, W_hh, b_h)
        slots[t + 1] = h.dot(W_hy) + b_y
    return slots[1:].transpose(1, 0, 2)


def from_one_folded_weights(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """From the second step on the output layer is folded into the recurrent weights."""
    h = _step(x_1, h0, W_xh, W_hh, b_h)
    hs = [h]
    for _ in range(T - 1):
        h = np.tanh(h @ (W_hy @ W_xh + W_hh) + b_y @ W_xh + b_h)
        hs.append(h)
    return np.array(hs).swapaxes(0, 1) @ W_hy + b_y


def from_one_recursive(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """The first output, then the rest from there."""
    h = _step(x_1, h0, W_xh, W_hh, b_h)
    y = h @ W_hy + b_y
    if T == 1:
        return y[:, None]
    rest = from_one_recursive(y, h, W_xh, W_hh, b_h, W_hy, b_y, T - 1)
    return np.concatenate([y[:, None], rest], axis=1)


def from_one_in_place(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """Writes over the first input and the first state, and copies out."""
    ys = []
    for _ in range(T):
        h0[...] = _step(x_1, h0, W_xh, W_hh, b_h)
        x_1[...] = h0 @ W_hy + b_y
        ys.append(x_1.copy())
    return np.stack(ys, 1)


def from_one_through_a_view(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """The next input is a view of the slot, taken before the slot is filled."""
    ys, x, h = np.zeros((len(x_1), T, len(b_y))), x_1, h0
    for t in range(T):
        h = _step(x, h, W_xh, W_hh, b_h)
        x = ys[:, t]
        ys[:, t] = h.dot(W_hy) + b_y
    return ys


def from_one_of_a_generator(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    """A generator that talks to itself, cut off after T."""

    def talk(y):
        net = Network(W_xh, W_hh, b_h, W_hy, b_y).reset(h0)
        while True:
            net.read(y)
            y = net.answer()
            yield y

    talking = talk(x_1)
    return np.stack([next(talking) for _ in range(T)], axis=-2)


# encode_decode


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


# make_windows


def windows_with_loop(series, length, horizon, split):
    """One start after the other, four lists."""
    x_train, y_train, x_test, y_test = [], [], [], []
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        if at < split:
            x_train.append(series[i : i + length])
            y_train.append(series[at])
        else:
            x_test.append(series[i : i + length])
            y_test.append(series[at])
    return np.array(x_train), np.array(y_train), np.array(x_test), np.array(y_test)


def windows_by_index(series, length, horizon, split):
    """All indices at once, a bool for the split; a list of arrays comes back."""
    targets = np.arange(length + horizon - 1, len(series))
    x = series[targets[:, None] - horizon - np.arange(length)[::-1]]
    y, train = series[targets], targets < split
    return [x[train], y[train], x[~train], y[~train]]


def windows_from_shifted_copies(series, length, horizon, split):
    """The series shifted by 0, 1, ..., side by side."""
    count = len(series) - length - horizon + 1
    x = np.stack([series[k : k + count] for k in range(length)], axis=1)
    y = series[length + horizon - 1 :]
    cut = split - (length + horizon - 1)
    return x[:cut], y[:cut], x[cut:], y[cut:]


def windows_of_the_parts(series, length, horizon, split):
    """The past, and the future with as much past as its windows need."""

    def pairs(part):
        count = len(part) - length - horizon + 1
        x = np.lib.stride_tricks.sliding_window_view(part, (length, part.shape[1]))[:count, 0]
        return x, part[length + horizon - 1 :].tolist()

    return *pairs(series[:split]), *pairs(series[split - length - horizon + 1 :])


def windows_slid(series, length, horizon, split):
    """sliding_window_view, its last axis moved; the split counted in pairs; views come back."""
    first = length - 1 + horizon
    x = np.lib.stride_tricks.sliding_window_view(series, length, axis=0).transpose(0, 2, 1)
    x, y = x[: len(series) - first], series[first:]
    return x[: split - first], y[: split - first], x[split - first :], y[split - first :]


def windows_popped(series, length, horizon, split):
    """Pairs in a list of dicts; those for training are popped from its front."""
    pairs = []
    for start in range(series.shape[0]):
        at = start + length + horizon - 1
        if at < series.shape[0]:
            pairs.append({"x": series[start : start + length], "y": series[at], "at": at})
    train = []
    while pairs and pairs[0]["at"] <= split - 1:
        train.append(pairs.pop(0))
    return tuple(np.array([p[key] for p in part]) for part in (train, pairs) for key in "xy")


# last_real_state


def last_state_by_a_class(hs, mask):
    """A running state in an object; np.multiply with a mask of floats."""

    class Keeper:
        kept = np.zeros(hs[:, 0].shape)

        def see(self, h, real):
            real = real.astype(float).reshape(-1, 1)
            self.kept = np.multiply(real, h) + np.multiply(1 - real, self.kept)

    keeper = Keeper()
    for t in range(hs.shape[1]):
        keeper.see(hs[:, t], mask[:, t])
    return keeper.kept


def last_state_with_loop(hs, mask):
    """Walk along each sequence."""
    h = np.zeros_like(hs[:, 0])
    for n in range(len(hs)):
        for t in range(hs.shape[1]):
            if mask[n, t]:
                h[n] = hs[n, t]
    return h


def last_state_carried(hs, mask):
    """As a layer with a mask does: a padded step carries the state."""
    h = np.zeros(hs[:, 0].shape)
    for t in range(hs.shape[1]):
        h = np.where(mask[:, t, None], hs[:, t], h)
    return h


def last_state_from_the_end(hs, mask):
    """argmax on the reversed mask, then zeros where nothing is real."""
    steps = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    picked = np.take_along_axis(hs, steps[:, None, None], axis=1)[:, 0]
    picked[~mask.any(axis=1)] = 0
    return picked


def last_state_with_einsum(hs, mask):
    """One-hot in time: a real step with no real step after it."""
    later = np.cumsum(mask[:, ::-1], axis=1)[:, ::-1] - mask
    return np.einsum("nt,nth->nh", mask & (later == 0), hs)


def last_state_as_list(hs, mask):
    """Row by row, into a list."""
    rows = [h[m] for h, m in zip(hs, mask, strict=True)]
    return [row[-1] if len(row) else np.zeros(hs.shape[2]) for row in rows]


def last_state_with_a_row_of_zeros(hs, mask):
    """One slot of zeros more at the end, which the index -1 of an empty row finds."""
    slots = np.concatenate([hs, np.zeros_like(hs[:, :1])], axis=1)
    last = np.where(mask, np.arange(mask.shape[1]), -1).max(axis=1)
    return np.take_along_axis(slots, last[:, None, None] % slots.shape[1], axis=1).squeeze(1)


def last_state_in_place(hs, mask):
    """Sets the padded states of the caller to zero on the way."""
    hs[~mask] = 0.0
    last = (mask * np.arange(1, mask.shape[1] + 1)).max(axis=1) - 1
    return hs[range(len(hs)), last]  # -1 where nothing is real: a padded step, so zeros


STYLES = {
    "many_to_one": [
        to_one_with_running_state,
        to_one_with_einsum,
        to_one_row_by_row,
        to_one_from_all_answers,
        to_one_in_place,
        to_one_of_a_class,
        to_one_in_columns_and_back,
    ],
    "many_to_many": [
        to_many_stacked,
        to_many_at_once,
        to_many_row_by_row,
        to_many_as_lists,
        to_many_of_a_class,
        to_many_by_hstack,
    ],
    "one_to_many": [
        from_one_with_list,
        from_one_time_major_inside,
        from_one_folded_weights,
        from_one_recursive,
        from_one_in_place,
        from_one_of_a_generator,
        from_one_through_a_view,
    ],
    "encode_decode": [
        translate_with_helpers,
        translate_in_one_piece,
        translate_row_by_row,
        translate_with_classes,
    ],
    "make_windows": [
        windows_with_loop,
        windows_by_index,
        windows_from_shifted_copies,
        windows_of_the_parts,
        windows_popped,
        windows_slid,
    ],
    "last_real_state": [
        last_state_by_a_class,
        last_state_with_loop,
        last_state_carried,
        last_state_from_the_end,
        last_state_with_einsum,
        last_state_as_list,
        last_state_in_place,
        last_state_with_a_row_of_zeros,
    ],
}
