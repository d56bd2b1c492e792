"""Right answers to `rnn_step`, in styles other than the reference's."""

import numpy as np


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


def step_from_a_sigmoid(x_t, h_prev, W_xh, W_hh, b_h):
    """tanh as a stretched sigmoid, whose exp may overflow to a right 0."""
    with np.errstate(over="ignore"):
        return 2 / (1 + np.exp(-2 * (np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h))) - 1


STYLES = [
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
]
