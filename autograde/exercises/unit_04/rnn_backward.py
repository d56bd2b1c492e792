"""Exercise 04.3, rnn_backward: backpropagation through time."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_04 import ALL, CACHE, SHARED, STREAMS, UNIT
from autograde.exercises.unit_04.rnn_step_backward import STEP_MISTAKES, forward
from autograde.exercises.unit_04.wrong_streams import WRONG_STREAMS
from autograde.kinds.common import alike, in_order
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception
from autograde.kinds.recurrent import SEQUENCE_SIZES, dx_time_first, loops_that_miss_a_step


def sequence_case(
    rng, name, kind, N, T, D, H, dtype=float, keep=None, more=(), dhs_size=1.0, **sizes
):
    """keep: the steps whose loss sends a gradient; None means all of them."""
    _, caches = forward(rng, N, T, D, H, dtype, **sizes)
    dhs = (rng.standard_normal((N, T, H)) * dhs_size).astype(dtype)
    if keep is not None:
        dhs[:, [t for t in range(T) if t not in keep]] = 0
    return Case(name, (dhs, caches, *more), kind)


def backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""
    return [
        sequence_case(rng, "two steps", "shapes", 3, 2, 4, 5),
        sequence_case(rng, "as many inputs as hidden units", "shapes", 2, 3, 3, 3),
        sequence_case(rng, "the last loss only", "isolation", 3, 4, 2, 5, keep=[3]),
        sequence_case(rng, "the first loss only", "isolation", 3, 4, 2, 5, keep=[0]),
        sequence_case(rng, "x all zero", "isolation", 2, 3, 4, 5, x_size=0.0),
        sequence_case(rng, "h0 all zero", "isolation", 2, 3, 4, 5, h0_size=0.0),
        *(sequence_case(rng, *sizes) for sizes in SEQUENCE_SIZES),
        sequence_case(rng, "float32", "float32", 3, 5, 4, 6, dtype=np.float32),
        sequence_case(rng, "large gradients", "extreme", 3, 5, 4, 6, dhs_size=1e3),
    ]


def unroll(dhs, caches, step=rnn_ref.rnn_step_backward, arriving=None, order=None, keep=None):
    """The gradients of every step, by step; {} for a step that the loop does not visit.

    arriving(dh, carry, t): what enters step t; the sum of both if not given.
    keep(dh_prev, dh_t, carry): the next carry; dh_prev if not given.
    order(T): the steps in the order of the loop; from the last to the first if not given.
    """
    T = len(caches)
    steps = [{} for _ in range(T)]
    carry = np.zeros_like(caches[0][1])
    for t in reversed(range(T)) if order is None else order(T):
        dh_t = dhs[:, t] + carry if arriving is None else arriving(dhs[:, t], carry, t)
        dx_t, dh_prev, dW_xh, dW_hh, db_h = step(dh_t, caches[t])
        carry = dh_prev if keep is None else keep(dh_prev, dh_t, carry)
        steps[t] = {"x": dx_t, "h": carry, "W_xh": dW_xh, "W_hh": dW_hh, "b": db_h}
    return steps, carry


def add(steps, caches):
    """The sums over all steps: dW_xh, dW_hh, db_h."""
    W_xh, W_hh = caches[0][3:]
    zeros = {"W_xh": np.zeros_like(W_xh), "W_hh": np.zeros_like(W_hh), "b": np.zeros(len(W_hh))}
    return tuple(zero + sum(s[key] for s in steps if s) for key, zero in zeros.items())


def _collect(steps, carry, caches):
    """The five gradients of a sequence, from those of its steps."""
    dx = np.stack([s["x"] if s else np.zeros_like(caches[0][0]) for s in steps], axis=1)
    return dx, carry, *add(steps, caches)


def _backward_with(**changes):
    """Backpropagation through time with another step, carry or order of the loop."""

    def wrong(dhs, caches):
        return _collect(*unroll(dhs, caches, **changes), caches)

    return wrong


carry_dropped = _backward_with(arriving=lambda dh, carry, t: dh)
carries_added_up = _backward_with(keep=lambda dh_prev, dh_t, carry: carry + dh_prev)
carry_without_step = _backward_with(keep=lambda dh_prev, dh_t, carry: dh_t)


def carry_never_stored(dhs, caches):
    dx, carry, *dW = carry_dropped(dhs, caches)
    return dx, np.zeros_like(carry), *dW


def carry_replaces_dh(dhs, caches):
    last = len(caches) - 1
    steps = unroll(dhs, caches, arriving=lambda dh, carry, t: dh if t == last else carry)
    return _collect(*steps, caches)


def last_written_only(dhs, caches):
    dx, dh0, *_ = rnn_ref.rnn_backward(dhs, caches)
    steps, _ = unroll(dhs, caches)
    return dx, dh0, steps[0]["W_xh"], steps[0]["W_hh"], steps[0]["b"]


def overwritten(*places):
    """Right, but for the sums at these places, where the step done last is all that is left."""

    def wrong(dhs, caches):
        right, written = rnn_ref.rnn_backward(dhs, caches), last_written_only(dhs, caches)
        return tuple((written if i in places else right)[i] for i in range(5))

    return wrong


def carry_behind_the_slope(dhs, caches):
    def arriving(dh, carry, t):
        return dh + carry / (1 - caches[t][2] ** 2)

    return _collect(*unroll(dhs, caches, arriving=arriving), caches)


def clipped(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, dh0, *(np.clip(g, -5, 5) for g in dW)


def caches_from_the_other_end(dhs, caches):
    return rnn_ref.rnn_backward(dhs, caches[::-1])


def gradients_from_the_other_end(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs[:, ::-1], caches)
    return dx[:, ::-1], *rest


def dh0_zero(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, np.zeros_like(dh0), *dW


def dh0_one_step_off(dhs, caches):
    dx, _, *dW = rnn_ref.rnn_backward(dhs, caches)
    steps, _ = unroll(dhs, caches)
    carry = steps[1]["h"] if len(caches) > 1 else 0
    return dx, dhs[:, 0] + carry, *dW


def dh0_with_own_loss(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, dh0 + dhs[:, 0], *dW


def dx_summed(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return dx.sum(axis=1), *rest


def dx_back_to_front(dhs, caches):
    dx, *rest = rnn_ref.rnn_backward(dhs, caches)
    return dx[:, ::-1], *rest


def _not_summed(order):
    """The weight gradients of all steps in one array, in the order of a loop over them."""

    def wrong(dhs, caches):
        dx, dh0, *_ = rnn_ref.rnn_backward(dhs, caches)
        steps = unroll(dhs, caches)[0][::order]
        return dx, dh0, *(np.stack([s[key] for s in steps]) for key in ("W_xh", "W_hh", "b"))

    return wrong


def averaged_over_time(dhs, caches):
    dx, dh0, *dW = rnn_ref.rnn_backward(dhs, caches)
    return dx, dh0, *(g / len(caches) for g in dW)


def ones_from_above(dhs, caches):
    return rnn_ref.rnn_backward(np.ones_like(dhs), caches)


def whole_gradient_to_one_step(dhs, caches):
    dx = np.zeros((*dhs.shape[:2], caches[0][0].shape[1]))
    dW = [np.zeros_like(caches[0][3]), np.zeros_like(caches[0][4]), np.zeros(dhs.shape[2])]
    carry = np.zeros_like(caches[0][1])
    for t in reversed(range(len(caches))):
        x_t, h_prev, h_t, W_xh, W_hh = caches[t]
        da = (dhs + carry) * (1 - h_t**2)
        dx[:, t], carry = da @ W_xh.T, da @ W_hh.T
        for total, part in zip(dW, (x_t.T @ da, h_prev.T @ da, da.sum(axis=0)), strict=True):
            total += part
    return dx, carry, *dW


IN_EACH_STEP = "In each step, {}"


def inside(says):
    """A sentence that goes on after a comma."""
    return says[0].lower() + says[1:]


def fold_steps_back(step, dhs, caches, k=None):
    """All gradients; with k, those of the weights, the carry cut between windows of k."""
    T, h0 = len(caches), caches[0][1]
    dx, carry, sums = [None] * T, np.zeros_like(h0), [0.0, 0.0, 0.0]
    for t in reversed(range(T)):
        if k is not None and (t + 1) % k == 0:
            carry = np.zeros_like(h0)
        dx[t], carry, *weights = step(dhs[:, t] + carry, caches[t])
        sums = [total + one for total, one in zip(sums, weights, strict=True)]
    if k is not None:
        return tuple(sums)
    return np.stack(dx, axis=1), carry, *sums


def _in_the_loop(name):
    """A mistake of one step, as it shows when the loop calls that step."""
    step, says, read = STEP_MISTAKES[name]
    return Misconception(
        f"step-{name}", _backward_with(step=step), IN_EACH_STEP.format(inside(says)), read
    )


EXERCISE = Exercise(
    name="rnn_backward",
    number="04.3",
    unit=UNIT,
    title="backpropagation through time",
    points=12,
    reference=rnn_ref.rnn_backward,
    cache=CACHE,
    follow=Follow(
        "rnn_step_backward", fold_steps_back, ("dh_t",), easier=("gradient-from-above-ignored",)
    ),
    cases=backward_cases,
    outputs=("dx", "dh0", "dW_xh", "dW_hh", "db_h"),
    shares={"dx": 3 / 12, "dh0": 2 / 12, "dW_xh": 2 / 12, "dW_hh": 3 / 12, "db_h": 2 / 12},
    section=ALL,
    hints=(
        "Which step do you have to do first, if each step needs what the step after it sends "
        "back? And of the five gradients of a step: which belongs to this step alone, which to "
        "all steps, and which is handed on?",
        "dh_t = dhs[:, t] + carry, where the carry is the dh_prev that step t + 1 gave back, and "
        "zero at the last step. dW = sum over t of dW_t, and the same for db_h. dh0 is the "
        "carry that is left after the first step.",
        "make zeros for dx, for the three sums and for the carry\n"
        "go from step T - 1 down to step 0:\n"
        "    add the carry to what the loss of this step sends\n"
        "    take one step back with it\n"
        "    store dx_t in its slot, keep dh_prev as the next carry\n"
        "    add the other three to their sums\n"
        "return dx, the carry, and the sums",
    ),
    misconceptions=(
        Misconception(
            "carry-dropped",
            carry_dropped,
            "Each step sees the gradient of its own loss only: what step t + 1 sends back "
            "(dh_prev) is not added to dh_t.",
            STREAMS,
        ),
        Misconception(
            "carry-never-stored",
            carry_never_stored,
            "The carry stays zero from start to end, so no gradient reaches the step before and "
            "dh0 is zero; each step must leave its dh_prev behind.",
            STREAMS,
        ),
        Misconception(
            "carry-replaces-dh",
            carry_replaces_dh,
            "The carry replaces the gradient that arrives from the loss of step t; the two "
            "streams are added.",
            STREAMS,
        ),
        Misconception(
            "carry-behind-the-slope",
            carry_behind_the_slope,
            "The carry is added to da_t, behind the slope of tanh; it arrives at h_t, as dhs does, "
            "and both pass the slope together.",
            STREAMS,
        ),
        Misconception(
            "carries-added-up",
            carries_added_up,
            "The carries of several steps are added up; the new one replaces the old one.",
            STREAMS,
        ),
        Misconception(
            "carry-without-the-step-back",
            carry_without_step,
            "dh_t itself is carried on, as if the step were not there; the carry is the dh_prev "
            "that comes out of the step.",
            STREAMS,
        ),
        Misconception(
            "last-written-only",
            last_written_only,
            "Each step overwrites the weight gradients of the one before, so only one step is "
            "left at the end; the steps share their weights, and the gradients add up.",
            SHARED,
        ),
        *(
            Misconception(
                f"{name}-overwritten",
                overwritten(place),
                f"{gradient} is overwritten at each step, so only the step that the loop does last "
                "is left; each step adds its share.",
                SHARED,
            )
            for place, gradient, name in (
                (2, "dW_xh", "input-weights"),
                (3, "dW_hh", "recurrent-weights"),
                (4, "db_h", "bias"),
            )
        ),
        *(
            Misconception(
                name,
                _not_summed(order),
                "The weight gradients of the steps stand side by side, with T in front; the steps "
                "share their weights, so the gradients are added.",
                SHARED,
            )
            for name, order in (("not-summed", -1), ("not-summed-in-order", 1))
        ),
        Misconception(
            "averaged-over-time",
            averaged_over_time,
            "The weight gradients are divided by T; the chain rule asks for the sum over the "
            "steps, any averaging belongs to the loss.",
            SHARED,
        ),
        Misconception(
            "dh0-zero",
            dh0_zero,
            "dh0 is zero; it is the carry that leaves the first step when the loop has ended.",
            STREAMS,
        ),
        Misconception(
            "dh0-one-step-off",
            dh0_one_step_off,
            "dh0 is the gradient that arrives at the state after the first step; the initial "
            "state lies one step further back.",
            STREAMS,
        ),
        Misconception(
            "dh0-with-own-loss",
            dh0_with_own_loss,
            "dhs[:, 0] is added to dh0: it belongs to the state after the first step, where it "
            "was added already. The initial state has no loss of its own.",
            STREAMS,
        ),
        *loops_that_miss_a_step(lambda order: _backward_with(order=order), ALL),
        Misconception(
            "loop-runs-forwards",
            _backward_with(order=range),
            "The loop runs from the first step to the last; the carry of step t comes from step "
            "t + 1, so the last step goes first.",
            ALL,
        ),
        Misconception(
            "loop-never-runs",
            _backward_with(order=lambda T: ()),
            "All gradients are zero: the loop does not run once. range counts upwards unless it "
            "is given a step of -1.",
            ALL,
        ),
        Misconception(
            "last-step-only",
            _backward_with(order=lambda T: [T - 1]),
            "Only the last step is done, then the loop ends: does `return` stand inside it?",
            ALL,
        ),
        *alike(
            "The gradient of one step meets the cache of another: dhs and caches are read from "
            "opposite ends.",
            ALL,
            ("caches-from-the-other-end", caches_from_the_other_end),
            ("gradients-from-the-other-end", gradients_from_the_other_end),
        ),
        Misconception(
            "first-cache-at-every-step",
            lambda dhs, caches: rnn_ref.rnn_backward(dhs, [caches[0]] * len(caches)),
            "Every step reads the cache of step 0; each has a cache of its own, with its own "
            "input and states.",
            ALL,
        ),
        Misconception(
            "clipped",
            clipped,
            "The sums are clipped to -5 and 5: that is a means against large updates, and these "
            "are no longer the gradients.",
            SHARED,
        ),
        *(
            Misconception(
                name,
                in_order(rnn_ref.rnn_backward, *places),
                "The gradients are returned in another order than dx, dh0, dW_xh, dW_hh, db_h.",
                ALL,
            )
            for name, places in (
                ("initial-state-last", (0, 2, 3, 4, 1)),
                ("weight-gradients-exchanged", (0, 1, 3, 2, 4)),
            )
        ),
        Misconception(
            "dx-summed-over-time",
            dx_summed,
            "dx is summed over time; each x_t enters one step only and keeps a gradient of its "
            "own, in its own slot.",
            SHARED,
        ),
        Misconception(
            "dx-back-to-front",
            dx_back_to_front,
            "dx runs from the last step to the first, in the order in which the loop made it; "
            "dx[:, t] belongs to x[:, t].",
            ALL,
        ),
        dx_time_first(rnn_ref.rnn_backward, ALL),
        *WRONG_STREAMS,
        Misconception(
            "ones-from-above",
            ones_from_above,
            "dhs has no effect: the gradients are those of a loss that sends 1 to every state.",
            STREAMS,
        ),
        Misconception(
            "whole-gradient-to-one-step",
            whole_gradient_to_one_step,
            "The whole gradient (N, T, H) goes into a single step; a step takes the (N, H) of "
            "its own time.",
            ALL,
        ),
        *(
            _in_the_loop(name)
            for name in STEP_MISTAKES
            if name not in ("bias-averaged", "carry-without-derivative")
        ),
    ),
)
