"""Everything right, vectorised: products over the whole batch, and over all steps at once."""

import numpy as np


# %% rnn_step
def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate([x_t, h_prev], axis=1)
    weights = np.concatenate([W_xh, W_hh], axis=0)
    return np.tanh(both @ weights + b_h)


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    driven = x @ W_xh + b_h  # the input's part of every step in one product
    states, h = [], h0
    for a in driven.swapaxes(0, 1):
        h = np.tanh(a + h @ W_hh)
        states.append(h)
    return np.stack(states, axis=1)


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    return activation(np.einsum("nth,hk->ntk", hs, W_hy) + b_y)


# %% count_params
def count_params(D, H, K):
    return H * (D + H + 1) + K * (H + 1)


# %% parity_weights
gain = 30.0
parity_weights = {
    "W_xh": gain * np.ones((1, 2)),
    "W_hh": gain / 2 * np.array([[1.0, 1.0], [-1.0, -1.0]]),
    "b_h": gain * np.array([-0.5, -1.5]),
    "W_hy": np.array([[0.5], [-0.5]]),
    "b_y": np.zeros(1),
}


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.array(slopes).reshape(x.shape)


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    da = dh_t * (1 - np.square(h_t))
    return da @ W_xh.T, da @ W_hh.T, x_t.T @ da, h_prev.T @ da, da.sum(0)


# %% rnn_backward
def rnn_backward(dhs, caches):
    W_xh, W_hh = caches[0][3], caches[0][4]
    x, h_prev, h = (np.stack([cache[i] for cache in caches], axis=1) for i in range(3))
    da = np.empty_like(h)
    carry = np.zeros_like(h[:, 0])
    for t in range(len(caches) - 1, -1, -1):
        da[:, t] = (dhs[:, t] + carry) * (1 - h[:, t] ** 2)
        carry = da[:, t] @ W_hh.T
    dW_xh = np.einsum("ntd,nth->dh", x, da)
    dW_hh = np.einsum("ntg,nth->gh", h_prev, da)
    return da @ W_xh.T, carry, dW_xh, dW_hh, da.sum(axis=(0, 1))


# %% truncated_bptt
def truncated_bptt(dhs, caches, k):
    windows = [slice(start, start + k) for start in range(0, len(caches), k)]
    parts = [rnn_backward(dhs[:, window], caches[window])[2:] for window in windows]
    return tuple(sum(gradients) for gradients in zip(*parts, strict=True))


# %% sgd_step
def sgd_step(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}


# %% affine_time
def affine_time(x, W, b):
    return np.tensordot(x, W, axes=1) + b


# %% softmax
def softmax(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))


# %% many_to_one
def many_to_one(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    return rnn_forward(x, h0, W_xh, W_hh, b_h)[:, -1] @ W_hy + b_y


# %% many_to_many
def many_to_many(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    return rnn_output(rnn_forward(x, h0, W_xh, W_hh, b_h), W_hy, b_y, np.positive)


# %% one_to_many
def one_to_many(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    W_loop = W_hh + W_hy @ W_xh  # from the second step on the input is made from the state
    b_loop = b_h + b_y @ W_xh
    states = [rnn_step(x_1, h0, W_xh, W_hh, b_h)]
    while len(states) < T:
        states.append(np.tanh(states[-1] @ W_loop + b_loop))
    return np.stack(states, axis=1) @ W_hy + b_y


# %% encode_decode
def encode_decode(x, y_0, encoder, decoder, T):
    silence = np.zeros((x.shape[0], encoder[1].shape[0]))
    context = rnn_forward(x, silence, *encoder)[:, -1]
    return one_to_many(y_0, context, *decoder, T)


# %% make_windows
def make_windows(series, length, horizon, split):
    ahead = length - 1 + horizon  # from the start of a window to its target
    windows = np.lib.stride_tricks.sliding_window_view(series, length, axis=0).swapaxes(1, 2)
    x, y = windows[: len(series) - ahead], series[ahead:]
    return x[: split - ahead], y[: split - ahead], x[split - ahead :], y[split - ahead :]


# %% last_real_state
def last_real_state(hs, mask):
    last = (mask * np.arange(1, mask.shape[1] + 1)).max(axis=1)  # 0: no step is real
    with_start = np.concatenate([np.zeros_like(hs[:, :1]), hs], axis=1)
    return np.take_along_axis(with_start, last[:, None, None], axis=1)[:, 0]


# %% mse_loss
def mse_loss(y, target):
    error = y - target
    return np.vdot(error, error) / error.size, error * (2 / error.size)


# %% sequence_cross_entropy
def sequence_cross_entropy(logits, targets, mask):
    real = max(np.count_nonzero(mask), 1)
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    chosen = np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    push = np.exp(log_p) - np.eye(logits.shape[-1])[targets]
    return -chosen.sum(where=mask) / real, np.where(mask[..., None], push, 0.0) / real


# %% perplexity
def perplexity(loss):
    return np.exp(loss)


# %% jacobian_norms
from itertools import accumulate


def jacobian_norms(hs, W_hh):
    jacobians = W_hh * (1 - hs[:, None] ** 2)  # (T, H, H)
    backwards = accumulate(jacobians[:0:-1], lambda a, J: J @ a, initial=np.eye(len(W_hh)))
    products = np.stack(list(backwards))
    return np.linalg.svd(products, compute_uv=False)[::-1, 0]


# %% spectral_radius
def spectral_radius(W):
    return np.abs(np.linalg.eigvals(W)).max()


# %% predicted_slope
predicted_slope = np.log(0.85)


# %% clip_by_global_norm
def clip_by_global_norm(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm


# %% orthogonal
def orthogonal(rng, H):
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))
    return Q * np.where(np.diag(R) < 0, -1.0, 1.0)
