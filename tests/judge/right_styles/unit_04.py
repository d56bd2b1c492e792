"""Right answers to the exercises of unit 04, in styles other than the reference's."""

from itertools import product

import numpy as np

# --- numerical_gradient ---


def gradient_in_place(f, x, eps=1e-5):
    """Moves entries of the caller's array, and puts each one back."""
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + eps
        up = f(x)
        x[i] = kept - eps
        down = f(x)
        x[i] = kept
        gradient[i] = (up - down) / (2 * eps)
    return gradient


def gradient_over_flat(f, x, eps=1e-5):
    """One flat index, reshaped at the end."""
    flat = x.ravel()
    slopes = []
    for i in range(flat.size):
        step = np.zeros(flat.size)
        step[i] = eps
        up, down = (flat + step).reshape(x.shape), (flat - step).reshape(x.shape)
        slopes.append((f(up) - f(down)) / eps / 2)
    return np.array(slopes).reshape(x.shape)


def gradient_with_unit_vectors(f, x, eps=1e-5):
    """A basis of arrays, in a comprehension; returns nested lists."""
    basis = np.eye(x.size).reshape(x.size, *x.shape)
    rises = [f(x + eps * e) - f(x - eps * e) for e in basis]
    return (np.array(rises).reshape(x.shape) * 0.5 / eps).tolist()


def gradient_with_nditer(f, x, eps=1e-5):
    """NumPy's iterator with its multi-index."""
    gradient = np.empty(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        shift = np.zeros(x.shape)
        shift[i] = eps
        gradient[i] = (f(x + shift) - f(x - shift)) / (2 * eps)
        it.iternext()
    return gradient


def gradient_through_a_flat_view(f, x, eps=1e-5):
    """Up by eps, down by twice eps, up again, in a flat view of the caller's array."""
    flat, slopes = x.reshape(-1), np.zeros(x.shape)
    for i in range(x.size):
        flat[i] += eps
        slopes.flat[i] = f(x)
        flat[i] -= 2 * eps
        slopes.flat[i] -= f(x)
        flat[i] += eps
    slopes /= 2 * eps
    return slopes


def gradient_of_a_class(f, x, eps=1e-5):
    """An object that moves one entry of a copy and is asked for every index of np.ndenumerate."""

    class Probe:
        def at(self, index, by):
            moved = np.array(x, copy=True)
            moved[index] += by
            return f(moved)

        def slope(self, index):
            return (self.at(index, eps) - self.at(index, -eps)) / (2 * eps)

    return np.array([Probe().slope(index) for index, _ in np.ndenumerate(x)]).reshape(x.shape)


# --- rnn_step_backward ---


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


# --- rnn_backward ---


def backward_of_a_class(dhs, caches):
    """reversed(list(enumerate(...))), the carry in a dict, dx in a list that is turned round."""
    layer = Layer(*caches[0][3:])
    carry, dx = {"dh": np.zeros_like(dhs[:, 0])}, []
    for t, (x, h_prev, h, _, _) in reversed(list(enumerate(caches))):
        d, carry["dh"] = layer.backward(dhs[:, t] + carry["dh"], x, h_prev, h)
        dx.append(d[:, None, :])
    return [np.concatenate(dx[::-1], axis=1), carry.pop("dh"), *layer.collected()]


def backward_one_sequence_at_a_time(dhs, caches):
    """A loop over the batch around the loop over time, on vectors."""
    N, T, H = dhs.shape
    _, _, _, W_xh, W_hh = caches[0]
    dx, dh0 = np.zeros((N, T, len(W_xh)), dtype=dhs.dtype), np.zeros((N, H), dtype=dhs.dtype)
    dW, dU, db = np.zeros(W_xh.shape), np.zeros(W_hh.shape), np.zeros((H, 1))
    for n in range(N):
        carry = np.zeros((H, 1))
        for t in range(T)[::-1]:
            x, h_prev, h = (np.reshape(a[n], (-1, 1)) for a in caches[t][:3])
            dz = (dhs[n, t].reshape(-1, 1) + carry) * (1 - h**2)
            dx[n, t] = np.squeeze(W_xh @ dz, axis=1)
            carry = W_hh @ dz
            dW, dU, db = dW + x @ dz.T, dU + h_prev @ dz.T, db + dz
        dh0[n] = carry[:, 0]
    return dx, dh0, dW, dU, db.flatten()


def backward_by_the_step(dhs, caches):
    """The loop of the notebook, on a step of its own."""
    N, T, _ = dhs.shape
    x_0, h0, _, W_xh, W_hh = caches[0]
    dx = np.zeros((N, T, x_0.shape[1]), dtype=dhs.dtype)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hh[0])
    carry = np.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        dx[:, t], carry, a, b, c = step_with_einsum(dhs[:, t] + carry, caches[t])
        dW_xh, dW_hh, db_h = dW_xh + a, dW_hh + b, db_h + c
    return dx, carry, dW_xh, dW_hh, db_h


def backward_sums_at_the_end(dhs, caches):
    """Keeps every da_t, then sums with one product per matrix."""
    xs, hs_prev, hs = (np.stack([c[i] for c in caches], axis=1) for i in range(3))
    _, _, _, W_xh, W_hh = caches[0]
    das = np.empty_like(dhs)
    carry = 0
    for t in reversed(range(len(caches))):
        das[:, t] = (dhs[:, t] + carry) * (1 - hs[:, t] ** 2)
        carry = das[:, t] @ W_hh.T
    dW_xh = np.tensordot(xs, das, axes=([0, 1], [0, 1]))
    dW_hh = np.tensordot(hs_prev, das, axes=([0, 1], [0, 1]))
    return das @ W_xh.T, carry, dW_xh, dW_hh, das.sum(axis=(0, 1))


def backward_recursive(dhs, caches):
    """The tail of the sequence first, by recursion; lists joined at the end."""

    def tail(t):
        if t == len(caches):
            return 0, [], (0, 0, 0)
        carry, dx, sums = tail(t + 1)
        dx_t, dh_prev, *grads = step_concatenated(dhs[:, t] + carry, caches[t])
        return dh_prev, [dx_t, *dx], tuple(s + g for s, g in zip(sums, grads, strict=True))

    dh0, dx, sums = tail(0)
    return np.stack(dx, axis=1), dh0, *sums


def backward_in_place(dhs, caches):
    """Adds the carry into the caller's dhs and empties the caller's list."""
    dx, grads, dh0 = [], None, None
    t = len(caches)
    while caches:
        t -= 1
        dx_t, dh0, *step = step_row_by_row(dhs[:, t], caches.pop())
        if t > 0:
            dhs[:, t - 1] += dh0
        dx.insert(0, dx_t)
        grads = step if grads is None else [g + s for g, s in zip(grads, step, strict=True)]
    return [np.array(dx).transpose(1, 0, 2), dh0, *grads]


# --- truncated_bptt ---


def truncated_with_popped_windows(dhs, caches, k):
    """Windows are popped from a list; a class adds the gradients up."""
    layer = Layer(*caches[0][3:])
    steps = list(range(len(caches)))
    while steps:
        window = [steps.pop(0) for _ in range(min(k, len(steps)))]
        carry = np.zeros_like(dhs[:, 0])
        while window:
            t = window.pop()
            _, carry = layer.backward(dhs[:, t] + carry, *caches[t][:3])
    return list(layer.collected())


def truncated_by_slices(dhs, caches, k):
    """A whole backward pass for each window."""
    total = None
    for a in range(0, len(caches), k):
        grads = backward_by_the_step(dhs[:, a : a + k], caches[a : a + k])[2:]
        total = grads if total is None else [p + q for p, q in zip(total, grads, strict=True)]
    return tuple(total)


def truncated_by_a_flag(dhs, caches, k):
    """One loop; the carry is multiplied by 0 or 1 when it leaves a window."""
    carry, sums = 0, [0, 0, 0]
    for t in reversed(range(len(caches))):
        _, dh_prev, *grads = step_with_einsum(dhs[:, t] + carry, caches[t])
        carry = dh_prev * (t % k != 0)
        sums = [s + g for s, g in zip(sums, grads, strict=True)]
    return sums


def truncated_one_sequence_at_a_time(dhs, caches, k):
    """A loop over the batch around np.array_split's windows, on vectors, with outer products."""
    W_xh, W_hh = caches[0][3:]
    sums = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hh[0])]
    cuts = np.arange(k, len(caches), k)
    for n, window in product(range(len(dhs)), np.array_split(np.arange(len(caches)), cuts)):
        carry = np.zeros_like(dhs[n, 0])
        for t in window[::-1]:
            x, h_prev, h = (a[n] for a in caches[t][:3])
            da = (dhs[n, t] + carry) * (1 - h) * (1 + h)
            carry = W_hh @ da
            for total, part in zip(sums, (np.outer(x, da), np.outer(h_prev, da), da), strict=True):
                total += part
    return sums


def truncated_by_floor(dhs, caches, k):
    """The carry is dropped where two neighbours belong to different windows."""
    T = len(caches)
    das = [None] * T
    for t in range(T - 1, -1, -1):
        dh = dhs[:, t].copy()
        if t + 1 < T and t // k == (t + 1) // k:
            dh += das[t + 1] @ caches[t][4].T
        das[t] = dh * (1 - caches[t][2] ** 2)
    dW_xh = sum(c[0].T @ da for c, da in zip(caches, das, strict=True))
    dW_hh = sum(c[1].T @ da for c, da in zip(caches, das, strict=True))
    return dW_xh, dW_hh, sum(da.sum(axis=0) for da in das)


# --- sgd_step ---


def sgd_in_place(params, grads, lr):
    """Updates the caller's arrays and returns the caller's dict."""
    for name in params:
        params[name] -= lr * grads[name]
    return params


def sgd_by_keys(params, grads, lr):
    """A new dict, key by key."""
    new = {}
    for key in sorted(grads):
        new[key] = np.subtract(params[key], np.multiply(lr, grads[key]))
    return new


class Optimiser:
    """Takes the gradients out of their dict one by one, by name, from the last."""

    def __init__(self, lr):
        self.lr = lr

    def step(self, params, grads):
        while grads:
            name, g = grads.popitem()
            params[name] = params.pop(name) - np.dot(self.lr, g)
        return params


def sgd_of_a_class(params, grads, lr):
    """An optimiser's method."""
    return Optimiser(lr).step(dict(params), dict(grads))


def sgd_zipped(params, grads, lr):
    """Lists as values."""
    return dict(zip(params, [(params[k] + (-lr) * grads[k]).tolist() for k in params], strict=True))


STYLES = {
    "numerical_gradient": [
        gradient_in_place,
        gradient_over_flat,
        gradient_with_unit_vectors,
        gradient_with_nditer,
        gradient_of_a_class,
        gradient_through_a_flat_view,
    ],
    "rnn_step_backward": [
        step_with_einsum,
        step_row_by_row,
        step_in_place,
        step_concatenated,
        step_with_lists,
        step_with_hstacked_gradients,
        step_in_columns_and_back,
        step_of_a_class,
    ],
    "rnn_backward": [
        backward_by_the_step,
        backward_sums_at_the_end,
        backward_recursive,
        backward_in_place,
        backward_of_a_class,
        backward_one_sequence_at_a_time,
    ],
    "truncated_bptt": [
        truncated_by_slices,
        truncated_by_a_flag,
        truncated_by_floor,
        truncated_with_popped_windows,
        truncated_one_sequence_at_a_time,
    ],
    "sgd_step": [sgd_in_place, sgd_by_keys, sgd_zipped, sgd_of_a_class],
}
