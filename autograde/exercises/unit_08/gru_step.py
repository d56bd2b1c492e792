"""Exercise 08.1, gru_step: one GRU step, in both dialects."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_08 import DIALECTS, ORDER, STEP, UNIT
from autograde.kinds.common import named, one_by_one
from autograde.kinds.exercise import Case, Exercise
from rnn_ref import sigmoid

BIASES = np.array([[0.7], [-0.5], [0.3]])  # a different level for each block


def weights(rng, D, H, reset_after):
    """W_x, W_h, b: no gate saturates, and no two blocks have the same bias."""
    W_x = rng.standard_normal((D, 3 * H)) * 0.8 / np.sqrt(D)
    W_h = rng.standard_normal((H, 3 * H)) * 0.8 / np.sqrt(H)
    rows = 2 if reset_after else 1
    b = (BIASES + 0.5 * rng.standard_normal((rows, 3, H))).reshape(rows, 3 * H)
    return W_x, W_h, b if reset_after else b[0]


def step_cases(rng):
    """Both dialects throughout; the default one is left unsaid in some."""

    def case(name, kind, N, D, H, after=True, keep="xhb", said=True, x_size=1.0, dtype=float):
        W_x, W_h, b = weights(rng, D, H, after)
        arrays = [x_size * rng.standard_normal((N, D)), rng.uniform(-0.9, 0.9, (N, H)), W_x, W_h, b]
        for place, letter in ((0, "x"), (1, "h"), (4, "b")):
            if letter not in keep:
                arrays[place] = np.zeros_like(arrays[place])
        dialect = () if after and not said else (after,)
        return Case(name, (*(a.astype(dtype) for a in arrays), *dialect), kind)

    return [
        case("reset after the product", "shapes", 2, 3, 4),
        case("reset before the product", "shapes", 2, 3, 4, after=False),
        case("as many sequences as units, the default", "shapes", 3, 2, 3, said=False),
        case("only b is not zero", "isolation", 2, 3, 4, keep="b"),
        case("only x_t is not zero", "isolation", 2, 3, 4, keep="x"),
        case("only h_prev is not zero", "isolation", 3, 2, 4, keep="h"),
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NDH")),
        *(
            case(f"{name}, before", "ones", *sizes, after=False)
            for name, sizes in one_by_one("NDH")
        ),
        case("N=3, D=5, H=4, after", "generic", 3, 5, 4),
        case("N=6, D=3, H=5, before", "generic", 6, 3, 5, after=False),
        case("N=5, D=4, H=3, the default", "generic", 5, 4, 3, said=False),
        case("float32, before", "float32", 4, 3, 5, after=False, dtype=np.float32),
        case("inputs of size 1000", "extreme", 3, 4, 5, x_size=1000.0),
    ]


def _after(xn, r, h_prev, W_hn, b_xn, b_hn):
    return xn + b_xn + r * (h_prev @ W_hn + b_hn)


def _before(xn, r, h_prev, W_hn, b_xn, b_hn):
    return xn + b_xn + (r * h_prev) @ W_hn + b_hn


def _step_with(
    order=(0, 1, 2),
    gate=sigmoid,
    squash=np.tanh,
    after=_after,
    before=_before,
    mix=lambda z, n, h_prev: z * h_prev + (1 - z) * n,
    bias=lambda b: b,
):
    """A step with one thing wrong. order: the blocks of columns that are read as z, r, n."""

    def wrong(x_t, h_prev, W_x, W_h, b, reset_after=True):
        b = bias(b)
        b_x, b_h = b if reset_after else (b, np.zeros_like(b))
        xs, hs, b_xs, b_hs = (np.split(a, 3, axis=-1) for a in (x_t @ W_x, W_h, b_x, b_h))
        xz, xr, xn = (xs[k] for k in order)
        W_hz, W_hr, W_hn = (hs[k] for k in order)
        (b_xz, b_xr, b_xn), (b_hz, b_hr, b_hn) = ([part[k] for k in order] for part in (b_xs, b_hs))
        z = gate(xz + h_prev @ W_hz + b_xz + b_hz)
        r = gate(xr + h_prev @ W_hr + b_xr + b_hr)
        rule = after if reset_after else before
        n = squash(rule(xn, r, h_prev, W_hn, b_xn, b_hn))
        return mix(z, n, h_prev)

    return wrong


def _first_row_alone(b):
    return np.stack([b[0], np.zeros_like(b[0])]) if b.ndim == 2 else b


def _blocks_transposed(x_t, h_prev, W_x, W_h, b, reset_after=True):
    turned = np.concatenate([block.T for block in np.split(W_h, 3, axis=1)], axis=1)
    return rnn_ref.gru_step(x_t, h_prev, W_x, turned, b, reset_after)


def _candidate(x_t, h_prev, W_x, W_h, b, reset_after=True):
    return _step_with(mix=lambda z, n, h_prev: n)(x_t, h_prev, W_x, W_h, b, reset_after)


MISTAKES = {
    "update-gate-turned-round": (
        _step_with(mix=lambda z, n, h_prev: (1 - z) * h_prev + z * n),
        "z and 1 - z are exchanged: here z says how much of the old state stays. Some papers have "
        "it the other way round.",
        STEP,
    ),
    "gates-exchanged": (
        _step_with(order=(1, 0, 2)),
        "The update and the reset gate have changed places: the blocks are in the order z, r, n. "
        "PyTorch has r first.",
        ORDER,
    ),
    "candidate-first": (
        _step_with(order=(1, 2, 0)),
        "The first block is read as the candidate: the blocks are in the order z, r, n.",
        ORDER,
    ),
    "reset-left-out": (
        _step_with(
            after=lambda xn, r, h_prev, W_hn, b_xn, b_hn: xn + b_xn + h_prev @ W_hn + b_hn,
            before=lambda xn, r, h_prev, W_hn, b_xn, b_hn: xn + b_xn + h_prev @ W_hn + b_hn,
        ),
        "The reset gate has no effect: it multiplies what the candidate sees of the old state.",
        STEP,
    ),
    "always-before": (
        _step_with(after=_before),
        "The reset gate always comes before the product: with reset_after=True it multiplies "
        "h_prev @ W_hn, with its bias.",
        DIALECTS,
    ),
    "always-after": (
        _step_with(before=_after),
        "The reset gate always comes after the product: with reset_after=False it multiplies "
        "h_prev, before W_hn.",
        DIALECTS,
    ),
    "dialects-exchanged": (
        _step_with(after=_before, before=_after),
        "The two dialects are exchanged: reset_after=True has the reset gate after the product.",
        DIALECTS,
    ),
    "second-bias-outside": (
        _step_with(
            after=lambda xn, r, h_prev, W_hn, b_xn, b_hn: xn + b_xn + b_hn + r * (h_prev @ W_hn)
        ),
        "The second bias of the candidate is added outside of the reset gate: it belongs to the "
        "product that the gate multiplies.",
        DIALECTS,
    ),
    "reset-on-the-input-too": (
        _step_with(
            after=lambda xn, r, h_prev, W_hn, b_xn, b_hn: r * (xn + b_xn + h_prev @ W_hn + b_hn),
            before=lambda xn, r, h_prev, W_hn, b_xn, b_hn: r * (xn + b_xn + h_prev @ W_hn + b_hn),
        ),
        "The reset gate multiplies the input as well: it acts on what comes from the old state "
        "alone.",
        STEP,
    ),
    "second-bias-forgotten": (
        _step_with(bias=_first_row_alone),
        "The second row of b has no effect: it is added beside the state.",
        DIALECTS,
    ),
    "bias-forgotten": (
        _step_with(bias=np.zeros_like),
        "b is never added.",
        STEP,
    ),
    "candidate-not-squashed": (
        _step_with(squash=lambda a: a),
        "The candidate has no tanh around it.",
        STEP,
    ),
    "candidate-through-sigmoid": (
        _step_with(squash=sigmoid),
        "The candidate goes through a sigmoid, and can never be negative: it takes tanh.",
        STEP,
    ),
    "gates-through-tanh": (
        _step_with(gate=np.tanh),
        "The gates go through tanh, and can be negative: a gate takes a sigmoid.",
        STEP,
    ),
    "gates-not-squashed": (
        _step_with(gate=lambda a: a),
        "The gates have no sigmoid around them.",
        STEP,
    ),
    "candidate-added": (
        _step_with(mix=lambda z, n, h_prev: z * h_prev + n),
        "The candidate is added in full: it is written with the part 1 - z.",
        STEP,
    ),
    "candidate-returned": (
        _candidate,
        "This is the candidate n; the new state mixes it with the old one, by z.",
        STEP,
    ),
    "recurrent-weights-transposed": (
        _blocks_transposed,
        "The recurrent weights are transposed: the state is a row and is on their left.",
        STEP,
    ),
}

EXERCISE = Exercise(
    name="gru_step",
    number="08.1",
    unit=UNIT,
    title="one GRU step, in both dialects",
    points=8,
    reference=rnn_ref.gru_step,
    cases=step_cases,
    outputs=("h_t",),
    section=STEP,
    hints=(
        "Three blocks: two gates and a candidate. Which of them can be computed before the others, "
        "and which one needs r? What does r multiply in each dialect?",
        "z = sigmoid(x W_xz + h W_hz + b_z), r likewise, h_t = z h_prev + (1 - z) n. After: "
        "n = tanh(x W_xn + b_xn + r (h_prev W_hn + b_hn)). Before: n = tanh(x W_xn + b_n + "
        "(r h_prev) W_hn).",
        "split the products with the input, W_h and the biases into three blocks\n"
        "two gates, each the sigmoid of its block from both sides\n"
        "the candidate, with the reset gate where the dialect has it\n"
        "mix old state and candidate by the update gate",
    ),
    misconceptions=named(MISTAKES),
)
