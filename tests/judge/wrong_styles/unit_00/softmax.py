"""Wrong answers to `softmax`, as learners write them."""

import numpy as np


def softmax_of_the_whole_array(logits):
    e_x = np.exp(logits - np.max(logits))
    return e_x / e_x.sum(axis=0)


def softmax_of_one_column(logits):
    return np.exp(logits) / np.sum(np.exp(logits))


def softmax_of_rows(logits):
    p = np.exp(logits - np.max(logits))
    p /= np.sum(p, axis=1, keepdims=True)
    return p


def softmax_of_rows_unshifted(logits):
    scores = np.exp(logits)
    return scores / np.sum(scores, axis=1, keepdims=True)


def softmax_first_keepdims_out(logits):
    e = np.exp(logits - logits.max(axis=-1))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_last_keepdims_out(logits):
    e = np.exp(logits - np.max(logits))
    return e / e.sum(axis=-1)


def softmax_over_axis_2(logits):
    e = np.exp(logits - np.amax(logits, axis=2, keepdims=True))
    return e / np.sum(e, axis=2, keepdims=True)


def softmax_loop_over_steps(logits):
    N, T, _ = logits.shape
    p = np.zeros_like(logits)
    for n in range(N):
        for t in range(T):
            e = np.exp(logits[n, t] - max(logits[n, t]))
            p[n, t] = e / sum(e)
    return p


def softmax_axis_put_back(logits):
    e = np.exp(logits - logits.max(-1)[:, :, None])
    return e / e.sum(-1)[:, :, None]


def softmax_builtin_max(logits):
    e = np.exp(logits - max(logits))
    return e / sum(e)


def softmax_nan_swept_away(logits):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        return np.nan_to_num(e / e.sum(axis=-1, keepdims=True))


def softmax_minus_on_the_wrong_side(logits):
    e = np.exp(logits.max(axis=-1, keepdims=True) - logits)
    return e / e.sum(axis=-1, keepdims=True)


def softmax_brackets(logits):
    m = logits.max(axis=-1, keepdims=True)
    return np.exp(logits - m) / np.exp(logits).sum(axis=-1, keepdims=True)


def softmax_torch_words(logits):
    e = np.exp(logits - logits.max(dim=-1, keepdim=True))
    return e / e.sum(dim=-1, keepdim=True)


def softmax_class_number(logits):
    return logits.argmax(axis=-1)


def softmax_result_thrown_away(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    e / e.sum(axis=-1, keepdims=True)
    return e


WRONG = [
    (
        softmax_of_the_whole_array,
        "one-maximum-and-the-first-axis",
    ),
    (
        softmax_of_one_column,
        "overflow-and-sum-over-everything",
    ),
    (
        softmax_of_rows,
        "one-maximum-and-axis-1",
    ),
    (
        softmax_of_rows_unshifted,
        "overflow-and-axis-1",
    ),
    (
        softmax_first_keepdims_out,
        "keepdims-forgotten-in-the-maximum",
        "The maximum has",
    ),
    (
        softmax_last_keepdims_out,
        "keepdims-forgotten-and-no-maximum-of-its-own",
    ),
    (
        softmax_over_axis_2,
        "over-axis-2",
        "any number of them",
    ),
    (
        softmax_loop_over_steps,
        "three-sizes-unpacked",
        "any number of them",
    ),
    (
        softmax_axis_put_back,
        "two-indices-taken",
        "any number of them",
    ),
    (
        softmax_builtin_max,
        "",
        "use NumPy's own function",
    ),
    (
        softmax_nan_swept_away,
        "overflow-made-zero",
    ),
    (
        softmax_minus_on_the_wrong_side,
        "sign-turned-round-after-the-maximum",
    ),
    (
        softmax_brackets,
        "shifted-above-the-line-only",
    ),
    (
        softmax_torch_words,
        "",
        "with other arguments than it takes",
    ),
    (
        softmax_class_number,
        "",
        "it is a number, expected an array",
    ),
    (
        softmax_result_thrown_away,
        "not-normalised",
    ),
]
