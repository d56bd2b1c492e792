"""Right answers to `train_epoch`, in styles other than the reference's."""

import functools


def with_a_running_sum(params, batches, h, loss_and_grads, step):
    """The sum of the losses in place of a list."""
    total = 0.0
    for number in range(len(batches)):
        x, targets = batches[number]
        loss, grads, h = loss_and_grads(params, x, targets, h)
        total += loss
        params = step(params, grads)
    return params, total / len(batches), h


def running_mean(params, batches, h, loss_and_grads, step):
    """The mean, kept up to date."""
    mean = 0.0
    for number, pair in enumerate(batches, start=1):
        loss, grads, h = loss_and_grads(params, pair[0], pair[1], h)
        params = step(params, grads)
        mean += (loss - mean) / number
    return params, mean, h


def folded(params, batches, h, loss_and_grads, step):
    """A fold over the batches."""

    def one(state, batch):
        params, h, losses = state
        loss, grads, h = loss_and_grads(params, *batch, h)
        return step(params, grads), h, (*losses, loss)

    params, h, losses = functools.reduce(one, batches, (params, h, ()))
    return [params, sum(losses) / len(losses), h]


def by_recursion(params, batches, h, loss_and_grads, step):
    """One batch, then the rest."""
    (x, targets), *rest = batches
    loss, grads, h = loss_and_grads(params, x, targets, h)
    params = step(params, grads)
    if not rest:
        return params, loss, h
    params, mean, h = by_recursion(params, rest, h, loss_and_grads, step)
    return params, (loss + len(rest) * mean) / (1 + len(rest)), h


STYLES = [with_a_running_sum, running_mean, folded, by_recursion]
