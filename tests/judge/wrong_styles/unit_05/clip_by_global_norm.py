"""Wrong answers to `clip_by_global_norm`, as learners write them."""

import numpy as np


def clip_array_by_array(grads, max_norm):
    total = 0
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        total += norm**2
        if norm > max_norm:
            grads[name] = g * max_norm / norm
    return grads, np.sqrt(total)


def clip_one_after_the_other(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))
    if norm > max_norm:
        return {name: g * max_norm / norm for name, g in grads.items()}


def clip_values(grads, max_norm):
    norm = np.linalg.norm(np.hstack([g.flatten() for g in grads.values()]))
    for g in grads.values():
        np.clip(g, -max_norm, max_norm, out=g)
    return grads, norm


def clip_no_root(grads, max_norm):
    norm = sum((g**2).sum() for g in grads.values())
    scale = max_norm / norm if norm > max_norm else 1
    return {k: g * scale for k, g in grads.items()}, norm


def clip_flat_list(grads, max_norm):
    flat = np.concatenate(list(grads.values()))
    norm = np.sqrt((flat**2).sum())
    return {k: g * min(1, max_norm / norm) for k, g in grads.items()}, norm


def clip_gradients_only(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}


def clip_list_of_arrays(grads, max_norm):
    arrays = list(grads.values())
    norm = np.sqrt(sum((g**2).sum() for g in arrays))
    return [g * (max_norm / norm if norm > max_norm else 1) for g in arrays], norm


def clip_tuple_of_a_tuple(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    clipped = {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}
    return ((clipped, norm),)


def clip_iterates_names(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return grads, norm


def clip_changes_the_loop_variable(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > max_norm:
        for g in grads.values():
            g = g * max_norm / norm
    return grads, norm


def clip_norm_overwritten(grads, max_norm):
    for g in grads.values():
        norm = np.sqrt(np.sum(g * g))
    scale = max_norm / norm if norm > max_norm else 1.0
    return {k: scale * g for k, g in grads.items()}, norm


def clip_squares_forgotten(grads, max_norm):
    norm = 0
    for g in grads.values():
        norm += np.linalg.norm(g)
    norm = np.sqrt(norm)
    return {k: g * (max_norm / norm if norm > max_norm else 1) for k, g in grads.items()}, norm


def clip_all_but_zeros(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    if norm == 0:
        return grads, norm
    return {k: g * max_norm / norm for k, g in grads.items()}, norm


WRONG = [
    (
        clip_changes_the_loop_variable,
        "never-clipped",
        "right: norm",
    ),
    (
        clip_norm_overwritten,
        "norm-of-the-last-array",
    ),
    (
        clip_squares_forgotten,
        "root-of-the-sum-of-norms",
    ),
    (
        clip_all_but_zeros,
        "always-scaled-but-for-zeros",
    ),
    (
        clip_array_by_array,
        "each-array-by-itself",
    ),
    (
        clip_one_after_the_other,
        "",
        "it returned a dict, expected 2 values",
    ),
    (
        clip_values,
        "by-value",
    ),
    (
        clip_no_root,
        "root-forgotten",
    ),
    (
        clip_flat_list,
        "list-of-arrays",
        "np.concatenate(list(grads.values()))",
    ),
    (
        clip_gradients_only,
        "norm-not-returned",
    ),
    (
        clip_list_of_arrays,
        "",
        "expected a dict",
    ),
    (
        clip_tuple_of_a_tuple,
        "",
        "it returned a tuple of 1",
    ),
    (
        clip_iterates_names,
        "",
        "for g in grads",
        "a string",
    ),
]
