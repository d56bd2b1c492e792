"""Exercise 06.3, truncated_bptt: backpropagation cut into windows."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_04 import CACHE
from autograde.exercises.unit_04.rnn_backward import (
    IN_EACH_STEP,
    add,
    fold_steps_back,
    inside,
    last_written_only,
    sequence_case,
    unroll,
)
from autograde.exercises.unit_04.rnn_step_backward import STEP_MISTAKES
from autograde.exercises.unit_06 import CUT, UNIT, WINDOWS
from autograde.kinds.common import one_by_one
from autograde.kinds.exercise import Exercise, Follow, Misconception


def truncated_cases(rng):
    """Window lengths that divide T and that do not, of one step, and longer than T."""

    def case(name, kind, N, T, D, H, k, **sizes):
        return sequence_case(rng, name, kind, N, T, D, H, more=(k,), **sizes)

    return [
        case("four steps, windows of two", "shapes", 2, 4, 3, 4, 2),
        case("one window: k = T", "shapes", 2, 3, 4, 3, 3),
        case("the last loss only", "isolation", 3, 6, 2, 4, 4, keep=[5]),
        case("x all zero", "isolation", 2, 5, 3, 4, 2, x_size=0.0),
        case("h0 all zero", "isolation", 2, 5, 3, 4, 3, h0_size=0.0),
        case("windows of one step", "ones", 2, 4, 3, 5, 1),
        *(case(name, "ones", *sizes, k=2) for name, sizes in one_by_one("NTDH")),
        case("all sizes 1, and k = 1", "ones", 1, 1, 1, 1, 1),
        case("T=7, k=3: the last window has one step", "generic", 3, 7, 4, 5, 3),
        case("T=8, k=3: the last window has two steps", "generic", 5, 8, 3, 4, 3),
        case("T=9, k=5", "generic", 4, 9, 5, 3, 5),
        case("T=8, k=4: no short window", "generic", 3, 8, 5, 4, 4),
        case("k longer than T", "generic", 4, 5, 3, 6, 8),
        case("float32, T=7, k=4", "float32", 3, 7, 4, 5, 4, dtype=np.float32),
    ]


def _windows(dhs, caches, starts, sends=None):
    """The sums of each window by itself; windows begin at `starts` and end at the next one.

    sends(a, b): the steps of window a..b-1 whose loss sends a gradient; all if not given.
    """
    starts = sorted(set(starts) | {0})
    sums = []
    for a, b in zip(starts, [*starts[1:], len(caches)], strict=True):
        own = dhs[:, a:b].copy()
        if sends is not None:
            own[:, [t - a for t in range(a, b) if t not in sends(a, b)]] = 0
        sums.append(rnn_ref.rnn_backward(own, caches[a:b])[2:])
    return sums


def _total(sums):
    return tuple(sum(parts) for parts in zip(*sums, strict=True))


def _truncated_with(starts, sends=None, finish=_total):
    """Truncated BPTT with windows that begin at starts(T, k)."""

    def wrong(dhs, caches, k):
        T = len(caches)
        return finish(_windows(dhs, caches, [s for s in starts(T, k) if 0 <= s < T], sends))

    return wrong


def _right_starts(T, k):
    return range(0, T, k)


windows_from_the_end = _truncated_with(lambda T, k: range(T % k, T, k))
not_cut = _truncated_with(lambda T, k: [0])
cut_one_step_late = _truncated_with(lambda T, k: range(1, T, k))
cut_one_step_early = _truncated_with(lambda T, k: range(k - 1, T, k))
windows_too_long = _truncated_with(lambda T, k: range(0, T, k + 1))
k_windows = _truncated_with(lambda T, k: range(0, T, max(1, T // k)))
last_loss_of_window = _truncated_with(_right_starts, sends=lambda a, b: [b - 1])
loss_cut_too = _truncated_with(_right_starts, sends=lambda a, b: range(a, b - 1))
last_window_only = _truncated_with(_right_starts, finish=lambda sums: sums[-1])
first_window_only = _truncated_with(_right_starts, finish=lambda sums: sums[0])
last_k_steps_only = _truncated_with(lambda T, k: [max(0, T - k)], finish=lambda sums: sums[-1])


averaged_over_windows = _truncated_with(
    _right_starts, finish=lambda sums: tuple(g / len(sums) for g in _total(sums))
)


def last_written_in_windows(dhs, caches, k):
    return last_written_only(dhs[:, :k], caches[:k])[2:]


def short_window_dropped(dhs, caches, k):
    whole = len(caches) // k * k
    if whole == 0:
        return tuple(np.zeros_like(g) for g in rnn_ref.truncated_bptt(dhs, caches, k))
    return rnn_ref.truncated_bptt(dhs[:, :whole], caches[:whole], k)


def last_of_full_windows_skipped(dhs, caches, k):
    heard = np.arange(1, len(caches) + 1) % k != 0
    return rnn_ref.truncated_bptt(dhs * heard[:, None], caches, k)


def carry_kept_inside_lost(dhs, caches, k):
    return rnn_ref.truncated_bptt(dhs, caches, 1)


def sliding_window(dhs, caches, k):
    sums = []
    for t in range(len(caches)):
        a = max(0, t - k + 1)
        own = np.zeros_like(dhs[:, a : t + 1])
        own[:, -1] = dhs[:, t]
        sums.append(rnn_ref.rnn_backward(own, caches[a : t + 1])[2:])
    return _total(sums)


def _in_windows(name):
    """A mistake of one step, as it shows when the loop over the windows calls that step."""
    step, says, _ = STEP_MISTAKES[name]

    def wrong(dhs, caches, k):
        last = len(caches) - 1

        def arriving(dh, carry, t):
            return dh if (t + 1) % k == 0 or t == last else dh + carry

        return add(unroll(dhs, caches, step=step, arriving=arriving)[0], caches)

    return Misconception(f"step-{name}", wrong, IN_EACH_STEP.format(inside(says)), CUT)


EXERCISE = Exercise(
    name="truncated_bptt",
    number="06.3",
    unit=UNIT,
    title="backpropagation cut into windows",
    points=6,
    reference=rnn_ref.truncated_bptt,
    cache=CACHE,
    follow=Follow(
        "rnn_step_backward", fold_steps_back, ("dh_t",), easier=("gradient-from-above-ignored",)
    ),
    cases=truncated_cases,
    outputs=("dW_xh", "dW_hh", "db_h"),
    section=CUT,
    hints=(
        "In the loop of Exercise 04.3, what has to change so that no gradient passes from one "
        "window to the one before it? Which losses, and which steps, still count?",
        "The windows are 0..k-1, k..2k-1, and so on. Step t is the last of its window if t + 1 "
        "is a multiple of k, or if it is the last step of all.",
        "zeros for the three sums and for the carry\n"
        "for t from T - 1 down to 0:\n"
        "    if t ends a window, set the carry to zero\n"
        "    take one step back from the gradient of step t plus the carry\n"
        "    add the weight gradients to their sums\n"
        "    keep dh_prev as the carry\n"
        "return the sums",
    ),
    misconceptions=(
        Misconception(
            "not-cut",
            not_cut,
            "Nothing is cut: these are the gradients of the whole sequence; no carry may pass "
            "from a window to the one before it.",
            CUT,
        ),
        Misconception(
            "windows-from-the-end",
            windows_from_the_end,
            "The windows are counted from the end, so that the first one is short; they start at "
            "t = 0, k, 2k, and the last one is short.",
            WINDOWS,
        ),
        Misconception(
            "cut-one-step-late",
            cut_one_step_late,
            "The windows start one step late, at 1, k + 1, ...: step 0 stands alone, and step k is "
            "still tied to step k - 1.",
            WINDOWS,
        ),
        Misconception(
            "cut-one-step-early",
            cut_one_step_early,
            "The cut lies one step too early: the first window has k - 1 steps in place of k.",
            WINDOWS,
        ),
        Misconception(
            "windows-too-long",
            windows_too_long,
            "The windows have k + 1 steps in place of k.",
            WINDOWS,
        ),
        Misconception(
            "k-windows",
            k_windows,
            "k is taken as the number of windows; it is the number of steps in each.",
            WINDOWS,
        ),
        Misconception(
            "short-window-dropped",
            short_window_dropped,
            "The steps after the last full window are left out; where k does not divide T, a "
            "shorter window holds them.",
            WINDOWS,
        ),
        Misconception(
            "loss-cut-too",
            loss_cut_too,
            "The last step of each window loses the gradient of its own loss; only the carry is "
            "cut there.",
            CUT,
        ),
        Misconception(
            "step-skipped-at-the-cut",
            last_of_full_windows_skipped,
            "The last step of each full window is skipped, and its loss with it; only the carry "
            "is zero there, the step itself is taken.",
            CUT,
        ),
        Misconception(
            "last-loss-of-each-window",
            last_loss_of_window,
            "Only the last step of each window sends a gradient back; every step has a loss, and "
            "all of them count.",
            CUT,
        ),
        Misconception(
            "last-window-only",
            last_window_only,
            "These are the gradients of the last window alone; the windows share their weights, "
            "so their gradients add up.",
            CUT,
        ),
        Misconception(
            "last-k-steps-only",
            last_k_steps_only,
            "Only the last k steps are done, and the loop ends there; every step belongs to a "
            "window, and all windows add up.",
            CUT,
        ),
        Misconception(
            "last-written-only",
            last_written_in_windows,
            "Each step overwrites the weight gradients of the one before, so only one step is "
            "left at the end; the steps share their weights, and the gradients add up.",
            CUT,
        ),
        Misconception(
            "first-window-only",
            first_window_only,
            "These are the gradients of the first window alone: the loop overwrites the sums of "
            "the other windows; they add up.",
            CUT,
        ),
        Misconception(
            "averaged-over-windows",
            averaged_over_windows,
            "The gradients are divided by the number of windows; they add up.",
            CUT,
        ),
        Misconception(
            "no-carry-at-all",
            carry_kept_inside_lost,
            "The carry is zero at every step; inside a window it passes from step to step.",
            CUT,
        ),
        Misconception(
            "sliding-window",
            sliding_window,
            "Here each loss reaches back k steps from its own place; in this exercise the cuts "
            "are fixed, before steps k, 2k and so on, and a loss reaches back to the cut.",
            WINDOWS,
        ),
        *(
            _in_windows(name)
            for name in (
                "derivative-left-out",
                "tanh-twice",
                "recurrent-weights-not-transposed",
                "new-state-for-old",
                "sign-reversed",
                "bias-summed-over-all-axes",
                "bias-with-two-axes",
                "weights-averaged",
            )
        ),
    ),
)
