"""Wrong answers to `build_encoder_decoder`, as learners write them."""

from tests.judge.wrong_styles.unit_10.mend_model import sequential


def translate_states_repeated(S, T, D, H, K):
    from keras.layers import LSTM, Dense, Input, RepeatVector

    encoder, decoder = LSTM(H, return_sequences=True), LSTM(H, return_sequences=True)
    return sequential(Input((S, D)), encoder, RepeatVector(T), decoder, Dense(K, "softmax"))


def translate_the_wrong_entry(S, T, D, H, K):
    from keras import Model, layers

    x = layers.Input((S, D))
    *_, state = layers.LSTM(H, return_state=True)(x)
    written = layers.LSTM(H, return_sequences=True)(layers.RepeatVector(T)(state))
    return Model(x, layers.Dense(K, activation="softmax")(written))


WRONG = [
    (
        translate_states_repeated,
        "",
        "an axis of time too many",
    ),
    (
        translate_the_wrong_entry,
        "cell-state-handed-on",
    ),
]
