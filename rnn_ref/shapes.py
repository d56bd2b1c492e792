"""One helper that turns a wrong shape into a sentence."""

import numpy as np


def require_shape(function, argument, array, axes, **sizes):
    """Check that `array` has the named `axes`, e.g. ``"N D"``, with the given sizes.

    Sizes that are not given are free; a letter that appears twice must agree with itself.

    Raises:
        ValueError: ``rnn_step: h_prev has shape (3, 4), expected (N, H) with N=2, H=4``.
    """
    names = axes.split()
    shape = np.shape(array)
    known = dict(sizes)
    fits = len(shape) == len(names) and all(
        known.setdefault(name, size) == size for name, size in zip(names, shape, strict=True)
    )
    if not fits:
        given = ", ".join(f"{name}={sizes[name]}" for name in names if name in sizes)
        comma = "," if len(names) == 1 else ""
        raise ValueError(
            f"{function}: {argument} has shape {shape}, expected ({', '.join(names)}{comma})"
            + (f" with {given}" if given else "")
        )
