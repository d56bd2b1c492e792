"""Everything right, vectorised: products over the whole batch, and over all steps at once."""

import keras
import numpy as np
from keras import layers


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


# %% sgd_step
def sgd_step(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}


# %% affine_time
def affine_time(x, W, b):
    return np.tensordot(x, W, axes=1) + b


# %% softmax
def softmax(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))


# %% wire
def wire(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    ys = rnn_forward(x, h0, W_xh, W_hh, b_h) @ W_hy + b_y
    return ys[:, -1], ys


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
def perplexity(losses, mask):
    return np.exp(np.where(mask, losses, 0).sum() / max(mask.sum(), 1))


# %% first_loss
first_loss = np.log(40)


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


# %% lstm_step
def gate(a):
    return (1 + np.tanh(a / 2)) / 2


def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    both = np.concatenate([x_t, h_prev], axis=1)
    a = both @ np.concatenate([W_x, W_h], axis=0) + b
    write, keep, new, show = a.reshape(*h_prev.shape[:1], 4, -1).swapaxes(0, 1)
    c_t = gate(keep) * c_prev + gate(write) * np.tanh(new)
    return gate(show) * np.tanh(c_t), c_t


# %% lstm_step_backward
def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    shown = np.tanh(c_t)
    dc = dc_t + dh_t * o * (1 - shown**2)
    arriving = np.stack([dc, dc, dc, dh_t])
    partners = np.stack([g, c_prev, i, shown])
    slopes = np.stack([i - i**2, f - f**2, 1 - g**2, o - o**2])
    da = np.concatenate([*(arriving * partners * slopes)], axis=1)
    return da @ W_x.T, da @ W_h.T, dc * f, x_t.T @ da, h_prev.T @ da, da.sum(0)


# %% lstm_forward
def lstm_forward(x, h0, c0, W_x, W_h, b):
    driven = x @ W_x + b  # the input's part of every step in one product
    hs, h, c = np.empty((*x.shape[:2], len(W_h)), x.dtype), h0, c0
    for t, a in enumerate(driven.swapaxes(0, 1)):
        write, keep, new, show = np.split(a + h @ W_h, 4, axis=1)
        c = gate(keep) * c + gate(write) * np.tanh(new)
        h = hs[:, t] = gate(show) * np.tanh(c)
    return hs, c


# %% lstm_backward
def lstm_backward(dhs, dcT, caches):
    columns = zip(*[cache[:8] for cache in caches], strict=True)
    x, h_prev, c_prev, i, f, g, o, c = (np.stack(column, axis=1) for column in columns)
    W_x, W_h = caches[0][8:]
    shown = np.tanh(c)
    of_cell = np.concatenate([g * i * (1 - i), c_prev * f * (1 - f), i * (1 - g**2)], axis=-1)
    of_show, through = shown * o * (1 - o), o * (1 - shown**2)
    da = np.empty((*dhs.shape[:2], W_h.shape[1]), dhs.dtype)
    dh, dc = np.zeros_like(dcT), dcT
    for t in range(len(caches) - 1, -1, -1):
        dh = dhs[:, t] + dh
        dc = dc + dh * through[:, t]
        da[:, t] = np.concatenate([np.tile(dc, 3) * of_cell[:, t], dh * of_show[:, t]], axis=1)
        dh, dc = da[:, t] @ W_h.T, dc * f[:, t]
    dW_x, dW_h = (np.tensordot(a, da, axes=((0, 1), (0, 1))) for a in (x, h_prev))
    return da @ W_x.T, dh, dc, dW_x, dW_h, da.sum(axis=(0, 1))


# %% forget_bias_halflife
def forget_bias_halflife(b):
    return np.log(2) / np.logaddexp(0, -b)


# %% to_keras_weights
def to_keras_weights(cell, gates):
    columns = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell]
    kernel = np.hstack([gates[gate]["W_x"] for gate in columns])
    recurrent_kernel = np.hstack([gates[gate]["W_h"] for gate in columns])
    rows = np.array([np.hstack([gates[gate][b] for gate in columns]) for b in ("b_x", "b_h")])
    return kernel, recurrent_kernel, rows if cell == "GRU" else rows.sum(axis=0)


# %% state_quiz
state_quiz = ("b", "a", "c", "a")


# %% build_reader
def build_reader(T, D, H, K, every_step):
    x = keras.Input((T, D))
    states = layers.SimpleRNN(H, return_sequences=every_step)(x)
    return keras.Model(x, layers.Softmax()(layers.Dense(K)(states)))


# %% build_one_to_many
def build_one_to_many(D, T, H, K):
    x = keras.Input((D,))
    start = layers.Dense(H, activation="tanh")(x)
    hs = layers.SimpleRNN(H, return_sequences=True)(layers.RepeatVector(T)(start))
    return keras.Model(x, layers.Dense(K, activation="softmax")(hs))


# %% build_encoder_decoder
def build_encoder_decoder(S, T, D, H, K):
    x = keras.Input((S, D))
    context = layers.LSTM(H)(x)
    hs = layers.LSTM(H, return_sequences=True)(layers.RepeatVector(T)(context))
    return keras.Model(x, layers.Dense(K, activation="softmax")(hs))


# %% mend_model
def mend_model(D, H, K):
    x = keras.Input((1, D))
    return keras.Model(x, layers.Dense(K, activation="sigmoid")(layers.SimpleRNN(H)(x)))


# %% build_masked_classifier
def build_masked_classifier(V, E, H, K):
    words = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(V + 1, E, mask_zero=True)(words)
    return keras.Model(words, layers.Dense(K, activation="softmax")(layers.LSTM(H)(vectors)))


# %% stateful_batches
def stateful_batches(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    b, n, t = np.ogrid[:B, :N, :T]
    places = (n * B + b) * T + t
    return codes[places], codes[places + 1]


# %% train_epoch
def train_epoch(params, batches, h, loss_and_grads, step):
    total = 0.0
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        total += loss
        params = step(params, grads)
    return params, total / len(batches), h


# %% truncated_bptt
def truncated_bptt(dhs, caches, k):
    T, sums = len(caches), [0.0, 0.0, 0.0]
    for start in range(0, T, k):
        carry = 0.0
        for t in reversed(range(start, min(start + k, T))):
            x_t, h_prev, h_t, _, W_hh = caches[t]
            da = (dhs[:, t] + carry) * (1 - h_t**2)
            carry = da @ W_hh.T
            step = x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
            sums = [total + part for total, part in zip(sums, step, strict=True)]
    return tuple(sums)


# %% rmsprop_step
def rmsprop_step(params, grads, square, lr, rho=0.9, eps=1e-7):
    square = {k: square[k] + (1 - rho) * (grads[k] ** 2 - square[k]) for k in params}
    return {k: params[k] - lr * grads[k] / (square[k] ** 0.5 + eps) for k in params}, square


# %% adam_step
def adam_step(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    m = {k: beta1 * mean[k] + (1 - beta1) * grads[k] for k in params}
    s = {k: beta2 * square[k] + (1 - beta2) * grads[k] ** 2 for k in params}
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    new = {k: params[k] - lr * (m[k] / c1) / (np.sqrt(s[k] / c2) + eps) for k in params}
    return new, m, s


# %% sample
def sample(logits, temperature, rng):
    noise = rng.gumbel(size=len(logits))
    return int(np.argmax(np.asarray(logits, dtype=float) / temperature + noise))
