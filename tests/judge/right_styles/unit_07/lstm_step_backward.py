"""Right answers to `lstm_step_backward`, in styles other than the reference's."""

import numpy as np


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


STYLES = [
    back_by_slots,
    back_with_einsum,
    back_in_place,
    back_row_by_row,
    back_with_weights_joined,
    back_by_a_class,
    back_gate_by_gate,
    back_of_columns,
]
