"""Right answers to `rnn_step_backward`, in styles other than the reference's."""

import numpy as np


def step_with_einsum(dh_t, cache):
    """Every product as an einsum."""
    x_t, h_prev, h_t, W_xh, W_hh = cache
    da = dh_t * (1 - h_t * h_t)
    return (
        np.einsum("nh,dh->nd", da, W_xh),
        np.einsum("nh,gh->ng", da, W_hh),
        np.einsum("nd,nh->dh", x_t, da),
        np.einsum("ng,nh->gh", h_prev, da),
        np.einsum("nh->h", da),
    )


def step_row_by_row(dh_t, cache):
    """A loop over the batch, outer products added up."""
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dx_t, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(h_t[0])
    for n in range(len(x_t)):
        da = (1 - h_t[n] ** 2) * dh_t[n]
        dx_t[n] = W_xh.dot(da)
        dh_prev[n] = W_hh.dot(da)
        dW_xh += np.outer(x_t[n], da)
        dW_hh += np.outer(h_prev[n], da)
        db_h += da
    return dx_t, dh_prev, dW_xh, dW_hh, db_h


def step_in_place(dh_t, cache):
    """Works in the caller's dh_t, with np.dot; returns a list."""
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dh_t *= 1 - np.square(h_t)
    ones = np.ones(len(x_t), dtype=h_t.dtype)
    return [
        np.dot(dh_t, W_xh.T),
        np.dot(dh_t, W_hh.T),
        np.dot(x_t.T, dh_t),
        np.dot(h_prev.T, dh_t),
        np.dot(ones, dh_t),
    ]


def step_concatenated(dh_t, cache):
    """[x, h] and the weights stacked: one product each way."""
    x_t, h_prev, h_t, W_xh, W_hh = cache
    D = x_t.shape[1]
    da = dh_t * (1 - h_t) * (1 + h_t)
    back = da @ np.vstack([W_xh, W_hh]).T
    dW = np.hstack([x_t, h_prev]).T @ da
    return back[:, :D], back[:, D:], dW[:D], dW[D:], np.add.reduce(da)


def step_with_lists(dh_t, cache):
    """Plain Python lists come back."""
    return tuple(array.tolist() for array in step_with_einsum(dh_t, cache))


def step_with_hstacked_gradients(dh_t, cache):
    """All weights and their gradients as one matrix, cut apart with np.split at the end."""
    x_t, h_prev, h_t, W_xh, W_hh = cache
    N, D = x_t.shape
    da = np.multiply(dh_t, 1.0 - np.power(h_t, 2))
    joined = np.hstack((x_t, h_prev, np.ones((N, 1), dtype=h_t.dtype)))
    dW_xh, dW_hh, db_h = np.split(np.dot(joined.T, da), [D, D + h_t.shape[1]])
    dx_t, dh_prev = np.split(np.dot(da, np.concatenate((W_xh, W_hh)).T), [D], axis=1)
    return dx_t, dh_prev, dW_xh, dW_hh, db_h.ravel()


def step_in_columns_and_back(dh_t, cache):
    """Column vectors inside; the bias keeps its axis until the end."""
    x, h_prev, h, W_xh, W_hh = (np.transpose(a) for a in cache)
    dz = dh_t.T * (1 - h * h)
    db = np.sum(dz, axis=1, keepdims=True)
    grads = np.dot(W_xh.T, dz), np.dot(W_hh.T, dz), np.dot(dz, x.T), np.dot(dz, h_prev.T)
    return (*(g.T for g in grads), np.squeeze(db, axis=1))


class Layer:
    """Gradients are added up in a dict by a method."""

    def __init__(self, W_xh, W_hh):
        self.params = {"Wx": W_xh, "Wh": W_hh}
        self.grads = {"Wx": np.zeros_like(W_xh), "Wh": np.zeros_like(W_hh)}
        self.grads["b"] = np.zeros((1, W_hh.shape[0]), dtype=W_hh.dtype)

    def backward(self, dh, x, h_prev, h):
        dz = dh * (1 - h**2)
        self.grads["b"] += dz.sum(axis=0, keepdims=True)
        self.grads["Wx"] += x.T.dot(dz)
        self.grads["Wh"] += h_prev.T.dot(dz)
        return dz.dot(self.params["Wx"].T), dz.dot(self.params["Wh"].T)

    def collected(self):
        return self.grads["Wx"], self.grads["Wh"], self.grads["b"].reshape(-1)


def step_of_a_class(dh_t, cache):
    """The layer adds one step to zeros."""
    *states, W_xh, W_hh = cache
    layer = Layer(W_xh, W_hh)
    return *layer.backward(dh_t, *states), *layer.collected()


STYLES = [
    step_with_einsum,
    step_row_by_row,
    step_in_place,
    step_concatenated,
    step_with_lists,
    step_with_hstacked_gradients,
    step_in_columns_and_back,
    step_of_a_class,
]
