"""Exercise 06.1, stateful_batches: a long text as streams side by side."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_06 import STREAMS, UNIT
from autograde.kinds.common import in_order, named
from autograde.kinds.exercise import Case, Exercise


def stateful_cases(rng):
    """Texts that end with the last target, one step later, and almost a batch later."""

    def case(name, kind, N, T, B, rest):
        codes = rng.integers(0, 50, N * T * B + 1 + rest)
        return Case(name, (codes, N, T), kind)

    return [
        case("two streams of two batches", "shapes", 2, 3, 2, 0),
        case("one batch", "shapes", 3, 4, 1, 2),
        case("N=1", "ones", 1, 4, 3, 1),
        case("T=1", "ones", 3, 1, 5, 0),
        case("N=1, T=1", "ones", 1, 1, 4, 0),
        case("N=3, T=4, and nothing is left", "generic", 3, 4, 5, 0),
        case("N=4, T=5, and 3 codes are left", "generic", 4, 5, 3, 3),
        case("N=5, T=3, almost another batch is left", "generic", 5, 3, 4, 14),
        case("N=3, T=6, one target is missing for another batch", "generic", 3, 6, 4, 17),
    ]


def _streams(codes, N, T, B):
    """(N, B * T) of the text from its start, and the same one step later."""
    used = N * B * T
    return codes[:used].reshape(N, -1), codes[1 : used + 1].reshape(N, -1)


def _cut(stream, N, T):
    return np.stack([stream[:, t : t + T] for t in range(0, stream.shape[1], T)])


def _with_targets(make):
    """x as it should be, and targets made by make(codes, x (B, N, T))."""

    def wrong(codes, N, T):
        x, _ = rnn_ref.stateful_batches(codes, N, T)
        return x, make(codes, x)

    return wrong


def windows_side_by_side(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    used = B * N * T
    return codes[:used].reshape(B, N, T), codes[1 : used + 1].reshape(B, N, T)


def characters_side_by_side(codes, N, T):
    B = (len(codes) - 1) // (N * T)
    used = B * N * T
    x, targets = (c.reshape(B, T, N).swapaxes(1, 2) for c in (codes[:used], codes[1 : used + 1]))
    return x, targets


def streams_not_cut_alike(codes, N, T):
    """Each stream gets its part of all the codes, and loses its own rest."""
    length = (len(codes) - 1) // N
    B = length // T
    x = codes[: N * length].reshape(N, length)[:, : B * T]
    targets = codes[1 : N * length + 1].reshape(N, length)[:, : B * T]
    return _cut(x, N, T), _cut(targets, N, T)


def one_batch_short(codes, N, T):
    x, targets = rnn_ref.stateful_batches(codes, N, T)
    return x[:-1], targets[:-1]


def rolled_over_all(codes, x):
    return np.roll(codes[: x.size], -1).reshape(x.shape[1], -1, x.shape[2]).swapaxes(0, 1)


def _only(place):
    def wrong(codes, N, T):
        x, targets = rnn_ref.stateful_batches(codes, N, T)
        return x[place], targets[place]

    return wrong


def swapped(order):
    def wrong(codes, N, T):
        x, targets = rnn_ref.stateful_batches(codes, N, T)
        return x.transpose(order), targets.transpose(order)

    return wrong


EXERCISE = Exercise(
    name="stateful_batches",
    number="06.1",
    unit=UNIT,
    title="a text as streams",
    points=6,
    reference=rnn_ref.stateful_batches,
    cases=stateful_cases,
    outputs=("x", "targets"),
    section=STREAMS,
    hints=(
        "Which character does row 0 of the second batch have to begin with, if the state of row "
        "0 is to go on? So what has to stand in one row, over all batches?",
        "Row n, read through all batches, is one piece of the text: B * T codes from n * B * T "
        "on, with B = (S - 1) // (N * T). The targets are the same pieces, one code later.",
        "count the batches B, with one code kept back for the last target\n"
        "cut the first N * B * T codes into N rows: the streams\n"
        "cut each stream into B pieces of T, and put the batches first\n"
        "do the same with the codes from the second one on: the targets",
    ),
    misconceptions=named(
        {
            "windows-side-by-side": (
                windows_side_by_side,
                "The rows of one batch follow each other in the text, so row n of the next batch "
                "does not go on where row n of this one ends: a carried state would belong to "
                "another place. Each row is a stream of its own through all batches.",
                STREAMS,
            ),
            "characters-side-by-side": (
                characters_side_by_side,
                "Neighbouring codes stand in neighbouring rows; the steps of one row follow each "
                "other in the text.",
                STREAMS,
            ),
            "each-stream-loses-a-rest": (
                streams_not_cut_alike,
                "Each stream begins where its part of all codes begins, and loses a rest of its "
                "own at its end; stream n begins at n * B * T, and what is left stands at the "
                "end of the text alone.",
                STREAMS,
            ),
            "last-batch-missing": (
                one_batch_short,
                "The last batch is missing; there are (S - 1) // (N * T).",
                STREAMS,
            ),
            "targets-are-the-inputs": (
                _with_targets(lambda codes, x: x.copy()),
                "The targets are the inputs themselves; what is to be predicted is the code that "
                "follows.",
                STREAMS,
            ),
            "targets-one-step-back": (
                _with_targets(lambda codes, x: np.concatenate([x[..., :1], x[..., :-1]], axis=2)),
                "The targets are the codes before the inputs; the code that follows is to be "
                "predicted.",
                STREAMS,
            ),
            "targets-rolled-in-the-window": (
                _with_targets(lambda codes, x: np.roll(x, -1, axis=2)),
                "The last target of each window is the first code of the same window; it is the "
                "code that follows in the text, the first of the next batch.",
                STREAMS,
            ),
            "targets-rolled-over-all": (
                _with_targets(rolled_over_all),
                "The very last target is the first code of the text; it is the one that follows, "
                "which is why one code is kept back.",
                STREAMS,
            ),
            "time-before-streams": (
                swapped((0, 2, 1)),
                "Time stands before the streams: (B, T, N); the batch of streams comes first, "
                "(B, N, T).",
                STREAMS,
            ),
            "streams-before-batches": (
                swapped((1, 0, 2)),
                "The streams stand first, (N, B, T); the first axis counts the batches, so that a "
                "loop over x gives one batch after the other.",
                STREAMS,
            ),
            "first-batch-only": (
                _only(0),
                "Only the first batch comes back; does `return` stand inside the loop?",
                STREAMS,
            ),
            "last-batch-only": (
                _only(-1),
                "Only the last batch comes back: each round writes over the one before.",
                STREAMS,
            ),
            "outputs-exchanged": (
                in_order(rnn_ref.stateful_batches, 1, 0),
                "Inputs and targets are returned in the other order.",
                STREAMS,
            ),
        }
    ),
)
