"""Wrong answers to `last_real_state`, as learners write them."""

import numpy as np


def last_state_one_too_early(hs, mask):
    T = mask.shape[1]
    index = T - np.argmax(mask[:, ::-1], axis=1) - 2
    return hs[np.arange(len(hs)), index] * mask.any(axis=1)[:, None]


def last_state_taken_along(hs, mask):
    index = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return np.take_along_axis(hs, index[:, None, None], axis=1)


def last_state_breaks_at_the_first(hs, mask):
    out = np.zeros_like(hs[:, 0])
    for n, t in np.ndindex(*mask.shape):
        if mask[n, t] and not mask[n, :t].any():
            out[n] = hs[n, t]
    return out


def last_state_skips_the_empty(hs, mask):
    rows = []
    for h, m in zip(hs, mask, strict=True):
        if not m.any():
            continue
        rows.append(h[np.flatnonzero(m)[-1]])
    return np.array(rows)


def last_state_counts(hs, mask):
    lengths = np.sum(mask, axis=1).astype(int)
    return np.array([hs[n, lengths[n] - 1] for n in range(len(hs))])


def last_state_every_index(hs, mask):
    last = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return hs[:, last]


def last_state_mask_as_condition(hs, mask):
    h = np.zeros_like(hs[:, 0])
    for t in range(hs.shape[1]):
        if mask[:, t]:
            h = hs[:, t]
    return h


def last_state_floats_as_index(hs, mask):
    last = mask.sum(axis=1) / 1.0 - 1
    return hs[np.arange(len(hs)), last]


def last_state_rows_of_real_steps(hs, mask):
    rows = []
    for h, m in zip(hs, mask, strict=True):
        rows.append(h[m])
    return rows


def last_state_pops(hs, mask):
    return np.array(
        [[h for h, real in zip(hs[n], mask[n], strict=True) if real].pop() for n in range(len(hs))]
    )


WRONG = [
    (
        last_state_one_too_early,
        "one-step-before-the-last-or-zeros",
    ),
    (
        last_state_taken_along,
        "time-axis-kept",
    ),
    (
        last_state_breaks_at_the_first,
        "first-real-step-or-zeros",
        "`break`",
    ),
    (
        last_state_skips_the_empty,
        "rows-left-out",
    ),
    (
        last_state_counts,
        "count-less-one",
    ),
    (
        last_state_every_index,
        "rows-not-paired",
    ),
    (
        last_state_mask_as_condition,
        "",
        "if mask[:, t]:",
        "one True or False",
    ),
    (
        last_state_floats_as_index,
        "",
        "a whole number",
    ),
    (
        last_state_rows_of_real_steps,
        "",
        "with rows of different lengths",
    ),
    (
        last_state_pops,
        "nothing-real-stops-with-indexerror",
    ),
]
