"""Exercise 07.2, lstm_step_backward: one LSTM step back."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_07 import (
    BACK,
    CACHE,
    PARTNERS,
    SLOPES,
    TOTAL,
    UNIT,
    WEIGHTS,
)
from autograde.exercises.unit_07.lstm_step import SQUASHES, blocks, places, states, weights
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise
from autograde.kinds.recurrent import STEP_SIZES
from rnn_ref import sigmoid


def random_caches(rng, N, T, D, H, dtype=float, x_size=1.0, h_size=1.0, c_size=1.0):
    h0, c0 = states(rng, N, H)
    x = x_size * rng.standard_normal((N, T, D))
    args = (x, h_size * h0, c_size * c0, *weights(rng, D, H))
    return rnn_ref.lstm_forward_with_caches(*(a.astype(dtype) for a in args))[2]


def _step_back_case(rng, name, kind, N, D, H, dh=1.0, dc=1.0, dtype=float, **sizes):
    """dh, dc: the sizes of the two gradients that arrive."""
    cache = random_caches(rng, N, 1, D, H, dtype, **sizes)[0]
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
        *(case(*sizes) for sizes in STEP_SIZES),
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
        gates = zip((di, df, dg, do), slopes, (i, f, g, o), strict=True)
        da = [d * slope(gate) for d, slope, gate in gates]
        da = np.concatenate([da[k] for k in order], axis=1)
        grads = da @ W_x.T, da @ W_h.T, dc * f, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
        return finish(grads, da=da, dc=dc, dh_t=dh_t, dc_t=dc_t, cache=cache)

    return wrong


def _slopes_but(**changed):
    """The right slopes, but for the gates named."""
    return tuple(changed.get(gate, s) for gate, s in zip("ifgo", RIGHT_SLOPES, strict=True))


def put(grads, **changed):
    """The six gradients with some of them replaced, by name."""
    names = ("dx", "dh", "dc", "dW_x", "dW_h", "db")
    return tuple(changed.get(name, g) for name, g in zip(names, grads, strict=True))


def _old_gradient_overwritten(grads, dc_t, cache, **parts):
    _, _, _, _, f, _, o, c_t, _, _ = cache
    return put(grads, dc=(dc_t + grads[1] * o * _of_tanh(np.tanh(c_t))) * f)


def _blocks_not_transposed(grads, da, cache, **parts):
    pairs = zip(blocks(da), blocks(cache[9]), strict=True)
    return put(grads, dh=sum(d @ W for d, W in pairs))


def _gates_of_the_cache_squashed(dh_t, dc_t, cache):
    i, f, g, o = (squash(gate) for squash, gate in zip(SQUASHES, cache[3:7], strict=True))
    return rnn_ref.lstm_step_backward(dh_t, dc_t, (*cache[:3], i, f, g, o, *cache[7:]))


def _new_state_for_old(grads, da, cache, **parts):
    return put(grads, dW_h=(cache[6] * np.tanh(cache[7])).T @ da)


def weights_exchanged(grads, *_, **parts):
    return put(grads, dW_x=grads[4], dW_h=grads[3])


def _without_slope(gate):
    says = f"The slope of {gate} is left out: its gradient stops short of the pre-activation."
    return _back_with(slopes=_slopes_but(**{gate: np.ones_like})), says, SLOPES


WEIGHTS_EXCHANGED = "dW_h comes back before dW_x: the order is dW_x, dW_h, db."
OWN_PARTNERS = (
    "The gradients of the gates are made with the gates' own values; in a product, the gradient of "
    "one factor goes with the other one."
)
COLUMNS_SAY = "The four blocks are joined in the order {}; the weights have i, f, g, o."
SQUASHED_AGAIN = (
    "What comes from the cache is squashed once more; its i, f, g and o are squashed already."
)


def _joined_in(order):
    return _back_with(order=places(order)), COLUMNS_SAY.format(order), SLOPES


# id -> (the step back, what went wrong, where to read), as for the step above.
BACK_MISTAKES = {
    "dc-dropped": (
        _back_with(dc_from=lambda dh, dc, o, c: dh * o * _of_tanh(np.tanh(c))),
        "dc_t has no effect: only the path through h_t is there. What arrives at c_t from later "
        "steps is added to it.",
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
        _back_with(slopes=_slopes_but(i=np.ones_like, f=np.ones_like, o=np.ones_like)),
        "The slopes of i, f and o are left out. This agrees with a forward pass that does not "
        "squash its gates, and a gradient check of the two passes: such a pair is wrong in the "
        "same way.",
        SLOPES,
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
        _back_with(finish=lambda grads, dc, **_: put(grads, dc=dc)),
        "dc_prev is the whole dc: c_prev was multiplied by f on its way into c_t.",
        PARTNERS,
    ),
    "old-gradient-overwritten": (
        _back_with(finish=_old_gradient_overwritten),
        "dc_prev is made with dh_prev where dh_t belongs: the old gradient was overwritten before "
        "its last use.",
        PARTNERS,
    ),
    # ---
    "no-slopes": (
        _back_with(slopes=(np.ones_like,) * 4),
        "All four slopes are left out. This agrees with a forward pass that squashes nothing, and "
        "the two are wrong in the same way.",
        SLOPES,
    ),
    **{f"slope-of-{gate}-left-out": _without_slope(gate) for gate in "ifgo"},
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
        lambda *args: put(
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
        _back_with(finish=lambda grads, da, cache, **_: put(grads, dW_h=cache[2].T @ da)),
        "dW_h pairs da with c_prev; W_h was multiplied by h_prev.",
        WEIGHTS,
    ),
    "weight-gradients-transposed": (
        _back_with(finish=lambda grads, **_: put(grads, dW_x=grads[3].T, dW_h=grads[4].T)),
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
        _back_with(finish=lambda grads, da, **_: put(grads, db=da.mean(axis=0))),
        "db is the mean over the batch; each sequence uses the bias, so its gradients are added.",
        WEIGHTS,
    ),
    "carousel-of-dc-alone": (
        _back_with(finish=lambda grads, dc_t, cache, **_: put(grads, dc=dc_t * cache[4])),
        "dc_prev is f times dc_t; it starts from the whole dc, with the path through h_t in it.",
        PARTNERS,
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
        _back_with(finish=lambda grads, da, **_: put(grads, db=da.sum())),
        "db is one number: add over the batch alone, and keep one entry for each of the 4H biases.",
        WEIGHTS,
    ),
    "bias-summed-over-the-units": (
        _back_with(finish=lambda grads, da, **_: put(grads, db=da.sum(axis=1))),
        "db has one entry for each sequence: add over the batch, the rows of da, and not along "
        "its columns.",
        WEIGHTS,
    ),
    "bias-with-two-axes": (
        _back_with(finish=lambda grads, da, **_: put(grads, db=da.sum(axis=0, keepdims=True))),
        "The values of db are right and its shape is (1, 4H); b has shape (4H,), and so has its "
        "gradient.",
        WEIGHTS,
    ),
    "bias-not-summed": (
        _back_with(finish=lambda grads, da, **_: put(grads, db=da)),
        "db still has a row for each sequence; one bias serves the whole batch, so the rows are "
        "added.",
        WEIGHTS,
    ),
    "weight-gradients-exchanged": (
        _back_with(finish=weights_exchanged),
        WEIGHTS_EXCHANGED,
        WEIGHTS,
    ),
    "carries-exchanged": (
        in_order(rnn_ref.lstm_step_backward, 0, 2, 1, 3, 4, 5),
        "dc_prev comes back before dh_prev: the order is dx_t, dh_prev, dc_prev.",
        BACK,
    ),
}


EXERCISE = Exercise(
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
        "Take the lines of the step from the last to the first. For each name on the right of "
        "a line: what was it multiplied by, or which function did it go through? Which name is "
        "used in two places?",
        "do = dh_t tanh(c_t); dc = dc_t + dh_t o (1 - tanh(c_t)^2); di = dc g, df = dc c_prev, "
        "dg = dc i; times the slopes s (1 - s) or 1 - g^2; join the four blocks to da. "
        "dc_prev = dc f, and the rest is da with its partner, as in unit 04.",
        "one line for tanh(c_t), which is needed twice; one each for do and for the total dc; "
        "one for the three that start from dc; one that joins the four blocks along axis 1; "
        "then the six results, three that go further back and three for the parameters",
    ),
    misconceptions=named(BACK_MISTAKES),
)
