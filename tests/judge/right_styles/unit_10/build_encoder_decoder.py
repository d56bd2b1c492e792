"""Right answers to `build_encoder_decoder`, in styles other than the reference's."""


def translate_sequential(S, T, D, H, K):
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense, RepeatVector, TimeDistributed

    return Sequential(
        [
            Input((S, D)),
            LSTM(H),
            RepeatVector(T),
            LSTM(H, return_sequences=True),
            TimeDistributed(Dense(K, activation="softmax")),
        ]
    )


def translate_functional(S, T, D, H, K):
    import keras
    from keras import layers

    x = keras.Input((None, D))
    _, h, _ = layers.LSTM(H, return_state=True, name="encoder")(x)
    states = layers.LSTM(H, return_sequences=True, name="decoder")(layers.RepeatVector(T)(h))
    return keras.Model(x, layers.Dense(K, activation="softmax")(states))


def translate_with_two_models(S, T, D, H, K):
    """Encoder and decoder as models of their own, one inside the other."""
    import keras
    from keras import layers

    x, code = keras.Input((S, D)), keras.Input((H,))
    states = layers.RNN(layers.LSTMCell(H), return_sequences=True)(layers.RepeatVector(T)(code))
    answers = layers.Softmax()(layers.Dense(K)(states))
    decoder = keras.Model(code, answers)
    return keras.Model(x, decoder(layers.LSTM(H)(x)))


def translate_subclass(S, T, D, H, K):
    """A model class; what crosses is the last of all states."""
    import keras
    from keras import layers

    class Translator(keras.Model):
        def __init__(self):
            super().__init__()
            self.encoder = layers.LSTM(H, return_sequences=True)
            self.repeat = layers.RepeatVector(T)
            self.decoder = layers.LSTM(H, return_sequences=True)
            self.head = layers.TimeDistributed(layers.Dense(K, activation="softmax"))

        def call(self, x):
            context = self.encoder(x)[:, -1, :]
            return self.head(self.decoder(self.repeat(context)))

    return Translator()


STYLES = [
    translate_sequential,
    translate_functional,
    translate_with_two_models,
    translate_subclass,
]
