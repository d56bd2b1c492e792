"""Wrong answers to `lstm_step_backward`, as learners write them."""

import numpy as np

from tests.judge.wrong_styles.unit_07.lstm_step import logistic


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


WRONG = [
    (
        back_other_order,
        "columns-f-i-o-g",
    ),
    (
        back_brackets,
        "slope-on-both-streams",
    ),
    (
        back_no_square,
        "square-forgotten-for-the-cell",
    ),
    (
        back_half_a_slope,
        "slopes-without-the-gate",
    ),
    (
        back_weights_turned,
        "weight-gradients-exchanged",
    ),
    (
        back_columns_added,
        "bias-summed-over-the-units",
    ),
    (
        back_own_values,
        "own-partners",
    ),
    (
        back_gates_squashed_anew,
        "gates-of-the-cache-squashed",
    ),
    (
        back_own_cache,
        "own-cache",
        "x_t, h_prev, c_prev, i, f, g, o, W_x",
    ),
    (
        back_five,
        "",
        "a tuple of 5, expected 6 values",
        "dc_prev",
    ),
]
