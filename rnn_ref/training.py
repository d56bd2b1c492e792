"""How a model is trained, and how it writes: pieces that do not know which network it is."""

import numpy as np

from rnn_ref.activations import softmax


def train_epoch(params, batches, h, loss_and_grads, step):
    """One pass over all batches, the state carried from each to the next.

    params: a dict of arrays; batches: a list of pairs (x, targets), in the order of the text;
    h (N, H), the state before the first batch;
    loss_and_grads(params, x, targets, h) -> loss, grads, the state after the batch;
    step(params, grads) -> new params
    -> new_params, mean_loss over the batches, h_last (N, H).
    """
    losses = []
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss)
    return params, float(np.mean(losses)), h


def sample(logits, temperature, rng):
    """Draw a class from softmax(logits / temperature). logits (V,) -> an integer from 0 to V - 1.

    Raises:
        ValueError: `temperature` is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"sample: temperature is {temperature}, expected above 0")
    return int(rng.choice(len(logits), p=softmax(np.asarray(logits, dtype=float) / temperature)))
