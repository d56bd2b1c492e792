"""What the exercises on wirings share: networks, cases, and mistakes that recur."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import GRAPH
from autograde.kinds.common import as_float32, draw_layer, one_by_one, squeezed
from autograde.kinds.exercise import Case, Misconception


def net(rng, D, H, K):
    """W_xh, W_hh, b_h, W_hy, b_y."""
    return (*draw_layer(rng, D, H), rng.normal(size=(H, K)) / np.sqrt(H), rng.normal(size=K) * 0.5)


def _many_case(rng, N, T, D, H, K):
    return (rng.normal(size=(N, T, D)), rng.uniform(-0.9, 0.9, (N, H)), *net(rng, D, H, K))


def many_cases(rng):
    x, h0, W_xh, W_hh, b_h, W_hy, b_y = _many_case(rng, 2, 3, 3, 4, 5)
    layer, no_b = (W_xh, W_hh, b_h), np.zeros_like(b_y)
    no_bias = (W_xh, W_hh, 0 * b_h, W_hy, no_b)
    return [
        Case("2 sequences of 3 steps", (x, h0, *layer, W_hy, b_y), "shapes"),
        Case("as many steps as sequences", _many_case(rng, 4, 4, 3, 5, 2), "shapes"),
        Case("as many outputs as units", _many_case(rng, 3, 4, 2, 5, 5), "shapes"),
        Case("only b_y is not zero", (0 * x, 0 * h0, W_xh, W_hh, 0 * b_h, W_hy, b_y), "isolation"),
        Case("only x is not zero", (x, 0 * h0, *no_bias), "isolation"),
        Case("only h0 is not zero", (0 * x, h0, *no_bias), "isolation"),
        *(Case(name, _many_case(rng, *sizes), "ones") for name, sizes in one_by_one("NTDHK")),
        Case("N=3, T=6, D=5, H=4, K=7", _many_case(rng, 3, 6, 5, 4, 7)),
        Case("N=6, T=4, D=3, H=5, K=7", _many_case(rng, 6, 4, 3, 5, 7)),
        Case("N=4, T=9, D=7, H=3, K=5", _many_case(rng, 4, 9, 7, 3, 5)),
        Case("float32", as_float32(_many_case(rng, 5, 6, 3, 4, 2)), "float32"),
        Case("60 steps", _many_case(rng, 3, 60, 4, 5, 2), "extreme"),
    ]


def states(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    return rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)


def states_before(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs[:, :-1]], axis=1) @ W_hy + b_y


def each_step_from_h0(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = [rnn_ref.rnn_step(x[:, t], h0, W_xh, W_hh, b_h) for t in range(x.shape[1])]
    return np.stack(hs, axis=1) @ W_hy + b_y


def squashed(with_squash, read):
    """The mistakes that put an activation around the output; with_squash(O) is the function."""
    return (
        Misconception(
            "output-squashed",
            with_squash(np.tanh),
            "There is a tanh around the output: the state is squashed, the output here is not.",
            read,
        ),
        *(
            Misconception(
                f"output-through-{O.__name__}",
                with_squash(O),
                f"There is a {O.__name__} around the output: here the output has no activation.",
                read,
            )
            for O in (rnn_ref.softmax, rnn_ref.sigmoid)
        ),
    )


def squashed_in_the_end(function):
    """What `squashed` asks for, where an output goes nowhere else."""
    return lambda squash: lambda *args: squash(function(*args))


def shared(function, read, shape):
    """Mistakes with the first state and the output layer, arguments 1 and 6 of `function`."""
    return (
        Misconception(
            "initial-state-ignored",
            lambda *args: function(args[0], np.zeros_like(args[1]), *args[2:]),
            "h0 has no effect: the first step has to start from it, not from zeros.",
            GRAPH,
        ),
        Misconception(
            "output-bias-forgotten",
            lambda *args: function(*args[:6], np.zeros_like(args[6]), *args[7:]),
            "b_y is never added to the output.",
            read,
        ),
        squeezed(function, read, shape),
    )


def last_everywhere(function):
    """Every step shows the last output of `function`."""

    def repeated(*args):
        ys = function(*args)
        return np.repeat(ys[:, -1:], ys.shape[1], axis=1)

    return repeated


def time_major(function, read):
    """The mistake that returns (T, N, K)."""
    return Misconception(
        "time-major",
        lambda *args: np.swapaxes(function(*args), 0, 1),
        "The outputs are (T, N, K), time first: the batch comes first, (N, T, K).",
        read,
    )
