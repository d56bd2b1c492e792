"""Everything right in another style: Python loops over the batch, np.dot and plain lists."""

import numpy as np


# %% rnn_step
import math


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        a = np.dot(x, W_xh) + np.dot(h, W_hh) + b_h
        rows.append([math.tanh(value) for value in a])
    return rows


# %% rnn_forward
def rnn_forward(x, h0, W_xh, W_hh, b_h):
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b_h)))
    for n in range(N):
        h = h0[n]
        for t in range(T):
            h = np.tanh(np.dot(W_xh.T, x[n, t]) + np.dot(W_hh.T, h) + b_h)
            hs[n, t] = h
    return hs


# %% rnn_output
def rnn_output(hs, W_hy, b_y, activation):
    N, T, _ = hs.shape
    a = np.zeros((N, T, len(b_y)))
    for t in range(T):
        a[:, t] = np.dot(hs[:, t], W_hy) + b_y
    return activation(a)


# %% count_params
def count_params(D, H, K):
    shapes = [(D, H), (H, H), (H,), (H, K), (K,)]
    total = 0
    for shape in shapes:
        total += math.prod(shape)
    return total


# %% parity_weights
parity_weights = {
    "W_xh": [[50, 50]],
    "W_hh": [[-25, -25], [25, 25]],
    "b_h": [-75, -25],  # the first unit is the AND, the second the OR
    "W_hy": [[-0.5], [0.5]],
    "b_y": [0],
}


# %% numerical_gradient
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient


# %% rnn_step_backward
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, h_t, W_xh, W_hh = cache
    dx, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_xh, dW_hh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))
    for n in range(len(x_t)):
        da = dh_t[n] * (1 - h_t[n] * h_t[n])
        dx[n] = np.dot(W_xh, da)
        dh_prev[n] = np.dot(W_hh, da)
        dW_xh += np.outer(x_t[n], da)
        dW_hh += np.outer(h_prev[n], da)
        db += da
    return dx, dh_prev, dW_xh, dW_hh, db


# %% rnn_backward
def rnn_backward(dhs, caches):
    dx, total, dh = [], None, np.zeros_like(dhs[:, 0])
    for t in reversed(range(len(caches))):
        step_dx, dh, *weights = rnn_step_backward(dhs[:, t] + dh, caches[t])
        dx.insert(0, step_dx)
        total = weights if total is None else [a + b for a, b in zip(total, weights, strict=True)]
    return np.stack(dx, axis=1), dh, *total


# %% sgd_step
def sgd_step(params, grads, lr):
    updated = {}
    for name, value in params.items():
        updated[name] = value - np.multiply(lr, grads[name])
    return updated


# %% affine_time
def affine_time(x, W, b):
    N, T, _ = x.shape
    y = np.zeros((N, T, W.shape[1]))
    for n in range(N):
        for t in range(T):
            y[n, t] = np.dot(x[n, t], W) + b
    return y


# %% softmax
def softmax(logits):
    shares = []
    for row in logits.reshape(-1, logits.shape[-1]):
        largest = max(row)
        powers = [np.exp(value - largest) for value in row]
        shares.append([power / sum(powers) for power in powers])
    return np.array(shares).reshape(logits.shape)


# %% wire
def wire(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    last, every = [], []
    for n in range(len(x)):
        h, answers = h0[n], []
        for t in range(x.shape[1]):
            h = np.tanh(np.dot(W_xh.T, x[n, t]) + np.dot(W_hh.T, h) + b_h)
            answers.append(np.dot(h, W_hy) + b_y)
        last.append(answers[-1])
        every.append(answers)
    return np.array(last), np.array(every)


# %% one_to_many
def one_to_many(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
    ys = np.zeros((len(x_1), T, len(b_y)))
    for n in range(len(x_1)):
        x, h = x_1[n], h0[n]
        for t in range(T):
            h = np.tanh(np.dot(x, W_xh) + np.dot(h, W_hh) + b_h)
            x = np.dot(h, W_hy) + b_y
            ys[n, t] = x
    return ys


# %% encode_decode
def encode_decode(x, y_0, encoder, decoder, T):
    W_xh, W_hh, b_h, W_hy, b_y = decoder
    h = np.zeros((len(x), len(encoder[2])))
    for s in range(x.shape[1]):
        h = rnn_step(x[:, s], h, *encoder)
    ys, y = [], y_0
    for _ in range(T):
        h = rnn_step(y, h, W_xh, W_hh, b_h)
        y = np.dot(h, W_hy) + b_y
        ys.append(y)
    return np.stack(ys, axis=1)


# %% last_real_state
def last_real_state(hs, mask):
    N, T, H = hs.shape
    h_last = np.zeros((N, H))
    for n in range(N):
        for t in reversed(range(T)):
            if mask[n, t]:
                h_last[n] = hs[n, t]
                break
    return h_last


# %% mse_loss
def mse_loss(y, target):
    errors = [a - b for a, b in zip(y.ravel(), target.ravel(), strict=True)]
    loss = sum(error**2 for error in errors) / len(errors)
    dy = np.array([2 * error / len(errors) for error in errors])
    return loss, dy.reshape(y.shape)


# %% sequence_cross_entropy
def sequence_cross_entropy(logits, targets, mask):
    N, T, K = logits.shape
    loss, real, dlogits = 0.0, 0, np.zeros((N, T, K))
    for n in range(N):
        for t in range(T):
            if not mask[n, t]:
                continue
            c, scores = targets[n, t], logits[n, t] - max(logits[n, t])
            loss += np.log(np.sum(np.exp(scores))) - scores[c]
            dlogits[n, t] = softmax(logits[n, t])
            dlogits[n, t, c] -= 1
            real += 1
    return (loss / real, dlogits / real) if real > 0 else (loss, dlogits)


# %% perplexity
import math


def perplexity(losses, mask):
    total, count = 0.0, 0
    for loss, real in zip(losses.ravel(), mask.ravel(), strict=True):
        if real:
            total, count = total + loss, count + 1
    return math.e ** (total / count) if count else 1.0


# %% first_loss
first_loss = -math.log(1 / 40)


# %% jacobian_norms
def jacobian_norms(hs, W_hh):
    T, H = hs.shape
    norms = []
    for t in range(T):
        product = np.eye(H)
        for s in range(t + 1, T):
            product = np.dot(product, np.dot(W_hh, np.diag(1 - hs[s] * hs[s])))
        norms.append(np.linalg.norm(product, ord=2))
    return norms


# %% spectral_radius
def spectral_radius(W):
    largest = 0.0
    for value in np.linalg.eigvals(W):
        largest = max(largest, abs(value))
    return largest


# %% predicted_slope
predicted_slope = -0.1625


# %% clip_by_global_norm
def clip_by_global_norm(grads, max_norm):
    squares = 0.0
    for g in grads.values():
        squares += np.sum(g * g)
    norm = np.sqrt(squares)
    if norm <= max_norm:
        return dict(grads), norm
    clipped = {}
    for name, g in grads.items():
        clipped[name] = g * max_norm / norm
    return clipped, norm


# %% orthogonal
def orthogonal(rng, H):
    columns = []
    for _ in range(H):  # Gram and Schmidt, without a decomposition
        v = rng.standard_normal(H)
        for _ in range(2):  # once more for what rounding leaves
            for u in columns:
                v = v - np.dot(u, v) * u
        columns.append(v / np.sqrt(np.dot(v, v)))
    return np.stack(columns, axis=1)


# %% lstm_step
def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    H = h_prev.shape[1]
    blocks = []
    for k in range(4):
        at = slice(k * H, (k + 1) * H)
        a = np.dot(x_t, W_x[:, at]) + np.dot(h_prev, W_h[:, at]) + b[at]
        blocks.append(np.tanh(a) if k == 2 else 1 / (1 + np.exp(-a)))
    c_t = np.multiply(blocks[1], c_prev) + np.multiply(blocks[0], blocks[2])
    return np.multiply(blocks[3], np.tanh(c_t)), c_t


# %% lstm_step_backward
def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
    N, H = c_t.shape
    s = np.tanh(c_t)
    dc = dc_t + dh_t * o - dh_t * o * s * s
    das = [dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g * g)]
    das.append(dh_t * s * o * (1 - o))
    dx, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(4 * H)
    for k, da in enumerate(das):
        at = slice(k * H, (k + 1) * H)
        dx += np.dot(da, W_x[:, at].T)
        dh_prev += np.dot(da, W_h[:, at].T)
        for n in range(N):
            dW_x[:, at] += np.outer(x_t[n], da[n])
            dW_h[:, at] += np.outer(h_prev[n], da[n])
            db[at] += da[n]
    return dx, dh_prev, np.multiply(dc, f), dW_x, dW_h, db


# %% lstm_forward
def lstm_forward(x, h0, c0, W_x, W_h, b):
    hs, cT = [], []
    for n in range(len(x)):
        h, c, states = h0[n : n + 1], c0[n : n + 1], []
        for t in range(x.shape[1]):
            h, c = lstm_step(x[n : n + 1, t], h, c, W_x, W_h, b)
            states.append(h[0])
        hs.append(states)
        cT.append(c[0])
    return np.array(hs), np.array(cT)


# %% lstm_backward
def lstm_backward(dhs, dcT, caches):
    dx, total = [], None
    dh, dc = np.zeros_like(dcT), dcT.copy()
    for t in reversed(range(len(caches))):
        step_dx, dh, dc, *weights = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])
        dx.insert(0, step_dx)
        total = weights if total is None else [a + b for a, b in zip(total, weights, strict=True)]
    return np.stack(dx, axis=1), dh, dc, *total


# %% forget_bias_halflife
import math


def forget_bias_halflife(b):
    kept = 1 / (1 + np.exp(-np.asarray(b)))
    return math.log(0.5) / np.log(kept)
