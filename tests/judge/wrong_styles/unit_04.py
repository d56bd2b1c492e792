"""Wrong functions for unit 04, as learners write them."""

import numpy as np

# numerical_gradient


def gradient_over_rows(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in range(x.shape[0]):
        old = x[i].copy()
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_old_value_is_a_view(f, x, eps=1e-5):
    flat, grad = x.reshape(-1), np.zeros(x.size)
    for i in range(x.size):
        plus, minus = flat, flat
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus.reshape(x.shape)) - f(minus.reshape(x.shape))) / (2 * eps)
    return grad.reshape(x.shape)


def gradient_forward_difference(f, x, eps=1e-5):
    fx = f(x)
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        x[it.multi_index] += eps
        grad[it.multi_index] = (f(x) - fx) / eps
        x[it.multi_index] -= eps
        it.iternext()
    return grad


def gradient_three_loops_for_all(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            step = np.zeros(x.shape)
            step[i, j] = eps
            grad[i, j] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_of_ints(f, x, eps=1e-5):
    step = np.zeros(x.shape, dtype=int)
    grad = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        step[i] = 1
        step *= eps
        grad[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_two_unpacked_sizes(f, x, eps=1e-5):
    rows, columns = x.shape
    grad = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            step = np.zeros(x.shape)
            step[i, j] = eps
            grad[i, j] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def gradient_comes_back_to_x(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def gradient_of_single_numbers(f, x, eps=1e-5):
    slopes = [(f(v + eps) - f(v - eps)) / (2 * eps) for v in x.ravel()]
    return np.reshape(slopes, x.shape)


def gradient_returns_in_the_loop(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i], down[i] = x[i] + eps, x[i] - eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
        return grad
    return None


# rnn_step_backward


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


# rnn_backward


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


# truncated_bptt, sgd_step


def truncated_not_at_all(dhs, caches, k):
    return Backward(dhs, caches).all()[2:]


def truncated_only_the_last_window(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    start = (len(caches) - 1) // k * k
    for t in range(len(caches) - 1, start - 1, -1):
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
    return steps.grads["Wx"], steps.grads["Wh"], steps.grads["b"]


def truncated_to_the_last_k_steps(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    for t in np.arange(max(0, len(caches) - k), len(caches))[::-1]:
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
    return tuple(steps.grads.values())


def truncated_overwrites(dhs, caches, k):
    carry = 0
    for t in reversed(range(len(caches))):
        x, h_prev, h, _, Wh = caches[t]
        carry = carry * ((t + 1) % k != 0)
        dz = (dhs[:, t] + carry) * (1 - h**2)
        carry, dWx, dWh, db = dz @ Wh.T, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)
    return dWx, dWh, db


def truncated_returns_all_five(dhs, caches, k):
    steps, carry, dx = Backward(dhs, caches), 0, []
    for t in reversed(range(len(caches))):
        carry = carry * ((t + 1) % k != 0)
        d, carry = steps.one(dhs[:, t] + carry, caches[t])
        dx.insert(0, d)
    return np.stack(dx, axis=1), carry, *steps.grads.values()


def truncated_cut_behind_the_step(dhs, caches, k):
    steps, carry = Backward(dhs, caches), 0
    for t in reversed(range(len(caches))):
        _, carry = steps.one(dhs[:, t] + carry, caches[t])
        if (t + 1) % k == 0:
            carry = np.zeros_like(carry)
    return tuple(steps.grads.values())


def sgd_items(params, grads, lr):
    return [p - lr * g for p, g in zip(params.values(), grads.values(), strict=True)]


def sgd_zips_the_values(params, grads, lr):
    new = [p - lr * g for p, g in zip(params.values(), grads.values(), strict=True)]
    return dict(zip(params, new, strict=True))


def sgd_returns_in_the_loop(params, grads, lr):
    new = {}
    for key in params:
        new[key] = params[key] - lr * grads[key]
        return new
    return new


def sgd_dict_times_number(params, grads, lr):
    return params - lr * grads


def sgd_uphill_in_place(params, grads, lr):
    for key, value in params.items():
        value += lr * grads[key]
    return params


def sgd_rebinds_only(params, grads, lr):
    for key, p in params.items():
        p = p - lr * grads[key]
    return params


def sgd_prefixes_the_names(params, grads, lr):
    return {key: params[key] - lr * grads["d" + key] for key in params}


WRONG = [
    ("numerical_gradient", gradient_over_rows, "a-row-at-a-time"),
    ("numerical_gradient", gradient_old_value_is_a_view, "one-array-with-two-names"),
    ("numerical_gradient", gradient_forward_difference, "one-sided"),
    (
        "numerical_gradient",
        gradient_three_loops_for_all,
        "two-loops-stop-with-indexerror",
        "range(x.shape[1])",
        "any number of them",
    ),
    ("numerical_gradient", gradient_two_unpacked_sizes, "two-loops-stop-with-valueerror"),
    ("numerical_gradient", gradient_comes_back_to_x, "one-step-over-two"),
    ("numerical_gradient", gradient_of_single_numbers, "one-number-to-f"),
    ("numerical_gradient", gradient_returns_in_the_loop, "first-entry-only", "`return`"),
    ("numerical_gradient", gradient_of_ints, "", "step *= eps", "make it an array of floats"),
    ("rnn_step_backward", step_averages, "weights-averaged"),
    ("rnn_step_backward", step_states_in_the_other_order, "states-exchanged"),
    ("rnn_step_backward", step_delta_for_the_step_before, "carry-with-the-next-slope"),
    ("rnn_step_backward", step_weights_before_inputs, "weights-first"),
    ("rnn_step_backward", step_recurrent_weights_first, "weight-gradients-exchanged"),
    ("rnn_step_backward", step_cache_by_name, "own-cache", 'cache["h"]', "(x_t, h_prev, h_t, "),
    ("rnn_step_backward", step_cache_as_an_object, "own-cache", "cache.h_t", "the judge makes it"),
    ("rnn_step_backward", step_own_cache, "own-cache", "next_h = cache", "expected 6, got 5"),
    ("rnn_step_backward", step_own_order, "", "da = dh_t", "cache ((2, 3), (2, 4), (2, 4), (3, 4)"),
    ("rnn_step_backward", step_bias_keeps_its_axis, "bias-with-two-axes", "(1, 4), expected (4,)"),
    ("rnn_step_backward", step_bias_as_a_column, "bias-as-a-column", "(4, 1), expected (4,)"),
    ("rnn_step_backward", step_stacked_gradients, "", "a tuple of 3, expected 5 values"),
    ("rnn_step_backward", step_split_the_other_way, "stacked-the-other-way"),
    ("rnn_step_backward", step_in_columns, "columns", "it has shape (3, 2), expected (2, 3)"),
    ("rnn_step_backward", step_dict_of_gradients, "", "it returned a dict, expected 5 values"),
    ("rnn_step_backward", step_tanh_of_the_state, "tanh-twice"),
    ("rnn_step_backward", step_sums_in_a_loop_but_overwrites, "last-sequence-only"),
    ("rnn_backward", backward_forgets_the_carry, "carry-never-stored"),
    ("rnn_backward", backward_runs_forwards, "loop-runs-forwards"),
    ("rnn_backward", backward_caches_in_order, "gradients-from-the-other-end"),
    ("rnn_backward", backward_counts_up_to_minus_one, "loop-never-runs"),
    ("rnn_backward", backward_first_cache_for_all, "first-cache-at-every-step"),
    ("rnn_backward", backward_adds_two_of_three, "recurrent-weights-overwritten"),
    ("rnn_backward", backward_adds_behind_the_slope, "carry-behind-the-slope"),
    ("rnn_backward", backward_clips, "clipped", "no longer the gradients"),
    ("rnn_backward", backward_state_last, "initial-state-last"),
    ("rnn_backward", backward_typo_in_a_class, "", "self.cache[t]", "does not have what you ask"),
    ("rnn_backward", backward_pops_one_too_many, "", "caches.pop()", "taken out of it"),
    ("rnn_backward", backward_appended_and_not_turned, "dx-back-to-front"),
    ("rnn_backward", backward_time_first, "dx-time-first"),
    ("rnn_backward", backward_all_keepdims, "step-bias-with-two-axes"),
    ("rnn_backward", backward_without_dh0, "", "it returned a tuple of 4, expected 5 values"),
    ("rnn_backward", backward_accumulates_in_lists, "not-summed"),
    ("rnn_backward", backward_own_caches, "own-cache", 'cache["h_t"]', "no names"),
    ("rnn_backward", backward_scalar_accumulators, "", "np.zeros(H, H)", "the shape is one tuple"),
    ("truncated_bptt", truncated_not_at_all, "not-cut"),
    ("truncated_bptt", truncated_only_the_last_window, "last-window-only"),
    ("truncated_bptt", truncated_to_the_last_k_steps, "last-k-steps-only"),
    ("truncated_bptt", truncated_overwrites, "last-written-only"),
    ("truncated_bptt", truncated_returns_all_five, "", "a tuple of 5, expected 3 values"),
    ("truncated_bptt", truncated_cut_behind_the_step, "cut-one-step-early"),
    ("sgd_step", sgd_items, "", "it is a list of 1, expected a dict"),
    ("sgd_step", sgd_zips_the_values, "paired-by-place"),
    ("sgd_step", sgd_returns_in_the_loop, "first-parameter-only"),
    ("sgd_step", sgd_dict_times_number, "", "params - lr * grads", "a dict"),
    ("sgd_step", sgd_uphill_in_place, "uphill"),
    ("sgd_step", sgd_rebinds_only, "unchanged"),
    ("sgd_step", sgd_prefixes_the_names, "", 'grads["d" + key]', "no such key"),
]
