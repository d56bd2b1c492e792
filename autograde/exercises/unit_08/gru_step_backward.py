"""Exercise 08.2, gru_step_backward: one GRU step back, in the default dialect."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_08 import BACK, CACHE, PATHS, SLOPES, UNIT
from autograde.exercises.unit_08.gru_step import weights
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise
from autograde.kinds.recurrent import STEP_SIZES


def step_backward_cases(rng):
    """Caches come from the judge: a wrong forward pass costs nothing here."""

    def case(name, kind, N, D, H, dh=1.0, dtype=float, x_size=1.0, h_size=1.0):
        args = [x_size * rng.standard_normal((N, D)), h_size * rng.uniform(-0.9, 0.9, (N, H))]
        args += weights(rng, D, H, reset_after=True)
        _, cache = rnn_ref.gru.gru_step_forward(*(a.astype(dtype) for a in args))
        return Case(name, ((dh * rng.standard_normal((N, H))).astype(dtype), cache), kind)

    return [
        case("two sequences", "shapes", 2, 3, 4),
        case("as many sequences as units", "shapes", 3, 2, 3),
        case("x_t all zero", "isolation", 3, 2, 4, x_size=0.0),
        case("h_prev all zero", "isolation", 3, 2, 4, h_size=0.0),
        *(case(*sizes) for sizes in STEP_SIZES),
        case("float32", "float32", 4, 3, 5, dtype=np.float32),
        case("large gradients", "extreme", 3, 4, 5, dh=1e3),
    ]


def _of_sigmoid(s):
    return s * (1 - s)


def _back_with(
    dz=lambda dh, h_prev, n: dh * (h_prev - n),
    dn=lambda dh, z: dh * (1 - z),
    slope_z=_of_sigmoid,
    slope_r=_of_sigmoid,
    slope_n=lambda n: 1 - n**2,
    dr=lambda da_n, q, h_prev: da_n * q,
    dq=lambda da_n, r: da_n * r,
    paths=(1, 1, 1, 1),
    turned=lambda W: W.T,
    dW_hn=lambda h_prev, dq, da_n, r: h_prev.T @ dq,
    rows=lambda first, second: np.stack([first, second]),
    total=lambda a: a.sum(axis=0),
):
    """A step back with one thing wrong. paths: 0 for a way to h_prev that is left out, in the
    order straight, by z, by r, by the candidate."""

    def wrong(dh_t, cache):
        x_t, h_prev, z, r, n, q, W_x, W_h, _ = cache
        W_hz, W_hr, W_hn = np.split(W_h, 3, axis=1)
        da_z = dz(dh_t, h_prev, n) * slope_z(z)
        da_n = dn(dh_t, z) * slope_n(n)
        da_r, d_q = dr(da_n, q, h_prev) * slope_r(r), dq(da_n, r)
        ways = dh_t * z, da_z @ turned(W_hz), da_r @ turned(W_hr), d_q @ turned(W_hn)
        dh_prev = sum(kept * way for kept, way in zip(paths, ways, strict=True))
        da = np.concatenate([da_z, da_r, da_n], axis=1)
        dW_h = [h_prev.T @ da_z, h_prev.T @ da_r, dW_hn(h_prev, d_q, da_n, r)]
        db = rows(total(da), total(np.concatenate([da_z, da_r, d_q], axis=1)))
        return da @ W_x.T, dh_prev, x_t.T @ da, np.concatenate(dW_h, axis=1), db

    return wrong


def averaged(dh_t, cache):
    dx, dh_prev, *rest = rnn_ref.gru_step_backward(dh_t, cache)
    return dx, dh_prev, *(g / len(dh_t) for g in rest)


MISTAKES = {
    "straight-path-forgotten": (
        _back_with(paths=(0, 1, 1, 1)),
        "The way straight through is missing in dh_prev: z * h_prev is a part of the new state.",
        PATHS,
    ),
    "gates-paths-forgotten": (
        _back_with(paths=(1, 0, 0, 1)),
        "The ways through the two gates are missing in dh_prev: both gates read h_prev.",
        PATHS,
    ),
    "candidates-path-forgotten": (
        _back_with(paths=(1, 1, 1, 0)),
        "The way through the candidate is missing in dh_prev: n reads h_prev by way of q.",
        PATHS,
    ),
    "update-gates-path-forgotten": (
        _back_with(paths=(1, 0, 1, 1)),
        "The way through the update gate is missing in dh_prev.",
        PATHS,
    ),
    "reset-gates-path-forgotten": (
        _back_with(paths=(1, 1, 0, 1)),
        "The way through the reset gate is missing in dh_prev.",
        PATHS,
    ),
    "update-gate-once": (
        _back_with(dz=lambda dh, h_prev, n: dh * h_prev),
        "z stands twice in the new state, as z and as 1 - z: its gradient has two terms.",
        BACK,
    ),
    "update-gates-sign": (
        _back_with(dz=lambda dh, h_prev, n: dh * (n - h_prev)),
        "The gradient of z has the wrong sign: z multiplies h_prev, and 1 - z the candidate.",
        BACK,
    ),
    "candidate-with-the-other-part": (
        _back_with(dn=lambda dh, z: dh * z),
        "The candidate gets the part z of the gradient; it is written with the part 1 - z.",
        BACK,
    ),
    "slope-of-z-left-out": (
        _back_with(slope_z=np.ones_like),
        "The slope of the sigmoid is missing behind z.",
        SLOPES,
    ),
    "slope-of-r-left-out": (
        _back_with(slope_r=np.ones_like),
        "The slope of the sigmoid is missing behind r.",
        SLOPES,
    ),
    "slope-of-n-left-out": (
        _back_with(slope_n=np.ones_like),
        "The slope of tanh is missing behind n.",
        SLOPES,
    ),
    "slope-of-tanh-for-gates": (
        _back_with(slope_z=lambda s: 1 - s**2, slope_r=lambda s: 1 - s**2),
        "The gates have the slope of tanh, 1 - s^2: they are sigmoids, s (1 - s).",
        SLOPES,
    ),
    "slope-of-sigmoid-for-n": (
        _back_with(slope_n=_of_sigmoid),
        "The candidate has the slope of a sigmoid: it is a tanh, 1 - n^2.",
        SLOPES,
    ),
    "reset-left-out-of-dq": (
        _back_with(dq=lambda da_n, r: da_n),
        "The reset gate is missing on the way to q: r multiplies q in the candidate.",
        BACK,
    ),
    "reset-gate-with-the-state": (
        _back_with(dr=lambda da_n, q, h_prev: da_n * h_prev),
        "The gradient of r pairs with h_prev: in this dialect r multiplies q.",
        BACK,
    ),
    "recurrent-weights-without-reset": (
        _back_with(dW_hn=lambda h_prev, dq, da_n, r: h_prev.T @ da_n),
        "The last block of dW_h is made with da_n: between W_hn and a_n is the reset gate, so "
        "dq belongs there.",
        BACK,
    ),
    "other-dialects-weights": (
        _back_with(dW_hn=lambda h_prev, dq, da_n, r: (r * h_prev).T @ da_n),
        "The last block of dW_h is that of the other dialect, where r multiplies h_prev before the "
        "product.",
        BACK,
    ),
    "recurrent-weights-not-transposed": (
        _back_with(turned=lambda W: W),
        "W_h is not transposed on the way back to h_prev.",
        BACK,
    ),
    "one-row-of-biases": (
        _back_with(rows=lambda first, second: first),
        "db has one row, (3H,): this dialect has two, (2, 3H).",
        BACK,
    ),
    "two-equal-rows-of-biases": (
        _back_with(rows=lambda first, second: np.stack([first, first])),
        "Both rows of db are the same: the second bias of the candidate is behind the reset gate.",
        BACK,
    ),
    "bias-summed-over-all-axes": (
        _back_with(total=lambda a: np.full_like(a[0], a.sum())),
        "db is summed over the units too; it is summed over the batch alone.",
        BACK,
    ),
    "weights-averaged": (
        averaged,
        "The gradients of the weights are divided by N: the chain rule asks for the sum over the "
        "batch, any averaging belongs to the loss.",
        BACK,
    ),
    "weight-gradients-exchanged": (
        in_order(rnn_ref.gru_step_backward, 0, 1, 3, 2, 4),
        "The gradients are returned in another order than dx_t, dh_prev, dW_x, dW_h, db.",
        BACK,
    ),
}

EXERCISE = Exercise(
    name="gru_step_backward",
    number="08.2",
    unit=UNIT,
    title="one GRU step back",
    points=10,
    reference=rnn_ref.gru_step_backward,
    cache=CACHE,
    cases=step_backward_cases,
    outputs=("dx_t", "dh_prev", "dW_x", "dW_h", "db"),
    shares={"dx_t": 0.2, "dh_prev": 0.3, "dW_x": 0.1, "dW_h": 0.2, "db": 0.2},
    section=BACK,
    hints=(
        "On how many ways does h_prev reach h_t? Name them before you write anything. And which "
        "gate has to be done last on the way back, because another gradient is made first?",
        "dz = dh (h_prev - n), dn = dh (1 - z), da_z = dz z (1 - z), da_n = dn (1 - n^2), "
        "dr = da_n q, dq = da_n r, da_r = dr r (1 - r). dh_prev = dh z + da_z W_hz^T + da_r W_hr^T "
        "+ dq W_hn^T. The last block of dW_h and of the second row of db takes dq.",
        "the gradients of z and n, and behind their slopes\n"
        "those of r and q, from that of the candidate\n"
        "four ways to h_prev, added\n"
        "dx_t and dW_x from the three blocks side by side\n"
        "dW_h and the second row of db from z, r and q",
    ),
    misconceptions=named(MISTAKES),
)
