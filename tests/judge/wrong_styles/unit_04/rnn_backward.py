"""Wrong answers to `rnn_backward`, as learners write them."""

import numpy as np


class Backward:
    """Gradients in a dict of accumulators."""

    def __init__(self, dhs, caches):
        self.dhs, self.caches = dhs, caches
        self.grads = {"Wx": 0.0, "Wh": 0.0, "b": 0.0}

    def one(self, dh, cache):
        x, h_prev, h, Wx, Wh = cache
        dz = dh * (1 - h * h)
        self.grads["Wx"] = self.grads["Wx"] + np.dot(x.T, dz)
        self.grads["Wh"] = self.grads["Wh"] + np.dot(h_prev.T, dz)
        self.grads["b"] = self.grads["b"] + np.sum(dz, axis=0)
        return np.dot(dz, Wx.T), np.dot(dz, Wh.T)

    def all(self, remember=True, order=None):
        dx, carry = [None] * len(self.caches), np.zeros_like(self.caches[0][1])
        for t, cache in order or reversed(list(enumerate(self.caches))):
            dx[t], dh_prev = self.one(self.dhs[:, t] + carry, cache)
            carry = dh_prev if remember else carry
        return (np.stack(dx, axis=1), carry, *self.grads.values())

    def all_with_a_typo(self):
        carry = 0
        for t in reversed(range(len(self.caches))):
            dx, carry = self.one(self.dhs[:, t] + carry, self.cache[t])
        return dx


def backward_forgets_the_carry(dhs, caches):
    return Backward(dhs, caches).all(remember=False)


def backward_runs_forwards(dhs, caches):
    return Backward(dhs, caches).all(order=enumerate(caches))


def backward_caches_in_order(dhs, caches):
    return Backward(dhs, caches).all(order=enumerate(reversed(caches)))


def backward_counts_up_to_minus_one(dhs, caches):
    N, T, _ = dhs.shape
    steps, dx = Backward(dhs, caches), np.zeros((N, T, caches[0][0].shape[1]))
    grads = [np.zeros_like(W) for W in (*caches[0][3:], dhs[0, 0])]
    carry = np.zeros_like(dhs[:, 0])
    for t in range(T - 1, -1):
        dx[:, t], carry = steps.one(dhs[:, t] + carry, caches[t])
    return dx, carry, *grads


def backward_first_cache_for_all(dhs, caches):
    return Backward(dhs, caches).all(order=[(t, caches[0]) for t in range(len(caches))][::-1])


def backward_adds_two_of_three(dhs, caches):
    dx, dWx, db, carry = [], 0, 0, 0
    for t in reversed(range(len(caches))):
        x, h_prev, h, Wx, Wh = caches[t]
        dz = (dhs[:, t] + carry) * (1 - h**2)
        carry = dz @ Wh.T
        dx.insert(0, dz @ Wx.T)
        dWx, dWh, db = dWx + x.T @ dz, h_prev.T @ dz, db + dz.sum(axis=0)
    return np.stack(dx, axis=1), carry, dWx, dWh, db


def backward_adds_behind_the_slope(dhs, caches):
    dx, grads, carry = [], [0, 0, 0], 0
    for t in reversed(range(len(caches))):
        x, h_prev, h, Wx, Wh = caches[t]
        da = dhs[:, t] * (1 - h**2) + carry
        carry = da @ Wh.T
        dx.insert(0, da @ Wx.T)
        new = x.T @ da, h_prev.T @ da, da.sum(axis=0)
        grads = [a + b for a, b in zip(grads, new, strict=True)]
    return np.stack(dx, axis=1), carry, *grads


def backward_clips(dhs, caches):
    dx, dh0, *grads = Backward(dhs, caches).all()
    for dparam in grads:
        np.clip(dparam, -5, 5, out=dparam)
    return dx, dh0, *grads


def backward_state_last(dhs, caches):
    dx, dh0, *grads = Backward(dhs, caches).all()
    return dx, *grads, dh0


def backward_typo_in_a_class(dhs, caches):
    return Backward(dhs, caches).all_with_a_typo()


def backward_pops_one_too_many(dhs, caches):
    steps, carry = Backward(dhs, caches), 0
    dx = []
    for t in range(dhs.shape[1], -1, -1):
        cache = caches.pop()
        d, carry = steps.one(dhs[:, t - 1] + carry, cache)
        dx.append(d)
    return np.stack(dx[::-1], axis=1), carry, *steps.grads.values()


def backward_appended_and_not_turned(dhs, caches):
    steps, carry, dx = Backward(dhs, caches), 0, []
    for t in reversed(range(len(caches))):
        d, carry = steps.one(dhs[:, t] + carry, caches[t])
        dx.append(d)
    return np.stack(dx, axis=1), carry, *steps.grads.values()


def backward_time_first(dhs, caches):
    dx, *rest = Backward(dhs, caches).all()
    return dx.transpose(1, 0, 2), *rest


def backward_all_keepdims(dhs, caches):
    dx, dh0, dWx, dWh, db = Backward(dhs, caches).all()
    return dx, dh0, dWx, dWh, db.reshape(1, -1)


def backward_inserts_all_but_the_first(dhs, caches):
    steps, carry, dx = Backward(dhs, caches), 0, []
    for t in range(len(caches) - 1, 0, -1):
        d, carry = steps.one(dhs[:, t] + carry, caches[t])
        dx.insert(0, d)
    return np.stack(dx, axis=1), carry, *steps.grads.values()


def backward_without_dh0(dhs, caches):
    dx, _, *grads = Backward(dhs, caches).all()
    return dx, *grads


def backward_accumulates_in_lists(dhs, caches):
    dW_xh, dW_hh, db_h, dx, carry = [], [], [], [], 0
    for t in reversed(range(len(caches))):
        x_t, h_prev, h_t, W_xh, W_hh = caches[t]
        dz = (dhs[:, t] + carry) * (1 - h_t**2)
        carry = dz @ W_hh.T
        dx.insert(0, dz @ W_xh.T)
        dW_xh.append(x_t.T @ dz)
        dW_hh.append(h_prev.T @ dz)
        db_h.append(dz.sum(axis=0))
    return np.stack(dx, axis=1), carry, dW_xh, dW_hh, db_h


def backward_own_caches(dhs, caches):
    hs = np.stack([cache["h_t"] for cache in caches], axis=1)
    return dhs * (1 - hs**2)


def backward_scalar_accumulators(dhs, caches):
    H = dhs.shape[2]
    dW_hh = np.zeros(H, H)
    return dW_hh


def backward_from_ones(dhs, caches):
    N, T, H = dhs.shape
    W_xh, W_hh = caches[0][3], caches[0][4]
    dx = np.zeros((N, T, W_xh.shape[0]))
    dWx, dWh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(H)
    dh = np.ones((N, H))
    for t in reversed(range(T)):
        x_t, h_prev, h_t = caches[t][:3]
        dz = dh * (1 - h_t * h_t)
        dx[:, t, :] = np.dot(dz, W_xh.T)
        dWx += np.dot(x_t.T, dz)
        dWh += np.dot(h_prev.T, dz)
        db += dz.sum(axis=0)
        dh = np.dot(dz, W_hh.T)
    return dx, dh, dWx, dWh, db


def backward_state_before_by_index(dhs, caches):
    T = len(caches)
    W_xh, W_hh = caches[0][3:]
    dWx, dWh, db, carry, dx = 0, 0, 0, 0, [None] * T
    for t in range(T - 1, -1, -1):
        x_t, _, h_t = caches[t][:3]
        h_prev = caches[t - 1][2]
        da = (dhs[:, t] + carry) * (1 - h_t**2)
        dx[t] = da @ W_xh.T
        dWx, dWh, db = dWx + x_t.T @ da, dWh + h_prev.T @ da, db + da.sum(axis=0)
        carry = da @ W_hh.T
    return np.stack(dx, axis=1), carry, dWx, dWh, db


def backward_dx_everywhere(dhs, caches):
    T = len(caches)
    x_0, h0, _, W_xh, W_hh = caches[0]
    dx = np.zeros((len(x_0), T, x_0.shape[1]))
    dWx, dWh, db, carry = 0, 0, 0, np.zeros_like(h0)
    for t in reversed(range(T)):
        x_t, h_prev, h_t, _, _ = caches[t]
        da = (dhs[:, t] + carry) * (1 - h_t**2)
        dx += (da @ W_xh.T)[:, None, :]
        dWx, dWh, db = dWx + x_t.T @ da, dWh + h_prev.T @ da, db + da.sum(axis=0)
        carry = da @ W_hh.T
    return dx, carry, dWx, dWh, db


def backward_with_squeezed_steps(dhs, caches):
    T = len(caches)
    W_xh, W_hh = caches[0][3:]
    dWx, dWh, db, carry, dx = 0, 0, 0, 0, []
    for t in reversed(range(T)):
        x_t, h_prev, h_t, _, _ = caches[t]
        da = (dhs[:, t] + carry) * (1 - h_t**2)
        dx.insert(0, np.squeeze(da @ W_xh.T))
        dWx, dWh, db = dWx + x_t.T @ da, dWh + h_prev.T @ da, db + da.sum(axis=0)
        carry = da @ W_hh.T
    return np.stack(dx, axis=1), carry, dWx, dWh, db


WRONG = [
    (backward_inserts_all_but_the_first, "loop-stops-early-in-a-list"),
    (
        backward_forgets_the_carry,
        "carry-never-stored",
    ),
    (
        backward_runs_forwards,
        "loop-runs-forwards",
    ),
    (
        backward_caches_in_order,
        "gradients-from-the-other-end",
    ),
    (
        backward_counts_up_to_minus_one,
        "loop-never-runs",
    ),
    (
        backward_first_cache_for_all,
        "first-cache-at-every-step",
    ),
    (
        backward_adds_two_of_three,
        "recurrent-weights-overwritten",
    ),
    (
        backward_adds_behind_the_slope,
        "carry-behind-the-slope",
    ),
    (
        backward_clips,
        "clipped",
        "no longer the gradients",
    ),
    (
        backward_state_last,
        "initial-state-last",
    ),
    (
        backward_typo_in_a_class,
        "",
        "self.cache[t]",
        "does not have what you ask",
    ),
    (
        backward_pops_one_too_many,
        "",
        "caches.pop()",
        "taken out of it",
    ),
    (
        backward_appended_and_not_turned,
        "dx-back-to-front",
    ),
    (
        backward_time_first,
        "dx-time-first",
    ),
    (
        backward_all_keepdims,
        "step-bias-with-two-axes",
    ),
    (
        backward_without_dh0,
        "",
        "it returned a tuple of 4, expected 5 values",
    ),
    (
        backward_accumulates_in_lists,
        "not-summed",
    ),
    (
        backward_own_caches,
        "own-cache",
        'cache["h_t"]',
        "no names",
    ),
    (
        backward_scalar_accumulators,
        "",
        "np.zeros(H, H)",
        "the shape is one tuple",
    ),
    (
        backward_from_ones,
        "carry-of-ones",
    ),
    (
        backward_state_before_by_index,
        "initial-state-from-the-last-cache",
    ),
    (
        backward_dx_everywhere,
        "dx-at-every-step",
    ),
    (
        backward_with_squeezed_steps,
        "",
        "wrong only where a size is 1. Your code calls `squeeze`",
    ),
]
