"""Exercise 01.5, parity_weights: running parity by hand."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from autograde.exercises.unit_01 import BY_HAND, UNIT
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

PARITY_SHAPES = {"W_xh": (1, 2), "W_hh": (2, 2), "b_h": (2,), "W_hy": (2, 1), "b_y": (1,)}
PARITY_GAIN = 40.0  # tanh(20) is 1.0 in float64


def _parity_weights(*bits):
    """OR and AND of the bit and the previous parity p = (h1 - h2) / 2."""
    s = PARITY_GAIN
    return {
        "W_xh": np.array([[s, s]]),
        "W_hh": np.array([[s / 2, s / 2], [-s / 2, -s / 2]]),
        "b_h": np.array([-s / 2, -3 * s / 2]),
        "W_hy": np.array([[0.5], [-0.5]]),
        "b_y": np.array([0.0]),
    }


def _bits(rng, N, T):
    return rng.integers(0, 2, (N, T))


def _parity_cases(rng):
    return [
        Case("one bit, T = 1", (np.array([[0], [1]]),), "ones"),
        Case("all sequences of 4 bits", (np.array(list(np.ndindex(2, 2, 2, 2))),), "shapes"),
        Case("zeros only, T = 30", (np.zeros((1, 30), dtype=int),), "isolation"),
        Case("ones only, T = 30", (np.ones((1, 30), dtype=int),), "isolation"),
        Case("random bits, T = 12", (_bits(rng, 6, 12),)),
        Case("random bits, T = 35", (_bits(rng, 5, 35),)),
        Case("random bits, T = 90", (_bits(rng, 4, 90),)),
        Case("random bits, T = 1000", (_bits(rng, 4, 1000),), "extreme"),
    ]


def _says_odd(weights, bits):
    """The decisions y_t > 0.5 of the net on bits (N, T) -> bool (N, T)."""
    w = {key: np.asarray(weights[key], dtype=float) for key in PARITY_SHAPES}
    driven = bits[..., None] @ w["W_xh"] + w["b_h"]
    h = np.zeros((len(bits), 2))
    hs = np.empty((*bits.shape, 2))
    for t in range(bits.shape[1]):
        h = hs[:, t] = np.tanh(driven[:, t] + h @ w["W_hh"])
    return (hs @ w["W_hy"] + w["b_y"])[..., 0] > 0.5


def _is_odd(bits):
    return bits.cumsum(axis=1) % 2 == 1


def _parity_rule(got, args):
    """None if the net tells the parity of each prefix of the bits."""
    (bits,) = args
    broken = _wrong_form(got)
    if broken:
        return broken
    wrong = _says_odd(got, bits) != _is_odd(bits)
    if not wrong.any():
        return None
    step = int(wrong.any(axis=0).argmax())
    row = int(wrong[:, step].argmax())
    ones = int(bits[row, : step + 1].sum())
    odd = "odd" if ones % 2 else "even"
    return (
        f"at step {step + 1} of {bits.shape[1]} the number of ones so far is {ones}, {odd}, "
        "and y_t says otherwise"
    )


def _wrong_form(got):
    """What is wrong with the form of the answer, or None."""
    if not isinstance(got, dict):
        return f"it is {type(got).__name__}, expected a dict of five arrays"
    if set(got) != set(PARITY_SHAPES):
        listed = ", ".join(PARITY_SHAPES)
        return f"it has the keys {sorted(map(str, got))}, expected {listed}"
    for key, shape in PARITY_SHAPES.items():
        found = np.asarray(got[key], dtype=float)
        if found.shape != shape:
            return f"{key} has shape {found.shape}, expected {shape}"
        if not np.isfinite(found).all():
            return f"{key} holds {found[~np.isfinite(found)][0]}, expected ordinary numbers"
    return None


PROBE = np.random.default_rng(20).integers(0, 2, (8, 600))  # bits that tell the mistakes apart


def _decisions(weights):
    """What the net says on the probe bits; several predicates ask it about the same net."""
    arrays = (np.asarray(weights[key], dtype=float) for key in PARITY_SHAPES)
    return _decisions_of(*(array.tobytes() for array in arrays))


@lru_cache(maxsize=64)
def _decisions_of(*contents):
    """The same, for the contents of the five arrays."""
    named = zip(PARITY_SHAPES.items(), contents, strict=True)
    return _says_odd({k: np.frombuffer(c).reshape(shape) for (k, shape), c in named}, PROBE)


def _tells(target):
    """A predicate: the net is wrong, and its decisions are `target(bits)` on the probe bits."""

    def shows(got):
        if _wrong_form(got) or _right(got) or _too_small(got):
            return False
        return bool((_decisions(got) == target(PROBE)).all())

    return shows


def _right_if(change):
    """A predicate: the net is wrong, and changed like this it would be right."""

    def shows(got):
        return not _wrong_form(got) and not _right(got) and _right({**got, **change(got)})

    return shows


def _right(weights):
    return bool((_decisions(weights) == _is_odd(PROBE)).all())


def _too_small(got):
    """Right with larger weights: the logic holds, and the units are not near -1 and 1."""
    if _wrong_form(got) or _halved(got) or _transposed(got) or _on_the_border(got):
        return False
    larger = {key: np.asarray(got[key], dtype=float) * 50 for key in ("W_xh", "W_hh", "b_h")}
    return not _right(got) and _right({**got, **larger})


def _parity_with(**changes):
    """The right weights with some of them changed: name=function of the old array."""

    def wrong(*_):
        weights = _parity_weights()
        return {**weights, **{key: change(weights[key]) for key, change in changes.items()}}

    return wrong


_halved = _right_if(lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float) / 2})
_transposed = _right_if(lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float).T})
_on_the_border = _right_if(lambda w: {"b_y": np.zeros(1)})


def _with_right_thresholds(weights):
    """Firmly thrown switches with the same weights, and b_h as it belongs to them."""
    W_xh, W_hh = (50 * np.asarray(weights[key], dtype=float) for key in ("W_xh", "W_hh"))
    return {"W_xh": W_xh, "W_hh": W_hh, "b_h": -W_xh[0] * np.array([0.5, 1.5])}


def _with_right_output(weights):
    return {"W_hy": np.array([[0.5], [-0.5]]), "b_y": np.zeros(1)}


_off_thresholds = _right_if(_with_right_thresholds)


_weak_input = _right_if(
    lambda w: {"W_xh": -np.asarray(w["b_h"], dtype=float)[None] / np.array([0.5, 1.5])}
)


_lacks_minus = _right_if(
    lambda w: {"W_hh": np.asarray(w["W_hh"], dtype=float) * np.array([[1], [-1]])}
)


_wrongly_read = _right_if(_with_right_output)
_never_odd = _tells(lambda bits: bits < 0)
_even_for_odd = _tells(lambda bits: bits.cumsum(axis=1) % 2 == 0)


def _scaled(factor):
    return lambda array: array * factor


PARITY_MISTAKES = (
    Misconception(
        "too-small",
        _parity_with(W_xh=_scaled(0.05), W_hh=_scaled(0.05), b_h=_scaled(0.05)),
        "The logic is right, but the units are not pushed near -1 and 1, so small errors grow "
        "from step to step: make all weights that enter the units larger by one factor.",
        BY_HAND,
        shows=_too_small,
    ),
    Misconception(
        "parity-not-halved",
        _parity_with(W_hh=_scaled(2.0)),
        "The state enters twice as strongly as it should: h1 - h2 is 0 or 2, since tanh goes "
        "from -1 to 1, and the previous parity is half of it.",
        BY_HAND,
        shows=_halved,
    ),
    Misconception(
        "recurrent-weights-transposed",
        _parity_with(W_hh=np.transpose),
        "W_hh is transposed: row i holds what unit i sends, column j what unit j reads.",
        BY_HAND,
        shows=_transposed,
    ),
    Misconception(
        "no-memory",
        _parity_with(W_hh=_scaled(0.0), b_h=lambda b: b * np.array([1.0, 3.0])),
        "The net repeats the current bit: W_hh has to bring in the previous parity.",
        BY_HAND,
        shows=_tells(lambda bits: bits == 1),
    ),
    Misconception(
        "stays-odd",
        lambda *bits: {
            "W_xh": np.array([[40.0, 0.0]]),
            "W_hh": np.array([[20.0, 0.0], [0.0, 0.0]]),
            "b_h": np.zeros(2),
            "W_hy": np.array([[1.0], [0.0]]),
            "b_y": np.zeros(1),
        },
        "From the first one on the net says odd for ever, which is a running OR: a second one "
        "has to switch it back, and that is what the AND unit is for.",
        BY_HAND,
        shows=_tells(lambda bits: bits.cumsum(axis=1) > 0),
    ),
    Misconception(
        "never-odd",
        _parity_with(W_hy=_scaled(-1.0)),
        "y_t never exceeds 0.5, so the net says even at every step: look at the signs in W_hy "
        "and at b_y.",
        BY_HAND,
        shows=lambda w: (
            _never_odd(w)
            and not (_off_thresholds(w) or _on_the_border(w) or _weak_input(w) or _lacks_minus(w))
        ),
    ),
    Misconception(
        "input-too-weak",
        _parity_with(W_xh=_scaled(0.05)),
        "The bit is too weak beside the previous parity and the thresholds: W_xh takes the "
        "factor s as well.",
        BY_HAND,
        shows=_weak_input,
    ),
    Misconception(
        "second-unit-not-taken-away",
        _parity_with(W_hh=np.abs),
        "Unit 2 is added to unit 1 on the way back: p is half of their difference, so the second "
        "row of W_hh has the other sign.",
        BY_HAND,
        shows=_lacks_minus,
    ),
    Misconception(
        "output-of-the-sum",
        _parity_with(W_hy=np.abs),
        "The states are right and the output reads them wrongly: look at W_hy and b_y, since "
        "p = (h1 - h2) / 2 is what y_t has to be.",
        BY_HAND,
        shows=lambda w: (
            _wrongly_read(w) and not (_never_odd(w) or _even_for_odd(w) or _on_the_border(w))
        ),
    ),
    Misconception(
        "thresholds",
        _parity_with(b_h=_scaled(-1.0)),
        "Your two units never disagree as they should (h1 - h2 does not come near 2), so y_t stays "
        "low: look at b_h, which is minus s times the threshold (0.5 for OR, 1.5 for AND).",
        BY_HAND,
        shows=lambda w: _never_odd(w) and _off_thresholds(w),
    ),
    Misconception(
        "output-on-the-border",
        _parity_with(
            **dict.fromkeys(("W_xh", "W_hh", "b_h"), _scaled(0.25)), b_y=lambda b: b + 0.5
        ),
        "With b_y = 0 the net would be right: y_t is p plus b_y, and the decision asks for more "
        "than 0.5, so this b_y puts the even or the odd steps on the wrong side of it.",
        BY_HAND,
        shows=_on_the_border,
    ),
    Misconception(
        "even-for-odd",
        _parity_with(W_hy=_scaled(-1.0), b_y=lambda b: b + 1.0),
        "The net says odd where the count is even and the reverse: turn the output around.",
        BY_HAND,
        shows=_even_for_odd,
    ),
)


EXERCISE = Exercise(
    name="parity_weights",
    number="01.5",
    unit=UNIT,
    title="running parity by hand",
    points=8,
    reference=_parity_weights,
    cases=_parity_cases,
    outputs=("parity",),
    section=BY_HAND,
    hints=(
        "The new parity is odd if exactly one of two things is true: the bit is 1, the "
        "parity was odd. Let one unit say whether at least one is true, the other whether "
        "both are.",
        "With p = (h1 - h2) / 2 in {0, 1}: unit 1 is near 1 if x + p > 0.5 and near -1 "
        "otherwise, unit 2 the same with 1.5. A large factor s in front makes tanh a switch.",
        "p before the step: half of unit 1 minus half of unit 2\n"
        "sum into unit 1: s times (x + p - 0.5); into unit 2: s times (x + p - 1.5)\n"
        "multiply out: what stands before x goes into W_xh, before h1 and h2 into the rows "
        "of W_hh, and the rest into b_h\n"
        "the output is p again, now from the new h1 and h2",
    ),
    misconceptions=PARITY_MISTAKES,
    comparison=Invariant(_parity_rule),
    is_answer=True,
)
