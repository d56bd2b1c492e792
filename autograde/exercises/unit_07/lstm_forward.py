"""Exercise 07.3, lstm_forward: all LSTM steps."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_07 import ALL, UNIT
from autograde.exercises.unit_07.lstm_step import STEP_MISTAKES, step_args, zero
from autograde.kinds.common import one_by_one
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception

IN_SEQUENCES = tuple(STEP_MISTAKES)[:6]


def _forward_args(rng, N, T, D, H, keep="xhcb", dtype=float):
    _, h0, c0, W_x, W_h, b = step_args(rng, N, D, H, keep)
    x = zero(rng.standard_normal((N, T, D)), "x" in keep)
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
        *(case(name, "ones", *sizes) for name, sizes in one_by_one("NTDH")),
        case("N=3, T=6, D=5, H=4", "generic", 3, 6, 5, 4),
        case("N=6, T=4, D=3, H=5", "generic", 6, 4, 3, 5),
        case("N=4, T=7, D=5, H=3", "generic", 4, 7, 5, 3),
        case("float32", "float32", 5, 6, 3, 4, dtype=np.float32),
        case("40 steps", "extreme", 3, 40, 4, 5),
    ]


def _fold_steps(step, x, h0, c0, W_x, W_h, b):
    h_t, c_t, states = h0, c0, []
    for t in range(x.shape[1]):
        h_t, c_t = step(x[:, t], h_t, c_t, W_x, W_h, b)
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


EXERCISE = Exercise(
    name="lstm_forward",
    number="07.3",
    unit=UNIT,
    title="all LSTM steps",
    points=4,
    reference=rnn_ref.lstm_forward,
    follow=Follow(
        "lstm_step",
        _fold_steps,
        ("x_t", "h_prev", "c_prev"),
        easier=(
            "gates-read-the-cell",
            "hidden-state-for-cell-state",
            "old-cell-left-out",
            "state-ignored",
        ),
    ),
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
            ALL,
        ),
        Misconception(
            "always-initial-cell-state",
            _forward_with(reads=lambda h, c, h0, c0: (h, c0)),
            "Every step reads c0: the new cell state is not handed to the next step.",
            ALL,
        ),
        Misconception(
            "cell-state-never-updated",
            _cell_never_updated,
            "The cell state is c0 from start to end: the step returns two states, and the second "
            "is not kept.",
            ALL,
        ),
        Misconception(
            "states-exchanged",
            _forward_with(step=lambda *args: rnn_ref.lstm_step(*args)[::-1]),
            "What the step returns is taken in the wrong order: the hidden state comes first, the "
            "cell state second.",
            ALL,
        ),
        Misconception(
            "initial-states-exchanged",
            _forward_with(start=lambda h0, c0: (c0, h0)),
            "h0 and c0 have changed places before the first step.",
            ALL,
        ),
        Misconception(
            "cell-starts-as-hidden-state",
            _forward_with(start=lambda h0, c0: (h0, h0)),
            "The cell state starts from h0 too: it starts from c0.",
            ALL,
        ),
        Misconception(
            "cell-state-emptied",
            _forward_with(reads=lambda h, c, h0, c0: (h, np.zeros_like(c))),
            "The cell state is zero at the start of every step, so nothing is kept in it.",
            ALL,
        ),
        Misconception(
            "hidden-state-for-cell-state",
            _forward_with(reads=lambda h, c, h0, c0: (h, c0 if h is h0 else h)),
            "From the second step on the hidden state stands in the place of the cell state: the "
            "two are different arrays, and each is handed on as itself.",
            ALL,
        ),
        Misconception(
            "last-hidden-state-for-cell-state",
            _after(lambda hs, cT, args: (hs, hs[:, -1])),
            "The second value is the last hidden state; cT is the last cell state.",
            ALL,
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
            ALL,
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
            "cT is not returned: the next piece of the sequence needs both states.",
            ALL,
        ),
        *(
            Misconception(f"step-{name}", _forward_with(step), f"In each step: {says}", read)
            for name in IN_SEQUENCES
            for step, says, read in (STEP_MISTAKES[name],)
        ),
    ),
)
