"""Exercise 02.4, last_real_state: the last real state."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import LENGTHS, UNIT
from autograde.kinds.common import as_float32, one_by_one, squeezed
from autograde.kinds.exercise import Case, Exercise, Misconception


def _mask(rng, N, T):
    """Random masks; the last four rows have nothing real, a gap, no padding, a single step."""
    mask = rng.random((max(N, 4), T)) < 0.6
    mask[-4] = False
    mask[-3] = np.arange(T) % 2 == 0
    mask[-3, -1] = False
    mask[-2] = True
    mask[-1] = np.arange(T) == 0
    return mask[-N:]


def _padded_case(rng, N, T, H):
    return rng.normal(size=(N, T, H)), _mask(rng, N, T)


def _state_cases(rng):
    hs = rng.normal(size=(3, 4, 2))
    lengths = np.array([[2], [4], [1]])
    right = np.arange(4) < lengths
    nothing = np.array([[True, True, False, False], [False] * 4, [True, False, True, False]])
    return [
        Case("padded on the right", (hs, right), "shapes"),
        Case("as many sequences as steps", _padded_case(rng, 5, 5, 3), "shapes"),
        Case("no padding at all", (hs, np.ones((3, 4), dtype=bool)), "isolation"),
        Case("padded on the left", (hs, right[:, ::-1].copy()), "isolation"),
        Case("a sequence without a real step, one with a gap", (hs, nothing), "isolation"),
        Case(
            "one step, nothing in one row",
            (rng.normal(size=(3, 1, 4)), np.array([[1], [0], [1]]) > 0),
            "ones",
        ),
        *(Case(name, _padded_case(rng, *sizes), "ones") for name, sizes in one_by_one("NTH")),
        Case("N=4, T=6, H=5, with gaps", _padded_case(rng, 4, 6, 5)),
        Case("N=7, T=5, H=3, with gaps", _padded_case(rng, 7, 5, 3)),
        Case("N=5, T=9, H=4, with gaps", _padded_case(rng, 5, 9, 4)),
        Case("float32", as_float32(_padded_case(rng, 3, 7, 4)), "float32"),
        Case("60 steps", _padded_case(rng, 6, 60, 3), "extreme"),
    ]


def _state_at(index, empty=None):
    """The states at the steps index(mask) (N,); `empty`: what rows without a real step give."""

    def wrong(hs, mask):
        states = hs[np.arange(len(hs)), index(mask)]
        return states if empty is None else np.where(mask.any(axis=1)[:, None], states, empty)

    return wrong


def _stops_at_nothing(error):
    """Right, but for a row without a real step, which ends in `error`."""

    def wrong(hs, mask):
        if not mask.any(axis=1).all():
            raise error
        return rnn_ref.last_real_state(hs, mask)

    return wrong


def _single_first_step_lost(hs, mask):
    number = (mask * np.arange(mask.shape[1])).max(axis=1)
    return hs[np.arange(len(hs)), number] * (number > 0)[:, None]


def _until_the_first_padding(hs, mask):
    return rnn_ref.last_real_state(hs, np.logical_and.accumulate(mask, axis=1))


def _for_every_row(hs, mask):
    return hs[:, np.where(mask, np.arange(mask.shape[1]), 0).max(axis=1)]


def _is_for_every_row(h_last):
    return np.ndim(h_last) == 3 and len(h_last) == np.shape(h_last)[1]


def _has_a_time_axis(h_last):
    return np.ndim(h_last) == 3 and np.shape(h_last)[1] == 1


def _mean_of_the_real(hs, mask):
    total = (hs * mask[..., None]).sum(axis=1)
    return total / np.maximum(mask.sum(axis=1), 1)[:, None]


COUNTED = (
    "The number of real steps is taken for the place of the last one, which holds only while the "
    "padding is on the right and without gaps: ask where the last True stands."
)

FIRST_PADDING = (
    "The state before the first padded step is taken: after a gap, or after padding on the left, "
    "real steps follow. Ask where the last True stands."
)


STATE_MISTAKES = (
    Misconception(
        "last-step",
        lambda hs, mask: hs[:, -1],
        "This is the last step, padding or not: the mask has no effect.",
        LENGTHS,
    ),
    *(
        Misconception(f"{name}{ending}", _state_at(index, empty), says, LENGTHS)
        for name, index, says in (
            ("count-less-one", lambda mask: mask.sum(axis=1) - 1, COUNTED),
            ("before-the-first-padding", lambda mask: np.argmin(mask, axis=1) - 1, FIRST_PADDING),
            (
                "first-real-step",
                lambda mask: np.argmax(mask, axis=1),
                "The first real step is taken, and the last is asked for: argmax finds the first "
                "of several equal values, and a loop with `break` ends at the first.",
            ),
            (
                "one-step-before-the-last",
                lambda mask: mask.shape[1] - 2 - np.argmax(mask[:, ::-1], axis=1),
                "The state of the step before the last real one is taken: the index is one too "
                "small.",
            ),
            (
                "counted-from-the-end",
                lambda mask: np.argmax(mask[:, ::-1], axis=1),
                "The index counts from the end of the row, since the mask was turned round: turn "
                "it back before you use it.",
            ),
        )
        for ending, empty in (("", None), ("-or-zeros", 0.0))
    ),
    Misconception("until-the-first-padding", _until_the_first_padding, FIRST_PADDING, LENGTHS),
    *(
        Misconception(
            f"nothing-real-stops-with-{error.__name__.lower()}",
            _stops_at_nothing(error),
            "A row without any real step has no last one: it gets zeros.",
            LENGTHS,
        )
        for error in (IndexError, ValueError)
    ),
    Misconception(
        "single-first-step-lost",
        _single_first_step_lost,
        "A single real step at index 0 is taken for none: an index of 0 does not say that "
        "nothing is real.",
        LENGTHS,
    ),
    Misconception(
        "nothing-real-takes-the-last-step",
        _state_at(lambda mask: mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)),
        "All is right but for sequences without a real step, which get the state of the last "
        "step: they get zeros.",
        LENGTHS,
    ),
    Misconception(
        "nothing-real-takes-the-first-step",
        _state_at(lambda mask: (mask * np.arange(mask.shape[1])).max(axis=1)),
        "All is right but for sequences without a real step, which get the state of the first "
        "step: they get zeros.",
        LENGTHS,
    ),
    Misconception(
        "one-step-for-all",
        lambda hs, mask: hs[:, np.flatnonzero(mask.any(axis=0))[-1]],
        "One step is taken for all sequences, the last that is real in any of them: each "
        "sequence has a last real step of its own.",
        LENGTHS,
    ),
    Misconception(
        "rows-not-paired",
        _for_every_row,
        "The result is (N, N, H): hs[:, index] takes every index from every sequence. Pair the "
        "rows with their indices.",
        LENGTHS,
        shows=_is_for_every_row,  # whatever it gives for a row without a real step
    ),
    Misconception(
        "time-axis-kept",
        lambda hs, mask: rnn_ref.last_real_state(hs, mask)[:, None],
        "The result is (N, 1, H): one state for each sequence has no time axis, (N, H).",
        LENGTHS,
        shows=_has_a_time_axis,
    ),
    Misconception(
        "rows-left-out",
        lambda hs, mask: rnn_ref.last_real_state(hs, mask)[mask.any(axis=1)],
        "A sequence without any real step is left out, so there are fewer rows than sequences: "
        "it gets a row of zeros.",
        LENGTHS,
    ),
    Misconception(
        "padding-set-to-zero",
        lambda hs, mask: (hs * mask[..., None])[:, -1],
        "Padded states are set to zero and the last step is taken: that gives zeros wherever the "
        "last step is padding.",
        LENGTHS,
    ),
    Misconception(
        "mean-of-the-real-states",
        _mean_of_the_real,
        "This is the mean over the real steps: only the last of them is asked for.",
        LENGTHS,
    ),
    squeezed(rnn_ref.last_real_state, LENGTHS, "(N, H)"),
)


EXERCISE = Exercise(
    name="last_real_state",
    number="02.4",
    unit=UNIT,
    title="the last real state",
    points=6,
    reference=rnn_ref.last_real_state,
    cases=_state_cases,
    outputs=("h_last",),
    section=LENGTHS,
    hints=(
        "For each sequence you need one number: the index of its last True. Counting the "
        "Trues does not find it where there are gaps.",
        "Give every real step its number, 1 to T, and every padded one 0. The largest in a "
        "row says which step is the last real one, and 0 says that there is none.",
        "numbers: 1 to T where the mask is True, 0 elsewhere, (N, T)\n"
        "last: the maximum over time, (N,)\n"
        "for each row: zeros if last is 0, else its state number last (index last - 1)",
    ),
    misconceptions=STATE_MISTAKES,
)
