"""Right answers to `count_params`, in styles other than the reference's."""

import numpy as np


def count_by_layers(D, H, K):
    """A dense layer with D + H inputs, and one with H."""
    return (D + H + 1) * H + (H + 1) * K


def count_by_arrays(D, H, K):
    """Sizes of shapes."""
    shapes = [(D, H), (H, H), (H,), (H, K), (K,)]
    return sum(np.prod(shape, dtype=int) for shape in shapes)


def count_in_a_loop(D, H, K):
    """Unit by unit."""
    total = 0
    for _ in range(H):
        total += D + H + 1
    for _ in range(K):
        total += H + 1
    return float(total)


def count_of_made_arrays(D, H, K):
    """Arrays are made and counted; the sum is a 0-d array."""
    params = {"Wx": np.zeros((D, H)), "Wh": np.zeros((H, H)), "b": np.zeros((1, H))}
    params.update(Wy=np.zeros((H, K)), by=np.zeros((K, 1)))
    return np.array([p.size for p in params.values()]).sum().reshape(())


STYLES = [
    count_by_layers,
    count_by_arrays,
    count_in_a_loop,
    count_of_made_arrays,
]
