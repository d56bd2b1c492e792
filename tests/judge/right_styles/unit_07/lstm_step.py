"""Right answers to `lstm_step`, in styles other than the reference's."""

import math

import numpy as np


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


STYLES = [
    step_by_slices,
    step_gate_by_gate,
    step_in_place_on_the_cell,
    step_row_by_row,
    step_by_a_cell,
    step_squeezed_and_shaped_back,
    step_number_by_number,
    step_of_columns,
]
