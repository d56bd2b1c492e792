"""Wrong functions for unit 01, as learners write them."""

import numpy as np

# rnn_step


class Cell:
    """A cell that keeps its weights, as in many tutorials."""

    def __init__(self, W_xh, W_hh, b_h):
        self.params = {"Wx": W_xh, "Wh": W_hh, "b": b_h}
        self.history = []

    def preactivation(self, x, h):
        p = self.params
        return np.dot(x, p["Wx"]) + np.dot(h, p["Wh"]) + p["b"]

    def step(self, x, h):
        h = np.tanh(self.preactivation(x, h))
        self.history.append(h)
        return h

    def step_with_a_typo(self, x, h):
        return np.tanh(np.dot(x, self.params["Wxh"]) + np.dot(h, self.params["Wh"]))

    def step_in_columns(self, x, h):
        a = np.dot(self.params["Wx"].T, x.T) + np.dot(self.params["Wh"].T, h.T)
        return np.tanh(a + self.params["b"].reshape(-1, 1))


def step_class_without_tanh(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).preactivation(x_t, h_prev)


def step_class_in_columns(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).step_in_columns(x_t, h_prev)


def step_method_not_called(x_t, h_prev, W_xh, W_hh, b_h):
    cell = Cell(W_xh, W_hh, b_h)
    return cell.step


def step_wrong_key_in_a_class(x_t, h_prev, W_xh, W_hh, b_h):
    return Cell(W_xh, W_hh, b_h).step_with_a_typo(x_t, h_prev)


def step_weights_first(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(np.dot(W_xh, x_t) + np.dot(W_hh, h_prev) + b_h)


def step_bias_as_a_column(x_t, h_prev, W_xh, W_hh, b_h):
    def affine(x, W):
        return x.dot(W)

    total = affine(x_t, W_xh) + affine(h_prev, W_hh)
    return np.tanh(total + b_h.reshape(-1, 1))


def step_returns_a_cache_as_well(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    cache = (x_t, h_prev, h_t)
    return h_t, cache


def step_returns_state_and_output(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    return h_t, h_t


def step_comma_left_over(x_t, h_prev, W_xh, W_hh, b_h):
    return (np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h),)


def step_return_forgotten(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    h_t.copy()


def step_prints_in_place_of_return(x_t, h_prev, W_xh, W_hh, b_h):
    print(np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h))


def step_squeezed(x_t, h_prev, W_xh, W_hh, b_h):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        rows.append(np.tanh(W_xh.T.dot(x) + W_hh.T.dot(h) + b_h))
    return np.array(rows).squeeze()


def step_of_objects(x_t, h_prev, W_xh, W_hh, b_h):
    out = np.empty(h_prev.shape, dtype=object)
    out[...] = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    return out


def step_misspelt(x_t, h_prev, W_xh, W_hh, b_h):
    def activate(a):
        return np.tanhs(a)

    return activate(x_t @ W_xh + h_prev @ W_hh + b_h)


def step_own_name(x_t, h_prev, W_xh, W_hh, b_h):
    a_t = np.dot(x_t, Wxh) + np.dot(h_prev, W_hh) + b_h  # noqa: F821
    return np.tanh(a_t)


def step_zeros_without_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    N, H = h_prev.shape
    h_t = np.zeros(N, H)
    for n in range(N):
        h_t[n] = np.tanh(x_t[n] @ W_xh + h_prev[n] @ W_hh + b_h)
    return h_t


def step_round_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh(x_t) + W_hh(h_prev) + b_h)


def step_concatenate_without_brackets(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate(x_t, h_prev)
    return np.tanh(both @ np.vstack((W_xh, W_hh)) + b_h)


def step_joined_along_the_batch(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate((x_t, h_prev))
    return np.tanh(both @ np.vstack((W_xh, W_hh)) + b_h)


def step_only_of_the_first(x_t, h_prev, W_xh, W_hh, b_h):
    if len(x_t) > 10:
        h_t = np.zeros_like(h_prev)
    h_t += x_t @ W_xh
    return np.tanh(h_t + h_prev @ W_hh + b_h)


def step_weights_as_pytorch_stores_them(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)


def step_gates_apart(x_t, h_prev, W_xh, W_hh, b_h):
    from_input, from_state = np.tanh(x_t @ W_xh), np.tanh(h_prev @ W_hh)
    return from_input + from_state + np.tanh(b_h)


def step_tanh_from_exp(x_t, h_prev, W_xh, W_hh, b_h):
    a = x_t @ W_xh + h_prev @ W_hh + b_h
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


def step_star_for_a_product(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t * W_xh + h_prev * W_hh + b_h)


# rnn_forward


def forward_room_for_integers(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b_h)), dtype=int)
    h = h0
    for t in range(T):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        hs[:, t] = h
    return hs


def forward_carries_the_sum(x, h0, W_xh, W_hh, b_h):
    cell, h, hs = Cell(W_xh, W_hh, b_h), h0, []
    for t in range(x.shape[1]):
        h = cell.preactivation(x[:, t], h)
        hs.append(np.tanh(h))
    return np.stack(hs, axis=1)


def forward_returns_in_the_loop(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in range(x.shape[1]):
        h = cell.step(x[:, t], h)
        hs[:, t] = h
        return hs
    return None


def forward_from_step_one(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in range(1, x.shape[1]):
        h = cell.step(x[:, t], h)
        hs[:, t] = h
    return hs


def forward_row_by_row_without_a_new_start(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs, h = np.zeros((N, T, len(b_h))), h0[0]
    for n in range(N):
        for t in range(T):
            h = np.tanh(W_xh.T @ x[n, t] + W_hh.T @ h + b_h)
            hs[n, t] = h
    return hs


def forward_reversed(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t in reversed(range(x.shape[1])):
        h = hs[:, t] = cell.step(x[:, t], h)
    return hs


def forward_enumerates_the_batch(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    hs = np.zeros((*x.shape[:2], len(b_h)))
    for t, x_t in enumerate(x):
        h = cell.step(x_t, h)
        hs[:, t, :] = h
    return hs


def forward_list_of_steps(x, h0, W_xh, W_hh, b_h):
    cell, h = Cell(W_xh, W_hh, b_h), h0
    for t in range(x.shape[1]):
        h = cell.step(x[:, t], h)
    return cell.history


def forward_one_array_refilled(x, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(x.shape[1]):
        h[:] = np.tanh(np.dot(x[:, t], W_xh) + np.dot(h, W_hh) + b_h)
        states.append(h)
    return np.stack(states, axis=1)


def forward_never_moves_on(x, h0, W_xh, W_hh, b_h):
    cell, hs = Cell(W_xh, W_hh, b_h), []
    for _, x_t in enumerate(np.moveaxis(x, 1, 0)):
        h = cell.step(x_t, h0)
        hs.append(h[:, None, :])
    return np.concatenate(hs, axis=1)


def forward_slots_too_many(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T + 1, len(b_h)))
    hs[:, 0, :] = h0
    for t in range(1, T + 1):
        hs[:, t, :] = np.tanh(np.dot(x[:, t - 1, :], W_xh) + np.dot(hs[:, t - 1, :], W_hh) + b_h)
    return hs


def forward_one_index_too_far(x, h0, W_xh, W_hh, b_h):
    hs = {-1: h0}
    for t in range(x.shape[1] + 1):
        hs[t] = np.tanh(x[:, t] @ W_xh + hs[t - 1] @ W_hh + b_h)
    return np.stack([hs[t] for t in range(x.shape[1])], axis=1)


def forward_over_the_count(x, h0, W_xh, W_hh, b_h):
    h = h0
    for t in x.shape[1]:
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
    return h


def forward_swaps_batch_and_time(x, h0, W_xh, W_hh, b_h):
    T, N, _ = x.shape
    h, hs = h0, np.zeros((T, N, len(b_h)))
    for t in range(T):
        h = np.tanh(x[t] @ W_xh + h @ W_hh + b_h)
        hs[t] = h
    return hs


def forward_ragged(x, h0, W_xh, W_hh, b_h):
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        hs.append([*(hs[-1] if hs else []), h.tolist()])
    return hs


def forward_calls_itself(x, h0, W_xh, W_hh, b_h):
    h = forward_calls_itself(x, h0, W_xh, W_hh, b_h)
    return np.tanh(x @ W_xh + h @ W_hh + b_h)


def forward_yields(x, h0, W_xh, W_hh, b_h):
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_xh + h @ W_hh + b_h)
        yield h


# rnn_output, count_params


def output_activation_called_late(hs, W_hy, b_y, activation):
    ys = np.zeros((*hs.shape[:2], W_hy.shape[1]))
    for n in range(hs.shape[0]):
        for t in range(hs.shape[1]):
            ys[n, t] = activation(hs[n, t].dot(W_hy)) + b_y
    return ys


def output_activation_not_called(hs, W_hy, b_y, activation):
    return activation


def output_as_text(hs, W_hy, b_y, activation):
    return str(activation(hs @ W_hy + b_y))


def output_bias_as_a_column(hs, W_hy, b_y, activation):
    return activation(hs @ W_hy + b_y[:, None])


def output_in_columns(hs, W_hy, b_y, activation):
    ys = []
    for t in range(hs.shape[1]):
        z = np.dot(W_hy.T, hs[:, t].T) + b_y.reshape(-1, 1)
        ys.append(activation(z).T)
    return np.stack(ys, axis=1)


def count_with_a_hat(D, H, K):
    return D * H + (H ^ 2) + H + H * K + K


def count_with_the_first_state(D, H, K):
    return H * (D + H + 1) + K * (H + 1) + H


def count_as_text(D, H, K):
    return f"{D * H + H * H + H + H * K + K} parameters"


def count_by_arrays_without_biases(D, H, K):
    weights = {"W_xh": np.zeros((D, H)), "W_hh": np.zeros((H, H)), "W_hy": np.zeros((H, K))}
    return sum(W.size for W in weights.values())


def count_of_each(D, H, K):
    return D * H, H * H, H, H * K, K


def count_average(D, H, K):
    return (D * H + H * H + H + H * K + K) / (D - D)


TUPLE_OF_TWO = "it is a tuple of 2, expected an array of shape (2, 4): its first entry is right"

WRONG = [
    ("rnn_step", step_class_without_tanh, "no-tanh"),
    ("rnn_step", step_class_in_columns, "columns", "it has shape (4, 2), expected (2, 4)"),
    ("rnn_step", step_method_not_called, "", "it is a method", "call it"),
    ("rnn_step", step_wrong_key_in_a_class, "", 'self.params["Wxh"]', "no such key"),
    ("rnn_step", step_weights_first, "", "np.dot(W_xh, x_t)", "two matrices do not fit"),
    ("rnn_step", step_bias_as_a_column, "", "return np.tanh(total + b_h", "cannot be combined"),
    ("rnn_step", step_returns_a_cache_as_well, "", TUPLE_OF_TWO),
    ("rnn_step", step_returns_state_and_output, "", TUPLE_OF_TWO),
    (
        "rnn_step",
        step_comma_left_over,
        "",
        "it is a tuple of 1 (is there a comma after the value?)",
    ),
    ("rnn_step", step_return_forgotten, "", "it is None (is `return` missing?)"),
    ("rnn_step", step_prints_in_place_of_return, "", "is `return` missing?", "Call it yourself"),
    ("rnn_step", step_squeezed, "squeezed"),
    ("rnn_step", step_of_objects, "", "an array of objects in place of numbers (dtype=object)"),
    ("rnn_step", step_misspelt, "", "return np.tanhs(a)", "no function of this name"),
    ("rnn_step", step_own_name, "", "np.dot(x_t, Wxh)", "look for a typo"),
    ("rnn_step", step_zeros_without_brackets, "", "np.zeros(N, H)", "the shape is one tuple"),
    ("rnn_step", step_round_brackets, "", "W_xh(x_t)", "round brackets"),
    ("rnn_step", step_concatenate_without_brackets, "", "np.concatenate(x_t, h_prev)", "one tuple"),
    ("rnn_step", step_joined_along_the_batch, "", "np.concatenate((x_t, h_prev))", "must agree"),
    ("rnn_step", step_only_of_the_first, "", "h_t += x_t @ W_xh", "before this function has"),
    ("rnn_step", step_weights_as_pytorch_stores_them, "both-weights-transposed"),
    ("rnn_step", step_gates_apart, "tanh-of-each-term-and-the-bias"),
    ("rnn_step", step_tanh_from_exp, "", "got nan, expected", "after a large exp"),
    ("rnn_step", step_star_for_a_product, "", "x_t * W_xh", "a matrix product is `@`"),
    ("rnn_forward", forward_room_for_integers, "", "its dtype is int64, which has no decimals"),
    ("rnn_forward", forward_carries_the_sum, "tanh-on-the-way-out-only"),
    ("rnn_forward", forward_returns_in_the_loop, "first-step-only", "`return` stand inside it"),
    ("rnn_forward", forward_from_step_one, "first-step-left-out"),
    ("rnn_forward", forward_row_by_row_without_a_new_start, "one-long-sequence"),
    ("rnn_forward", forward_reversed, "backwards-in-place"),
    ("rnn_forward", forward_enumerates_the_batch, "loop-over-the-batch-into-slots"),
    ("rnn_forward", forward_list_of_steps, "time-major"),
    ("rnn_forward", forward_one_array_refilled, "one-state-everywhere"),
    ("rnn_forward", forward_never_moves_on, "always-initial-state"),
    ("rnn_forward", forward_slots_too_many, "initial-state-returned-too"),
    ("rnn_forward", forward_one_index_too_far, "", "hs[t] = np.tanh(x[:, t]", "outside the array"),
    ("rnn_forward", forward_over_the_count, "", "for t in x.shape[1]:", "range("),
    ("rnn_forward", forward_swaps_batch_and_time, "time-first-throughout"),
    ("rnn_forward", forward_ragged, "", "different lengths"),
    ("rnn_forward", forward_calls_itself, "", "h = forward_calls_itself(x", "calls itself"),
    ("rnn_forward", forward_yields, "time-major"),
    ("rnn_output", output_activation_called_late, "bias-after-activation"),
    ("rnn_output", output_activation_not_called, "", "it is a function", "call it"),
    ("rnn_output", output_as_text, "", "it is a string, expected an array of shape (2, 3, 2)"),
    ("rnn_output", output_bias_as_a_column, "", "b_y[:, None]", "cannot be combined"),
    ("rnn_output", output_in_columns, "activation-over-the-batch"),
    ("count_params", count_with_a_hat, "power-by-hat"),
    ("count_params", count_with_the_first_state, "two-hidden-biases", "or h0 is counted"),
    ("count_params", count_as_text, "", "it is a string, expected a number"),
    ("count_params", count_by_arrays_without_biases, "biases-forgotten"),
    ("count_params", count_of_each, "", "it is a tuple of 5, expected a number"),
    ("count_params", count_average, "", "/ (D - D)", "a division by zero"),
]
