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


def require_float(function, **arrays):
    """Check that every array holds floating-point numbers: the result has their dtype.

    Raises:
        TypeError: ``lstm_forward: x has dtype int64, expected floating point: x.astype(float)``.
    """
    for name, array in arrays.items():
        dtype = np.asarray(array).dtype
        if not np.issubdtype(dtype, np.floating):
            raise TypeError(
                f"{function}: {name} has dtype {dtype}, expected floating point: "
                f"{name}.astype(float)"
            )


def require_steps(function, argument, array):
    """Check that a batch (N, T, ...) has a row and a step: an empty one has no last state.

    Raises:
        ValueError: ``lstm_forward: x has shape (2, 0, 3), expected N and T of at least 1``.
    """
    shape = np.shape(array)
    if 0 in shape[:2]:
        raise ValueError(
            f"{function}: {argument} has shape {shape}, expected N and T of at least 1"
        )


def require_mask(function, mask, N, T):
    """Check a mask (N, T): booleans, True where the step is real.

    Raises:
        ValueError: the shape is another one.
        TypeError: ``unroll: mask has dtype int64, expected bool: mask.astype(bool)``.
    """
    require_shape(function, "mask", mask, "N T", N=N, T=T)
    dtype = np.asarray(mask).dtype
    if dtype.kind != "b":
        raise TypeError(f"{function}: mask has dtype {dtype}, expected bool: mask.astype(bool)")
