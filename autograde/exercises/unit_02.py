"""Unit 02, unrolling: one cell in four wirings, windows of a series, and the last real state."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.kinds.answers import question
from autograde.kinds.common import as_float32, draw_layer, left_zero, reshaped, squeezed
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception

UNIT = "02_unrolling"
TITLE = "Unrolling and the four types"
HANDOUT = ("rnn_forward", "rnn_output", "rnn_step")

GRAPH = "The unrolled graph"
TO_ONE = "Many to one: read all, answer once"
TO_MANY = "Many to many, in step: an answer at every step"
FED_BACK = "One to many: the output comes back"
UNEQUAL = "Encoder and decoder: any length in, any length out"
WINDOWS = "Windows that do not leak"
LENGTHS = "Sequences of different lengths"


def _net(rng, D, H, K):
    """W_xh, W_hh, b_h, W_hy, b_y."""
    return (*draw_layer(rng, D, H), rng.normal(size=(H, K)) / np.sqrt(H), rng.normal(size=K) * 0.5)


# Exercises 02.1 and 02.2: many_to_one, many_to_many


def _many_case(rng, N, T, D, H, K):
    return (rng.normal(size=(N, T, D)), rng.uniform(-0.9, 0.9, (N, H)), *_net(rng, D, H, K))


def _many_cases(rng):
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
        Case("one step, T = 1", _many_case(rng, 3, 1, 2, 4, 5), "ones"),
        Case("one sequence, N = 1", _many_case(rng, 1, 4, 2, 3, 5), "ones"),
        Case("one output, K = 1", _many_case(rng, 3, 4, 2, 5, 1), "ones"),
        Case("all sizes 1", _many_case(rng, 1, 1, 1, 1, 1), "ones"),
        Case("N=3, T=6, D=5, H=4, K=7", _many_case(rng, 3, 6, 5, 4, 7)),
        Case("N=6, T=4, D=3, H=5, K=7", _many_case(rng, 6, 4, 3, 5, 7)),
        Case("N=4, T=9, D=7, H=3, K=5", _many_case(rng, 4, 9, 7, 3, 5)),
        Case("float32", as_float32(_many_case(rng, 5, 6, 3, 4, 2)), "float32"),
        Case("60 steps", _many_case(rng, 3, 60, 4, 5, 2), "extreme"),
    ]


def _states(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    return rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)


def _read_from(pick):
    """Outputs W_hy, b_y of what `pick` takes from the states (N, T, H)."""
    return lambda *args: pick(_states(*args)) @ args[5] + args[6]


def _states_before(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs[:, :-1]], axis=1) @ W_hy + b_y


def _each_step_from_h0(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = [rnn_ref.rnn_step(x[:, t], h0, W_xh, W_hh, b_h) for t in range(x.shape[1])]
    return np.stack(hs, axis=1) @ W_hy + b_y


def _first_state_kept(x, h0, W_xh, W_hh, b_h, W_hy, b_y):
    hs = rnn_ref.rnn_forward(x, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], hs], axis=1) @ W_hy + b_y


def _last_everywhere(function):
    """Every step shows the last output of `function`."""

    def repeated(*args):
        ys = function(*args)
        return np.repeat(ys[:, -1:], ys.shape[1], axis=1)

    return repeated


def _time_major(function, read):
    """The mistake that returns (T, N, K)."""
    return Misconception(
        "time-major",
        lambda *args: np.swapaxes(function(*args), 0, 1),
        "The outputs are (T, N, K), time first: the batch comes first, (N, T, K).",
        read,
    )


def _squashed(with_squash, read):
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


def _squashed_in_the_end(function):
    """What `_squashed` asks for, where an output goes nowhere else."""
    return lambda squash: lambda *args: squash(function(*args))


def _shared(function, read, shape):
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


TO_ONE_MISTAKES = (
    Misconception(
        "every-step",
        rnn_ref.many_to_many,
        "There is an output for every step, (N, T, K): only the last state is to be read, (N, K).",
        TO_ONE,
    ),
    Misconception(
        "mean-of-the-states",
        _read_from(lambda hs: hs.mean(axis=1)),
        "The states of all steps are averaged before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    Misconception(
        "sum-of-the-states",
        _read_from(lambda hs: hs.sum(axis=1)),
        "The states of all steps are added up before they are read: the answer is made from the "
        "last state alone.",
        TO_ONE,
    ),
    Misconception(
        "each-step-from-the-start",
        lambda *args: _each_step_from_h0(*args)[:, -1],
        "Every step starts from h0, so the answer knows the last input and nothing earlier: pass "
        "the state on.",
        GRAPH,
    ),
    Misconception(
        "last-step-not-done",
        lambda *args: _states_before(*args)[:, -1],
        "The state before the last step is read, which has not seen x_T: there are T steps to do.",
        TO_ONE,
    ),
    Misconception(
        "first-state",
        _read_from(lambda hs: hs[:, 0]),
        "The state after the first step is read: it knows x_1 only. The one after the last step "
        "has seen them all.",
        TO_ONE,
    ),
    Misconception(
        "last-sequence",
        _read_from(lambda hs: hs[-1]),
        "hs[-1] is the last sequence with all its steps: time is axis 1.",
        TO_ONE,
    ),
    Misconception(
        "time-axis-kept",
        _read_from(lambda hs: hs[:, -1:]),
        "The result is (N, 1, K): an answer to the whole sequence has no time axis, (N, K).",
        TO_ONE,
    ),
    Misconception(
        "state-returned",
        lambda *args: _states(*args)[:, -1],
        "This is the last state, (N, H): it still has to go through the output layer.",
        TO_ONE,
    ),
    Misconception(
        "columns",
        lambda *args: rnn_ref.many_to_one(*args).T,
        "The result is (K, N), one column for each sequence: this course writes one row for each "
        "sequence, (N, K).",
        TO_ONE,
    ),
    *_shared(rnn_ref.many_to_one, TO_ONE, "(N, K)"),
    *_squashed(_squashed_in_the_end(rnn_ref.many_to_one), TO_ONE),
)

TO_MANY_MISTAKES = (
    Misconception(
        "last-step-only",
        rnn_ref.many_to_one,
        "There is one output for the whole sequence, (N, K): every step has one, (N, T, K).",
        TO_MANY,
    ),
    Misconception(
        "one-step-late",
        _states_before,
        "The output of step t is read from the state before that step, so it does not know x_t: "
        "read the state after it.",
        TO_MANY,
    ),
    Misconception(
        "each-step-from-the-start",
        _each_step_from_h0,
        "Every step starts from h0, so y_t knows x_t and nothing earlier: pass the state on.",
        GRAPH,
    ),
    Misconception(
        "first-state-read-as-well",
        _first_state_kept,
        "There is one output too many, (N, T + 1, K): h0 is the state before the first step and "
        "has no output.",
        TO_MANY,
    ),
    Misconception(
        "one-output-everywhere",
        _last_everywhere(rnn_ref.many_to_many),
        "Every step shows the output of the last one: read each state.",
        TO_MANY,
    ),
    Misconception(
        "states-returned",
        _states,
        "These are the states, (N, T, H): each still has to go through the output layer.",
        TO_MANY,
    ),
    *_shared(rnn_ref.many_to_many, TO_MANY, "(N, T, K)"),
    *_squashed(_squashed_in_the_end(rnn_ref.many_to_many), TO_MANY),
    *left_zero(rnn_ref.many_to_many, TO_MANY),
    _time_major(rnn_ref.many_to_many, TO_MANY),
    reshaped(rnn_ref.many_to_many, TO_MANY),
)


# Exercise 02.3: one_to_many


def _generator_case(rng, N, T, H, K):
    return (rng.normal(size=(N, K)), rng.uniform(-0.9, 0.9, (N, H)), *_net(rng, K, H, K), T)


def _generator_cases(rng):
    x_1, h0, *weights, T = _generator_case(rng, 2, 3, 4, 3)
    no_bias = (*weights[:2], 0 * weights[2], weights[3], 0 * weights[4], T)
    only_b_y = (*weights[:2], 0 * weights[2], *weights[3:], T)
    return [
        Case("2 sequences of 3 outputs", (x_1, h0, *weights, T), "shapes"),
        Case("as many outputs as units", _generator_case(rng, 3, 4, 5, 5), "shapes"),
        Case("only x_1 is not zero", (x_1, 0 * h0, *no_bias), "isolation"),
        Case("only h0 is not zero", (0 * x_1, h0, *no_bias), "isolation"),
        Case("only b_y is not zero", (0 * x_1, 0 * h0, *only_b_y), "isolation"),
        Case("one output, T = 1", _generator_case(rng, 3, 1, 4, 2), "ones"),
        Case("one sequence, N = 1", _generator_case(rng, 1, 4, 3, 2), "ones"),
        Case("one number at a time, K = 1", _generator_case(rng, 3, 5, 4, 1), "ones"),
        Case("all sizes 1", _generator_case(rng, 1, 1, 1, 1), "ones"),
        Case("N=3, T=6, H=4, K=5", _generator_case(rng, 3, 6, 4, 5)),
        Case("N=6, T=4, H=5, K=3", _generator_case(rng, 6, 4, 5, 3)),
        Case("N=4, T=7, H=6, K=3", _generator_case(rng, 4, 7, 6, 3)),
        Case("float32", as_float32(_generator_case(rng, 5, 4, 3, 2)), "float32"),
    ]


def _generate_with(
    next_input=lambda y, h, x_1: y,
    next_state=lambda h, h0: h,
    read=lambda new, old: new,
    squash=lambda y: y,
    lost=0,
):
    """A generator with one thing wrong.

    It is what the next step reads, the state it starts from, the state that is read, what is made
    of the output, or the number of steps.
    """

    def generate(x_1, h0, W_xh, W_hh, b_h, W_hy, b_y, T):
        x, h, ys = x_1, h0, []
        for _ in range(T - lost):
            old, h = h, rnn_ref.rnn_step(x, next_state(h, h0), W_xh, W_hh, b_h)
            y = squash(read(h, old) @ W_hy + b_y)
            x = next_input(y, h, x_1)
            ys.append(y)
        return np.stack(ys, axis=1)

    return generate


def _inputs_in_place_of_outputs(x_1, *rest):
    ys = rnn_ref.one_to_many(x_1, *rest)
    return np.concatenate([x_1[:, None], ys[:, :-1]], axis=1)


def _first_input_kept(x_1, *rest):
    return np.concatenate([x_1[:, None], rnn_ref.one_to_many(x_1, *rest)], axis=1)


ONE_TO_MANY_MISTAKES = (
    Misconception(
        "first-input-at-every-step",
        _generate_with(lambda y, h, x_1: x_1),
        "Every step reads x_1 again, so no output comes back: from the second step on the input "
        "is the output of the step before.",
        FED_BACK,
    ),
    Misconception(
        "zeros-after-the-first-input",
        _generate_with(lambda y, h, x_1: np.zeros_like(x_1)),
        "After x_1 the network reads zeros: from the second step on the input is the output of "
        "the step before.",
        FED_BACK,
    ),
    Misconception(
        "state-fed-back",
        _generate_with(lambda y, h, x_1: h),
        "The state is used as the next input, which fails unless H equals K: the input of the "
        "next step is the output, after W_hy and b_y.",
        FED_BACK,
    ),
    Misconception(
        "squashed-output-fed-back",
        _generate_with(lambda y, h, x_1: np.tanh(y)),
        "What comes back is the tanh of the output: feed back the output as it is.",
        FED_BACK,
    ),
    Misconception(
        "first-input-ignored",
        lambda x_1, *rest: rnn_ref.one_to_many(np.zeros_like(x_1), *rest),
        "x_1 has no effect, and the first step reads zeros: is it never read, or does t - 1, "
        "which is -1 at the first step, stand for the last output, still zero?",
        FED_BACK,
    ),
    Misconception(
        "state-reset",
        _generate_with(next_state=lambda h, h0: h0),
        "Each step starts from h0 again, so the network forgets all but its last output: the "
        "state is carried along as well as the output.",
        FED_BACK,
    ),
    Misconception(
        "output-from-the-old-state",
        _generate_with(read=lambda new, old: old),
        "Each output is read from the state before the step, so the first one knows nothing of "
        "x_1: read the new state.",
        FED_BACK,
    ),
    Misconception(
        "one-step-too-few",
        _generate_with(lost=1),
        "The loop stops one step too early: T outputs take T steps, and the first of them reads "
        "x_1.",
        FED_BACK,
    ),
    *left_zero(rnn_ref.one_to_many, FED_BACK),
    Misconception(
        "inputs-returned",
        _inputs_in_place_of_outputs,
        "These are the inputs of the steps, with x_1 in front and the last output missing: "
        "return the outputs.",
        FED_BACK,
    ),
    Misconception(
        "first-input-kept",
        _first_input_kept,
        "There is one entry too many, (N, T + 1, K): x_1 is an input and not among the outputs.",
        FED_BACK,
    ),
    Misconception(
        "last-output-only",
        lambda *args: rnn_ref.one_to_many(*args)[:, -1],
        "Only the last output comes back, (N, K): keep the output of every step, (N, T, K).",
        FED_BACK,
    ),
    Misconception(
        "one-output-everywhere",
        _last_everywhere(rnn_ref.one_to_many),
        "Every slot shows the last output: one array was stored T times and changed each time. "
        "Make a new array at each step.",
        FED_BACK,
    ),
    *_shared(rnn_ref.one_to_many, FED_BACK, "(N, T, K)"),
    *_squashed(lambda squash: _generate_with(squash=squash), FED_BACK),
    _time_major(rnn_ref.one_to_many, FED_BACK),
    reshaped(rnn_ref.one_to_many, FED_BACK),
)


# Exercise 02.4: encode_decode


def _fold_decoder(x, y_0, encoder, decoder, T):
    """The right encoder in front of the learner's own `one_to_many`."""
    nothing = np.zeros((len(x), len(encoder[2])), dtype=x.dtype)
    context = rnn_ref.rnn_forward(x, nothing, *encoder)[:, -1]
    ys = yield y_0, context, *decoder, T
    return ys


def _translator_case(rng, N, S, D, H, K, T):
    """x, y_0, encoder, decoder, T."""
    x, y_0 = rng.normal(size=(N, S, D)), rng.normal(size=(N, K))
    return x, y_0, draw_layer(rng, D, H), _net(rng, K, H, K), T


def _translator_cases(rng):
    x, y_0, encoder, decoder, T = _translator_case(rng, 2, 3, 3, 4, 2, 5)
    same_sizes = _translator_case(rng, 3, 4, 4, 4, 4, 2)
    return [
        Case("3 steps in, 5 steps out", (x, y_0, encoder, decoder, T), "shapes"),
        Case("as many inputs as units as outputs", same_sizes, "shapes"),
        Case("y_0 all zero", (x, 0 * y_0, encoder, decoder, T), "isolation"),
        Case("x all zero", (0 * x, y_0, encoder, decoder, T), "isolation"),
        Case("one step in, S = 1", _translator_case(rng, 3, 1, 2, 4, 5, 6), "ones"),
        Case("one step out, T = 1", _translator_case(rng, 3, 4, 2, 5, 6, 1), "ones"),
        Case("one sequence, N = 1", _translator_case(rng, 1, 4, 2, 5, 3, 6), "ones"),
        Case("all sizes 1", _translator_case(rng, 1, 1, 1, 1, 1, 1), "ones"),
        Case("N=3, S=6, D=5, H=4, K=7, T=8", _translator_case(rng, 3, 6, 5, 4, 7, 8)),
        Case("N=6, S=8, D=3, H=5, K=4, T=3", _translator_case(rng, 6, 8, 3, 5, 4, 3)),
        Case("N=4, S=5, D=7, H=6, K=3, T=9", _translator_case(rng, 4, 5, 7, 6, 3, 9)),
        Case("float32", as_float32(_translator_case(rng, 5, 6, 3, 4, 2, 4)), "float32"),
        Case("60 steps in", _translator_case(rng, 3, 60, 4, 5, 2, 4), "extreme"),
    ]


def _translate_with(context=lambda hs: hs[:, -1], decode=rnn_ref.one_to_many):
    """An encoder-decoder with one thing wrong: the context, or the decoder."""

    def translate(x, y_0, encoder, decoder, T):
        nothing = np.zeros((len(x), len(encoder[2])), dtype=x.dtype)
        hs = rnn_ref.rnn_forward(x, nothing, *encoder)
        return decode(y_0, context(hs), *decoder, T)

    return translate


def _weights_exchanged(x, y_0, encoder, decoder, T):
    return rnn_ref.encode_decode(x, y_0, decoder[:3], (*encoder, *decoder[3:]), T)


def _one_set_of_weights(chosen):
    """Both parts run on the recurrent weights of chosen(encoder, decoder)."""

    def translate(x, y_0, encoder, decoder, T):
        weights = chosen(encoder, decoder)[:3]
        return rnn_ref.encode_decode(x, y_0, weights, (*weights, *decoder[3:]), T)

    return translate


def _length_of_the_source(x, y_0, encoder, decoder, T):
    return rnn_ref.encode_decode(x, y_0, encoder, decoder, x.shape[1])


def _start_ignored(x, y_0, *rest):
    return rnn_ref.encode_decode(x, np.zeros_like(y_0), *rest)


def _wrong_decoder(mistake):
    """The decoder with one of the mistakes of Exercise 02.3."""
    return _translate_with(decode=next(m.wrong for m in ONE_TO_MANY_MISTAKES if m.id == mistake))


ENCODE_DECODE_MISTAKES = (
    Misconception(
        "context-thrown-away",
        _translate_with(lambda hs: np.zeros_like(hs[:, -1])),
        "The decoder starts from zeros, so it knows nothing of the source: start it from the "
        "encoder's last state.",
        UNEQUAL,
    ),
    Misconception(
        "first-state-as-context",
        _translate_with(lambda hs: hs[:, 0]),
        "The context is the state after the first step of the source: take the one after the last.",
        UNEQUAL,
    ),
    Misconception(
        "weights-exchanged",
        _weights_exchanged,
        "Encoder and decoder have exchanged their recurrent weights, which fails unless D equals "
        "K: the encoder's read x, the decoder's read its own outputs.",
        UNEQUAL,
    ),
    *(
        Misconception(
            f"weights-of-the-{name}-for-both",
            _one_set_of_weights(chosen),
            f"Both parts run on the recurrent weights of the {name}, which fails unless D equals "
            "K: is W_xh, W_hh or b_h unpacked a second time before it is used?",
            UNEQUAL,
        )
        for name, chosen in (
            ("encoder", lambda encoder, decoder: encoder),
            ("decoder", lambda encoder, decoder: decoder),
        )
    ),
    Misconception(
        "last-step-not-read",
        _translate_with(lambda hs: hs[:, -2] if hs.shape[1] > 1 else np.zeros_like(hs[:, 0])),
        "The encoder stops before the last step of the source: it has S steps to read.",
        UNEQUAL,
    ),
    Misconception(
        "length-of-the-source",
        _length_of_the_source,
        "The answer has as many steps as the source: it has T of them, whatever S is.",
        UNEQUAL,
    ),
    Misconception(
        "start-ignored",
        _start_ignored,
        "y_0 has no effect: it is what the decoder reads at its first step.",
        UNEQUAL,
    ),
    Misconception(
        "start-at-every-step",
        _wrong_decoder("first-input-at-every-step"),
        "The decoder reads y_0 at every step: from its second step on it reads its own output.",
        FED_BACK,
    ),
    Misconception(
        "context-at-every-step",
        _wrong_decoder("state-reset"),
        "Every step of the decoder starts from the context again: after its first step it goes "
        "on from its own state.",
        UNEQUAL,
    ),
    Misconception(
        "start-kept",
        _wrong_decoder("first-input-kept"),
        "There is one entry too many, (N, T + 1, K): y_0 is an input and not among the outputs.",
        FED_BACK,
    ),
    Misconception(
        "start-in-place-of-the-last-output",
        _wrong_decoder("inputs-returned"),
        "y_0 stands in front and the last output is missing: y_0 is an input and not among the "
        "outputs.",
        FED_BACK,
    ),
    _time_major(rnn_ref.encode_decode, UNEQUAL),
    squeezed(rnn_ref.encode_decode, UNEQUAL, "(N, T, K)"),
)


# Exercise 02.5: make_windows


def _series(rng, S, D):
    return rng.normal(size=(S, D)).cumsum(axis=0)


def _window_cases(rng):
    # Wide enough that no mistake leaves a part empty: lists and arrays differ in an empty shape.
    count = np.arange(13.0)[:, None]
    small = _series(rng, 19, 2).astype(np.float32)
    return [
        Case("the numbers 0 to 12, horizon 1", (count, 3, 1, 7), "shapes"),
        Case("the numbers 0 to 12, horizon 2", (count, 3, 2, 7), "shapes"),
        Case("14 steps of 2 numbers", (_series(rng, 14, 2), 4, 1, 8), "shapes"),
        Case("windows of one step", (_series(rng, 10, 2), 1, 2, 6), "ones"),
        Case("one number at each step", (_series(rng, 14, 1), 3, 2, 8), "ones"),
        Case("two pairs to train on", (_series(rng, 12, 3), 3, 2, 6), "ones"),
        Case("S=20, D=3, length 5, horizon 2", (_series(rng, 20, 3), 5, 2, 11)),
        Case("S=26, D=4, length 3, horizon 6", (_series(rng, 26, 4), 3, 6, 15)),
        Case("S=31, D=3, length 7, horizon 4", (_series(rng, 31, 3), 7, 4, 18)),
        Case("float32", (small, 4, 3, 10), "float32"),
        Case("400 steps", (_series(rng, 400, 2), 12, 5, 300), "extreme"),
    ]


def _windows_with(target=lambda start, length, horizon: start + length - 1 + horizon, **changes):
    """Windows with one thing wrong: where the target stands, or what decides the split."""
    decides = changes.get("decides", lambda start, length, at: at)
    first = changes.get("first", lambda split: 0)

    def windows(series, length, horizon, split):
        parts = [], [], [], []
        end = len(series) - length - horizon + 1 - changes.get("lost", 0)
        for start in range(0, end, changes.get("step", 1)):
            at = target(start, length, horizon)
            stop = start + length + changes.get("longer", 0)
            is_test = decides(start, length, at) >= split
            if is_test and start < first(split):
                continue
            parts[2 * is_test].append(series[start:stop])
            parts[2 * is_test + 1].append(series[at])
        return tuple(np.array(part) for part in parts)

    return windows


def _all_values_up_to_the_horizon(series, length, horizon, split):
    following = np.lib.stride_tricks.sliding_window_view(series, horizon, axis=0)[length:]
    x_train, _, x_test, _ = rnn_ref.make_windows(series, length, horizon, split)
    following = following.swapaxes(1, 2)
    return x_train, following[: len(x_train)], x_test, following[len(x_train) :]


def _changed(x_change, y_change):
    """The right windows, with something done to both arrays of windows and of targets."""

    def windows(*args):
        x_train, y_train, x_test, y_test = rnn_ref.make_windows(*args)
        return x_change(x_train), y_change(y_train), x_change(x_test), y_change(y_test)

    return windows


def _parts_exchanged(*args):
    x_train, y_train, x_test, y_test = rnn_ref.make_windows(*args)
    return x_train, x_test, y_train, y_test


def _scaled_on_everything(series, length, horizon, split):
    scaled = (series - series.mean(axis=0)) / series.std(axis=0)
    return rnn_ref.make_windows(scaled, length, horizon, split)


HORIZON_IGNORED = "The target is the value right after the window, whatever horizon is."

WINDOW_MISTAKES = (
    *(
        Misconception(
            name,
            _windows_with(lambda start, length, horizon: start + length - 2 + horizon, lost=lost),
            "Your targets stand one step too early: with horizon 1 the target is the last value "
            "of the window itself, and whoever copies it makes no error at all.",
            WINDOWS,
        )
        for name, lost in (("target-inside-the-window", 0), ("target-inside-to-the-end", -1))
    ),
    Misconception(
        "target-one-too-late",
        lambda series, length, horizon, split: rnn_ref.make_windows(
            series, length, horizon + 1, split
        ),
        "Your targets stand one step too late: horizon counts from the last value of the window, "
        "so that horizon 1 is the next value.",
        WINDOWS,
    ),
    Misconception(
        "horizon-ignored",
        lambda series, length, horizon, split: rnn_ref.make_windows(series, length, 1, split),
        HORIZON_IGNORED,
        WINDOWS,
    ),
    Misconception(
        "horizon-in-the-range-only",
        _windows_with(lambda start, length, horizon: start + length),
        HORIZON_IGNORED,
        WINDOWS,
    ),
    Misconception(
        "split-by-the-start",
        _windows_with(decides=lambda start, length, at: start),
        "Training holds every window that starts before split, and some of those reach into the "
        "future, with their targets: it is the target that has to stand before split.",
        WINDOWS,
    ),
    *(
        Misconception(
            name,
            _windows_with(decides=lambda start, length, at, past=past: start + length - 1 + past),
            "Training holds every window that ends before split, and the targets of the last ones "
            "stand in the future: it is the target that has to stand before split.",
            WINDOWS,
        )
        for name, past in (
            ("split-by-the-end-of-the-window", 0),
            ("split-by-what-follows-the-window", 1),
        )
    ),
    Misconception(
        "split-one-too-strict",
        _windows_with(decides=lambda start, length, at: at + 1),
        "The pair whose target stands right before split is in the test: that target is past, so "
        "the pair belongs to training. Is there a 1 too many in the comparison, or < for <=?",
        WINDOWS,
    ),
    Misconception(
        "split-counted-as-past",
        _windows_with(decides=lambda start, length, at: at - 1),
        "The pair whose target stands at split itself is in training: it is the first of the test.",
        WINDOWS,
    ),
    Misconception(
        "first-cut-then-windows",
        _windows_with(first=lambda split: split),
        "The test windows all start at split or later, so the first targets of the future are "
        "never asked for: a test window may reach back into the past, which is known by then.",
        WINDOWS,
    ),
    Misconception(
        "last-pair-lost",
        _windows_with(lost=1),
        "The last pair is missing: the last value of the series is a target too.",
        WINDOWS,
    ),
    Misconception(
        "windows-without-overlap",
        lambda series, length, horizon, split: _windows_with(step=length)(
            series, length, horizon, split
        ),
        "The windows follow one another without overlap: one starts at every step of the series.",
        WINDOWS,
    ),
    Misconception(
        "parts-in-another-order",
        _parts_exchanged,
        "Second and third are exchanged: the order is x_train, y_train, x_test, y_test.",
        WINDOWS,
    ),
    Misconception(
        "one-number-of-the-target",
        _changed(lambda x: x, lambda y: y[:, 0]),
        "Only the first number of each target is kept, (N1,): a target has all D, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "target-with-an-axis-of-time",
        _changed(lambda x: x, lambda y: y[:, None]),
        "The targets are (N1, 1, D): a target is one step of the series, so it has no axis of "
        "time, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "time-axis-last",
        _changed(lambda x: x.swapaxes(1, 2), lambda y: y),
        "The windows are (N1, D, length), with time last, as sliding_window_view leaves it: time "
        "is axis 1, (N1, length, D).",
        WINDOWS,
    ),
    Misconception(
        "window-one-too-long",
        _windows_with(longer=1),
        "The windows hold length + 1 values: a slice leaves out its end, so the one from i on "
        "ends at i + length. With horizon 1 the value too many is the target.",
        WINDOWS,
    ),
    Misconception(
        "all-values-up-to-the-horizon",
        _all_values_up_to_the_horizon,
        "The targets hold all values up to the horizon, (N1, horizon, D): only the value at the "
        "horizon is asked for, (N1, D).",
        WINDOWS,
    ),
    Misconception(
        "scaled-on-everything",
        _scaled_on_everything,
        "The series is scaled with its own mean and standard deviation, which the future has a "
        "part in: leave the values as they are.",
        WINDOWS,
    ),
    squeezed(rnn_ref.make_windows, WINDOWS, "(N1, length, D) and (N1, D)"),
)


# Exercise 02.6: last_real_state


def _mask(rng, N, T):
    """Random masks; the first four rows have nothing real, a gap, no padding, a single step."""
    mask = rng.random((N, T)) < 0.6
    mask[0] = False
    mask[1] = np.arange(T) % 2 == 0
    mask[1, -1] = False
    mask[2] = True
    mask[3:4] = np.arange(T) == 0
    return mask


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
            "one step, T = 1", (rng.normal(size=(3, 1, 4)), np.array([[1], [0], [1]]) > 0), "ones"
        ),
        Case("one sequence, N = 1", (hs[:1], right[:1]), "ones"),
        Case("one unit, H = 1", _padded_case(rng, 4, 5, 1), "ones"),
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


# Questions

QUESTIONS = (
    question(
        "question_02_1",
        number="02.A",
        unit=UNIT,
        title="the states after the last step",
        replies={
            "a": "hs[-1] has shape (20, 8): all steps of the last sequence. Time is axis 1.",
            "b": "Time is axis 1, so [:, -1] takes the last step of each of the 32 sequences.",
            "c": "hs[..., -1] has shape (32, 20): one unit, the last, at every step.",
        },
        right="482fe80e5e72",
        section="Before you start",
    ),
    question(
        "question_02_2",
        number="02.B",
        unit=UNIT,
        title="a longer sequence",
        replies={
            "a": "There is one W_hh for all steps, so no further one is needed.",
            "b": "Nothing forces a cut: the same step is done as often as there are inputs.",
            "c": "The weights are shared by all steps: the step is done 200 times in place of 20.",
        },
        right="de647595a5dd",
        section="Before you start",
    ),
    question(
        "question_02_3",
        number="02.C",
        unit=UNIT,
        title="a mask for every unit",
        replies={
            "a": "The mask becomes (N, T, 1), and the axis of size 1 is repeated for all H units.",
            "b": "Axes are matched from the right: T of the mask meets H of the states, which "
            "fails unless they are equal, and is wrong then.",
            "c": "The mask becomes (1, N, T): N meets T and T meets H, which fails unless the "
            "sizes are equal.",
        },
        right="e4eb4af8c695",
        section="Before you start",
    ),
)
QUESTION_WIRING = question(
    "question_02_4",
    number="02.D",
    unit=UNIT,
    title="which wiring",
    replies={
        "a": "Many to one fits: one answer when the recording has been read. It can be done "
        "without a decoder.",
        "b": "Many to many in step fits: a label is wanted at each sample, at once. It can be "
        "done without a decoder.",
        "c": "The answer has a length of its own, and its first word may depend on the last word "
        "of the source: only an encoder has read it by then.",
        "d": "One to many fits: one vector goes in, a sequence comes out. There is no sequence "
        "to encode.",
    },
    right="ad412d273e6d",
    section=UNEQUAL,
)
QUESTION_EXPLAIN = question(
    "question_02_5",
    number="02.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "Padded steps are read like any others: each one changes the state, so the last "
        "state depends on how much padding there is, even if the pads are zeros.",
        "b": "That answer holds: each pad moves the state once more, so the longest sequence "
        "decides how often. Read the other again, and look at what it says about zeros.",
    },
    right="c964616b0cf7",
    section="Look back",
)


EXERCISES = (
    *QUESTIONS,
    Exercise(
        name="many_to_one",
        number="02.1",
        unit=UNIT,
        title="many to one",
        points=4,
        reference=rnn_ref.many_to_one,
        cases=_many_cases,
        outputs=("y",),
        section=TO_ONE,
        hints=(
            "Run the layer over the whole sequence. Of all the states only one has read every "
            "input: that one goes through the output layer.",
            "y = h_T W_hy + b_y, where h_T is the state after the last step.",
            "states: all states of the layer, (N, T, H), from x, h0 and the three arrays\n"
            "take the last one along axis 1, which leaves (N, H)\n"
            "multiply by the output matrix and add the output bias",
        ),
        misconceptions=TO_ONE_MISTAKES,
    ),
    Exercise(
        name="many_to_many",
        number="02.2",
        unit=UNIT,
        title="many to many, in step",
        points=4,
        reference=rnn_ref.many_to_many,
        cases=_many_cases,
        outputs=("ys",),
        section=TO_MANY,
        hints=(
            "It is the same run of the layer as in the exercise before. Now every state is read.",
            "y_t = h_t W_hy + b_y for every t.",
            "states: all states of the layer, (N, T, H)\n"
            "multiply them by the output matrix: @ keeps the first two axes\n"
            "add the output bias to every step",
        ),
        misconceptions=TO_MANY_MISTAKES,
    ),
    Exercise(
        name="one_to_many",
        number="02.3",
        unit=UNIT,
        title="one to many",
        points=4,
        reference=rnn_ref.one_to_many,
        cases=_generator_cases,
        outputs=("ys",),
        section=FED_BACK,
        hints=(
            "Two things travel from step to step: the state, as always, and the output, which "
            "becomes the next input. Keep a variable for each.",
            "h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h), y_t = h_t W_hy + b_y and x_{t+1} = y_t.",
            "input: x_1; state: h0\n"
            "T times:\n"
            "    state: one step, from the input and the state so far\n"
            "    output: the state through the output layer; keep it\n"
            "    input: that output\n"
            "return the outputs, (N, T, K)",
        ),
        misconceptions=ONE_TO_MANY_MISTAKES,
    ),
    Exercise(
        name="encode_decode",
        number="02.4",
        unit=UNIT,
        title="encoder and decoder",
        points=4,
        reference=rnn_ref.encode_decode,
        follow=Follow("one_to_many", _fold_decoder, ("x_1", "h0"), curved_in=("x_1", "h0")),
        cases=_translator_cases,
        outputs=("ys",),
        section=UNEQUAL,
        hints=(
            "Two networks, one after the other. The first reads and says nothing; the second "
            "is the one of the exercise before. Only a single state passes between them.",
            "c = the encoder's state after the last step of x, from zeros. The decoder starts "
            "with the state c and the input y_0, and feeds its outputs back.",
            "unpack the encoder's three arrays; zeros (N, H) for its first state\n"
            "context: the last of its states, (N, H)\n"
            "from here on it is one to many: first input y_0, first state the context, the "
            "decoder's five arrays, T outputs",
        ),
        misconceptions=ENCODE_DECODE_MISTAKES,
    ),
    QUESTION_WIRING,
    Exercise(
        name="make_windows",
        number="02.5",
        unit=UNIT,
        title="windows without leakage",
        points=6,
        reference=rnn_ref.make_windows,
        cases=_window_cases,
        outputs=("x_train", "y_train", "x_test", "y_test"),
        shares={"x_train": 1 / 6, "y_train": 1 / 3, "x_test": 1 / 6, "y_test": 1 / 3},
        section=WINDOWS,
        hints=(
            "Write down all pairs for the numbers 0 to 9 with a window of three. For each, at "
            "which index does the target stand? That index alone decides where the pair goes.",
            "The window that starts at i ends at i + length - 1, and its target stands at "
            "i + length - 1 + horizon. It is for training if that is below split.",
            "for each start i, as long as the target is inside the series:\n"
            "    window: length values from i on; target: its index from the formula\n"
            "    into the training lists if the index is below split, into the test lists if not\n"
            "return the four lists as arrays",
        ),
        misconceptions=WINDOW_MISTAKES,
    ),
    Exercise(
        name="last_real_state",
        number="02.6",
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
    ),
    QUESTION_EXPLAIN,
)
