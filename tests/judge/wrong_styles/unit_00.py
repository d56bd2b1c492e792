"""Wrong functions for unit 00, as learners write them."""

import numpy as np

# affine_time


class Layer:
    """Weights and bias as attributes, the product in a call."""

    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        return np.matmul(x, self.W) + self.b


def affine_books_from_the_left(x, W, b):
    return np.dot(W, x) + b


def affine_columns(x, W, b):
    return W.T @ x + b


def affine_bias_reshaped(x, W, b):
    return np.dot(x, W) + b.reshape(-1, 1)


def affine_zeros_like_the_input(x, W, b):
    y = np.zeros_like(x)
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            y[n, t] = x[n, t].dot(W) + b
    return y


def affine_return_indented(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for t in range(T):
        y[:, t, :] = Layer(W, b)(x[:, t, :])
        return y


def affine_return_of_the_inner_loop(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for n in range(N):
        for t in range(T):
            y[n, t] = Layer(W, b)(x[n, t])
        return y


def affine_with_a_cache(x, W, b):
    out = x.reshape(-1, x.shape[-1]).dot(W).reshape(*x.shape[:2], -1) + b
    cache = (x, W, b, out)
    return out, cache


def affine_time_first_unpacked(x, W, b):
    T, N, _ = x.shape
    out = np.zeros((T, N, W.shape[1]))
    for t in range(N):
        out[t] = x[t] @ W + b
    return out


def affine_printed(x, W, b):
    y = x @ W + b
    print(y.shape)


def affine_sum_thrown_away(x, W, b):
    y = x @ W
    y + b
    return y


def affine_relu(x, W, b):
    return np.maximum(0.0, Layer(W, b)(x))


def affine_logistic(x, W, b):
    return 1.0 / (1.0 + np.exp(-x.dot(W) - b))


def affine_list_of_rows(x, W, b):
    rows = []
    for sequence in x:
        for x_t in sequence:
            rows.append(x_t @ W + b)
    return rows


def affine_sum_of_the_bias(x, W, b):
    return np.einsum("ntd,dh->nth", x, W) + np.einsum("h->", b)


def affine_one_step_too_far(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, b.size))
    for t in range(1, T + 1):
        y[:, t] = x[:, t] @ W + b
    return y


def affine_size_from_the_page(x, W, b):
    return np.stack([x[:, t] @ W + b for t in range(steps)], axis=1)  # noqa: F821


# softmax


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
    ("affine_time", affine_books_from_the_left, "weights-on-the-left-with-dot", "not aligned"),
    ("affine_time", affine_columns, "weights-on-the-left-transposed"),
    ("affine_time", affine_bias_reshaped, "bias-as-a-column", "lines up with the steps"),
    ("affine_time", affine_zeros_like_the_input, "in-the-shape-of-x", "does not fit into the"),
    ("affine_time", affine_return_indented, "returned-in-the-loop-over-steps", "`return`"),
    ("affine_time", affine_return_of_the_inner_loop, "returned-in-the-loop-over-sequences"),
    ("affine_time", affine_with_a_cache, "", "its first entry is right, return it alone"),
    ("affine_time", affine_time_first_unpacked, "steps-for-sequences"),
    ("affine_time", affine_printed, "", "is `return` missing?", "(2, 3, 5)", "not shown while"),
    ("affine_time", affine_sum_thrown_away, "bias-forgotten"),
    ("affine_time", affine_relu, "relu-added", "has gone through a ReLU"),
    ("affine_time", affine_logistic, "sigmoid-added"),
    ("affine_time", affine_list_of_rows, "flattened"),
    ("affine_time", affine_sum_of_the_bias, "bias-as-one-number"),
    ("affine_time", affine_one_step_too_far, "", "the last one is its size - 1"),
    ("affine_time", affine_size_from_the_page, "", "a name is used that has no value"),
    ("softmax", softmax_of_the_whole_array, "one-maximum-and-the-first-axis"),
    ("softmax", softmax_of_one_column, "overflow-and-sum-over-everything"),
    ("softmax", softmax_of_rows, "one-maximum-and-axis-1"),
    ("softmax", softmax_of_rows_unshifted, "overflow-and-axis-1"),
    ("softmax", softmax_first_keepdims_out, "keepdims-forgotten-in-the-maximum", "The maximum has"),
    ("softmax", softmax_last_keepdims_out, "keepdims-forgotten-and-no-maximum-of-its-own"),
    ("softmax", softmax_over_axis_2, "over-axis-2", "any number of them"),
    ("softmax", softmax_loop_over_steps, "three-sizes-unpacked", "any number of them"),
    ("softmax", softmax_axis_put_back, "two-indices-taken", "any number of them"),
    ("softmax", softmax_builtin_max, "", "use NumPy's own function"),
    ("softmax", softmax_nan_swept_away, "overflow-made-zero"),
    ("softmax", softmax_minus_on_the_wrong_side, "sign-turned-round-after-the-maximum"),
    ("softmax", softmax_brackets, "shifted-above-the-line-only"),
    ("softmax", softmax_torch_words, "", "with other arguments than it takes"),
    ("softmax", softmax_class_number, "", "it is a number, expected an array"),
    ("softmax", softmax_result_thrown_away, "not-normalised"),
]
