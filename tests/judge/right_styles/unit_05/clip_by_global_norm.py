"""Right answers to `clip_by_global_norm`, in styles other than the reference's."""

import math

import numpy as np


def clip_one_long_vector(grads, max_norm):
    """All arrays laid end to end."""
    flat = np.concatenate([np.ravel(g) for g in grads.values()])
    norm = np.linalg.norm(flat)
    if norm <= max_norm:
        return grads, norm
    return {name: g / norm * max_norm for name, g in grads.items()}, norm


def clip_in_place(grads, max_norm):
    """Changes the caller's arrays."""
    total = 0.0
    for g in grads.values():
        total += np.sum(g * g)
    norm = math.sqrt(total)
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return grads, norm


def clip_with_a_loop(grads, max_norm):
    """The norm of the norms, a new dict, a list of two."""
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    factor = 1.0 if norm == 0 else min(1.0, max_norm / norm)
    clipped = {}
    for name in grads:
        clipped[name] = np.multiply(grads[name], factor)
    return [clipped, norm]


def clip_divided(grads, max_norm):
    """Divides by how many times too long the gradients are."""
    norm = sum(float(np.vdot(g, g)) for g in grads.values()) ** 0.5
    return {name: (g / max(1.0, norm / max_norm)).tolist() for name, g in grads.items()}, norm


class Clipper:
    """Keeps the norm in the object; dict of parameters in, dict out."""

    def __init__(self, limit):
        self.limit, self.norm = limit, None

    def __call__(self, **grads):
        squares = [np.dot(g.ravel(), g.ravel()) for g in grads.values()]
        self.norm = np.sqrt(np.sum(squares))
        factor = self.limit / self.norm if self.norm > self.limit else 1.0
        return {name: np.dot(g, factor) for name, g in grads.items()}


def clip_of_a_class(grads, max_norm):
    """A callable object; the items are popped and put back in the old order."""
    clipper = Clipper(max_norm)
    clipped = clipper(**grads)
    ordered = {name: clipped.pop(name) for name in list(grads)}
    return ordered, clipper.norm


def clip_hstacked_and_split(grads, max_norm):
    """One long vector, scaled in place, cut apart again."""
    sizes = np.cumsum([g.size for g in grads.values()])[:-1]
    flat = np.hstack([g.reshape(-1) for g in grads.values()])
    norm = np.sqrt(flat.dot(flat))
    if norm > max_norm:
        flat *= max_norm / norm
    pieces = np.split(flat, sizes)
    return {k: p.reshape(g.shape) for (k, g), p in zip(grads.items(), pieces, strict=True)}, norm


def clip_with_hypot(grads, max_norm):
    """The norm grows array by array; its factor is 1 below the limit, without a comparison."""
    norm = 0.0
    for g in grads.values():
        norm = math.hypot(norm, np.linalg.norm(g))
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm


STYLES = [
    clip_one_long_vector,
    clip_in_place,
    clip_with_a_loop,
    clip_divided,
    clip_of_a_class,
    clip_hstacked_and_split,
    clip_with_hypot,
]
