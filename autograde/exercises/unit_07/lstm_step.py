"""Exercise 07.1, lstm_step: one LSTM step."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_07 import BIASES, ORDER, STEP, UNIT
from autograde.kinds.common import named, one_by_one
from autograde.kinds.exercise import Case, Exercise
from rnn_ref import sigmoid


def weights(rng, D, H):
    """W_x, W_h, b: no gate saturates, and no two gates have the same bias."""
    W_x = rng.standard_normal((D, 4 * H)) * 0.8 / np.sqrt(D)
    W_h = rng.standard_normal((H, 4 * H)) * 0.8 / np.sqrt(H)
    return W_x, W_h, (BIASES + 0.4 * rng.standard_normal((4, H))).ravel()


def states(rng, N, H):
    return rng.uniform(-0.8, 0.8, (N, H)), 1.2 * rng.standard_normal((N, H))


def zero(array, keep):
    return array if keep else np.zeros_like(array)


def step_args(rng, N, D, H, keep="xhcb", x_size=1.0, dtype=float):
    """keep: which of x_t, h_prev, c_prev and b are not zero."""
    h_prev, c_prev = states(rng, N, H)
    x_t = x_size * rng.standard_normal((N, D))
    W_x, W_h, b = weights(rng, D, H)
    x_t, h_prev, c_prev, b = (
        zero(array, letter in keep)
        for array, letter in zip((x_t, h_prev, c_prev, b), "xhcb", strict=True)
    )
    return tuple(a.astype(dtype) for a in (x_t, h_prev, c_prev, W_x, W_h, b))


def step_cases(rng):
    def case(name, kind, *sizes, **options):
        return Case(name, step_args(rng, *sizes, **options), kind)

    return [
        case("2 sequences, 3 inputs, 4 units", "shapes", 2, 3, 4),
        case("as many sequences as units", "shapes", 3, 2, 3),
        case("only b is not zero", "isolation", 2, 3, 4, keep="b"),
        case("only x_t is not zero", "isolation", 2, 3, 4, keep="x"),
        case("only h_prev is not zero", "isolation", 3, 2, 4, keep="h"),
        case("only c_prev is not zero", "isolation", 3, 2, 4, keep="c"),
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NDH")),
        case("N=3, D=5, H=4", "generic", 3, 5, 4),
        case("N=6, D=3, H=5", "generic", 6, 3, 5),
        case("N=5, D=4, H=3", "generic", 5, 4, 3),
        case("float32", "float32", 4, 3, 5, dtype=np.float32),
        case("inputs of size 1000", "extreme", 3, 4, 5, x_size=1000.0),
    ]


def _linear(a):
    return a


def blocks(a):
    return np.split(a, 4, axis=-1)


SQUASHES = (sigmoid, sigmoid, np.tanh, sigmoid)


def _step_with(
    squash=SQUASHES,
    order=(0, 1, 2, 3),
    cell=lambda i, f, g, c_prev, h_prev: f * c_prev + i * g,
    show=lambda o, c_t, c_prev: o * np.tanh(c_t),
    bias=lambda b: b,
):
    """A step with one thing wrong. order: the blocks of columns that are read as i, f, g, o."""

    def wrong(x_t, h_prev, c_prev, W_x, W_h, b):
        a = blocks(x_t @ W_x + h_prev @ W_h + bias(b))
        i, f, g, o = (s(a[k]) for s, k in zip(squash, order, strict=True))
        c_t = cell(i, f, g, c_prev, h_prev)
        return show(o, c_t, c_prev), c_t

    return wrong


def _tanh_of_sigmoid(a):
    return np.tanh(sigmoid(a))


def _step_gates_read_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    return rnn_ref.lstm_step(x_t, c_prev, c_prev, W_x, W_h, b)


def _biases_exchanged(b):
    i, f, g, o = blocks(b)
    return np.concatenate([f, i, g, o])


def _step_states_exchanged(x_t, h_prev, c_prev, W_x, W_h, b):
    return rnn_ref.lstm_step(x_t, c_prev, h_prev, W_x, W_h, b)


def _step_blocks_transposed(x_t, h_prev, c_prev, W_x, W_h, b):
    turned = np.concatenate([block.T for block in blocks(W_h)], axis=1)
    return rnn_ref.lstm_step(x_t, h_prev, c_prev, W_x, turned, b)


def _step_cut_from_batch(x_t, h_prev, c_prev, W_x, W_h, b):
    a, H = x_t @ W_x + h_prev @ W_h + b, len(W_h)
    i, f, o = (sigmoid(a[k * H : (k + 1) * H]) for k in (0, 1, 3))
    c_t = f * c_prev + i * np.tanh(a[2 * H : 3 * H])
    return o * np.tanh(c_t), c_t


def _step_blocks_by(cut):
    """A step whose blocks are cut from a (N, 4H) by `cut(a)`."""

    def wrong(x_t, h_prev, c_prev, W_x, W_h, b):
        i, f, g, o = cut(x_t @ W_x + h_prev @ W_h + b)
        c_t = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c_t), c_t

    return wrong


def _step_matrix_products(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = blocks(x_t @ W_x + h_prev @ W_h + b)
    c_t = sigmoid(f) @ c_prev + sigmoid(i) @ np.tanh(g)
    return sigmoid(o) @ np.tanh(c_t), c_t


def _step_matrix_products_in_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = blocks(x_t @ W_x + h_prev @ W_h + b)
    c_t = sigmoid(f) @ c_prev + sigmoid(i) @ np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t


def _step_joined_backwards(x_t, h_prev, c_prev, W_x, W_h, b):
    joined = np.concatenate([h_prev, x_t], axis=1) @ np.concatenate([W_x, W_h]) + b
    i, f, g, o = blocks(joined)
    c_t = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t


def _step_keeps_the_squashed_cell(*args):
    h_t, c_t = rnn_ref.lstm_step(*args)
    return h_t, np.tanh(c_t)


def _step_squeezed(*args):
    return tuple(np.squeeze(out) for out in rnn_ref.lstm_step(*args))


def _step_ignores(position):
    def wrong(*args):
        return rnn_ref.lstm_step(*(zero(a, k != position) for k, a in enumerate(args)))

    return wrong


ORDER_SAYS = "The blocks of columns are read in the order {}; they stand in the order i, f, g, o."


def places(order):
    """Where i, f, g and o stand in an order such as "f, i, g, o"."""
    return tuple(order.split(", ").index(gate) for gate in "ifgo")


def _read_in(order):
    return _step_with(order=places(order)), ORDER_SAYS.format(order), ORDER


# id -> (the step, what went wrong, where to read). Those above the line come back in sequences.
STEP_MISTAKES = {
    "gates-not-squashed": (
        _step_with(squash=(_linear, _linear, np.tanh, _linear)),
        "i, f and o are used without a sigmoid, so they are not between 0 and 1. A backward pass "
        "without their slopes agrees with this step, and a gradient check of the two passes: "
        "both would be wrong in the same way.",
        ORDER,
    ),
    "input-and-forget-exchanged": (
        _step_with(order=(1, 0, 2, 3)),
        "i and f have changed places: the first block of columns is i, which multiplies g, and "
        "the second is f, which multiplies c_prev.",
        ORDER,
    ),
    "order-i-f-o-g": _read_in("i, f, o, g"),
    "tanh-of-the-cell-forgotten": (
        _step_with(show=lambda o, c_t, c_prev: o * c_t),
        "h_t is o * c_t: the output gate shows tanh(c_t), so that h_t stays between -1 and 1.",
        STEP,
    ),
    "forget-gate-left-out": (
        _step_with(cell=lambda i, f, g, c_prev, h_prev: c_prev + i * g),
        "c_prev is kept whole, as in the cell of 1997: here the forget gate multiplies it.",
        STEP,
    ),
    "candidate-by-sigmoid": (
        _step_with(squash=(sigmoid,) * 4),
        "g is squashed by a sigmoid, so the cell can only ever be raised: g uses tanh, which has "
        "both signs.",
        STEP,
    ),
    # ---
    "nothing-squashed": (
        _step_with(squash=(_linear,) * 4),
        "None of the four blocks is squashed: i, f and o need a sigmoid, g needs tanh. A backward "
        "pass without slopes would agree with this step, and both would be wrong.",
        ORDER,
    ),
    "gates-by-tanh": (
        _step_with(squash=(np.tanh,) * 4),
        "The gates are squashed by tanh, so they can be negative: i, f and o use the sigmoid.",
        STEP,
    ),
    "candidate-not-squashed": (
        _step_with(squash=(sigmoid, sigmoid, _linear, sigmoid)),
        "g is used as it comes from the sum: the candidate is squashed by tanh.",
        STEP,
    ),
    "candidate-squashed-twice": (
        _step_with(squash=(sigmoid, sigmoid, _tanh_of_sigmoid, sigmoid)),
        "g goes through a sigmoid and then through tanh: squash its block by tanh alone, and "
        "those of i, f and o by the sigmoid.",
        STEP,
    ),
    "gates-read-the-cell": (
        _step_gates_read_the_cell,
        "c_prev goes through W_h: the gates and g read the hidden state h_prev, and c_prev meets "
        "the forget gate alone.",
        STEP,
    ),
    "hidden-state-for-cell-state": (
        _step_with(cell=lambda i, f, g, c_prev, h_prev: f * h_prev + i * g),
        "The forget gate multiplies h_prev: it is the cell state c_prev that it keeps or drops.",
        STEP,
    ),
    "states-exchanged": (
        _step_states_exchanged,
        "h_prev and c_prev have changed places: h_prev goes through W_h into the gates, c_prev is "
        "multiplied by f.",
        STEP,
    ),
    "old-cell-shown": (
        _step_with(show=lambda o, c_t, c_prev: o * np.tanh(c_prev)),
        "h_t shows the cell before the step: the output gate reads the new c_t.",
        STEP,
    ),
    "input-gate-left-out": (
        _step_with(cell=lambda i, f, g, c_prev, h_prev: f * c_prev + g),
        "g is added whole: the input gate says how much of it is written.",
        STEP,
    ),
    "output-gate-left-out": (
        _step_with(show=lambda o, c_t, c_prev: np.tanh(c_t)),
        "h_t is tanh(c_t): the output gate says how much of it is shown.",
        STEP,
    ),
    "order-f-i-o-g": _read_in("f, i, o, g"),
    "order-i-g-f-o": _read_in("i, g, f, o"),
    "old-cell-left-out": (
        _step_with(cell=lambda i, f, g, c_prev, h_prev: i * g),
        "c_prev has no effect, so nothing is kept: f times c_prev is added to i times g.",
        STEP,
    ),
    "one-gate-for-two": (
        _step_with(cell=lambda i, f, g, c_prev, h_prev: f * c_prev + (1 - f) * g),
        "1 - f stands where the input gate belongs: an LSTM has a gate of its own for writing.",
        STEP,
    ),
    "squashed-cell-kept": (
        _step_keeps_the_squashed_cell,
        "c_t comes back squashed: tanh is for what h_t shows, and the cell itself goes on as the "
        "sum.",
        STEP,
    ),
    "cell-shown-by-sigmoid": (
        _step_with(show=lambda o, c_t, c_prev: o * sigmoid(c_t)),
        "h_t shows sigmoid(c_t), which is never negative: the cell is shown through tanh.",
        STEP,
    ),
    "biases-exchanged": (
        _step_with(bias=_biases_exchanged),
        "The biases of i and f have changed places: b has the same order of blocks as the weights.",
        ORDER,
    ),
    "bias-forgotten": (
        _step_ignores(5),
        "b is never added, so a forget bias would have no effect.",
        STEP,
    ),
    "state-ignored": (
        _step_ignores(1),
        "h_prev has no effect: the gates and g read it through W_h.",
        STEP,
    ),
    "recurrent-blocks-transposed": (
        _step_blocks_transposed,
        "Each (H, H) block of W_h is transposed. It is square, so NumPy cannot notice: states are "
        "rows and stand on the left.",
        ORDER,
    ),
    "matrix-products": (
        _step_matrix_products,
        "The gates are multiplied by @, which fails unless N equals H: a gate multiplies entry by "
        "entry.",
        STEP,
    ),
    "matrix-products-in-the-cell": (
        _step_matrix_products_in_the_cell,
        "f and c_prev, i and g are multiplied by @, which fails unless N equals H: a gate "
        "multiplies entry by entry.",
        STEP,
    ),
    "joined-backwards": (
        _step_joined_backwards,
        "h_prev stands before x_t in the joined rows, and W_x above W_h in the joined weights: "
        "the two need the same order.",
        STEP,
    ),
    "batch-split-in-four": (
        _step_blocks_by(lambda a: np.split(a, 4)),
        "The rows are split in four, and the rows are the sequences: np.split cuts along axis 0 "
        "unless it is told which axis holds the blocks.",
        ORDER,
    ),
    "blocks-by-reshape": (
        _step_blocks_by(lambda a: a.reshape(4, len(a), -1)),
        "A reshape to (4, N, H) deals the numbers out row by row, so it mixes gates and "
        "sequences: each gate is a block of H columns of a.",
        ORDER,
    ),
    "every-fourth-column": (
        _step_blocks_by(lambda a: [a[:, k::4] for k in range(4)]),
        "Each gate takes every fourth column, as a reshape to (N, H, 4) does: the H columns of a "
        "gate stand next to each other.",
        ORDER,
    ),
    "gates-cut-from-the-batch": (
        _step_cut_from_batch,
        "The gates are slices of the rows, which are the sequences: each gate is a block of H "
        "columns of a.",
        ORDER,
    ),
    "cell-state-first": (
        lambda *args: rnn_ref.lstm_step(*args)[::-1],
        "c_t comes back first: the order is h_t, c_t.",
        STEP,
    ),
    "squeezed": (
        _step_squeezed,
        "The values are right, but an axis of size 1 is gone: keep (N, H) also when N or H is 1.",
        STEP,
    ),
}


EXERCISE = Exercise(
    name="lstm_step",
    number="07.1",
    unit=UNIT,
    title="one LSTM step",
    points=8,
    reference=rnn_ref.lstm_step,
    cases=step_cases,
    outputs=("h_t", "c_t"),
    section=STEP,
    hints=(
        "One product makes all four blocks at once. Squash each block in its own way, then move "
        "the cell: keep a part of the old, add a part of the new. Last, show a part of it.",
        "a = x_t W_x + h_prev W_h + b has 4H columns: i, f, g, o. i, f, o take the sigmoid, g "
        "takes tanh. c_t = f c_prev + i g and h_t = o tanh(c_t), all entry by entry.",
        "a from the two products and the bias; cut a into four blocks of H columns; sigmoid of "
        "blocks 1, 2 and 4, tanh of block 3; c_t from f, c_prev, i, g; h_t from o and the new "
        "c_t; return the hidden state first, the cell state second",
    ),
    misconceptions=named(STEP_MISTAKES),
)
