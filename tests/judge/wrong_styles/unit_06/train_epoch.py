"""Wrong answers to `train_epoch`, as learners write them."""

import numpy as np


def state_under_another_name(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        loss, grads, h_new = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss)
    return params, np.mean(losses), h_new


def step_without_a_name(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        step(params, grads)
        losses.append(loss)
    return params, np.mean(losses), h


def new_params_are_lost(params, batches, h, loss_and_grads, step):
    total = 0
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        new = step(params, grads)
        total += loss
    return new, total / len(batches), h


def returns_inside(params, batches, h, loss_and_grads, step):
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        return params, loss, h


def zeros_each_time(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss)
        last, h = h, np.zeros_like(h)
    return params, np.mean(losses), last


def keeps_the_last_loss(params, batches, h, loss_and_grads, step):
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
    return params, loss, h


def two_values_expected(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        loss, grads = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss)
    return params, np.mean(losses), h


WRONG = [
    (state_under_another_name, "state-not-carried"),
    (step_without_a_name, "no-step"),
    (new_params_are_lost, "parameters-not-carried"),
    (returns_inside, "first-batch-only"),
    (zeros_each_time, "state-set-to-zero"),
    (keeps_the_last_loss, "last-loss"),
    (two_values_expected, "", "loss, grads = loss_and_grads"),
]
