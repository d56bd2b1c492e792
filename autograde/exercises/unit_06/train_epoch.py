"""Exercise 06.2, train_epoch: the training loop."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Given
from autograde.exercises.unit_06 import EPOCH, UNIT
from autograde.kinds.common import in_order, named, one_by_one
from autograde.kinds.exercise import Case, Exercise


def epoch_cases(rng):
    """Models and steps that stand in for real ones; a few batches each."""

    def case(name, kind, batches, N, T, H, keys=("W", "b"), h_size=1.0, dtype=float):
        draw = rng.standard_normal
        params = {key: draw((2, 3)).astype(dtype) for key in keys}
        pairs = [(draw((N, T)).astype(dtype), rng.integers(0, 5, (N, T))) for _ in range(batches)]
        h = (h_size * draw((N, H))).astype(dtype)
        model = Given("reader", {"A": (0.2 * draw((2, 3))).astype(dtype)})
        step = Given("bounded_step", {"size": float(rng.uniform(0.1, 0.5))})
        return Case(name, (params, pairs, h, model, step), kind)

    return [
        case("two batches", "shapes", 2, 2, 3, 4),
        case("a state of zero", "isolation", 3, 2, 3, 4, h_size=0.0),
        case("one batch", "ones", 1, 3, 4, 5),
        *(case(name, "ones", 3, *sizes) for name, sizes in one_by_one("NTH")),
        case("three batches", "generic", 3, 4, 5, 3),
        case("four batches", "generic", 4, 3, 5, 6),
        case("five batches, three parameters", "generic", 5, 3, 6, 4, keys=("U", "W", "V")),
        case("float32", "float32", 3, 4, 3, 5, dtype=np.float32),
    ]


def _epoch(next_h=None, next_params=None, mean=np.mean, batches=list):
    """The loop with another state, other parameters, another mean or other batches.

    next_h(first, new, number), next_params(first, new, number): what the next batch gets.
    """

    def wrong(params, pairs, h, loss_and_grads, step):
        first, first_h, last_h, losses = params, h, h, []
        new = params
        for number, (x, targets) in enumerate(batches(pairs)):
            loss, grads, last_h = loss_and_grads(params, x, targets, h)
            new = step(params, grads)
            params = new if next_params is None else next_params(first, new, number)
            h = last_h if next_h is None else next_h(first_h, last_h, number)
            losses.append(loss)
        return new, float(mean(losses)), last_h

    return wrong


def state_not_returned(params, batches, h, loss_and_grads, step):
    new, loss, _ = rnn_ref.train_epoch(params, batches, h, loss_and_grads, step)
    return new, loss, h


def state_of_zeros(params, batches, h, loss_and_grads, step):
    return _epoch(next_h=lambda first, new, number: np.zeros_like(first))(
        params, batches, h, loss_and_grads, step
    )


def one_step_at_the_end(params, batches, h, loss_and_grads, step):
    """The gradients of all batches added up, and one update."""
    losses, total = [], None
    for x, targets in batches:
        loss, grads, h = loss_and_grads(params, x, targets, h)
        total = grads if total is None else {k: total[k] + grads[k] for k in grads}
        losses.append(loss)
    return step(params, total), float(np.mean(losses)), h


def loss_after_the_step(params, batches, h, loss_and_grads, step):
    losses = []
    for x, targets in batches:
        _, grads, after = loss_and_grads(params, x, targets, h)
        params = step(params, grads)
        losses.append(loss_and_grads(params, x, targets, h)[0])
        h = after
    return params, float(np.mean(losses)), h


def parameters_of_before_returned(params, batches, h, loss_and_grads, step):
    return params, *rnn_ref.train_epoch(params, batches, h, loss_and_grads, step)[1:]


def step_left_out(params, batches, h, loss_and_grads, step):
    return rnn_ref.train_epoch(params, batches, h, loss_and_grads, lambda params, grads: params)


EXERCISE = Exercise(
    name="train_epoch",
    number="06.2",
    unit=UNIT,
    title="one epoch",
    points=6,
    reference=rnn_ref.train_epoch,
    cases=epoch_cases,
    outputs=("new_params", "mean_loss", "h_last"),
    shares={"new_params": 3 / 6, "mean_loss": 1 / 6, "h_last": 2 / 6},
    section=EPOCH,
    hints=(
        "Three things change from batch to batch. Two of them are needed by the next batch, one "
        "is only collected. Which?",
        "The state that comes back with the loss of one batch goes into the call for the next one, "
        "and so do the parameters that the step returns. The losses go into a list.",
        "begin with an empty list of losses\n"
        "for each pair of inputs and targets, in order:\n"
        "    get the loss, the gradients and the state after it\n"
        "    take one step, and keep the new parameters\n"
        "    keep the loss\n"
        "return the parameters, the mean of the losses and the last state",
    ),
    misconceptions=named(
        {
            "state-not-carried": (
                _epoch(next_h=lambda first, new, number: first),
                "Every batch starts from the state that was given; each one goes on where the "
                "batch before it ended.",
                EPOCH,
            ),
            "state-set-to-zero": (
                state_of_zeros,
                "The state is set to zero after each batch; a carried state goes on from batch to "
                "batch.",
                EPOCH,
            ),
            "first-state-returned": (
                state_not_returned,
                "The state that comes back is the one that was given; it is the state after the "
                "last batch.",
                EPOCH,
            ),
            "parameters-not-carried": (
                _epoch(next_params=lambda first, new, number: first),
                "Every batch starts from the parameters that were given, so only the last step is "
                "kept; the new parameters go on into the next batch.",
                EPOCH,
            ),
            "first-parameters-returned": (
                parameters_of_before_returned,
                "The parameters that come back are those that were given; the updated ones are "
                "asked for.",
                EPOCH,
            ),
            "no-step": (
                step_left_out,
                "No step is taken: the gradients are computed and not used, or the new parameters "
                "get no name.",
                EPOCH,
            ),
            "one-step-at-the-end": (
                one_step_at_the_end,
                "The gradients of all batches are added up for one step at the end; each batch "
                "takes a step of its own.",
                EPOCH,
            ),
            "loss-not-averaged": (
                _epoch(mean=np.sum),
                "The losses are added up; their mean is asked for, so that epochs of different "
                "lengths can be compared.",
                EPOCH,
            ),
            "last-loss": (
                _epoch(mean=lambda losses: losses[-1]),
                "The loss of the last batch alone comes back; it is the mean over all batches.",
                EPOCH,
            ),
            "first-loss": (
                _epoch(mean=lambda losses: losses[0]),
                "The loss of the first batch alone comes back; it is the mean over all batches.",
                EPOCH,
            ),
            "loss-after-the-step": (
                loss_after_the_step,
                "Each loss is computed again after the step, on the batch that was just learnt; "
                "the loss before the step is meant.",
                EPOCH,
            ),
            "first-batch-only": (
                _epoch(batches=lambda pairs: pairs[:1]),
                "Only the first batch is done: does `return` stand inside the loop?",
                EPOCH,
            ),
            "last-batch-left-out": (
                _epoch(batches=lambda pairs: pairs[:-1] or pairs),
                "The last batch is left out.",
                EPOCH,
            ),
            "batches-back-to-front": (
                _epoch(batches=lambda pairs: pairs[::-1]),
                "The batches are done from the last to the first; a state can only be carried in "
                "the order of the text.",
                EPOCH,
            ),
            "outputs-exchanged": (
                in_order(rnn_ref.train_epoch, 0, 2, 1),
                "Loss and state are returned in the other order.",
                EPOCH,
            ),
        }
    ),
)
