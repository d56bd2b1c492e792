"""Exercise 01.3, rnn_output: the output layer."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.beside.inputs import Given
from autograde.exercises.unit_01 import OUTPUT, UNIT
from autograde.kinds.common import as_float32, one_by_one, squeezed
from autograde.kinds.exercise import Case, Exercise, Misconception


def _output_case(rng, N, T, H, K, activation):
    hs = rng.uniform(-0.9, 0.9, (N, T, H))
    return (hs, rng.normal(size=(H, K)), rng.normal(size=K), Given(activation))


def _output_cases(rng):
    hs, W_hy, b_y, _ = _output_case(rng, 2, 3, 4, 2, "identity")
    small = as_float32(_output_case(rng, 3, 4, 5, 2, "tanh"))
    return [
        Case("2 sequences of 3 steps, no squashing", (hs, W_hy, b_y, Given("identity")), "shapes"),
        Case("the same with tanh", (hs, W_hy, b_y, Given("tanh")), "shapes"),
        Case("only b_y is not zero", (hs * 0, W_hy, b_y, Given("tanh")), "isolation"),
        Case("only hs is not zero", (hs, W_hy, b_y * 0, Given("tanh")), "isolation"),
        *(
            Case(name, _output_case(rng, *sizes, "logistic"), "ones")
            for name, sizes in one_by_one("NTHK")
        ),
        Case("N=3, T=6, H=5, K=4, tanh", _output_case(rng, 3, 6, 5, 4, "tanh")),
        Case("N=6, T=4, H=3, K=5, logistic", _output_case(rng, 6, 4, 3, 5, "logistic")),
        Case("N=5, T=3, H=4, K=6, shares", _output_case(rng, 5, 3, 4, 6, "shares")),
        Case("N=4, T=5, H=6, K=3, none", _output_case(rng, 4, 5, 6, 3, "identity")),
        Case("float32", small, "float32"),
    ]


def _activation_along(axis):
    """The activation sees `axis` of the weighted sums (N, T, K) as its last."""

    def wrong(hs, W_hy, b_y, activation):
        return np.swapaxes(activation(np.swapaxes(hs @ W_hy + b_y, axis, 2)), axis, 2)

    return wrong


OUTPUT_MISTAKES = (
    Misconception(
        "activation-forgotten",
        lambda hs, W_hy, b_y, activation: hs @ W_hy + b_y,
        "The weighted sums are right, but activation is never called on them.",
        OUTPUT,
    ),
    Misconception(
        "always-tanh",
        lambda hs, W_hy, b_y, activation: np.tanh(hs @ W_hy + b_y),
        "tanh is used whatever activation is: call the function that was passed in.",
        OUTPUT,
    ),
    Misconception(
        "always-softmax",
        lambda hs, W_hy, b_y, activation: rnn_ref.softmax(hs @ W_hy + b_y),
        "A softmax is used whatever activation is: call the function that was passed in.",
        OUTPUT,
    ),
    Misconception(
        "bias-forgotten",
        lambda hs, W_hy, b_y, activation: activation(hs @ W_hy),
        "b_y is never added: it belongs inside the activation, beside the product.",
        OUTPUT,
    ),
    Misconception(
        "bias-after-activation",
        lambda hs, W_hy, b_y, activation: activation(hs @ W_hy) + b_y,
        "b_y is added after the activation: it belongs inside.",
        OUTPUT,
    ),
    Misconception(
        "activation-of-the-states",
        lambda hs, W_hy, b_y, activation: activation(hs) @ W_hy + b_y,
        "The activation is applied to the states: it belongs around the weighted sum.",
        OUTPUT,
    ),
    Misconception(
        "last-step-only",
        lambda hs, W_hy, b_y, activation: activation(hs[:, -1] @ W_hy + b_y),
        "Only the last step has an output, (N, K): every step has one, (N, T, K).",
        OUTPUT,
    ),
    Misconception(
        "time-major",
        lambda *args: np.swapaxes(rnn_ref.rnn_output(*args), 0, 1),
        "The outputs are (T, N, K), time first: the batch comes first, (N, T, K), as in hs.",
        OUTPUT,
    ),
    *(
        Misconception(
            f"activation-over-{name.replace(' ', '-')}",
            _activation_along(axis),
            f"The activation runs along {name}: hand it the array with its outputs on the last "
            "axis.",
            OUTPUT,
        )
        for axis, name in enumerate(("the batch", "time"))
    ),
    squeezed(rnn_ref.rnn_output, OUTPUT, "(N, T, K)"),
)


EXERCISE = Exercise(
    name="rnn_output",
    number="01.3",
    unit=UNIT,
    title="the output layer",
    points=3,
    reference=rnn_ref.rnn_output,
    cases=_output_cases,
    outputs=("ys",),
    section=OUTPUT,
    hints=(
        "The output layer is a dense layer that reads the state. It has no memory of its "
        "own, so all steps can go through it at once.",
        "y_t = O(h_t W_hy + b_y), with O the function that was passed in.",
        "multiply all states (N, T, H) with the matrix (H, K): @ keeps the first two axes\n"
        "add the bias\n"
        "call the activation on the whole array, and return what it returns",
    ),
    misconceptions=OUTPUT_MISTAKES,
)
