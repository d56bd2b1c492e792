"""Exercise 02.3, encode_decode: encoder and decoder."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.exercises.unit_02 import FED_BACK, UNEQUAL, UNIT
from autograde.exercises.unit_02.nets import net, time_major
from autograde.exercises.unit_02.one_to_many import ONE_TO_MANY_MISTAKES
from autograde.kinds.common import as_float32, draw_layer, one_by_one, squeezed
from autograde.kinds.exercise import Case, Exercise, Follow, Misconception


def _fold_decoder(step, x, y_0, encoder, decoder, T):
    """The right encoder in front of a `one_to_many`."""
    nothing = np.zeros((len(x), len(encoder[2])), dtype=x.dtype)
    context = rnn_ref.rnn_forward(x, nothing, *encoder)[:, -1]
    return step(y_0, context, *decoder, T)


def _translator_case(rng, N, S, D, H, K, T):
    """x, y_0, encoder, decoder, T."""
    x, y_0 = rng.normal(size=(N, S, D)), rng.normal(size=(N, K))
    return x, y_0, draw_layer(rng, D, H), net(rng, K, H, K), T


def _translator_cases(rng):
    x, y_0, encoder, decoder, T = _translator_case(rng, 2, 3, 3, 4, 2, 5)
    same_sizes = _translator_case(rng, 3, 4, 4, 4, 4, 2)
    return [
        Case("3 steps in, 5 steps out", (x, y_0, encoder, decoder, T), "shapes"),
        Case("as many inputs as units as outputs", same_sizes, "shapes"),
        Case("y_0 all zero", (x, 0 * y_0, encoder, decoder, T), "isolation"),
        Case("x all zero", (0 * x, y_0, encoder, decoder, T), "isolation"),
        *(
            Case(name, _translator_case(rng, *sizes), "ones")
            for name, sizes in one_by_one("NSDHKT")
        ),
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
    time_major(rnn_ref.encode_decode, UNEQUAL),
    squeezed(rnn_ref.encode_decode, UNEQUAL, "(N, T, K)"),
)


EXERCISE = Exercise(
    name="encode_decode",
    number="02.3",
    unit=UNIT,
    title="encoder and decoder",
    points=6,
    reference=rnn_ref.encode_decode,
    follow=Follow(
        "one_to_many",
        _fold_decoder,
        ("x_1", "h0"),
        easier=(
            "first-input-ignored",
            "output-from-the-old-state",
            "first-step-only",
            "stops-one-early",
            "inputs-returned",
            "first-input-kept",
            "initial-state-ignored",
        ),
    ),
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
)
