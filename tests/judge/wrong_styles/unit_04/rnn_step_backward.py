"""Wrong answers to `rnn_step_backward`, as learners write them."""

import numpy as np


def step_averages(dh_t, cache):
    x, h_prev, h, Wx, Wh = cache
    m = x.shape[0]
    dz = dh_t * (1 - h**2)
    dWx, dWh = 1 / m * np.dot(x.T, dz), 1 / m * np.dot(h_prev.T, dz)
    return np.dot(dz, Wx.T), np.dot(dz, Wh.T), dWx, dWh, 1 / m * np.sum(dz, axis=0)


def step_states_in_the_other_order(dh_t, cache):
    x, h, h_prev, Wx, Wh = cache
    dz = dh_t * (1 - h**2)
    return dz @ Wx.T, dz @ Wh.T, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def step_delta_for_the_step_before(dh_t, cache):
    x, h_prev, h, Wx, Wh = cache
    delta = dh_t * (1 - h**2)
    dWx, dWh, db = x.T.dot(delta), h_prev.T.dot(delta), delta.sum(axis=0)
    dx = delta.dot(Wx.T)
    delta = delta.dot(Wh.T) * (1 - h_prev**2)
    return dx, delta, dWx, dWh, db


def step_weights_before_inputs(dh_t, cache):
    x, h_prev, h, Wx, Wh = cache
    dz = dh_t * (1 - h**2)
    return x.T @ dz, h_prev.T @ dz, dz.sum(axis=0), dz @ Wx.T, dz @ Wh.T


def step_recurrent_weights_first(dh_t, cache):
    x, h_prev, h, Wx, Wh = cache
    dz = dh_t * (1 - h**2)
    return dz @ Wx.T, dz @ Wh.T, h_prev.T @ dz, x.T @ dz, dz.sum(axis=0)


def step_cache_by_name(dh_t, cache):
    dtanh = (1 - cache["h"] ** 2) * dh_t
    return np.dot(dtanh, cache["Wx"].T)


def step_cache_as_an_object(dh_t, cache):
    da = dh_t * (1 - cache.h_t**2)
    return da @ cache.W_xh.T


def step_own_cache(dh_t, cache):
    x, prev_h, Wx, Wh, _b, next_h = cache
    da = dh_t * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def step_own_order(dh_t, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dh_t * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def step_bias_keeps_its_axis(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dz = np.multiply(dh_t, 1 - np.square(h_t))
    return (
        np.dot(dz, W_xh.T),
        np.dot(dz, W_hh.T),
        np.dot(x_t.T, dz),
        np.dot(h_prev.T, dz),
        np.sum(dz, axis=0, keepdims=True),
    )


def step_bias_as_a_column(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dz = dh_t * (1 - h_t**2)
    db = np.sum(dz.T, axis=1, keepdims=True)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, db


def step_stacked_gradients(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dz = dh_t * (1 - h_t**2)
    dconcat = dz @ np.vstack((W_xh, W_hh)).T
    dW = np.hstack((x_t, h_prev)).T @ dz
    return dconcat, dW, dz.sum(axis=0)


def step_split_the_other_way(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    H = h_t.shape[1]
    dz = dh_t * (1 - h_t**2)
    dconcat = np.dot(dz, np.vstack((W_xh, W_hh)).T)
    dW = np.dot(np.hstack((x_t, h_prev)).T, dz)
    return dconcat[:, H:], dconcat[:, :H], dW[H:], dW[:H], dz.sum(0)


def step_in_columns(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = (a.T for a in cache)
    dz = dh_t.T * (1 - h_t**2)
    return W_xh.T @ dz, W_hh.T @ dz, dz @ x_t.T, dz @ h_prev.T, dz.sum(axis=1)


def step_dict_of_gradients(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dz = dh_t * (1 - h_t**2)
    grads = {"dx": dz @ W_xh.T, "dh": dz @ W_hh.T, "dWx": x_t.T @ dz}
    grads.update(dWh=h_prev.T @ dz, db=dz.sum(axis=0))
    return grads


def step_tanh_of_the_state(dh_t, cache):
    def dtanh(a):
        return 1 - np.tanh(a) ** 2

    x_t, h_prev, h_t, W_xh, W_hh = cache
    dz = dh_t * dtanh(h_t)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def step_sums_in_a_loop_but_overwrites(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dx, dh = np.zeros_like(x_t), np.zeros_like(h_prev)
    for n in range(len(x_t)):
        dz = dh_t[n] * (1 - h_t[n] ** 2)
        dx[n], dh[n] = W_xh.dot(dz), W_hh.dot(dz)
        dW_xh, dW_hh, db = np.outer(x_t[n], dz), np.outer(h_prev[n], dz), dz
    return dx, dh, dW_xh, dW_hh, db


def step_slope_for_the_weights(dh_t, cache):
    x, h_prev, h, Wx, Wh = cache
    dz = dh_t * (1 - h**2)
    dx, dh = np.dot(dh_t, Wx.T), np.dot(dh_t, Wh.T)
    return dx, dh, np.dot(x.T, dz), np.dot(h_prev.T, dz), np.sum(dz, axis=0)


def step_one_gradient_forgotten(dh_t, cache):
    x, _, h, Wx, Wh = cache
    dz = dh_t * (1 - h**2)
    dWh = None
    return dz @ Wx.T, dz @ Wh.T, x.T @ dz, dWh, dz.sum(axis=0)


WRONG = [
    (
        step_averages,
        "weights-averaged",
    ),
    (
        step_states_in_the_other_order,
        "states-exchanged",
    ),
    (
        step_delta_for_the_step_before,
        "carry-with-the-next-slope",
    ),
    (
        step_weights_before_inputs,
        "weights-first",
    ),
    (
        step_recurrent_weights_first,
        "weight-gradients-exchanged",
    ),
    (
        step_cache_by_name,
        "own-cache",
        'cache["h"]',
        "(x_t, h_prev, h_t, ",
    ),
    (
        step_cache_as_an_object,
        "own-cache",
        "cache.h_t",
        "the judge makes it",
    ),
    (
        step_own_cache,
        "own-cache",
        "next_h = cache",
        "expected 6, got 5",
    ),
    (
        step_own_order,
        "",
        "da = dh_t",
        "cache ((2, 3), (2, 4), (2, 4), (3, 4)",
    ),
    (
        step_bias_keeps_its_axis,
        "bias-with-two-axes",
        "(1, 4), expected (4,)",
    ),
    (
        step_bias_as_a_column,
        "bias-as-a-column",
        "(4, 1), expected (4,)",
    ),
    (
        step_stacked_gradients,
        "",
        "a tuple of 3, expected 5 values",
    ),
    (
        step_split_the_other_way,
        "stacked-the-other-way",
    ),
    (
        step_in_columns,
        "columns",
        "it has shape (3, 2), expected (2, 3)",
    ),
    (
        step_dict_of_gradients,
        "",
        "it returned a dict, expected 5 values",
    ),
    (
        step_tanh_of_the_state,
        "tanh-twice",
    ),
    (
        step_sums_in_a_loop_but_overwrites,
        "last-sequence-only",
    ),
    (
        step_slope_for_the_weights,
        "slope-for-the-weights-only",
    ),
    (
        step_one_gradient_forgotten,
        "",
        "it is None, but other outputs are there",
    ),
]
