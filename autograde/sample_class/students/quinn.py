"""Leaves the mask aside, and takes nats for bits."""

import numpy as np


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
def perplexity(loss):
    return 2**loss
