"""Right answers to `numerical_gradient`, in styles other than the reference's."""

import numpy as np


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


STYLES = [
    gradient_in_place,
    gradient_over_flat,
    gradient_with_unit_vectors,
    gradient_with_nditer,
    gradient_of_a_class,
    gradient_through_a_flat_view,
]
