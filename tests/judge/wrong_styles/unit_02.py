"""Wrong functions for unit 02, as learners write them."""

import numpy as np

import rnn_ref


class SimpleRNN:
    """A layer that keeps its state between calls."""

    def __init__(self, *weights):
        self.W_xh, self.W_hh, self.b_h, self.W_hy, self.b_y = weights
        self.h = None

    def __call__(self, x_t):
        self.h = np.tanh(np.dot(x_t, self.W_xh) + np.dot(self.h, self.W_hh) + self.b_h)
        return np.dot(self.h, self.W_hy) + self.b_y

    def run(self, x, h0):
        self.h = h0
        return [self(x[:, t]) for t in range(x.shape[1])]


# many_to_one, many_to_many


def to_one_state_never_set(x, h0, *weights):
    rnn = SimpleRNN(*weights)
    for t in range(x.shape[1]):
        y = rnn(x[:, t])
    return y


def to_one_all_answers(x, h0, *weights):
    return np.stack(SimpleRNN(*weights).run(x, h0), axis=1)


def to_one_last_sequence(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0)).transpose(1, 0, 2)
    return ys[-1]


def to_one_keeps_an_axis(x, h0, *weights):
    ys = np.stack(SimpleRNN(*weights).run(x, h0), axis=1)
    return ys[:, -1:, :]


def to_one_in_columns(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h = h0.T
    for t in range(x.shape[1]):
        h = np.tanh(np.dot(W_xh.T, x[:, t].T) + np.dot(W_hh.T, h) + b_h[:, None])
    return np.dot(W_hy.T, h) + b_y[:, None]


def to_one_returns_the_state_too(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h = h0
    for x_t in x.swapaxes(0, 1):
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return h @ W_hy + b_y, h


def to_many_left_in_time_order(x, h0, *weights):
    return SimpleRNN(*weights).run(x, h0)


def to_many_state_before(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    h, ys = h0, []
    for x_t in x.swapaxes(0, 1):
        ys.append(h @ W_hy + b_y)
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return np.stack(ys, 1)


def to_many_returns_in_the_loop(x, h0, *weights):
    rnn, ys = SimpleRNN(*weights), np.zeros((*x.shape[:2], len(weights[4])))
    rnn.h = h0
    for t in range(x.shape[1]):
        ys[:, t] = rnn(x[:, t])
        return ys
    return None


def to_many_flat(x, h0, *weights):
    return np.hstack(SimpleRNN(*weights).run(x, h0))


def to_many_squeezed(x, h0, *weights):
    return np.squeeze(np.stack(SimpleRNN(*weights).run(x, h0), axis=1))


def to_many_reshaped_from_time_first(x, h0, *weights):
    ys = np.array(SimpleRNN(*weights).run(x, h0))
    return ys.reshape(x.shape[0], x.shape[1], -1)


def to_many_list_indexed_as_an_array(x, h0, *weights):
    ys = SimpleRNN(*weights).run(x, h0)
    return ys[:, 0]


def to_one_with_a_sigmoid(x, h0, *weights):
    return 1 / (1 + np.exp(-SimpleRNN(*weights).run(x, h0)[-1]))


# one_to_many, encode_decode


def from_one_reads_the_state(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    h, x, ys = h0, x_1, []
    for _ in range(T):
        h = np.tanh(x.dot(W_xh) + h.dot(W_hh) + b_h)
        ys.append(h.dot(W_hy) + b_y)
        x = h
    return np.stack(ys, axis=1)


def from_one_x_never_changes(x_1, h0, *rest):
    *weights, T = rest
    rnn, ys = SimpleRNN(*weights), []
    rnn.h = h0
    for _ in range(T):
        ys.append(rnn(x_1))
    return np.array(ys).transpose(1, 0, 2)


def from_one_keeps_the_first_input(x_1, h0, *rest):
    *weights, T = rest
    rnn, ys = SimpleRNN(*weights), [x_1]
    rnn.h = h0
    while len(ys) <= T:
        ys.append(rnn(ys[-1]))
    return np.stack(ys, axis=1)


def from_one_buffer_refilled(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    y, h, ys = x_1.copy(), h0, []
    for _ in range(T):
        h = np.tanh(y @ W_xh + h @ W_hh + b_h)
        np.dot(h, W_hy, out=y)
        y += b_y
        ys += [y]
    return np.stack(ys, axis=1)


def from_one_says_probabilities(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    p, h, ps = x_1, h0, []
    for _ in range(T):
        h = np.tanh(p.dot(W_xh) + h.dot(W_hh) + b_h)
        e = np.exp(h.dot(W_hy) + b_y)
        p = e / e.sum(axis=1, keepdims=True)
        ps.append(p)
    return np.stack(ps, axis=1)


def from_one_reads_the_last_slot(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    h, ys = h0, np.zeros((len(x_1), T, len(b_y)))
    for t in range(T):
        h = np.tanh(ys[:, t - 1] @ W_xh + h @ W_hh + b_h)
        ys[:, t] = h @ W_hy + b_y
    return ys


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


# make_windows


def windows_split_by_start_and_length(series, length, horizon, split):
    parts = {"train": ([], []), "test": ([], [])}
    for start in range(len(series) - length - horizon + 1):
        part = parts["train" if start + length < split else "test"]
        part[0].append(series[start : start + length])
        part[1].append(series[start + length + horizon - 1])
    (a, b), (c, d) = parts.values()
    return np.array(a), np.array(b), np.array(c), np.array(d)


def windows_one_too_strict(series, length, horizon, split):
    X, y, X_test, y_test = [], [], [], []
    for i in range(len(series) - length - horizon + 1):
        if i + length + horizon < split:
            X.append(series[i : i + length])
            y.append(series[i + length + horizon - 1])
        else:
            X_test.append(series[i : i + length])
            y_test.append(series[i + length + horizon - 1])
    return [np.asarray(a) for a in (X, y, X_test, y_test)]


def windows_one_too_strict_and_stops(series, length, horizon, split):
    X, y = [], []
    for i in range(len(series) - length - horizon):
        X.append(series[i : i + length])
        y.append(series[i + length + horizon - 1])
    n = split - length - horizon + 1
    return np.array(X)[:n], np.array(y)[:n], np.array(X)[n:], np.array(y)[n:]


def windows_inside(series, length, horizon, split):
    starts = np.arange(len(series) - length - horizon + 1)
    X = np.stack([series[s : s + length] for s in starts])
    at = starts + length + horizon - 2
    y = series[at]
    return X[at < split], y[at < split], X[at >= split], y[at >= split]


def windows_two_pairs(series, length, horizon, split):
    X = np.stack([series[s : s + length] for s in range(len(series) - length - horizon + 1)])
    y = series[length + horizon - 1 :]
    n = split - length - horizon + 1
    return (X[:n], y[:n]), (X[n:], y[n:])


def windows_as_numpy_slides_them(series, length, horizon, split):
    X = np.lib.stride_tricks.sliding_window_view(series, length, axis=0)
    at = np.arange(length - 1 + horizon, len(series))
    X, y = X[: len(at)], series[at]
    return X[at < split], y[at < split], X[at >= split], y[at >= split]


def windows_with_the_value_after(series, length, horizon, split):
    parts = [[], [], [], []]
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        parts[0 if at < split else 2].append(series[i : i + length + 1])
        parts[1 if at < split else 3].append(series[at])
    return tuple(map(np.array, parts))


def windows_targets_as_slices(series, length, horizon, split):
    parts = [[], [], [], []]
    for i in range(len(series) - length - horizon + 1):
        at = i + length + horizon - 1
        parts[0 if at < split else 2].append(series[i : i + length])
        parts[1 if at < split else 3].append(series[at : at + 1])
    return tuple(map(np.array, parts))


# last_real_state


def last_state_one_too_early(hs, mask):
    T = mask.shape[1]
    index = T - np.argmax(mask[:, ::-1], axis=1) - 2
    return hs[np.arange(len(hs)), index] * mask.any(axis=1)[:, None]


def last_state_taken_along(hs, mask):
    index = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return np.take_along_axis(hs, index[:, None, None], axis=1)


def last_state_breaks_at_the_first(hs, mask):
    out = np.zeros_like(hs[:, 0])
    for n, t in np.ndindex(*mask.shape):
        if mask[n, t] and not mask[n, :t].any():
            out[n] = hs[n, t]
    return out


def last_state_skips_the_empty(hs, mask):
    rows = []
    for h, m in zip(hs, mask, strict=True):
        if not m.any():
            continue
        rows.append(h[np.flatnonzero(m)[-1]])
    return np.array(rows)


def last_state_counts(hs, mask):
    lengths = np.sum(mask, axis=1).astype(int)
    return np.array([hs[n, lengths[n] - 1] for n in range(len(hs))])


def last_state_every_index(hs, mask):
    last = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return hs[:, last]


def last_state_mask_as_condition(hs, mask):
    h = np.zeros_like(hs[:, 0])
    for t in range(hs.shape[1]):
        if mask[:, t]:
            h = hs[:, t]
    return h


def last_state_floats_as_index(hs, mask):
    last = mask.sum(axis=1) / 1.0 - 1
    return hs[np.arange(len(hs)), last]


def last_state_rows_of_real_steps(hs, mask):
    rows = []
    for h, m in zip(hs, mask, strict=True):
        rows.append(h[m])
    return rows


def last_state_pops(hs, mask):
    return np.array(
        [[h for h, real in zip(hs[n], mask[n], strict=True) if real].pop() for n in range(len(hs))]
    )


WRONG = [
    ("many_to_one", to_one_state_never_set, "", "np.dot(self.h, self.W_hh)", "None"),
    ("many_to_one", to_one_all_answers, "every-step"),
    ("many_to_one", to_one_last_sequence, "last-sequence"),
    ("many_to_one", to_one_keeps_an_axis, "time-axis-kept"),
    ("many_to_one", to_one_in_columns, "columns", "it has shape (5, 2), expected (2, 5)"),
    ("many_to_one", to_one_returns_the_state_too, "", "it is a tuple of 2"),
    ("many_to_one", to_one_with_a_sigmoid, "output-through-sigmoid"),
    ("many_to_many", to_many_left_in_time_order, "time-major"),
    ("many_to_many", to_many_state_before, "one-step-late"),
    ("many_to_many", to_many_returns_in_the_loop, "first-step-only", "`return`"),
    ("many_to_many", to_many_flat, "", "it has shape (2, 15), expected (2, 3, 5)"),
    ("many_to_many", to_many_squeezed, "squeezed"),
    ("many_to_many", to_many_reshaped_from_time_first, "reshaped-not-transposed"),
    ("many_to_many", to_many_list_indexed_as_an_array, "", "return ys[:, 0]", "no second axis"),
    ("one_to_many", from_one_reads_the_state, "state-fed-back"),
    ("one_to_many", from_one_x_never_changes, "first-input-at-every-step"),
    ("one_to_many", from_one_keeps_the_first_input, "first-input-kept"),
    ("one_to_many", from_one_buffer_refilled, "one-output-everywhere"),
    ("one_to_many", from_one_says_probabilities, "output-through-softmax"),
    ("one_to_many", from_one_reads_the_last_slot, "first-input-ignored"),
    ("encode_decode", translate_unpacks_both_first, "weights-of-the-decoder-for-both"),
    ("encode_decode", translate_on_the_encoder_alone, "weights-of-the-encoder-for-both"),
    ("encode_decode", translate_stops_before_the_end, "last-step-not-read"),
    ("encode_decode", translate_start_of_the_wrong_size, "", "h0 has shape (2, 3)", "in its place"),
    ("encode_decode", translate_decoder_from_zeros, "context-thrown-away"),
    ("encode_decode", translate_asks_for_names, "", 'encoder["W_hh"]', "no names"),
    ("encode_decode", translate_unpacks_too_few, "", "W_xh, W_hh = encoder", "another number"),
    ("make_windows", windows_split_by_start_and_length, "split-by-what-follows-the-window"),
    ("make_windows", windows_one_too_strict, "split-one-too-strict"),
    ("make_windows", windows_one_too_strict_and_stops, "last-pair-lost"),
    ("make_windows", windows_inside, "target-inside-the-window"),
    ("make_windows", windows_two_pairs, "", "it returned a tuple of 2, expected 4 values"),
    ("make_windows", windows_as_numpy_slides_them, "time-axis-last"),
    ("make_windows", windows_with_the_value_after, "window-one-too-long"),
    ("make_windows", windows_targets_as_slices, "target-with-an-axis-of-time"),
    ("last_real_state", last_state_one_too_early, "one-step-before-the-last-or-zeros"),
    ("last_real_state", last_state_taken_along, "time-axis-kept"),
    ("last_real_state", last_state_breaks_at_the_first, "first-real-step-or-zeros", "`break`"),
    ("last_real_state", last_state_skips_the_empty, "rows-left-out"),
    ("last_real_state", last_state_counts, "count-less-one"),
    ("last_real_state", last_state_every_index, "rows-not-paired"),
    ("last_real_state", last_state_mask_as_condition, "", "if mask[:, t]:", "one True or False"),
    ("last_real_state", last_state_floats_as_index, "", "a whole number"),
    ("last_real_state", last_state_rows_of_real_steps, "", "with rows of different lengths"),
    ("last_real_state", last_state_pops, "nothing-real-stops-with-indexerror"),
]
