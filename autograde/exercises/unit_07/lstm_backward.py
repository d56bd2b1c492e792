"""Exercise 07.4, lstm_backward: LSTM backpropagation through time."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_07 import ALL, CACHE, CARRIES, UNIT, WEIGHTS
from autograde.exercises.unit_07.lstm_step_backward import (
    BACK_MISTAKES,
    WEIGHTS_EXCHANGED,
    put,
    random_caches,
    weights_exchanged,
)
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception
from autograde.kinds.recurrent import SEQUENCE_SIZES, dx_time_first, loops_that_miss_a_step

IN_SEQUENCES_BACK = tuple(BACK_MISTAKES)[:8]


def _sequence_case(rng, name, kind, N, T, D, H, keep=None, dcT=1.0, dtype=float, **sizes):
    """keep: the steps whose loss sends a gradient; None means all. dcT: its size."""
    caches = random_caches(rng, N, T, D, H, dtype, **sizes)
    dhs, dc = rng.standard_normal((N, T, H)), dcT * rng.standard_normal((N, H))
    if keep is not None:
        dhs[:, [t for t in range(T) if t not in keep]] = 0
    return Case(name, (dhs.astype(dtype), dc.astype(dtype), caches), kind)


def backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""

    def case(*args, **options):
        return _sequence_case(rng, *args, **options)

    return [
        case("two steps", "shapes", 2, 2, 3, 4),
        case("as many inputs as hidden units", "shapes", 2, 3, 3, 3),
        case("the last loss only", "isolation", 3, 4, 2, 5, keep=[3], dcT=0.0),
        case("the first loss only", "isolation", 3, 4, 2, 5, keep=[0], dcT=0.0),
        case("dcT only", "isolation", 3, 4, 2, 5, keep=[]),
        case("x all zero", "isolation", 2, 3, 4, 5, x_size=0.0),
        case("h0 and c0 all zero", "isolation", 2, 3, 4, 5, h_size=0.0, c_size=0.0),
        *(case(*sizes) for sizes in SEQUENCE_SIZES),
        case("float32", "float32", 3, 5, 4, 6, dtype=np.float32),
    ]


def _fold_steps_back(step, dhs, dcT, caches):
    T = len(caches)
    dx, dh, dc, sums = [None] * T, np.zeros_like(dcT), dcT, [0.0, 0.0, 0.0]
    for t in reversed(range(T)):
        dx[t], dh, dc, *weights = step(dhs[:, t] + dh, dc, caches[t])
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    return np.stack(dx, axis=1), dh, dc, *sums


def _unroll(
    dhs,
    dcT,
    caches,
    step=rnn_ref.lstm_step_backward,
    arriving=lambda own, dh, dc, t, last: (own + dh, dc),
    order=None,
    finish=lambda grads, steps: grads,
):
    """Backpropagation through time. arriving: what enters step t; order: of the loop.

    finish: what is done with the six gradients, and those of each step.
    """
    T, (x_0, h0) = len(caches), caches[0][:2]
    W_x, W_h = caches[0][8:]
    dx = np.zeros((len(x_0), T, x_0.shape[1]))
    sums = [np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(W_h.shape[1])]
    dh, dc, steps = np.zeros_like(h0), dcT, []
    for t in reversed(range(T)) if order is None else order(T):
        grads = step(*arriving(dhs[:, t], dh, dc, t, T - 1), caches[t])
        dx[:, t], dh, dc, *weights = grads
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
        steps.append(grads)
    return finish((dx, dh, dc, *sums), steps)


def backward_with(**changes):
    return lambda dhs, dcT, caches: _unroll(dhs, dcT, caches, **changes)


def _carries_added_up(*, hidden=False, cell=False):
    """A loop in which one carry, or both, keep the sum of all steps so far."""

    def wrong(dhs, dcT, caches):
        sums = [np.zeros_like(dcT), np.zeros_like(dcT)]

        def add(dh, dc):
            sums[:] = sums[0] + dh, sums[1] + dc
            return (sums[0] if hidden else dh), (sums[1] if cell else dc)

        def arriving(own, dh, dc, t, last):
            dh, dc = add(dh, dc)
            return own + dh, dc

        grads = _unroll(dhs, dcT, caches, arriving=arriving)
        dh0, dc0 = add(grads[1], grads[2])
        return put(grads, dh=dh0, dc=dc0)

    return wrong


def _one_step_off(position):
    """dh0 or dc0 as it arrives at the state after the first step."""

    def finish(grads, steps):
        before = steps[-2][position] if len(steps) > 1 else np.zeros_like(grads[position])
        return tuple(before if k == position else g for k, g in enumerate(grads))

    return backward_with(finish=finish)


EXERCISE = Exercise(
    name="lstm_backward",
    number="07.4",
    unit=UNIT,
    title="LSTM backpropagation through time",
    points=8,
    reference=rnn_ref.lstm_backward,
    follow=Follow(
        "lstm_step_backward",
        _fold_steps_back,
        ("dh_t", "dc_t"),
        easier=("dc-dropped", "path-through-h-dropped", "carousel-of-dc-alone", "ones-from-above"),
    ),
    cases=backward_cases,
    cache=CACHE,
    outputs=("dx", "dh0", "dc0", "dW_x", "dW_h", "db"),
    shares={"dx": 2 / 8, "dh0": 1 / 8, "dc0": 1 / 8, "dW_x": 1 / 8, "dW_h": 2 / 8, "db": 1 / 8},
    section=ALL,
    hints=(
        "It is the loop of unit 04 with two carries. Which of the two states does a loss look at? "
        "What is known about each of them before any step has been taken back?",
        "dh_t = dhs[:, t] + dh_carry with dh_carry = 0 at the end; dc_t = dc_carry, which is dcT "
        "at the end. One step back turns both into those of step t - 1. dW = sum over t of dW_t.",
        "before the loop: room for dx and three sums, and two carries; in the loop, from T - 1 "
        "down to 0: one step back, one slot filled, two carries replaced, three sums that grow; "
        "after it: what the carries hold goes out second and third",
    ),
    misconceptions=(
        Misconception(
            "hidden-carry-dropped",
            backward_with(arriving=lambda own, dh, dc, t, last: (own, dc)),
            "What step t + 1 sends back to h_t is not added to the gradient of the step's own "
            "loss.",
            CARRIES,
        ),
        Misconception(
            "cell-carry-dropped",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (own + dh, dc if t == last else 0 * dc)
            ),
            "What step t + 1 sends back to c_t is dropped, so the carousel carries no gradient.",
            CARRIES,
        ),
        Misconception(
            "both-carries-dropped",
            backward_with(arriving=lambda own, dh, dc, t, last: (own, dc if t == last else 0 * dc)),
            "Each step hears its own loss only: neither carry reaches the step before.",
            CARRIES,
        ),
        Misconception(
            "carries-never-stored",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (own, 0 * dc),
                finish=lambda grads, steps: put(grads, dh=0 * grads[1], dc=0 * grads[2]),
            ),
            "Both carries stay zero from start to end, dh0 and dc0 too: each step must leave its "
            "dh_prev and dc_prev behind.",
            CARRIES,
        ),
        Misconception(
            "carries-never-stored-but-returned",
            backward_with(arriving=lambda own, dh, dc, t, last: (own, 0 * dc)),
            "Both carries, and dcT, stay zero at every step; dh0 and dc0 are those of step 0 "
            "alone. Each step must hand its dh_prev and dc_prev on.",
            CARRIES,
        ),
        Misconception(
            "last-cell-gradient-ignored",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(dhs, 0 * dcT, caches),
            "dcT has no effect: the cell carry starts with it, not with zeros.",
            CARRIES,
        ),
        Misconception(
            "cell-carry-not-updated",
            lambda dhs, dcT, caches: _unroll(
                dhs, dcT, caches, arriving=lambda own, dh, dc, t, last: (own + dh, dcT)
            ),
            "Every step receives dcT: hand on the dc_prev that the step after has sent.",
            CARRIES,
        ),
        Misconception(
            "carries-not-updated",
            lambda dhs, dcT, caches: _unroll(
                dhs, dcT, caches, arriving=lambda own, dh, dc, t, last: (own, dcT)
            ),
            "Every step receives a hidden carry of zero and dcT: hand on the dh_prev and the "
            "dc_prev that the step after has sent.",
            CARRIES,
        ),
        Misconception(
            "loss-on-both-streams",
            backward_with(arriving=lambda own, dh, dc, t, last: (own + dh, own + dc)),
            "The gradient of the step's own loss is added to both carries: no loss looks at c_t, "
            "so the cell carry is handed on as it is.",
            CARRIES,
        ),
        Misconception(
            "last-cell-gradient-in-the-hidden-carry",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (
                    (own + dc, 0 * dc) if t == last else (own + dh, dc)
                ),
            ),
            "dcT arrives at the last hidden state: the hidden carry starts at zero, and dcT is "
            "where the cell carry starts.",
            CARRIES,
        ),
        Misconception(
            "carry-replaces-dh",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (own if t == last else dh, dc),
            ),
            "The carry replaces the gradient of the step's own loss; the two are added.",
            CARRIES,
        ),
        Misconception(
            "carries-exchanged",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (own, dc) if t == last else (own + dc, dh),
            ),
            "The two carries have changed places: dh_prev goes to the hidden state before, "
            "dc_prev to the cell state before.",
            CARRIES,
        ),
        Misconception(
            "carry-alone",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(0 * dhs, dcT, caches),
            "dhs has no effect: each step hears the carry only, and not its own loss.",
            CARRIES,
        ),
        Misconception(
            "last-loss-twice",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (2 * own if t == last else own + dh, dc),
            ),
            "The loss of the last step is counted twice: the hidden carry starts at zero, since "
            "no step comes after.",
            CARRIES,
        ),
        Misconception(
            "hidden-carry-added-up",
            _carries_added_up(hidden=True),
            "The hidden carry grows from step to step: each dh_prev takes the place of the one "
            "before.",
            CARRIES,
        ),
        Misconception(
            "cell-carry-added-up",
            _carries_added_up(cell=True),
            "The cell carry grows from step to step: each dc_prev takes the place of the one "
            "before, and your step has added what comes through h_t.",
            CARRIES,
        ),
        Misconception(
            "both-carries-added-up",
            _carries_added_up(hidden=True, cell=True),
            "Both carries grow from step to step: what a step back leaves takes the place of what "
            "the one before has left.",
            CARRIES,
        ),
        Misconception(
            "last-cell-gradient-at-every-step",
            lambda dhs, dcT, caches: _unroll(
                dhs,
                dcT,
                caches,
                arriving=lambda own, dh, dc, t, last: (own + dh, dc if t == last else dc + dcT),
            ),
            "dcT is added at every step; it arrives once, at the last cell state.",
            CARRIES,
        ),
        Misconception(
            "carries-taken-in-the-wrong-order",
            backward_with(
                arriving=lambda own, dh, dc, t, last: (own, dc) if t == last else (own + dc, dh),
                finish=lambda grads, steps: put(grads, dh=grads[2], dc=grads[1]),
            ),
            "What the step back returns is taken in the wrong order: dh_prev comes second, dc_prev "
            "third.",
            CARRIES,
        ),
        Misconception(
            "last-written-only",
            backward_with(finish=lambda grads, steps: (*grads[:3], *steps[-1][3:])),
            "Each step overwrites the weight gradients of the one before; the steps share their "
            "weights, and the gradients add up.",
            ALL,
        ),
        Misconception(
            "initial-gradients-zero",
            backward_with(finish=lambda grads, steps: put(grads, dh=0 * grads[1], dc=0 * grads[2])),
            "dh0 and dc0 are zero; they are the two carries that leave the first step.",
            CARRIES,
        ),
        Misconception(
            "dh0-zero",
            backward_with(finish=lambda grads, steps: put(grads, dh=0 * grads[1])),
            "dh0 is zero; it is the hidden carry that leaves the first step.",
            CARRIES,
        ),
        Misconception(
            "dc0-is-dcT",
            lambda dhs, dcT, caches: put(rnn_ref.lstm_backward(dhs, dcT, caches), dc=dcT),
            "dc0 is dcT as it came in; it is the cell carry that leaves the first step.",
            CARRIES,
        ),
        Misconception(
            "initial-gradients-exchanged",
            backward_with(
                finish=lambda grads, steps: put(grads, dh=grads[2], dc=grads[1]),
            ),
            "dc0 comes back before dh0: the order is dx, dh0, dc0.",
            CARRIES,
        ),
        Misconception(
            "weight-gradients-exchanged",
            backward_with(finish=weights_exchanged),
            WEIGHTS_EXCHANGED,
            WEIGHTS,
        ),
        Misconception(
            "dh0-one-step-off",
            _one_step_off(1),
            "dh0 is what leaves the second step; the carry of the first step is one further back.",
            CARRIES,
        ),
        Misconception(
            "dh0-of-the-first-step",
            lambda dhs, dcT, caches: put(
                rnn_ref.lstm_backward(dhs, dcT, caches),
                dh=dhs[:, 0] + _one_step_off(1)(dhs, dcT, caches)[1],
            ),
            "dh0 is what arrives at the state after the first step; the carry that leaves this "
            "step is one further back.",
            CARRIES,
        ),
        Misconception(
            "dc0-one-step-off",
            _one_step_off(2),
            "dc0 is what leaves the second step; the carry of the first step is one further back.",
            CARRIES,
        ),
        Misconception(
            "loop-never-runs",
            backward_with(order=lambda T: ()),
            "The loop never runs: a range that counts down needs -1 as its third number.",
            ALL,
        ),
        *loops_that_miss_a_step(lambda order: backward_with(order=order), ALL),
        Misconception(
            "loop-runs-forwards",
            backward_with(order=range),
            "The loop runs from the first step to the last; the carries of step t come from step "
            "t + 1, so the last step goes first.",
            ALL,
        ),
        Misconception(
            "caches-front-to-back",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(dhs, dcT, caches[::-1]),
            "The caches are used from the first to the last, while the loop runs from the last "
            "step to the first: step t needs caches[t].",
            ALL,
        ),
        *(
            Misconception(
                f"{which}-cache-for-all",
                lambda dhs, dcT, caches, k=k: rnn_ref.lstm_backward(
                    dhs, dcT, [caches[k]] * len(caches)
                ),
                f"Every step back uses the cache of the {which} step: step t needs caches[t].",
                ALL,
            )
            for which, k in (("first", 0), ("last", -1))
        ),
        Misconception(
            "cache-of-the-step-before",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(dhs, dcT, [caches[-1], *caches[:-1]]),
            "Each step back uses the cache of the step before: step t needs caches[t].",
            ALL,
        ),
        Misconception(
            "bias-with-two-axes",
            backward_with(finish=lambda grads, steps: put(grads, db=grads[5][None])),
            "The values of db are right and its shape is (1, 4H); b has shape (4H,), and so has "
            "its gradient.",
            WEIGHTS,
        ),
        Misconception(
            "dx-summed-over-time",
            backward_with(finish=lambda grads, steps: (grads[0].sum(axis=1), *grads[1:])),
            "dx is summed over time; each x_t enters one step only and keeps its own slot.",
            ALL,
        ),
        Misconception(
            "dx-back-to-front",
            backward_with(finish=lambda grads, steps: (grads[0][:, ::-1], *grads[1:])),
            "dx runs from the last step to the first; dx[:, t] belongs to x[:, t].",
            ALL,
        ),
        dx_time_first(rnn_ref.lstm_backward, ALL),
        Misconception(
            "ones-from-above",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(np.ones_like(dhs), dcT, caches),
            "dhs has no effect: the gradients are those of a loss that sends 1 to every h_t.",
            CARRIES,
        ),
        *(
            Misconception(f"step-{name}", backward_with(step=step), f"In each step: {says}", read)
            for name in IN_SEQUENCES_BACK
            for step, says, read in (BACK_MISTAKES[name],)
        ),
    ),
)
