"""Wrong functions for unit 07, as learners write them."""

import math

import numpy as np


def logistic(a):
    return 1 / (1 + np.exp(-a))


# lstm_step


def step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b, names="ifgo"):
    """A dict of weights for each gate, and states as columns."""
    weights = {}
    for k, name in enumerate(names):
        cut = slice(k * len(W_h), (k + 1) * len(W_h))
        weights[name] = np.vstack((W_h[:, cut], W_x[:, cut])).T, b[cut].reshape(-1, 1)
    joined = np.vstack((h_prev.T, x_t.T))
    a = {name: np.dot(W, joined) + bias for name, (W, bias) in weights.items()}
    c_next = logistic(a["f"]) * c_prev.T + logistic(a["i"]) * np.tanh(a["g"])
    return (logistic(a["o"]) * np.tanh(c_next)).T, c_next.T


def step_of_columns_in_another_order(x_t, h_prev, c_prev, W_x, W_h, b):
    return step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b, names="igfo")


def step_candidate_left_linear(x_t, h_prev, c_prev, W_x, W_h, b):
    a = x_t.dot(W_x) + h_prev.dot(W_h) + b
    H = a.shape[1] // 4
    i, f, g, o = a[:, :H], a[:, H : 2 * H], a[:, 2 * H : -H], a[:, -H:]
    c_t = logistic(f) * c_prev + logistic(i) * g
    return logistic(o) * np.tanh(c_t), c_t


def step_all_squashed_at_first(x_t, h_prev, c_prev, W_x, W_h, b):
    gates = logistic(np.hstack((x_t, h_prev)) @ np.vstack((W_x, W_h)) + b)
    i, f, g, o = np.split(gates, 4, axis=1)
    c_t = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c_t), c_t


def step_gates_look_at_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    state = c_prev
    i, f, g, o = np.array_split(x_t @ W_x + state @ W_h + b, 4, axis=-1)
    state = logistic(f) * state + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(state), state


def step_with_its_cache(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    c_t = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c_t), c_t, (x_t, h_prev, c_prev, i, f, g, o)


def step_pair_in_a_pair(x_t, h_prev, c_prev, W_x, W_h, b):
    h_t, c_t = step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b)
    return h_t, (h_t, c_t)


def step_with_torch_weights(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = np.split(x_t @ W_x.T + h_prev @ W_h.T + b, 4, axis=1)
    c_t = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c_t), c_t


def step_on_rows_of_the_batch(x_t, h_prev, c_prev, W_x, W_h, b):
    h_t, c_t = step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b)
    return h_t.squeeze(), c_t.squeeze()


# lstm_step_backward


class Back:
    """One step back; a subclass changes one of its lines."""

    order = "ifgo"

    def __call__(self, dh_t, dc_t, cache):
        x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
        shown = np.tanh(c_t)
        dc = self.cell(dh_t, dc_t, o, shown)
        da = {
            "i": self.di(dc, i, g) * self.of_sigmoid(i),
            "f": dc * c_prev * self.of_sigmoid(f),
            "g": dc * i * self.of_tanh(g),
            "o": dh_t * shown * self.of_sigmoid(o),
        }
        da = np.hstack([da[name] for name in self.order])
        grads = np.dot(da, W_x.T), np.dot(da, W_h.T), dc * f
        return (*grads, *self.weights(x_t, h_prev, da))

    def cell(self, dh, dc, o, shown):
        return dc + dh * o * self.of_tanh(shown)

    def di(self, dc, i, g):
        return dc * g

    def of_sigmoid(self, s):
        return s * (1 - s)

    def of_tanh(self, t):
        return 1 - np.square(t)

    def weights(self, x_t, h_prev, da):
        return np.dot(x_t.T, da), np.dot(h_prev.T, da), np.sum(da, axis=0)


class BackInTheOrderOfAnotherLibrary(Back):
    order = "fiog"


class BackWithBracketsRoundBoth(Back):
    def cell(self, dh, dc, o, shown):
        return (dc + dh * o) * (1 - shown * shown)


class BackWithoutTheSquareInTheCell(Back):
    def cell(self, dh, dc, o, shown):
        return dc + dh * o * (1 - shown)


class BackWithHalfASlope(Back):
    def of_sigmoid(self, s):
        return 1 - s


class BackWithWeightsTurned(Back):
    def weights(self, x_t, h_prev, da):
        dW_x, dW_h, db = super().weights(x_t, h_prev, da)
        return dW_h, dW_x, db


class BackWithColumnsAdded(Back):
    def weights(self, x_t, h_prev, da):
        return (*super().weights(x_t, h_prev, da)[:2], da.sum(1))


def back_other_order(dh_t, dc_t, cache):
    return BackInTheOrderOfAnotherLibrary()(dh_t, dc_t, cache)


def back_brackets(dh_t, dc_t, cache):
    return BackWithBracketsRoundBoth()(dh_t, dc_t, cache)


def back_no_square(dh_t, dc_t, cache):
    return BackWithoutTheSquareInTheCell()(dh_t, dc_t, cache)


def back_half_a_slope(dh_t, dc_t, cache):
    return BackWithHalfASlope()(dh_t, dc_t, cache)


def back_weights_turned(dh_t, dc_t, cache):
    return BackWithWeightsTurned()(dh_t, dc_t, cache)


def back_columns_added(dh_t, dc_t, cache):
    return BackWithColumnsAdded()(dh_t, dc_t, cache)


def back_own_values(dh_t, dc_t, cache):
    """Row by row, each gate with its own value in place of its partner."""
    x_t, h_prev, _, i, f, g, o, c_t, W_x, W_h = cache
    sums, rows = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(4 * len(W_h))], []
    for n in range(dh_t.shape[0]):
        shown = np.tanh(c_t[n])
        dc = dc_t[n] + dh_t[n] * o[n] * (1 - shown**2)
        da = [dc * i[n] * i[n] * (1 - i[n]), dc * f[n] * f[n] * (1 - f[n])]
        da += [dc * g[n] * (1 - g[n] ** 2), dh_t[n] * shown * o[n] * (1 - o[n])]
        da = np.concatenate(da)
        rows.append((W_x.dot(da), W_h.dot(da), dc * f[n]))
        sums[0] += np.outer(x_t[n], da)
        sums[1] += np.outer(h_prev[n], da)
        sums[2] += da
    return (*map(np.array, zip(*rows, strict=True)), *sums)


def back_gates_squashed_anew(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    i, f, o, g = logistic(i), logistic(f), logistic(o), np.tanh(g)
    return Back()(dh_t, dc_t, (x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h))


def back_own_cache(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, W_x, W_h = cache
    c_t = f * c_prev + i * g
    return Back()(dh_t, dc_t, (x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h))


def back_five(dh_t, dc_t, cache):
    dx, dh, _, *weights = Back()(dh_t, dc_t, cache)
    return dx, dh, *weights


# lstm_forward


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


# lstm_backward


class Unrolled:
    """The loop from the end, with its sums as attributes."""

    def __init__(self, caches):
        x_0, self.h0, *_, W_x, W_h = caches[0]
        self.dx = np.zeros((len(x_0), len(caches), x_0.shape[1]))
        self.sums = [np.zeros_like(W) for W in (W_x, W_h, W_h[0])]

    def step(self, t, dh, dc, cache):
        self.dx[:, t], dh, dc, *weights = Back()(dh, dc, cache)
        for total, one in zip(self.sums, weights, strict=True):
            total += one
        return dh, dc


def backward_loop_is_empty(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in range(len(caches) - 1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches[t])
    return loop.dx, dh, dc, *loop.sums


def backward_carries_under_another_name(dhs, dcT, caches):
    loop, dh_carry, dc_carry = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in reversed(range(len(caches))):
        dh_prev, dc_prev = loop.step(t, dhs[:, t] + dh_carry, dc_carry, caches[t])
    return loop.dx, dh_prev, dc_prev, *loop.sums


def backward_first_cache_unpacked(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    cache = caches[0]
    for t in reversed(range(len(caches))):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, cache)
    return loop.dx, dh, dc, *loop.sums


def backward_loss_on_both(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), 0, dcT
    for t in range(len(caches) - 1, -1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dhs[:, t] + dc, caches[t])
    return [loop.dx, dh, dc, *loop.sums]


def backward_starts_in_the_other_carry(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), dcT, np.zeros_like(dcT)
    for t in range(len(caches) - 1, -1, -1):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches[t])
    return loop.dx, dh, dc, *loop.sums


def backward_popped_from_the_front(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t in reversed(range(len(caches))):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, caches.pop(0))
    return loop.dx, dh, dc, *loop.sums


def backward_stops_early_with_numbers_for_sums(dhs, dcT, caches):
    """With T = 1 the sums are still the number 0, so only a part of it is known."""
    dx, dh, dc, sums = np.zeros((*dhs.shape[:2], caches[0][0].shape[1])), 0 * dcT, dcT, [0] * 3
    for t in range(len(caches) - 1, 0, -1):
        dx[:, t], dh, dc, *weights = Back()(dhs[:, t] + dh, dc, caches[t])
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    return dx, dh, dc, *sums


def backward_reverses_enumerate(dhs, dcT, caches):
    loop, dh, dc = Unrolled(caches), np.zeros_like(dcT), dcT
    for t, cache in reversed(enumerate(caches)):
        dh, dc = loop.step(t, dhs[:, t] + dh, dc, cache)
    return loop.dx, dh, dc, *loop.sums


# forget_bias_halflife


def halflife_as_an_integer(b):
    f = 1 / (1 + np.exp(-b))
    return int(-np.log(2) / np.log(f))


def halflife_one_number(b):
    return float(np.log(2) / np.log1p(np.exp(-b)))


def halflife_in_two_bases(b):
    return -np.log(2) / np.log10(1 / (1 + np.exp(-b)))


def halflife_of_what_goes(b):
    return math.log(0.5) / np.log(1 - 1 / (1 + np.exp(-b)))


def halflife_printed(b):
    print(np.log(2) / np.log1p(np.exp(-b)))


WRONG = [
    ("lstm_step", step_of_columns_in_another_order, "order-i-g-f-o"),
    ("lstm_step", step_candidate_left_linear, "candidate-not-squashed"),
    ("lstm_step", step_all_squashed_at_first, "candidate-squashed-twice"),
    ("lstm_step", step_gates_look_at_the_cell, "gates-read-the-cell"),
    ("lstm_step", step_with_its_cache, "", "it returned a tuple of 3, expected 2 values: h_t, c_t"),
    ("lstm_step", step_pair_in_a_pair, "", "right: h_t; wrong: c_t", "it is a tuple of 2"),
    ("lstm_step", step_with_torch_weights, "", "inner sizes are 3 and 16", "do not fit"),
    ("lstm_step", step_on_rows_of_the_batch, "squeezed", "one sequence, N = 1"),
    ("lstm_step_backward", back_other_order, "columns-f-i-o-g"),
    ("lstm_step_backward", back_brackets, "slope-on-both-streams"),
    ("lstm_step_backward", back_no_square, "square-forgotten-for-the-cell"),
    ("lstm_step_backward", back_half_a_slope, "slopes-without-the-gate"),
    ("lstm_step_backward", back_weights_turned, "weight-gradients-exchanged"),
    ("lstm_step_backward", back_columns_added, "bias-summed-over-the-units"),
    ("lstm_step_backward", back_own_values, "own-partners"),
    ("lstm_step_backward", back_gates_squashed_anew, "gates-of-the-cache-squashed"),
    ("lstm_step_backward", back_own_cache, "own-cache", "x_t, h_prev, c_prev, i, f, g, o, W_x"),
    ("lstm_step_backward", back_five, "", "a tuple of 5, expected 6 values", "dc_prev"),
    ("lstm_forward", forward_hidden_state_not_handed_on, "always-initial-hidden-state"),
    ("lstm_forward", forward_one_start_for_both, "cell-starts-as-hidden-state"),
    ("lstm_forward", forward_one_array_refilled, "last-state-in-every-slot"),
    ("lstm_forward", forward_states_by_number, "last-hidden-state-for-cell-state"),
    ("lstm_forward", forward_with_all_states, "", "a tuple of 3, expected 2 values: hs, cT"),
    ("lstm_forward", forward_room_like_the_inputs, "", "does not fit into the place"),
    ("lstm_backward", backward_loop_is_empty, "loop-never-runs"),
    ("lstm_backward", backward_carries_under_another_name, "carries-not-updated"),
    ("lstm_backward", backward_first_cache_unpacked, "first-cache-for-all", "the first step"),
    ("lstm_backward", backward_loss_on_both, "loss-on-both-streams"),
    (
        "lstm_backward",
        backward_starts_in_the_other_carry,
        "last-cell-gradient-in-the-hidden-carry",
    ),
    ("lstm_backward", backward_popped_from_the_front, "caches-front-to-back"),
    (
        "lstm_backward",
        backward_stops_early_with_numbers_for_sums,
        "dh0-one-step-off",
        "one further back. (dh0)",
    ),
    ("lstm_backward", backward_reverses_enumerate, "", "make a list of what stands"),
    ("forget_bias_halflife", halflife_as_an_integer, "cut-to-an-integer"),
    ("forget_bias_halflife", halflife_one_number, "numbers-only", "float()"),
    ("forget_bias_halflife", halflife_in_two_bases, "logarithm-to-base-10-below"),
    ("forget_bias_halflife", halflife_of_what_goes, "what-is-forgotten"),
    ("forget_bias_halflife", halflife_printed, "", "is `return` missing?"),
]
