"""Right answers to `one_to_many`, in styles other than the reference's."""

import numpy as np

from tests.judge.right_styles.unit_02.wire import Network, _step


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


STYLES = [
    from_one_with_list,
    from_one_time_major_inside,
    from_one_folded_weights,
    from_one_recursive,
    from_one_in_place,
    from_one_of_a_generator,
    from_one_through_a_view,
]
