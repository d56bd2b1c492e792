"""Right answers to `build_masked_classifier`, in styles other than the reference's."""


def masked_sequential(V, E, H, K):
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense, Embedding

    return Sequential(
        [
            Input((None,), dtype="int32"),
            Embedding(V + 1, E, mask_zero=True),
            LSTM(H),
            Dense(K, activation="softmax"),
        ]
    )


def masked_functional(V, E, H, K):
    import keras
    from keras import layers

    words = keras.Input((None,))
    vectors = layers.Embedding(input_dim=V + 1, output_dim=E, mask_zero=True)(words)
    state = layers.RNN(layers.LSTMCell(H))(vectors)
    return keras.Model(words, layers.Softmax()(layers.Dense(K)(state)))


def masked_by_hand(V, E, H, K):
    """The mask is made of the word numbers and handed to the layer."""
    import keras
    from keras import layers

    words = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(V + 1, E)(words)
    mask = layers.Lambda(lambda w: keras.ops.not_equal(w, 0))(words)
    return keras.Model(words, layers.Dense(K, "softmax")(layers.LSTM(H)(vectors, mask=mask)))


def masked_subclass(V, E, H, K):
    """The mask is computed by the embedding and handed on in call."""
    import keras
    from keras import layers

    class Classifier(keras.Model):
        def __init__(self):
            super().__init__()
            self.table = layers.Embedding(V + 1, E, mask_zero=True)
            self.reader = layers.LSTM(H)
            self.head = layers.Dense(K, activation="softmax")

        def call(self, words):
            return self.head(self.reader(self.table(words), mask=self.table.compute_mask(words)))

    return Classifier()


def masked_last_of_all(V, E, H, K):
    """Masked steps repeat the state, so the last of all states is the last real one."""
    import keras
    from keras import layers

    words = keras.Input(shape=(None,), dtype="int64")
    states = layers.LSTM(H, return_sequences=True)(
        layers.Embedding(V + 1, E, mask_zero=True)(words)
    )
    return keras.Model(words, layers.Dense(K, activation="softmax")(states[:, -1]))


STYLES = [
    masked_sequential,
    masked_functional,
    masked_by_hand,
    masked_subclass,
    masked_last_of_all,
]
