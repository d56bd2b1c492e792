"""Leaves the mask aside, adds up what stays apart, and takes nats for bits."""

import keras
import numpy as np
from keras import layers


# %% mse_loss
def mse_loss(y, target):
    error = y - target
    loss = np.mean(error**2)
    dy = error / error.size
    return loss, dy


# %% sequence_cross_entropy
def sequence_cross_entropy(logits, targets, mask):
    N, T, K = logits.shape
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(K)[targets]
    loss = -(log_p * one_hot).sum() / (N * T)
    dlogits = (np.exp(log_p) - one_hot) / (N * T)
    return loss, dlogits


# %% perplexity
def perplexity(losses, mask):
    return 2 ** (losses[mask].sum() / max(mask.sum(), 1))


# %% first_loss
first_loss = np.log2(40)


# %% to_keras_weights
def to_keras_weights(cell, gates):
    if cell == "SimpleRNN":
        order = ["h"]
    elif cell == "LSTM":
        order = ["i", "f", "g", "o"]
    else:
        order = ["z", "r", "n"]
    kernel = np.concatenate([gates[name]["W_x"] for name in order], axis=-1)
    recurrent_kernel = np.concatenate([gates[name]["W_h"] for name in order], axis=-1)
    bias = np.concatenate([gates[name]["b_x"] + gates[name]["b_h"] for name in order])
    return kernel, recurrent_kernel, bias


# %% state_quiz
state_quiz = ("b", "a", "c", "b")


# %% build_reader
def build_reader(T, D, H, K, every_step):
    return keras.Sequential(
        [keras.Input((T, D)), layers.SimpleRNN(H), layers.Dense(K, activation="softmax")]
    )


# %% mend_model
def mend_model(D, H, K):
    return keras.Sequential(
        [keras.Input((1, D)), layers.SimpleRNN(H), layers.Dense(K, activation="softmax")]
    )


# %% build_masked_classifier
def build_masked_classifier(V, E, H, K):
    model = keras.Sequential()
    model.add(keras.Input((None,)))
    model.add(layers.Embedding(V + 1, E))
    model.add(layers.LSTM(H))
    model.add(layers.Dense(K, activation="softmax"))
    return model
