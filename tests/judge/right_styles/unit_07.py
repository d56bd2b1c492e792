"""Right answers to the exercises of unit 07, in styles other than the reference's."""

import math
from itertools import accumulate

import numpy as np

# --- lstm_step ---


def logistic(a):
    """The textbook formula; it overflows to inf on the way to 0."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-a))


def step_by_slices(x_t, h_prev, c_prev, W_x, W_h, b):
    """Blocks by index, in place on a."""
    H = h_prev.shape[1]
    a = np.dot(x_t, W_x) + np.dot(h_prev, W_h) + b
    a[:, : 2 * H] = logistic(a[:, : 2 * H])
    a[:, 2 * H : 3 * H] = np.tanh(a[:, 2 * H : 3 * H])
    a[:, 3 * H :] = logistic(a[:, 3 * H :])
    c_t = a[:, H : 2 * H] * c_prev + a[:, :H] * a[:, 2 * H : 3 * H]
    return a[:, 3 * H :] * np.tanh(c_t), c_t


def step_gate_by_gate(x_t, h_prev, c_prev, W_x, W_h, b):
    """Four small products, in a helper; returns a list."""
    H = len(W_h)

    def block(k):
        cut = slice(k * H, (k + 1) * H)
        return x_t @ W_x[:, cut] + h_prev @ W_h[:, cut] + b[cut]

    i, f, o = (0.5 + 0.5 * np.tanh(0.5 * block(k)) for k in (0, 1, 3))
    c_t = np.multiply(f, c_prev) + np.multiply(i, np.tanh(block(2)))
    return [np.multiply(o, np.tanh(c_t)), c_t]


def step_in_place_on_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    """Changes the caller's c_prev, and reads [x, h] as one row."""
    a = np.hstack([x_t, h_prev]) @ np.vstack([W_x, W_h]) + b
    i, f, g, o = np.moveaxis(a.reshape(len(a), 4, -1), 1, 0)
    c_prev *= logistic(f)
    c_prev += logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c_prev), c_prev


def step_row_by_row(x_t, h_prev, c_prev, W_x, W_h, b):
    """A loop over the batch, plain lists at the end."""
    hs, cs = [], []
    for x, h, c in zip(x_t, h_prev, c_prev, strict=True):
        i, f, g, o = (W_x.T @ x + W_h.T @ h + b).reshape(4, -1)
        new = logistic(f) * c + logistic(i) * np.tanh(g)
        hs.append(logistic(o) * np.tanh(new))
        cs.append(new)
    return np.array(hs).tolist(), np.array(cs).tolist()


class Cell:
    """A cell that keeps its weights, and on its last call what the way back needs."""

    def __init__(self, W_x, W_h, b):
        self.W = np.concatenate([W_h, W_x], axis=0)
        self.b = b.reshape(1, -1)
        self.hidden = W_h.shape[0]
        self.cache = {}

    def gate(self, name, a):
        k = "ifgo".index(name) * self.hidden
        block = a[:, k : k + self.hidden]
        return np.tanh(block) if name == "g" else logistic(block)

    def forward(self, x, h, c):
        z = np.hstack((h, x))
        a = np.dot(z, self.W) + self.b
        gates = {name: self.gate(name, a) for name in "ifgo"}
        c = gates["f"] * c + gates["i"] * gates["g"]
        self.cache = {"z": z, "c": c, **gates}
        return gates["o"] * np.tanh(c), c


def step_by_a_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    """A class does it; the function wraps one of its methods."""
    return Cell(W_x, W_h, b).forward(x_t, h_prev, c_prev)


def step_squeezed_and_shaped_back(x_t, h_prev, c_prev, W_x, W_h, b):
    """Squeezes on the way, and gives the shape back at the end."""
    a = np.squeeze(x_t @ W_x + h_prev @ W_h + b).reshape(h_prev.shape[0], -1)
    i, f, g, o = (np.squeeze(block) for block in np.array_split(a, 4, axis=-1))
    c_t = logistic(f) * np.squeeze(c_prev) + logistic(i) * np.tanh(g)
    h_t = logistic(o) * np.tanh(c_t)
    return h_t.reshape(h_prev.shape), c_t.reshape(h_prev.shape)


def step_number_by_number(x_t, h_prev, c_prev, W_x, W_h, b):
    """Python numbers all the way down."""
    N, H = h_prev.shape
    h_t, c_t = np.empty_like(h_prev), np.empty_like(c_prev)

    def squash(a):
        return 0.5 * (1 + math.tanh(a / 2))

    for n in range(N):
        for j in range(H):
            a = [
                float(np.dot(x_t[n], W_x[:, k]) + np.dot(h_prev[n], W_h[:, k]) + b[k])
                for k in range(j, 4 * H, H)
            ]
            c_t[n, j] = squash(a[1]) * c_prev[n, j] + squash(a[0]) * math.tanh(a[2])
            h_t[n, j] = squash(a[3]) * math.tanh(c_t[n, j])
    return h_t, c_t


def step_of_columns(x_t, h_prev, c_prev, W_x, W_h, b):
    """Columns (n, m) for the batch, and a dict of weights for each gate."""
    weights = {}
    for k, name in enumerate("ifgo"):
        cut = slice(k * len(W_h), (k + 1) * len(W_h))
        weights["W" + name] = np.concatenate((W_h[:, cut], W_x[:, cut])).T
        weights["b" + name] = b[cut].reshape(-1, 1)
    joined = np.concatenate((h_prev.T, x_t.T))
    a = {k: np.dot(weights["W" + k], joined) + weights["b" + k] for k in "ifgo"}
    c_next = logistic(a["f"]) * c_prev.T + logistic(a["i"]) * np.tanh(a["g"])
    return (logistic(a["o"]) * np.tanh(c_next)).T, c_next.T


# --- lstm_step_backward ---


def back_by_slots(dh_t, dc_t, cache):
    """An empty array, filled block by block."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    H = h_prev.shape[1]
    t = np.tanh(c_t)
    dc = dc_t + dh_t * o * (1 - t * t)
    da = np.empty((len(x_t), 4 * H), dtype=x_t.dtype)
    da[:, :H] = dc * g * i * (1 - i)
    da[:, H : 2 * H] = dc * c_prev * f * (1 - f)
    da[:, 2 * H : 3 * H] = dc * i * (1 - g) * (1 + g)
    da[:, 3 * H :] = dh_t * t * o * (1 - o)
    return da @ W_x.T, da @ W_h.T, dc * f, x_t.T @ da, h_prev.T @ da, da.sum(0)


def back_with_einsum(dh_t, dc_t, cache):
    """Every product as an einsum, blocks on an axis of their own."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    D, H = len(W_x), len(W_h)
    t = np.tanh(c_t)
    dc = dc_t + dh_t * o * (1 - t**2)
    upstream = np.stack([dc * g, dc * c_prev, dc * i, dh_t * t])
    slopes = np.stack([i - i**2, f - f**2, 1 - g**2, o - o**2])
    da = upstream * slopes
    return (
        np.einsum("knh,dkh->nd", da, W_x.reshape(D, 4, H)),
        np.einsum("knh,mkh->nm", da, W_h.reshape(H, 4, H)),
        np.einsum("nh,nh->nh", dc, f),
        np.einsum("nd,knh->dkh", x_t, da).reshape(D, 4 * H),
        np.einsum("nm,knh->mkh", h_prev, da).reshape(H, 4 * H),
        np.einsum("knh->kh", da).ravel(),
    )


def back_in_place(dh_t, dc_t, cache):
    """Adds into the caller's dc_t; returns a list."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    tanh_c = np.tanh(c_t)
    dc_t += dh_t * o * (1 - np.square(tanh_c))
    dh_t *= tanh_c * o * (1 - o)
    da = np.hstack([dc_t * g * i * (1 - i), dc_t * c_prev * f * (1 - f), dc_t * i * (1 - g**2)])
    da = np.hstack([da, dh_t])
    ones = np.ones(len(da), dtype=da.dtype)
    grads = [np.dot(da, W.T) for W in (W_x, W_h)]
    return [*grads, dc_t * f, np.dot(x_t.T, da), np.dot(h_prev.T, da), np.dot(ones, da)]


def back_row_by_row(dh_t, dc_t, cache):
    """A loop over the batch, outer products added up."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    dx, dh, dc_prev = np.zeros_like(x_t), np.zeros_like(h_prev), np.zeros_like(c_prev)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    for n in range(len(x_t)):
        shown = np.tanh(c_t[n])
        dc = dc_t[n] + dh_t[n] * o[n] * (1 - shown**2)
        da_i, da_f = dc * g[n] * i[n] * (1 - i[n]), dc * c_prev[n] * f[n] * (1 - f[n])
        da_g, da_o = dc * i[n] * (1 - g[n] ** 2), dh_t[n] * shown * o[n] * (1 - o[n])
        da = np.concatenate([da_i, da_f, da_g, da_o])
        dx[n], dh[n], dc_prev[n] = W_x @ da, W_h @ da, dc * f[n]
        dW_x += np.outer(x_t[n], da)
        dW_h += np.outer(h_prev[n], da)
        db += da
    return dx, dh, dc_prev, dW_x, dW_h, db


def back_with_weights_joined(dh_t, dc_t, cache):
    """One matrix for both products, cut in two at the end; np.dot everywhere."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    D = x_t.shape[1]
    z, W = np.hstack((x_t, h_prev)), np.vstack((W_x, W_h))
    shown = np.tanh(c_t)
    dc = np.add(dc_t, dh_t * o * (1 - shown * shown))
    gates = {"i": (dc * g, i), "f": (dc * c_prev, f), "g": (dc * i, g), "o": (dh_t * shown, o)}
    slope = {"g": lambda s: 1 - s * s}
    da = np.hstack([d * slope.get(k, lambda s: s * (1 - s))(s) for k, (d, s) in gates.items()])
    dz, dW = np.dot(da, W.T), np.dot(z.T, da)
    return dz[:, :D], dz[:, D:], dc * f, dW[:D], dW[D:], np.sum(da, axis=0)


class Gradients:
    """Gradients of one step, kept as attributes."""

    def __init__(self, cache):
        (self.x, self.h, self.c_prev, self.i, self.f, self.g, self.o, self.c) = cache[:8]
        self.W_x, self.W_h = cache[-2:]

    def run(self, dh, dc):
        squashed = np.tanh(self.c)
        self.dc = dc.copy()
        self.dc += dh * self.o * (1 - squashed**2)
        blocks = np.stack([self.dc * self.g, self.dc * self.c_prev, self.dc * self.i], axis=1)
        gates = np.stack([self.i, self.f, self.g, self.o], axis=1)  # (N, 4, H)
        slopes = gates * (1 - gates)
        slopes[:, 2] = 1 - self.g**2
        upstream = np.concatenate([blocks, (dh * squashed)[:, np.newaxis]], axis=1)
        self.da = (upstream * slopes).reshape(len(dh), -1)
        return self

    def all(self):
        da = self.da
        inputs = da.dot(self.W_x.T), da.dot(self.W_h.T), self.dc * self.f
        return (*inputs, self.x.T.dot(da), self.h.T.dot(da), np.ones(len(da), da.dtype) @ da)


def back_by_a_class(dh_t, dc_t, cache):
    """A class does it; the function wraps its methods."""
    return Gradients(cache).run(dh_t, dc_t).all()


def back_gate_by_gate(dh_t, dc_t, cache):
    """Small products of each gate, added up or joined at the end."""
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    dc = dc_t + dh_t * o / np.cosh(c_t) ** 2
    das = [
        dc * g * i * (1 - i),
        dc * c_prev * f * (1 - f),
        dc * i * (1 - g**2),
        dh_t * np.tanh(c_t) * o * (1 - o),
    ]
    dx, dh = np.zeros_like(x_t), np.zeros_like(h_prev)
    for da, of_x, of_h in zip(das, np.hsplit(W_x, 4), np.hsplit(W_h, 4), strict=True):
        dx += np.dot(da, of_x.T)
        dh += np.dot(da, of_h.T)
    dW_x = np.concatenate([np.dot(x_t.T, da) for da in das], axis=1)
    dW_h = np.concatenate([np.dot(h_prev.T, da) for da in das], axis=1)
    return dx, dh, f * dc, dW_x, dW_h, np.concatenate([da.sum(axis=0) for da in das])


def back_of_columns(dh_t, dc_t, cache):
    """Columns (n, m); rows of the gradients are filled gate by gate; db is squeezed at the end."""
    W_x, W_h = cache[8:]
    x, h, c_prev, i, f, g, o, c = (np.transpose(array) for array in cache[:8])
    dh_next, shown = dh_t.T, np.tanh(c)
    dc = dc_t.T + o * (1 - np.square(shown)) * dh_next
    da = {"i": dc * g * i * (1 - i), "f": dc * c_prev * f * (1 - f)}
    da |= {"g": dc * i * (1 - np.square(g)), "o": dh_next * shown * o * (1 - o)}
    dx, dh_prev = np.zeros(x.shape, x.dtype), np.zeros(h.shape, h.dtype)
    dW_x, dW_h, db = (np.zeros_like(W.T) for W in (W_x, W_h, W_h[:1]))
    for k, name in enumerate("ifgo"):
        cut = slice(k * len(h), (k + 1) * len(h))
        dx += np.dot(W_x[:, cut], da[name])
        dh_prev += np.dot(W_h[:, cut], da[name])
        dW_x[cut], dW_h[cut] = np.dot(da[name], x.T), np.dot(da[name], h.T)
        db[cut] = np.sum(da[name], axis=1, keepdims=True)
    return dx.T, dh_prev.T, (dc * f).T, dW_x.T, dW_h.T, db.squeeze(axis=1)


# --- lstm_forward ---


def forward_by_the_step(x, h0, c0, W_x, W_h, b):
    """The loop of the notebook, on a step of its own."""
    hs = np.zeros((len(x), x.shape[1], h0.shape[1]), dtype=x.dtype)
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_by_slices(x[:, t], h, c, W_x, W_h, b)
        hs[:, t] = h
    return hs, c


def forward_hoisted(x, h0, c0, W_x, W_h, b):
    """All inputs projected at once; states in lists; in place on the cell."""
    projected = x @ W_x + b
    h, c, states = h0, c0.copy(), []
    for a_x in np.swapaxes(projected, 0, 1):
        i, f, g, o = np.split(a_x + h @ W_h, 4, axis=1)
        c *= logistic(f)
        c += logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        states.append(h)
    return np.array(states).transpose(1, 0, 2), c


def forward_recursive(x, h0, c0, W_x, W_h, b):
    """One step, then the rest by recursion."""
    h, c = step_gate_by_gate(x[:, 0], h0, c0, W_x, W_h, b)
    if x.shape[1] == 1:
        return h[:, None], c
    hs, cT = forward_recursive(x[:, 1:], h, c, W_x, W_h, b)
    return np.concatenate([h[:, None], hs], axis=1), cT


def forward_sequence_by_sequence(x, h0, c0, W_x, W_h, b):
    """The batch outside, the steps inside; lists come back."""
    hs, cs = [], []
    for n in range(len(x)):
        h, c, row = h0[n : n + 1], c0[n : n + 1], []
        for t in range(x.shape[1]):
            h, c = step_by_slices(x[n : n + 1, t], h, c, W_x, W_h, b)
            row.append(h[0])
        hs.append(row)
        cs.append(c[0])
    return [np.array(hs), np.array(cs)]


def forward_by_a_cell(x, h0, c0, W_x, W_h, b):
    """A class with an opaque cache for every step; time first inside."""
    cell, caches = Cell(W_x, W_h, b), []
    hs = np.zeros((x.shape[1], *h0.shape), dtype=x.dtype)
    h, c = h0, c0
    for t, x_t in enumerate(x.transpose(1, 0, 2)):
        h, c = cell.forward(x_t, h, c)
        caches.append(cell.cache)
        hs[t] = h
    return hs.transpose(1, 0, 2), caches[-1]["c"]


def forward_with_a_slot_for_the_start(x, h0, c0, W_x, W_h, b):
    """One slot more than there are steps, for h0; the states in dicts by step."""
    N, T, _ = x.shape
    hs = np.empty((N, T + 1, h0.shape[1]), dtype=x.dtype)
    hs[:, 0], cs = h0, {-1: c0}
    for t in range(T):
        hs[:, t + 1], cs[t] = step_number_by_number(x[:, t, :], hs[:, t], cs[t - 1], W_x, W_h, b)
    return hs[:, 1:], cs[T - 1]


def forward_accumulated(x, h0, c0, W_x, W_h, b):
    """Pairs of states, accumulated over the steps; the first pair is dropped."""

    def step(states, x_t):
        return step_of_columns(x_t, *states, W_x, W_h, b)

    pairs = list(accumulate(np.swapaxes(x, 0, 1), step, initial=(h0, c0)))
    return np.dstack([h for h, _ in pairs[1:]]).swapaxes(1, 2), pairs.pop()[1]


# --- lstm_backward ---


def backward_by_the_step(dhs, dcT, caches):
    """The loop of the notebook, on a step of its own."""
    N, T, _ = dhs.shape
    x_0, h0 = caches[0][:2]
    dx = np.zeros((N, T, x_0.shape[1]), dtype=dhs.dtype)
    dW_x, dW_h, db = 0, 0, 0
    dh, dc = np.zeros_like(h0), dcT
    for t in range(T - 1, -1, -1):
        dx[:, t], dh, dc, p, q, r = back_by_slots(dhs[:, t] + dh, dc, caches[t])
        dW_x, dW_h, db = dW_x + p, dW_h + q, db + r
    return dx, dh, dc, dW_x, dW_h, db


def backward_sums_at_the_end(dhs, dcT, caches):
    """Keeps every da_t, then one product for each matrix."""
    W_x, W_h = caches[0][8:]
    xs, hs_prev = (np.stack([c[k] for c in caches], axis=1) for k in (0, 1))
    das, dh, dc = [], 0, dcT
    for t in reversed(range(len(caches))):
        _, _, c_prev, i, f, g, o, c_t = caches[t][:8]
        total, shown = dhs[:, t] + dh, np.tanh(c_t)
        dc = dc + total * o * (1 - shown**2)
        blocks = (
            dc * g * i * (1 - i),
            dc * c_prev * f * (1 - f),
            dc * i * (1 - g**2),
            total * shown * o * (1 - o),
        )
        das.insert(0, np.concatenate(blocks, axis=1))
        dh, dc = das[0] @ W_h.T, dc * f
    das = np.stack(das, axis=1)
    dW_x = np.tensordot(xs, das, axes=([0, 1], [0, 1]))
    dW_h = np.tensordot(hs_prev, das, axes=([0, 1], [0, 1]))
    return das @ W_x.T, dh, dc, dW_x, dW_h, das.sum(axis=(0, 1))


def backward_in_place(dhs, dcT, caches):
    """Adds the carry into the caller's dhs and empties the caller's list."""
    dx, sums, dh, dc = [], None, None, dcT
    t = len(caches)
    while caches:
        t -= 1
        dx_t, dh, dc, *step = back_row_by_row(dhs[:, t], dc, caches.pop())
        if t > 0:
            dhs[:, t - 1] += dh
        dx.insert(0, dx_t)
        sums = step if sums is None else [s + g for s, g in zip(sums, step, strict=True)]
    return [np.array(dx).transpose(1, 0, 2), dh, dc, *sums]


def backward_of_joined_weights(dhs, dcT, caches):
    """Weights and their gradients joined; a copy of the caches popped; a dict of sums."""
    left, D = list(caches), caches[0][0].shape[1]
    grads = {"W": 0.0, "b": 0.0}
    dxs, dh_next, dc_next = [], np.zeros_like(dcT), np.copy(dcT)
    while left:
        cache = left.pop()
        step = back_with_weights_joined(dhs[:, len(left)] + dh_next, dc_next, cache)
        dx_t, dh_next, dc_next, dW_x, dW_h, db = step
        grads["W"] = grads["W"] + np.vstack([dW_x, dW_h])
        grads["b"] = grads["b"] + db
        dxs.append(dx_t)
    return np.stack(dxs[::-1], axis=1), dh_next, dc_next, *np.split(grads["W"], [D]), grads["b"]


def backward_recursive(dhs, dcT, caches):
    """The last step back, then the rest by recursion on a copy of dhs."""
    dx_t, dh, dc, dW_x, dW_h, db = back_by_a_class(dhs[:, -1], dcT, caches[-1])
    if len(caches) == 1:
        return dx_t[:, None], dh, dc, dW_x, dW_h, db
    before = dhs[:, :-1].copy()
    before[:, -1] += dh
    dx, dh0, dc0, *sums = backward_recursive(before, dc, caches[:-1])
    dx = np.concatenate([dx, dx_t[:, None]], axis=1)
    return dx, dh0, dc0, dW_x + sums[0], dW_h + sums[1], db + sums[2]


def backward_gates_kept(dhs, dcT, caches):
    """All caches stacked first; both carries live in one array of two."""
    steps = reversed(list(zip(np.moveaxis(dhs, 1, 0), caches, strict=True)))
    carry = np.stack([np.zeros_like(dcT), dcT])
    results = []
    for dh_t, cache in steps:
        results.insert(0, back_gate_by_gate(dh_t + carry[0], carry[1], cache))
        carry = np.array(results[0][1:3])
    dxs, _, _, *sums = zip(*results, strict=True)
    return np.array(dxs).swapaxes(0, 1), carry[0], carry[1], *(sum(one) for one in sums)


# --- forget_bias_halflife ---


def halflife_from_the_sigmoid(b):
    """The formula as it stands."""
    return np.log(2) / -np.log(1 / (1 + np.exp(-np.asarray(b))))


def halflife_base_two(b):
    """Logarithms to base 2: the one above is 1."""
    return -1 / np.log2(0.5 * (1 + np.tanh(np.asarray(b) / 2)))


def halflife_one_by_one(b):
    """Python's math, one number at a time; lists come back."""

    def one(value):
        return math.log(2) / math.log1p(math.exp(-value))

    array = np.asarray(b, dtype=float)
    return np.array([one(value) for value in array.ravel()]).reshape(array.shape).tolist()


def halflife_by_logaddexp(b):
    """-ln sigmoid(b) = ln(exp(0) + exp(-b)), and in place."""
    steps = np.logaddexp(0.0, np.negative(b))
    return np.divide(np.log(2.0), steps)


@np.vectorize
def halflife_vectorised(b):
    """One number at a time, by np.vectorize, with the logarithm to base f."""
    return math.log(0.5, 1 / (1 + math.exp(-b)))


STYLES = {
    "lstm_step": [
        step_by_slices,
        step_gate_by_gate,
        step_in_place_on_the_cell,
        step_row_by_row,
        step_by_a_cell,
        step_squeezed_and_shaped_back,
        step_number_by_number,
        step_of_columns,
    ],
    "lstm_step_backward": [
        back_by_slots,
        back_with_einsum,
        back_in_place,
        back_row_by_row,
        back_with_weights_joined,
        back_by_a_class,
        back_gate_by_gate,
        back_of_columns,
    ],
    "lstm_forward": [
        forward_by_the_step,
        forward_hoisted,
        forward_recursive,
        forward_sequence_by_sequence,
        forward_by_a_cell,
        forward_with_a_slot_for_the_start,
        forward_accumulated,
    ],
    "lstm_backward": [
        backward_by_the_step,
        backward_sums_at_the_end,
        backward_in_place,
        backward_of_joined_weights,
        backward_recursive,
        backward_gates_kept,
    ],
    "forget_bias_halflife": [
        halflife_from_the_sigmoid,
        halflife_base_two,
        halflife_one_by_one,
        halflife_by_logaddexp,
        halflife_vectorised,
    ],
}
