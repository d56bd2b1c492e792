"""Unit 07, the LSTM: one step and all steps, forward and back, and how long a cell remembers."""

from __future__ import annotations

import math

import numpy as np

import rnn_ref
from autograde.kinds.answers import question
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception
from rnn_ref import sigmoid

UNIT = "07_lstm"
TITLE = "The LSTM"
HANDOUT = ("sigmoid",)
CACHE = "(x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h)"  # for the backward passes

CAROUSEL = "Why the carousel keeps gradients"
STEP = "Three gates and one step"
ORDER = "Four blocks of columns"
BACK = "One step back"
TOTAL = "Two streams meet in the cell"
SLOPES = "Four slopes, read from the outputs"
WEIGHTS = "Back through the weights"
PARTNERS = "Who was multiplied by whom"
PAIR = "A pair that agrees and is wrong"
ALL = "All the steps, forward and back"
CARRIES = "Two carries"
SHEET = "The worked sheet: two sequences, two steps, one unit"
HALFLIFE = "How long does a cell remember?"
HALF = "From a bias to a number of steps"

BIASES = np.array([[-0.6], [0.9], [0.3], [-0.2]])  # a different level for each gate


def _weights(rng, D, H):
    """W_x, W_h, b: no gate saturates, and no two gates have the same bias."""
    W_x = rng.standard_normal((D, 4 * H)) * 0.8 / np.sqrt(D)
    W_h = rng.standard_normal((H, 4 * H)) * 0.8 / np.sqrt(H)
    return W_x, W_h, (BIASES + 0.4 * rng.standard_normal((4, H))).ravel()


def _states(rng, N, H):
    return rng.uniform(-0.8, 0.8, (N, H)), 1.2 * rng.standard_normal((N, H))


def _zero(array, keep):
    return array if keep else np.zeros_like(array)


# --- 07.1 lstm_step --------------------------------------------------------------------------


def _step_args(rng, N, D, H, keep="xhcb", x_size=1.0, dtype=float):
    """keep: which of x_t, h_prev, c_prev and b are not zero."""
    h_prev, c_prev = _states(rng, N, H)
    x_t = x_size * rng.standard_normal((N, D))
    W_x, W_h, b = _weights(rng, D, H)
    x_t, h_prev, c_prev, b = (
        _zero(array, letter in keep)
        for array, letter in zip((x_t, h_prev, c_prev, b), "xhcb", strict=True)
    )
    return tuple(a.astype(dtype) for a in (x_t, h_prev, c_prev, W_x, W_h, b))


def step_cases(rng):
    def case(name, kind, *sizes, **options):
        return Case(name, _step_args(rng, *sizes, **options), kind)

    return [
        case("2 sequences, 3 inputs, 4 units", "shapes", 2, 3, 4),
        case("as many sequences as units", "shapes", 3, 2, 3),
        case("only b is not zero", "isolation", 2, 3, 4, keep="b"),
        case("only x_t is not zero", "isolation", 2, 3, 4, keep="x"),
        case("only h_prev is not zero", "isolation", 3, 2, 4, keep="h"),
        case("only c_prev is not zero", "isolation", 3, 2, 4, keep="c"),
        case("one sequence, N = 1", "ones", 1, 3, 4),
        case("one unit, H = 1, and N = 4", "ones", 4, 3, 1),
        case("all sizes 1", "ones", 1, 1, 1),
        case("N=3, D=5, H=4", "generic", 3, 5, 4),
        case("N=6, D=3, H=5", "generic", 6, 3, 5),
        case("N=5, D=4, H=3", "generic", 5, 4, 3),
        case("float32", "float32", 4, 3, 5, dtype=np.float32),
        case("inputs of size 1000", "extreme", 3, 4, 5, x_size=1000.0),
    ]


def _linear(a):
    return a


def _blocks(a):
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
        a = _blocks(x_t @ W_x + h_prev @ W_h + bias(b))
        i, f, g, o = (s(a[k]) for s, k in zip(squash, order, strict=True))
        c_t = cell(i, f, g, c_prev, h_prev)
        return show(o, c_t, c_prev), c_t

    return wrong


def _tanh_of_sigmoid(a):
    return np.tanh(sigmoid(a))


def _step_gates_read_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    return rnn_ref.lstm_step(x_t, c_prev, c_prev, W_x, W_h, b)


def _biases_exchanged(b):
    i, f, g, o = _blocks(b)
    return np.concatenate([f, i, g, o])


def _step_states_exchanged(x_t, h_prev, c_prev, W_x, W_h, b):
    return rnn_ref.lstm_step(x_t, c_prev, h_prev, W_x, W_h, b)


def _step_blocks_transposed(x_t, h_prev, c_prev, W_x, W_h, b):
    turned = np.concatenate([block.T for block in _blocks(W_h)], axis=1)
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
    i, f, g, o = _blocks(x_t @ W_x + h_prev @ W_h + b)
    c_t = sigmoid(f) @ c_prev + sigmoid(i) @ np.tanh(g)
    return sigmoid(o) @ np.tanh(c_t), c_t


def _step_matrix_products_in_the_cell(x_t, h_prev, c_prev, W_x, W_h, b):
    i, f, g, o = _blocks(x_t @ W_x + h_prev @ W_h + b)
    c_t = sigmoid(f) @ c_prev + sigmoid(i) @ np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t


def _step_joined_backwards(x_t, h_prev, c_prev, W_x, W_h, b):
    joined = np.concatenate([h_prev, x_t], axis=1) @ np.concatenate([W_x, W_h]) + b
    i, f, g, o = _blocks(joined)
    c_t = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t


def _step_keeps_the_squashed_cell(*args):
    h_t, c_t = rnn_ref.lstm_step(*args)
    return h_t, np.tanh(c_t)


def _step_squeezed(*args):
    return tuple(np.squeeze(out) for out in rnn_ref.lstm_step(*args))


def _step_ignores(position):
    def wrong(*args):
        return rnn_ref.lstm_step(*(_zero(a, k != position) for k, a in enumerate(args)))

    return wrong


ORDER_SAYS = "The blocks of columns are read in the order {}; they stand in the order i, f, g, o."


def _places(order):
    """Where i, f, g and o stand in an order such as "f, i, g, o"."""
    return tuple(order.split(", ").index(gate) for gate in "ifgo")


def _read_in(order):
    return _step_with(order=_places(order)), ORDER_SAYS.format(order), ORDER


# id -> (the step, what went wrong, where to read). Those above the line come back in sequences.
STEP_MISTAKES = {
    "gates-not-squashed": (
        _step_with(squash=(_linear, _linear, np.tanh, _linear)),
        "i, f and o are used without a sigmoid, so they are not between 0 and 1. A backward pass "
        "without their slopes agrees with this step, and a gradient check of the two passes: "
        "both would be wrong in the same way.",
        PAIR,
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
        PAIR,
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
IN_SEQUENCES = tuple(STEP_MISTAKES)[:6]

LSTM_STEP = Exercise(
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
    misconceptions=tuple(Misconception(name, *rest) for name, rest in STEP_MISTAKES.items()),
)


# --- 07.2 lstm_step_backward -----------------------------------------------------------------


def _caches(rng, N, T, D, H, dtype=float, x_size=1.0, h_size=1.0, c_size=1.0):
    h0, c0 = _states(rng, N, H)
    x = x_size * rng.standard_normal((N, T, D))
    args = (x, h_size * h0, c_size * c0, *_weights(rng, D, H))
    return rnn_ref.lstm_forward_with_caches(*(a.astype(dtype) for a in args))[2]


def _step_back_case(rng, name, kind, N, D, H, dh=1.0, dc=1.0, dtype=float, **sizes):
    """dh, dc: the sizes of the two gradients that arrive."""
    cache = _caches(rng, N, 1, D, H, dtype, **sizes)[0]
    arriving = (size * rng.standard_normal((N, H)) for size in (dh, dc))
    return Case(name, (*(a.astype(dtype) for a in arriving), cache), kind)


def step_backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""

    def case(*args, **options):
        return _step_back_case(rng, *args, **options)

    return [
        case("two sequences", "shapes", 2, 3, 4),
        case("as many sequences as units", "shapes", 3, 2, 3),
        case("only dh_t arrives", "isolation", 2, 3, 4, dc=0.0),
        case("only dc_t arrives", "isolation", 2, 3, 4, dh=0.0),
        case("x_t all zero", "isolation", 3, 2, 4, x_size=0.0),
        case("h_prev all zero", "isolation", 3, 2, 4, h_size=0.0),
        case("c_prev all zero", "isolation", 3, 2, 4, c_size=0.0),
        case("a batch of one", "ones", 1, 3, 4),
        case("one hidden unit", "ones", 3, 2, 1),
        case("one input, one unit, one sequence", "ones", 1, 1, 1),
        case("sizes N=4, D=3, H=5", "generic", 4, 3, 5),
        case("sizes N=3, D=5, H=4", "generic", 3, 5, 4),
        case("sizes N=6, D=4, H=3", "generic", 6, 4, 3),
        case("float32", "float32", 4, 3, 5, dtype=np.float32),
        case("large gradients", "extreme", 3, 4, 5, dh=1e3, dc=1e3),
    ]


def _of_sigmoid(s):
    return s * (1 - s)


def _of_tanh(t):
    return 1 - t**2


def _squashed_again(s):
    return _of_sigmoid(sigmoid(s))


def _one_minus(s):
    return 1 - s


def _one(gate):
    return np.ones_like(gate)


RIGHT_SLOPES = (_of_sigmoid, _of_sigmoid, _of_tanh, _of_sigmoid)


def _total(dh, dc, o, c):
    """All that reaches the cell."""
    return dc + dh * o * _of_tanh(np.tanh(c))


def _back_with(
    dc_from=_total,
    do_from=lambda dh, dc, o, c: dh * np.tanh(c),
    partners=lambda i, f, g, c_prev, c_t: (g, c_prev, i),
    slopes=RIGHT_SLOPES,
    order=(0, 1, 2, 3),
    finish=lambda grads, **parts: grads,
):
    """A step back with one thing wrong. finish: what is done to the six right gradients."""

    def wrong(dh_t, dc_t, cache):
        x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h = cache
        do, dc = do_from(dh_t, dc_t, o, c_t), dc_from(dh_t, dc_t, o, c_t)
        di, df, dg = (dc * partner for partner in partners(i, f, g, c_prev, c_t))
        da = [
            d * slope(gate)
            for d, slope, gate in zip((di, df, dg, do), slopes, (i, f, g, o), strict=True)
        ]
        da = np.concatenate([da[k] for k in order], axis=1)
        grads = da @ W_x.T, da @ W_h.T, dc * f, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
        return finish(grads, da=da, dc=dc, dh_t=dh_t, dc_t=dc_t, cache=cache)

    return wrong


def _slopes_but(**changed):
    """The right slopes, but for the gates named."""
    return tuple(changed.get(gate, s) for gate, s in zip("ifgo", RIGHT_SLOPES, strict=True))


def _put(grads, **changed):
    """The six gradients with some of them replaced, by name."""
    names = ("dx", "dh", "dc", "dW_x", "dW_h", "db")
    return tuple(changed.get(name, g) for name, g in zip(names, grads, strict=True))


def _old_gradient_overwritten(grads, dc_t, cache, **parts):
    _, _, _, _, f, _, o, c_t, _, _ = cache
    return _put(grads, dc=(dc_t + grads[1] * o * _of_tanh(np.tanh(c_t))) * f)


def _blocks_not_transposed(grads, da, cache, **parts):
    pairs = zip(_blocks(da), _blocks(cache[9]), strict=True)
    return _put(grads, dh=sum(d @ W for d, W in pairs))


def _gates_of_the_cache_squashed(dh_t, dc_t, cache):
    i, f, g, o = (squash(gate) for squash, gate in zip(SQUASHES, cache[3:7], strict=True))
    return rnn_ref.lstm_step_backward(dh_t, dc_t, (*cache[:3], i, f, g, o, *cache[7:]))


def _new_state_for_old(grads, da, cache, **parts):
    return _put(grads, dW_h=(cache[6] * np.tanh(cache[7])).T @ da)


def _weights_exchanged(grads, *_, **parts):
    return _put(grads, dW_x=grads[4], dW_h=grads[3])


WEIGHTS_EXCHANGED = "dW_h comes back before dW_x: the order is dW_x, dW_h, db."


def _slope_says(gate):
    return f"The slope of {gate} is left out: its gradient stops short of the pre-activation."


OWN_PARTNERS = (
    "The gradients of the gates are made with the gates' own values; in a product, the gradient of "
    "one factor goes with the other one."
)
COLUMNS_SAY = "The four blocks are joined in the order {}; the weights have i, f, g, o."
SQUASHED_AGAIN = (
    "What comes from the cache is squashed once more; its i, f, g and o are squashed already."
)


def _joined_in(order):
    return _back_with(order=_places(order)), COLUMNS_SAY.format(order), SLOPES


# id -> (the step back, what went wrong, where to read), as for the step above.
BACK_MISTAKES = {
    "dc-dropped": (
        _back_with(dc_from=lambda dh, dc, o, c: dh * o * _of_tanh(np.tanh(c))),
        "dc_t has no effect: the path through h_t overwrites what arrives at c_t from later "
        "steps; the two are added.",
        TOTAL,
    ),
    "path-through-h-dropped": (
        _back_with(dc_from=lambda dh, dc, o, c: dc),
        "The cell hears dc_t alone: h_t was made from c_t, so a part of dh_t goes into the cell "
        "as well.",
        TOTAL,
    ),
    "slope-of-the-cell-left-out": (
        _back_with(dc_from=lambda dh, dc, o, c: dc + dh * o),
        "On the way from h_t to c_t the slope of tanh is left out: h_t is o * tanh(c_t).",
        TOTAL,
    ),
    "cell-not-squashed-in-its-slope": (
        _back_with(dc_from=lambda dh, dc, o, c: dc + dh * o * _of_tanh(c)),
        "The slope is taken as 1 - c_t^2; c_t is what goes into tanh, and the formula wants what "
        "comes out.",
        TOTAL,
    ),
    "gates-not-squashed": (
        _back_with(slopes=_slopes_but(i=_one, f=_one, o=_one)),
        "The slopes of i, f and o are left out. This agrees with a forward pass that does not "
        "squash its gates, and a gradient check of the two passes: such a pair is wrong in the "
        "same way.",
        PAIR,
    ),
    "squashed-twice": (
        _back_with(
            slopes=(
                _squashed_again,
                _squashed_again,
                lambda t: _of_tanh(np.tanh(t)),
                _squashed_again,
            )
        ),
        SQUASHED_AGAIN,
        SLOPES,
    ),
    "carousel-without-f": (
        _back_with(finish=lambda grads, dc, **_: _put(grads, dc=dc)),
        "dc_prev is the whole dc: on its way back through the carousel it is multiplied by f.",
        CAROUSEL,
    ),
    "old-gradient-overwritten": (
        _back_with(finish=_old_gradient_overwritten),
        "dc_prev is made with dh_prev where dh_t belongs: the old gradient was overwritten before "
        "its last use.",
        CAROUSEL,
    ),
    # ---
    "no-slopes": (
        _back_with(slopes=(_one,) * 4),
        "All four slopes are left out. This agrees with a forward pass that squashes nothing, and "
        "the two are wrong in the same way.",
        PAIR,
    ),
    "slope-of-i-left-out": (_back_with(slopes=_slopes_but(i=_one)), _slope_says("i"), SLOPES),
    "slope-of-f-left-out": (_back_with(slopes=_slopes_but(f=_one)), _slope_says("f"), SLOPES),
    "slope-of-g-left-out": (_back_with(slopes=_slopes_but(g=_one)), _slope_says("g"), SLOPES),
    "slope-of-o-left-out": (_back_with(slopes=_slopes_but(o=_one)), _slope_says("o"), SLOPES),
    "sigmoid-slope-for-g": (
        _back_with(slopes=_slopes_but(g=_of_sigmoid)),
        "g (1 - g) is the slope of a sigmoid; g was squashed by tanh.",
        SLOPES,
    ),
    "output-gate-hears-the-cell": (
        _back_with(do_from=lambda dh, dc, o, c: dh * c),
        "do pairs dh_t with c_t; the output gate was multiplied by tanh(c_t).",
        TOTAL,
    ),
    "output-gate-hears-dc": (
        _back_with(do_from=lambda dh, dc, o, c: _total(dh, dc, o, c) * np.tanh(c)),
        "do is made from dc; the output gate stands in the line of h_t, so it hears dh_t.",
        TOTAL,
    ),
    "output-gate-left-out-of-dc": (
        _back_with(dc_from=lambda dh, dc, o, c: dc + dh * _of_tanh(np.tanh(c))),
        "The part of dc that comes through h_t lacks the output gate: h_t is o * tanh(c_t).",
        TOTAL,
    ),
    "dh-added-as-it-is": (
        _back_with(dc_from=lambda dh, dc, o, c: dc + dh),
        "dh_t is added to dc_t as it is: on its way to c_t it meets the output gate and the slope "
        "of tanh.",
        TOTAL,
    ),
    "square-forgotten-for-the-cell": (
        _back_with(dc_from=lambda dh, dc, o, c: dc + dh * o * _one_minus(np.tanh(c))),
        "On the way from h_t to c_t the slope is taken as 1 - tanh(c_t): that of tanh has a "
        "square, 1 - tanh(c_t)^2.",
        TOTAL,
    ),
    "slope-on-both-streams": (
        _back_with(dc_from=lambda dh, dc, o, c: (dc + dh * o) * _of_tanh(np.tanh(c))),
        "dc_t is multiplied by the slope of tanh too: it arrives at c_t itself, and only the part "
        "through h_t passes tanh.",
        TOTAL,
    ),
    "gates-hear-dc-alone": (
        lambda *args: _put(
            _back_with(dc_from=lambda dh, dc, o, c: dc)(*args),
            dc=rnn_ref.lstm_step_backward(*args)[2],
        ),
        "di, df and dg are made from dc_t; like dc_prev, they start from the whole dc, with the "
        "path through h_t in it.",
        TOTAL,
    ),
    "dc-overwritten": (
        _back_with(partners=lambda i, f, g, c_prev, c_t: (f * g, f * c_prev, f * i)),
        "di, df and dg are made from dc_prev, so each holds one f too many: dc was overwritten "
        "before its last use.",
        PARTNERS,
    ),
    "partners-exchanged": (
        _back_with(partners=lambda i, f, g, c_prev, c_t: (i, c_prev, g)),
        "di and dg have each other's partner: in i * g the gradient of i goes with g, and that "
        "of g with i.",
        PARTNERS,
    ),
    "f-is-its-own-partner": (
        _back_with(partners=lambda i, f, g, c_prev, c_t: (g, f, i)),
        "df is dc times f itself, which is dc_prev; f was multiplied by c_prev.",
        PARTNERS,
    ),
    "own-partners": (
        _back_with(partners=lambda i, f, g, c_prev, c_t: (i, f, g)),
        OWN_PARTNERS,
        PARTNERS,
    ),
    "own-partners-and-that-of-o": (
        _back_with(
            partners=lambda i, f, g, c_prev, c_t: (i, f, g), do_from=lambda dh, dc, o, c: dh * o
        ),
        OWN_PARTNERS,
        PARTNERS,
    ),
    "new-cell-for-old": (
        _back_with(partners=lambda i, f, g, c_prev, c_t: (g, c_t, i)),
        "df pairs dc with c_t, the cell after the step; f was multiplied by c_prev.",
        PARTNERS,
    ),
    "new-state-for-old": (
        _back_with(finish=_new_state_for_old),
        "dW_h pairs da with h_t, the state after the step; W_h was multiplied by h_prev.",
        WEIGHTS,
    ),
    "cell-state-for-hidden-state": (
        _back_with(finish=lambda grads, da, cache, **_: _put(grads, dW_h=cache[2].T @ da)),
        "dW_h pairs da with c_prev; W_h was multiplied by h_prev.",
        WEIGHTS,
    ),
    "weight-gradients-transposed": (
        _back_with(finish=lambda grads, **_: _put(grads, dW_x=grads[3].T, dW_h=grads[4].T)),
        "dW_x and dW_h are transposed: a gradient has the shape of what it belongs to.",
        WEIGHTS,
    ),
    "averaged-over-the-batch": (
        _back_with(
            finish=lambda grads, da, **_: (*grads[:3], *(grad / len(da) for grad in grads[3:]))
        ),
        "dW_x, dW_h and db are means over the batch; a gradient adds up what each sequence "
        "sends, and a mean belongs into the loss.",
        WEIGHTS,
    ),
    "bias-averaged": (
        _back_with(finish=lambda grads, da, **_: _put(grads, db=da.mean(axis=0))),
        "db is the mean over the batch; each sequence uses the bias, so its gradients are added.",
        WEIGHTS,
    ),
    "carousel-of-dc-alone": (
        _back_with(finish=lambda grads, dc_t, cache, **_: _put(grads, dc=dc_t * cache[4])),
        "dc_prev is f times dc_t; it starts from the whole dc, with the path through h_t in it.",
        CAROUSEL,
    ),
    "tanh-slopes-for-all": (
        _back_with(slopes=(_of_tanh,) * 4),
        "All four slopes are those of tanh; i, f and o were squashed by a sigmoid.",
        SLOPES,
    ),
    "gates-squashed-twice": (
        _back_with(slopes=((_squashed_again,) * 2 + (_of_tanh, _squashed_again))),
        SQUASHED_AGAIN,
        SLOPES,
    ),
    "candidate-squashed-twice": (
        _back_with(slopes=_slopes_but(g=lambda t: _of_tanh(np.tanh(t)))),
        SQUASHED_AGAIN,
        SLOPES,
    ),
    "gates-of-the-cache-squashed": (_gates_of_the_cache_squashed, SQUASHED_AGAIN, SLOPES),
    "slopes-without-the-gate": (
        _back_with(slopes=_slopes_but(i=_one_minus, f=_one_minus, o=_one_minus)),
        "The slopes of i, f and o are taken as 1 - s: that of a sigmoid is s (1 - s).",
        SLOPES,
    ),
    "square-forgotten-for-g": (
        _back_with(slopes=_slopes_but(g=_one_minus)),
        "The slope of g is taken as 1 - g: that of tanh has a square, 1 - g^2.",
        SLOPES,
    ),
    "columns-f-i-g-o": _joined_in("f, i, g, o"),
    "columns-i-f-o-g": _joined_in("i, f, o, g"),
    "columns-f-i-o-g": _joined_in("f, i, o, g"),
    "columns-i-g-f-o": _joined_in("i, g, f, o"),
    "recurrent-blocks-not-transposed": (
        _back_with(finish=_blocks_not_transposed),
        "dh_prev goes back through the blocks of W_h as they stand; the way back needs their "
        "transposes.",
        WEIGHTS,
    ),
    "ones-from-above": (
        lambda dh, dc, cache: rnn_ref.lstm_step_backward(np.ones_like(dh), dc, cache),
        "dh_t has no effect: the gradients are those of a loss that sends 1 to every h_t.",
        TOTAL,
    ),
    "sign-reversed": (
        lambda *args: tuple(-g for g in rnn_ref.lstm_step_backward(*args)),
        "Every gradient has the wrong sign; the minus belongs to the update of the weights.",
        BACK,
    ),
    "bias-summed-over-all-axes": (
        _back_with(finish=lambda grads, da, **_: _put(grads, db=da.sum())),
        "db is one number: add over the batch alone, and keep one entry for each of the 4H biases.",
        WEIGHTS,
    ),
    "bias-summed-over-the-units": (
        _back_with(finish=lambda grads, da, **_: _put(grads, db=da.sum(axis=1))),
        "db has one entry for each sequence: add over the batch, the rows of da, and not along "
        "its columns.",
        WEIGHTS,
    ),
    "bias-with-two-axes": (
        _back_with(finish=lambda grads, da, **_: _put(grads, db=da.sum(axis=0, keepdims=True))),
        "The values of db are right and its shape is (1, 4H); b has shape (4H,), and so has its "
        "gradient.",
        WEIGHTS,
    ),
    "bias-not-summed": (
        _back_with(finish=lambda grads, da, **_: _put(grads, db=da)),
        "db still has a row for each sequence; one bias serves the whole batch, so the rows are "
        "added.",
        WEIGHTS,
    ),
    "weight-gradients-exchanged": (
        _back_with(finish=_weights_exchanged),
        WEIGHTS_EXCHANGED,
        WEIGHTS,
    ),
    "carries-exchanged": (
        lambda *args: _put(
            rnn_ref.lstm_step_backward(*args),
            dh=rnn_ref.lstm_step_backward(*args)[2],
            dc=rnn_ref.lstm_step_backward(*args)[1],
        ),
        "dc_prev comes back before dh_prev: the order is dx_t, dh_prev, dc_prev.",
        BACK,
    ),
}
IN_SEQUENCES_BACK = tuple(BACK_MISTAKES)[:8]

LSTM_STEP_BACKWARD = Exercise(
    name="lstm_step_backward",
    number="07.2",
    unit=UNIT,
    title="one LSTM step back",
    points=12,
    reference=rnn_ref.lstm_step_backward,
    cases=step_backward_cases,
    cache=CACHE,
    outputs=("dx_t", "dh_prev", "dc_prev", "dW_x", "dW_h", "db"),
    section=BACK,
    hints=(
        "Walk back through the step line by line, from h_t to the products. First what reaches "
        "o, then all that reaches c_t, then i, f and g, then the four pre-activations. From "
        "there on it is the dense layer that you know.",
        "do = dh_t tanh(c_t); dc = dc_t + dh_t o (1 - tanh(c_t)^2); di = dc g, df = dc c_prev, "
        "dg = dc i; times the slopes s (1 - s) or 1 - g^2; join the four blocks to da. "
        "dc_prev = dc f, and the rest is da with its partner, as in unit 04.",
        "unpack the cache; do from dh_t; the total dc from dc_t and dh_t; di, df, dg from dc and "
        "the factor beside each; four pre-activation gradients, joined in the order i, f, g, o; "
        "dx_t, dh_prev from da and transposed weights; dc_prev from dc and f; dW_x, dW_h from "
        "x_t, h_prev and da; db by adding over the batch",
    ),
    misconceptions=tuple(Misconception(name, *rest) for name, rest in BACK_MISTAKES.items()),
)


# --- 07.3 lstm_forward -----------------------------------------------------------------------


def _forward_args(rng, N, T, D, H, keep="xhcb", dtype=float):
    _, h0, c0, W_x, W_h, b = _step_args(rng, N, D, H, keep)
    x = _zero(rng.standard_normal((N, T, D)), "x" in keep)
    return tuple(a.astype(dtype) for a in (x, h0, c0, W_x, W_h, b))


def forward_cases(rng):
    def case(name, kind, *sizes, **options):
        return Case(name, _forward_args(rng, *sizes, **options), kind)

    return [
        case("2 sequences of 3 steps", "shapes", 2, 3, 3, 4),
        case("as many steps as sequences", "shapes", 4, 4, 3, 5),
        case("only b is not zero", "isolation", 2, 3, 3, 4, keep="b"),
        case("only x is not zero", "isolation", 2, 3, 3, 4, keep="x"),
        case("only h0 is not zero", "isolation", 3, 3, 2, 4, keep="h"),
        case("only c0 is not zero", "isolation", 3, 3, 2, 4, keep="c"),
        case("one step, T = 1", "ones", 3, 1, 2, 4),
        case("one sequence, N = 1", "ones", 1, 4, 2, 3),
        case("one unit, H = 1", "ones", 3, 4, 2, 1),
        case("all sizes 1", "ones", 1, 1, 1, 1),
        case("N=3, T=6, D=5, H=4", "generic", 3, 6, 5, 4),
        case("N=6, T=4, D=3, H=5", "generic", 6, 4, 3, 5),
        case("N=4, T=7, D=5, H=3", "generic", 4, 7, 5, 3),
        case("float32", "float32", 5, 6, 3, 4, dtype=np.float32),
        case("40 steps", "extreme", 3, 40, 4, 5),
    ]


def _fold_steps(x, h0, c0, W_x, W_h, b):
    """The sequence made of the learner's own steps."""
    h_t, c_t, states = h0, c0, []
    for t in range(x.shape[1]):
        h_t, c_t = yield x[:, t], h_t, c_t, W_x, W_h, b
        states.append(h_t)
    return np.stack(states, axis=1), c_t


def _same(h, c, h0, c0):
    return h, c


def _forward_with(step=rnn_ref.lstm_step, start=lambda h0, c0: (h0, c0), reads=_same):
    """A sequence with one thing wrong. reads: which two states a step is given."""

    def wrong(x, h0, c0, W_x, W_h, b):
        h, c = start(h0, c0)
        states = []
        for t in range(x.shape[1]):
            h, c = step(x[:, t], *reads(h, c, h0, c0), W_x, W_h, b)
            states.append(h)
        return np.stack(states, axis=1), c

    return wrong


def _after(change):
    """A right sequence, changed at the end: change(hs, cT, args) -> hs, cT."""
    return lambda *args: change(*rnn_ref.lstm_forward(*args), args)


def _starts_late(x, h0, c0, *weights):
    hs, cT = np.zeros((*x.shape[:2], h0.shape[1])), c0
    if x.shape[1] > 1:
        hs[:, 1:], cT = rnn_ref.lstm_forward(x[:, 1:], h0, c0, *weights)
    return hs, cT


def _returns_in_the_loop(x, *states_and_weights):
    hs = np.zeros((*x.shape[:2], states_and_weights[0].shape[1]))
    hs[:, :1], c_1 = rnn_ref.lstm_forward(x[:, :1], *states_and_weights)
    return hs, c_1


def _cell_never_updated(x, h0, c0, *weights):
    return _forward_with(reads=lambda h, c, h0, c0: (h, c0))(x, h0, c0, *weights)[0], c0


def _all_cells(*args):
    caches = rnn_ref.lstm_forward_with_caches(*args)[2]
    return np.stack([cache[7] for cache in caches], axis=1)


def _stops_early(hs, cT, args):
    x, h0, c0, *weights = args
    if x.shape[1] == 1:
        return np.zeros_like(hs), c0
    left = rnn_ref.lstm_forward(x[:, :-1], h0, c0, *weights)
    return np.concatenate([left[0], np.zeros_like(hs[:, :1])], axis=1), left[1]


LSTM_FORWARD = Exercise(
    name="lstm_forward",
    number="07.3",
    unit=UNIT,
    title="all LSTM steps",
    points=4,
    reference=rnn_ref.lstm_forward,
    follow=Follow("lstm_step", _fold_steps, ("x_t", "h_prev", "c_prev"), ("x_t", "h_prev")),
    cases=forward_cases,
    outputs=("hs", "cT"),
    shares={"hs": 0.75, "cT": 0.25},
    section=ALL,
    hints=(
        "It is the loop of unit 01 with two states in place of one. Both go on from step to step; "
        "of h every value is kept, of c the last one only.",
        "h, c start as h0, c0. At each t: h_t, c_t from x[:, t] and the two states before. "
        "h_t goes into slot t of hs; the last c_t is cT.",
        "make room for hs (N, T, H); two states, from h0 and c0; for t from 0 to T - 1: one step "
        "on x[:, t] and both states, which gives both new ones; store the new hidden state in "
        "slot t; return hs and the cell state that is left",
    ),
    misconceptions=(
        Misconception(
            "initial-hidden-state-ignored",
            _forward_with(start=lambda h0, c0: (np.zeros_like(h0), c0)),
            "The first step reads zeros in place of h0: h0 is not used, or index t - 1 is -1 at "
            "the start and reads the last slot, which is still zero.",
            ALL,
        ),
        Misconception(
            "initial-cell-state-ignored",
            _forward_with(start=lambda h0, c0: (h0, np.zeros_like(c0))),
            "The first step reads zeros in place of c0.",
            ALL,
        ),
        Misconception(
            "initial-states-ignored",
            _forward_with(start=lambda h0, c0: (np.zeros_like(h0), np.zeros_like(c0))),
            "The sequence starts from zeros in place of h0 and c0.",
            ALL,
        ),
        Misconception(
            "always-initial-states",
            _forward_with(reads=lambda h, c, h0, c0: (h0, c0)),
            "Every step starts from h0 and c0: each must start from what the step before has left.",
            ALL,
        ),
        Misconception(
            "always-initial-hidden-state",
            _forward_with(reads=lambda h, c, h0, c0: (h0, c)),
            "Every step reads h0: the new hidden state is not handed to the next step.",
            CARRIES,
        ),
        Misconception(
            "always-initial-cell-state",
            _forward_with(reads=lambda h, c, h0, c0: (h, c0)),
            "Every step reads c0: the new cell state is not handed to the next step.",
            CARRIES,
        ),
        Misconception(
            "cell-state-never-updated",
            _cell_never_updated,
            "The cell state is c0 from start to end: the step returns two states, and the second "
            "is not kept.",
            CARRIES,
        ),
        Misconception(
            "states-exchanged",
            _forward_with(step=lambda *args: rnn_ref.lstm_step(*args)[::-1]),
            "What the step returns is taken in the wrong order: the hidden state comes first, the "
            "cell state second.",
            CARRIES,
        ),
        Misconception(
            "initial-states-exchanged",
            _forward_with(start=lambda h0, c0: (c0, h0)),
            "h0 and c0 have changed places before the first step.",
            CARRIES,
        ),
        Misconception(
            "cell-starts-as-hidden-state",
            _forward_with(start=lambda h0, c0: (h0, h0)),
            "The cell state starts from h0 too: it starts from c0.",
            CARRIES,
        ),
        Misconception(
            "cell-state-emptied",
            _forward_with(reads=lambda h, c, h0, c0: (h, np.zeros_like(c))),
            "The cell state is zero at the start of every step, so nothing is kept in it.",
            CARRIES,
        ),
        Misconception(
            "hidden-state-for-cell-state",
            _forward_with(reads=lambda h, c, h0, c0: (h, c0 if h is h0 else h)),
            "From the second step on the hidden state stands in the place of the cell state: the "
            "two are different arrays, and each is handed on as itself.",
            CARRIES,
        ),
        Misconception(
            "last-hidden-state-for-cell-state",
            _after(lambda hs, cT, args: (hs, hs[:, -1])),
            "The second value is the last hidden state; cT is the last cell state.",
            CARRIES,
        ),
        Misconception(
            "all-cell-states",
            _after(lambda hs, cT, args: (hs, _all_cells(*args))),
            "All cell states come back, (N, T, H): only the last one is asked for, (N, H).",
            ALL,
        ),
        Misconception(
            "cell-states-for-hidden-states",
            _after(lambda hs, cT, args: (_all_cells(*args), cT)),
            "hs holds the cell states: what the layer shows to others is h_t.",
            CARRIES,
        ),
        Misconception(
            "last-state-only",
            _after(lambda hs, cT, args: (hs[:, -1], cT)),
            "Only the last hidden state comes back: keep that of every step, (N, T, H).",
            ALL,
        ),
        Misconception(
            "last-state-in-every-slot",
            _after(lambda hs, cT, args: (np.repeat(hs[:, -1:], hs.shape[1], axis=1), cT)),
            "Every slot of hs holds the last hidden state: it is one and the same array, changed "
            "at each step, or all slots are written at each step.",
            ALL,
        ),
        Misconception(
            "cell-state-first",
            _after(lambda hs, cT, args: (cT, hs)),
            "cT comes back first: the order is hs, cT.",
            ALL,
        ),
        Misconception(
            "time-major",
            _after(lambda hs, cT, args: (np.swapaxes(hs, 0, 1), cT)),
            "hs is (T, N, H), time first: the batch comes first.",
            ALL,
        ),
        Misconception(
            "stops-one-early",
            _after(_stops_early),
            "The last step is missing: the loop stops before T - 1.",
            ALL,
        ),
        Misconception(
            "starts-one-late",
            _starts_late,
            "The loop starts at 1 and leaves out the first step, which is step 0.",
            ALL,
        ),
        Misconception(
            "states-before-the-steps",
            _after(
                lambda hs, cT, args: (np.concatenate([args[1][:, None], hs[:, :-1]], axis=1), cT)
            ),
            "Slot t of hs holds the state before step t; it is for the state after it.",
            ALL,
        ),
        Misconception(
            "returns-in-the-loop",
            _returns_in_the_loop,
            "Only the first step is done: `return` stands inside the loop.",
            ALL,
        ),
        Misconception(
            "cell-state-alone",
            lambda *args: rnn_ref.lstm_forward(*args)[0],
            "cT is not returned: whoever goes on from here needs both states.",
            CARRIES,
        ),
        *(
            Misconception(f"step-{name}", _forward_with(step), f"In each step: {says}", read)
            for name in IN_SEQUENCES
            for step, says, read in (STEP_MISTAKES[name],)
        ),
    ),
)


# --- 07.4 lstm_backward ----------------------------------------------------------------------


def _sequence_case(rng, name, kind, N, T, D, H, keep=None, dcT=1.0, dtype=float, **sizes):
    """keep: the steps whose loss sends a gradient; None means all. dcT: its size."""
    caches = _caches(rng, N, T, D, H, dtype, **sizes)
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
        case("a single step", "ones", 3, 1, 2, 4),
        case("a batch of one", "ones", 1, 4, 3, 2),
        case("one hidden unit", "ones", 2, 3, 4, 1),
        case("one of everything", "ones", 1, 1, 1, 1),
        case("sizes N=3, T=5, D=4, H=6", "generic", 3, 5, 4, 6),
        case("sizes N=4, T=6, D=5, H=3", "generic", 4, 6, 5, 3),
        case("sizes N=5, T=4, D=3, H=7", "generic", 5, 4, 3, 7),
        case("float32", "float32", 3, 5, 4, 6, dtype=np.float32),
    ]


def _fold_steps_back(dhs, dcT, caches):
    """All gradients, made of the learner's own steps back."""
    T = len(caches)
    dx, dh, dc, sums = [None] * T, np.zeros_like(dcT), dcT, [0.0, 0.0, 0.0]
    for t in reversed(range(T)):
        dx[t], dh, dc, *weights = yield dhs[:, t] + dh, dc, caches[t]
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


def _backward_with(**changes):
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
        return _put(grads, dh=dh0, dc=dc0)

    return wrong


def _one_step_off(position):
    """dh0 or dc0 as it arrives at the state after the first step."""

    def finish(grads, steps):
        before = steps[-2][position] if len(steps) > 1 else np.zeros_like(grads[position])
        return tuple(before if k == position else g for k, g in enumerate(grads))

    return _backward_with(finish=finish)


LSTM_BACKWARD = Exercise(
    name="lstm_backward",
    number="07.4",
    unit=UNIT,
    title="LSTM backpropagation through time",
    points=6,
    reference=rnn_ref.lstm_backward,
    follow=Follow("lstm_step_backward", _fold_steps_back, ("dh_t", "dc_t")),
    cases=backward_cases,
    cache=CACHE,
    outputs=("dx", "dh0", "dc0", "dW_x", "dW_h", "db"),
    section=ALL,
    hints=(
        "It is the loop of unit 04 with two carries. One is added to the gradient of the step's "
        "own loss. The other has no loss of its own: it starts as dcT and is handed on.",
        "dh_t = dhs[:, t] + dh_carry with dh_carry = 0 at the end; dc_t = dc_carry, which is dcT "
        "at the end. One step back turns both into those of step t - 1. dW = sum over t of dW_t.",
        "zeros for dx, dW_x, dW_h, db and the hidden carry; dcT as the cell carry; for t from "
        "T - 1 down to 0: one step back from both; dx_t into its slot, two new carries, three "
        "sums; return dx, both carries, and the sums",
    ),
    misconceptions=(
        Misconception(
            "hidden-carry-dropped",
            _backward_with(arriving=lambda own, dh, dc, t, last: (own, dc)),
            "What step t + 1 sends back to h_t is not added to the gradient of the step's own "
            "loss.",
            CARRIES,
        ),
        Misconception(
            "cell-carry-dropped",
            _backward_with(
                arriving=lambda own, dh, dc, t, last: (own + dh, dc if t == last else 0 * dc)
            ),
            "What step t + 1 sends back to c_t is dropped, so the carousel carries no gradient.",
            CARRIES,
        ),
        Misconception(
            "both-carries-dropped",
            _backward_with(
                arriving=lambda own, dh, dc, t, last: (own, dc if t == last else 0 * dc)
            ),
            "Each step hears its own loss only: neither carry reaches the step before.",
            CARRIES,
        ),
        Misconception(
            "carries-never-stored",
            _backward_with(
                arriving=lambda own, dh, dc, t, last: (own, 0 * dc),
                finish=lambda grads, steps: _put(grads, dh=0 * grads[1], dc=0 * grads[2]),
            ),
            "Both carries stay zero from start to end, dh0 and dc0 too: each step must leave its "
            "dh_prev and dc_prev behind.",
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
            _backward_with(arriving=lambda own, dh, dc, t, last: (own + dh, own + dc)),
            "The gradient of the step's own loss is added to both carries: no loss looks at c_t, "
            "so the cell carry is handed on as it is.",
            CARRIES,
        ),
        Misconception(
            "last-cell-gradient-in-the-hidden-carry",
            _backward_with(
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
            _backward_with(
                arriving=lambda own, dh, dc, t, last: (own if t == last else dh, dc),
            ),
            "The carry replaces the gradient of the step's own loss; the two are added.",
            CARRIES,
        ),
        Misconception(
            "carries-exchanged",
            _backward_with(
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
            _backward_with(
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
            _backward_with(
                arriving=lambda own, dh, dc, t, last: (own, dc) if t == last else (own + dc, dh),
                finish=lambda grads, steps: _put(grads, dh=grads[2], dc=grads[1]),
            ),
            "What the step back returns is taken in the wrong order: dh_prev comes second, dc_prev "
            "third.",
            CARRIES,
        ),
        Misconception(
            "last-written-only",
            _backward_with(finish=lambda grads, steps: (*grads[:3], *steps[-1][3:])),
            "Each step overwrites the weight gradients of the one before; the steps share their "
            "weights, and the gradients add up.",
            ALL,
        ),
        Misconception(
            "initial-gradients-zero",
            _backward_with(
                finish=lambda grads, steps: _put(grads, dh=0 * grads[1], dc=0 * grads[2])
            ),
            "dh0 and dc0 are zero; they are the two carries that leave the first step.",
            CARRIES,
        ),
        Misconception(
            "dh0-zero",
            _backward_with(finish=lambda grads, steps: _put(grads, dh=0 * grads[1])),
            "dh0 is zero; it is the hidden carry that leaves the first step.",
            CARRIES,
        ),
        Misconception(
            "dc0-is-dcT",
            lambda dhs, dcT, caches: _put(rnn_ref.lstm_backward(dhs, dcT, caches), dc=dcT),
            "dc0 is dcT as it came in; it is the cell carry that leaves the first step.",
            CARRIES,
        ),
        Misconception(
            "initial-gradients-exchanged",
            _backward_with(
                finish=lambda grads, steps: _put(grads, dh=grads[2], dc=grads[1]),
            ),
            "dc0 comes back before dh0: the order is dx, dh0, dc0.",
            CARRIES,
        ),
        Misconception(
            "weight-gradients-exchanged",
            _backward_with(finish=_weights_exchanged),
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
            lambda dhs, dcT, caches: _put(
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
            _backward_with(order=lambda T: ()),
            "The loop never runs: a range that counts down needs -1 as its third number.",
            ALL,
        ),
        Misconception(
            "loop-stops-early",
            _backward_with(order=lambda T: range(T - 1, 0, -1)),
            "The loop ends before step 0: with range, the stop is not included.",
            ALL,
        ),
        Misconception(
            "loop-starts-late",
            _backward_with(order=lambda T: range(T - 2, -1, -1)),
            "The loop starts at T - 2 and misses the last step, which is T - 1.",
            ALL,
        ),
        Misconception(
            "loop-runs-forwards",
            _backward_with(order=range),
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
            _backward_with(finish=lambda grads, steps: _put(grads, db=grads[5][None])),
            "The values of db are right and its shape is (1, 4H); b has shape (4H,), and so has "
            "its gradient.",
            WEIGHTS,
        ),
        Misconception(
            "dx-summed-over-time",
            _backward_with(finish=lambda grads, steps: (grads[0].sum(axis=1), *grads[1:])),
            "dx is summed over time; each x_t enters one step only and keeps its own slot.",
            ALL,
        ),
        Misconception(
            "dx-back-to-front",
            _backward_with(finish=lambda grads, steps: (grads[0][:, ::-1], *grads[1:])),
            "dx runs from the last step to the first; dx[:, t] belongs to x[:, t].",
            ALL,
        ),
        Misconception(
            "dx-time-first",
            _backward_with(finish=lambda grads, steps: (grads[0].swapaxes(0, 1), *grads[1:])),
            "dx has shape (T, N, D); the batch comes first: (N, T, D).",
            ALL,
        ),
        Misconception(
            "ones-from-above",
            lambda dhs, dcT, caches: rnn_ref.lstm_backward(np.ones_like(dhs), dcT, caches),
            "dhs has no effect: the gradients are those of a loss that sends 1 to every h_t.",
            CARRIES,
        ),
        *(
            Misconception(f"step-{name}", _backward_with(step=step), f"In each step: {says}", read)
            for name in IN_SEQUENCES_BACK
            for step, says, read in (BACK_MISTAKES[name],)
        ),
    ),
)


# --- 07.5 forget_bias_halflife ---------------------------------------------------------------


def halflife_cases(rng):
    """Numbers, and arrays of several shapes; biases for which every right formula is exact."""
    draw = rng.uniform
    return [
        Case("a bias between 0 and 2", (float(draw(0.2, 2.0)),), "shapes"),
        Case("three biases", (draw(-1.0, 3.0, 3),), "shapes"),
        Case("one bias, as an array", (draw(0.5, 3.0, 1),), "ones"),
        Case("a negative bias", (float(draw(-4.0, -0.5)),)),
        Case("a large bias", (float(draw(4.0, 8.0)),)),
        Case("a bias of each of 5 units", (draw(-3.0, 6.0, 5),)),
        Case("a matrix of biases", (draw(-3.0, 6.0, (3, 4)),)),
        Case("float32", (draw(-2.0, 3.0, 4).astype(np.float32),), "float32"),
    ]


def _kept(b):
    return sigmoid(np.asarray(b))


def _rounded_by(whole):
    return lambda b: whole(rnn_ref.forget_bias_halflife(b))


BASES = "The two logarithms have different bases: take the natural one above and below."
WHOLE_STEPS = "The result is made a whole number of steps; leave it as it is."


FORGET_BIAS_HALFLIFE = Exercise(
    name="forget_bias_halflife",
    number="07.5",
    unit=UNIT,
    title="the half-life of a cell",
    points=4,
    reference=rnn_ref.forget_bias_halflife,
    cases=halflife_cases,
    outputs=("steps",),
    section=HALFLIFE,
    hints=(
        "After k steps a share f^k is left, with f = sigmoid(b). Ask for the k at which this "
        "share is one half, and solve for k.",
        "f^k = 1/2, so k ln f = -ln 2. Both logarithms are natural ones, and ln f is negative.",
        "f from b by the sigmoid; the natural logarithm of f, with its sign turned; ln 2 divided "
        "by it",
    ),
    misconceptions=(
        Misconception(
            "sign-of-the-logarithm",
            lambda b: np.log(2) / np.log(_kept(b)),
            "The number of steps is negative: ln f is below 0, so its sign is turned.",
            HALF,
        ),
        Misconception(
            "upside-down",
            lambda b: -np.log(_kept(b)) / np.log(2),
            "This is one over the half-life: solve k ln f = -ln 2 for k once more.",
            HALF,
        ),
        Misconception(
            "without-ln-2",
            lambda b: -1 / np.log(_kept(b)),
            "This is the number of steps after which 1/e is left; at one half, ln 2 stands above.",
            HALF,
        ),
        Misconception(
            "logarithm-to-base-2-below",
            lambda b: -np.log(2) / np.log2(_kept(b)),
            BASES,
            HALF,
        ),
        Misconception(
            "logarithm-to-base-10-below", lambda b: -np.log(2) / np.log10(_kept(b)), BASES, HALF
        ),
        Misconception(
            "mean-life",
            lambda b: 1 / (1 - _kept(b)),
            "1 / (1 - f) is the mean time that a value stays; asked for is when half is left.",
            HALF,
        ),
        Misconception(
            "linear-decay",
            lambda b: 0.5 / (1 - _kept(b)),
            "This takes 1 - f of the first value away at each step; what is lost is a share of "
            "what is left.",
            HALF,
        ),
        Misconception(
            "what-is-forgotten",
            lambda b: np.log(2) / -np.log(1 - _kept(b)),
            "The formula uses 1 - f, the share that is forgotten; f is the share that stays.",
            HALF,
        ),
        Misconception(
            "bias-for-gate",
            lambda b: np.log(2) / -np.log(np.asarray(b)),
            "b stands where f belongs: the gate is the sigmoid of its bias.",
            HALF,
        ),
        Misconception(
            "numbers-only",
            lambda b: math.log(2) / -math.log(sigmoid(b)),
            "It works for one number and stops at an array: float() and the functions of math take "
            "numbers, NumPy's take both.",
            HALF,
        ),
        *(
            Misconception(name, _rounded_by(whole), WHOLE_STEPS, HALF)
            for name, whole in (
                ("rounded-down", np.floor),
                ("whole-steps", np.ceil),
                ("rounded", np.round),
                ("cut-to-an-integer", int),
            )
        ),
    ),
)


# --- questions -------------------------------------------------------------------------------

QUESTION_1 = question(
    "question_07_1",
    number="07.A",
    unit=UNIT,
    title="Adam and small gradients",
    replies={
        "a": "That is what plain SGD would do. Adam divides by the root of its mean square, which "
        "is a thousand times smaller too.",
        "b": "The factor stands above and below the fraction, and cancels. So Adam does not mind "
        "a gradient that is small; it minds one that is small beside the noise.",
        "c": "The epsilon keeps the division safe; it does not stop the updates at this size.",
    },
    right="d8342450c869",
    section="Before you start",
)

QUESTION_2 = question(
    "question_07_2",
    number="07.B",
    unit=UNIT,
    title="one step back in a vanilla network",
    replies={
        "a": "The slope of tanh, entry by entry, and then the matrix. This unit builds a path "
        "that has neither.",
        "b": "The matrix is only one of the two: the slope of tanh comes first.",
        "c": "The slope is only one of the two: the gradient passes the recurrent weights as well.",
    },
    right="93dd11444486",
    section="Before you start",
)

QUESTION_3 = question(
    "question_07_3",
    number="07.C",
    unit=UNIT,
    title="the size of a recurrent layer",
    replies={
        "a": "The biases are missing: one for each of the 32 units.",
        "b": "That would be a set of weights for each of the 60 steps; they share one set.",
        "c": "6 x 32 + 32 x 32 + 32. An LSTM of 32 units has four such sets, one for each block.",
    },
    right="291335f248fb",
    section="Before you start",
)

QUESTION_4 = question(
    "question_07_4",
    number="07.D",
    unit=UNIT,
    title="the sum on the worked sheet",
    replies={
        "a": "All four rows of da_f add up: both sequences, both steps.",
        "b": "This comes out if the cell carry is dropped between the steps.",
        "c": "These are the two rows of the last step alone; the first step uses the bias as well.",
        "d": "This pairs dc with c_t, the cell after the step; f was multiplied by the cell "
        "before it.",
    },
    right="bf9931b80d36",
    section=SHEET,
)

QUESTION_5 = question(
    "question_07_5",
    number="07.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "A gate below 1 shrinks the gradient like any other factor, and f is below 1. A "
        "leaves out the half-life: the carousel slows the fading, and the network sets how much.",
        "b": "Answer B is right: the factor is f, one for each unit, which the network sets. It "
        "says what is gained and what is not.",
    },
    right="828149ab567c",
    section="Explain back",
)

EXERCISES = (
    QUESTION_1,
    QUESTION_2,
    QUESTION_3,
    LSTM_STEP,
    LSTM_STEP_BACKWARD,
    QUESTION_4,
    LSTM_FORWARD,
    LSTM_BACKWARD,
    FORGET_BIAS_HALFLIFE,
    QUESTION_5,
)
