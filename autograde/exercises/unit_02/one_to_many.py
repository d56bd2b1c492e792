"""Exercise 02.2, one_to_many: one to many."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import FED_BACK, UNIT
from autograde.exercises.unit_02.nets import last_everywhere, net, shared, squashed, time_major
from autograde.kinds.common import as_float32, left_zero, one_by_one, reshaped
from autograde.kinds.exercise import Case, Exercise, Misconception


def _generator_case(rng, N, T, H, K):
    return (rng.normal(size=(N, K)), rng.uniform(-0.9, 0.9, (N, H)), *net(rng, K, H, K), T)


def _generator_cases(rng):
    x_1, h0, *weights, T = _generator_case(rng, 2, 3, 4, 3)
    no_bias = (*weights[:2], 0 * weights[2], weights[3], 0 * weights[4], T)
    only_b_y = (*weights[:2], 0 * weights[2], *weights[3:], T)
    return [
        Case("2 sequences of 3 outputs", (x_1, h0, *weights, T), "shapes"),
        Case("as many outputs as units", _generator_case(rng, 3, 4, 5, 5), "shapes"),
        Case("only x_1 is not zero", (x_1, 0 * h0, *no_bias), "isolation"),
        Case("only h0 is not zero", (0 * x_1, h0, *no_bias), "isolation"),
        Case("only b_y is not zero", (0 * x_1, 0 * h0, *only_b_y), "isolation"),
        *(Case(name, _generator_case(rng, *sizes), "ones") for name, sizes in one_by_one("NTHK")),
        Case("N=3, T=6, H=4, K=5", _generator_case(rng, 3, 6, 4, 5)),
        Case("N=6, T=4, H=5, K=3", _generator_case(rng, 6, 4, 5, 3)),
        Case("N=4, T=7, H=6, K=3", _generator_case(rng, 4, 7, 6, 3)),
        Case("float32", as_float32(_generator_case(rng, 5, 4, 3, 2)), "float32"),
    ]


def _generate_with(
    next_input=lambda y, h, x_1: y,
    next_state=lambda h, h0: h,
    read=lambda new, old: new,
    squash=lambda y: y,
    lost=0,
):
    """A generator with one thing wrong.

    It is what the next step reads, the state it starts from, the state that is read, what is made
    of the output, or the number of steps.
    """

    def generate(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
        x, h, ys = x_1, h0, []
        for _ in range(T - lost):
            old, h = h, rnn_ref.rnn_step(x, next_state(h, h0), W_xh, W_hh, b_h)
            y = squash(read(h, old) @ W_hy + b_y)
            x = next_input(y, h, x_1)
            ys.append(y)
        return np.stack(ys, axis=1)

    return generate


def _inputs_in_place_of_outputs(x_1, *rest):
    ys = rnn_ref.one_to_many(x_1, *rest)
    return np.concatenate([x_1[:, None], ys[:, :-1]], axis=1)


def _first_input_kept(x_1, *rest):
    return np.concatenate([x_1[:, None], rnn_ref.one_to_many(x_1, *rest)], axis=1)


ONE_TO_MANY_MISTAKES = (
    Misconception(
        "first-input-at-every-step",
        _generate_with(lambda y, h, x_1: x_1),
        "Every step reads x_1 again, so no output comes back: from the second step on the input "
        "is the output of the step before.",
        FED_BACK,
    ),
    Misconception(
        "zeros-after-the-first-input",
        _generate_with(lambda y, h, x_1: np.zeros_like(x_1)),
        "After x_1 the network reads zeros: from the second step on the input is the output of "
        "the step before.",
        FED_BACK,
    ),
    Misconception(
        "state-fed-back",
        _generate_with(lambda y, h, x_1: h),
        "The state is used as the next input, which fails unless H equals K: the input of the "
        "next step is the output, after W_hy and b_y.",
        FED_BACK,
    ),
    Misconception(
        "squashed-output-fed-back",
        _generate_with(lambda y, h, x_1: np.tanh(y)),
        "What comes back is the tanh of the output: feed back the output as it is.",
        FED_BACK,
    ),
    Misconception(
        "first-input-ignored",
        lambda x_1, *rest: rnn_ref.one_to_many(np.zeros_like(x_1), *rest),
        "x_1 has no effect, and the first step reads zeros: is it never read, or does t - 1, "
        "which is -1 at the first step, stand for the last output, still zero?",
        FED_BACK,
    ),
    Misconception(
        "state-reset",
        _generate_with(next_state=lambda h, h0: h0),
        "Each step starts from h0 again, so the network forgets all but its last output: the "
        "state is carried along as well as the output.",
        FED_BACK,
    ),
    Misconception(
        "output-from-the-old-state",
        _generate_with(read=lambda new, old: old),
        "Each output is read from the state before the step, so the first one knows nothing of "
        "x_1: read the new state.",
        FED_BACK,
    ),
    Misconception(
        "one-step-too-few",
        _generate_with(lost=1),
        "The loop stops one step too early: T outputs take T steps, and the first of them reads "
        "x_1.",
        FED_BACK,
    ),
    *left_zero(rnn_ref.one_to_many, FED_BACK),
    Misconception(
        "inputs-returned",
        _inputs_in_place_of_outputs,
        "These are the inputs of the steps, with x_1 in front and the last output missing: "
        "return the outputs.",
        FED_BACK,
    ),
    Misconception(
        "first-input-kept",
        _first_input_kept,
        "There is one entry too many, (N, T + 1, K): x_1 is an input and not among the outputs.",
        FED_BACK,
    ),
    Misconception(
        "last-output-only",
        lambda *args: rnn_ref.one_to_many(*args)[:, -1],
        "Only the last output comes back, (N, K): keep the output of every step, (N, T, K).",
        FED_BACK,
    ),
    Misconception(
        "one-output-everywhere",
        last_everywhere(rnn_ref.one_to_many),
        "Every slot shows the last output: one array was stored T times and changed each time. "
        "Make a new array at each step.",
        FED_BACK,
    ),
    *shared(rnn_ref.one_to_many, FED_BACK, "(N, T, K)"),
    *squashed(lambda squash: _generate_with(squash=squash), FED_BACK),
    time_major(rnn_ref.one_to_many, FED_BACK),
    reshaped(rnn_ref.one_to_many, FED_BACK),
)


EXERCISE = Exercise(
    name="one_to_many",
    number="02.2",
    unit=UNIT,
    title="one to many",
    points=5,
    reference=rnn_ref.one_to_many,
    cases=_generator_cases,
    outputs=("ys",),
    section=FED_BACK,
    hints=(
        "Two things travel from step to step: the state, as always, and the output, which "
        "becomes the next input. Keep a variable for each.",
        "h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h), y_t = h_t W_hy + b_y and x_{t+1} = y_t.",
        "input: x_1; state: h0\n"
        "T times:\n"
        "    state: one step, from the input and the state so far\n"
        "    output: the state through the output layer; keep it\n"
        "    input: that output\n"
        "return the outputs, (N, T, K)",
    ),
    misconceptions=ONE_TO_MANY_MISTAKES,
)
