"""Exercise 00.1, affine_time: a dense layer over time."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_00 import ARRAYS, BROADCASTING, PRODUCT, UNIT
from autograde.kinds.common import alike, one_by_one
from autograde.kinds.exercise import Case, Exercise, Misconception


def affine_cases(rng):
    """Sizes that are equal where a mistake would hide, and different where it shows."""

    def draw(N, T, D, H, dtype=float):
        x, W = rng.standard_normal((N, T, D)), rng.standard_normal((D, H))
        return tuple(a.astype(dtype) for a in (x, W, rng.standard_normal(H)))

    x, W, b = draw(2, 3, 4, 5)
    return [
        Case("2 sequences of 3 steps", (x, W, b), "shapes"),
        Case("as many outputs as inputs", draw(2, 3, 4, 4), "shapes"),
        Case("as many steps as sequences", draw(3, 3, 2, 4), "shapes"),
        Case("as many steps as outputs", draw(2, 4, 3, 4), "shapes"),
        Case("all sizes 3", draw(3, 3, 3, 3), "shapes"),
        Case("only b is not zero", (np.zeros_like(x), W, b), "isolation"),
        Case("b is zero", (x, W, np.zeros_like(b)), "isolation"),
        *(Case(name, draw(*sizes), "ones") for name, sizes in one_by_one("NTDH")),
        Case("N=3, T=6, D=5, H=4", draw(3, 6, 5, 4)),
        Case("N=6, T=4, D=3, H=5", draw(6, 4, 3, 5)),
        Case("N=4, T=5, D=7, H=3", draw(4, 5, 7, 3)),
        Case("float32", draw(5, 6, 3, 4, np.float32), "float32"),
    ]


def affine_batch_for_time(x, W, b):
    y = np.zeros((*x.shape[:2], len(b)))
    for t in range(x.shape[1]):
        y[:, t] = x[t] @ W + b
    return y


def affine_in_the_shape_of_x(x, W, b):
    y = np.zeros_like(x)
    for t in range(x.shape[1]):
        y[:, t] = x[:, t] @ W + b
    return y


def _first_round_of(*index):
    """The right layer where `index` is, and 0 where a loop that has returned never came."""

    def wrong(x, W, b):
        y = np.zeros((*x.shape[:2], len(b)))
        y[index] = (x @ W + b)[index]
        return y

    return wrong


def affine_into_sequences(x, W, b):
    y = np.zeros((*x.shape[:2], len(b)))
    for t in range(x.shape[1]):
        y[t] = x[t] @ W + b
    return y


AFFINE_MISTAKES = (
    Misconception(
        "bias-forgotten",
        lambda x, W, b: x @ W,
        "b is never added: the product is right, and each of its H columns lacks its bias.",
        PRODUCT,
    ),
    Misconception(
        "bias-in-the-weights",
        lambda x, W, b: x @ (W + b),
        "b is added to W before the product, so every input multiplies it: it belongs to the "
        "product, once.",
        PRODUCT,
    ),
    Misconception(
        "bias-as-one-number",
        lambda x, W, b: x @ W + b.sum(),
        "All outputs get the same bias, the sum of b: each of the H outputs has its own entry.",
        BROADCASTING,
    ),
    Misconception(
        "weights-transposed",
        lambda x, W, b: x @ W.T + b,
        "W is used transposed, which fails unless D equals H: W is (D, H), and a row of D numbers "
        "stands on its left.",
        PRODUCT,
    ),
    Misconception(
        "bias-as-a-column",
        lambda x, W, b: x @ W + b[:, None],
        "b is made a column, (H, 1), so it lines up with the steps: as it is, (H,), it lines up "
        "with the last axis, where each of the H outputs gets its own entry.",
        BROADCASTING,
    ),
    *alike(
        "W stands on the left of x, so it is multiplied with the wrong axis: in this course "
        "sequences are rows, and weights stand on the right.",
        PRODUCT,
        ("weights-on-the-left", lambda x, W, b: W @ x + b),
        ("weights-on-the-left-with-dot", lambda x, W, b: np.dot(W, x) + b),
        ("weights-on-the-left-transposed", lambda x, W, b: W.T @ x + b),
        ("weights-on-the-left-transposed-with-dot", lambda x, W, b: np.dot(W.T, x) + b),
    ),
    Misconception(
        "elementwise",
        lambda x, W, b: x * W + b,
        "* multiplies entry by entry, where the sizes allow it at all: the weighted sums over D "
        "are made by @.",
        PRODUCT,
    ),
    Misconception(
        "last-step-only",
        lambda x, W, b: x[:, -1] @ W + b,
        "Only the last step comes back, (N, H): keep all steps, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "first-step-only",
        lambda x, W, b: x[:, 0] @ W + b,
        "Only the first step comes back, (N, H): keep all steps, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "summed-over-time",
        lambda x, W, b: (x @ W + b).sum(axis=1),
        "The steps are added up, (N, H): each step has its own output, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "flattened",
        lambda x, W, b: x.reshape(-1, x.shape[-1]) @ W + b,
        "The values are right, but batch and time have become one axis, (N*T, H): give them their "
        "two axes back.",
        ARRAYS,
    ),
    Misconception(
        "time-first",
        lambda x, W, b: np.swapaxes(x @ W + b, 0, 1),
        "The result is (T, N, H), time first: in this course the batch comes first.",
        ARRAYS,
    ),
    Misconception(
        "batch-for-time",
        affine_batch_for_time,
        "x[t] is sequence t with all its steps: time is axis 1, so a step of the whole batch is "
        "x[:, t].",
        ARRAYS,
    ),
    Misconception(
        "steps-for-sequences",
        affine_into_sequences,
        "x[t] is sequence t, and y[t] too, so a loop over the steps does the first T sequences "
        "and no other: step t is x[:, t].",
        ARRAYS,
    ),
    Misconception(
        "in-the-shape-of-x",
        affine_in_the_shape_of_x,
        "The result is made in the shape of x, which has D numbers at each step: there are H of "
        "them now, (N, T, H).",
        ARRAYS,
    ),
    *(
        Misconception(
            f"returned-in-the-loop-over-{name}",
            _first_round_of(*index),
            f"Only the first {done} is there, the rest is still 0: a `return` that stands inside a "
            "loop ends it in its first round.",
            ARRAYS,
        )
        for name, index, done in (
            ("steps", (slice(None), 0), "step of each sequence"),
            ("sequences", (0,), "sequence"),
            ("both", (0, 0), "step of the first sequence"),
        )
    ),
    *(
        Misconception(
            name,
            lambda x, W, b, squash=squash: squash(x @ W + b),
            f"The sum has gone through {squasher}: an affine layer has no activation.",
            PRODUCT,
        )
        for name, squasher, squash in (
            ("activation-added", "tanh", np.tanh),
            ("sigmoid-added", "a sigmoid", rnn_ref.sigmoid),
            ("relu-added", "a ReLU", lambda a: np.maximum(a, 0)),
        )
    ),
    Misconception(
        "squeezed",
        lambda x, W, b: np.squeeze(x @ W + b),
        "The values are right, but an axis of size 1 is gone: keep (N, T, H) also when a size is "
        "1.",
        ARRAYS,
    ),
)


EXERCISE = Exercise(
    name="affine_time",
    number="00.1",
    unit=UNIT,
    title="a dense layer over time",
    points=4,
    reference=rnn_ref.affine_time,
    cases=affine_cases,
    outputs=("y",),
    section=PRODUCT,
    hints=(
        "One step of one sequence is a row of D numbers. @ works on the last axis of the left "
        "array and leaves all the others as they are.",
        "y[n, t, j] = sum over d of x[n, t, d] W[d, j], plus b[j].",
        "multiply all steps (N, T, D) with the matrix (D, H): the result is (N, T, H)\n"
        "add the bias, which broadcasts over the first two axes\n"
        "return the sum",
    ),
    misconceptions=AFFINE_MISTAKES,
)
