"""Which inputs does an output hear? A map of the gradients from every output to every input."""

import numpy as np


def influence_map(input_gradient, N, T, K):
    """|d y_t / d x_tau| for all pairs of steps: what a small change of each input does.

    input_gradient: a backward pass from the outputs to the inputs, called with dys (N, T, K)
    -> dx (N, T, D). It is called T * K times, with one output of one step at a time.
    -> norms (T, T): the row t, the column tau; the norm of the (D, K) numbers
    d y_t[k] / d x_tau[d], as root mean square over the N sequences.
    """
    squares = np.zeros((T, T))
    for t, k in np.ndindex(T, K):
        dys = np.zeros((N, T, K))
        dys[:, t, k] = 1.0
        dx = input_gradient(dys)
        squares[t] += (dx**2).sum(axis=(0, 2)) / N
    return np.sqrt(squares)
