"""Right answers to `build_many_to_one`, in styles other than the reference's."""


def last_sequential(T, D, H, K):
    from keras import Input, Sequential, layers

    return Sequential([Input((T, D)), layers.SimpleRNN(H), layers.Dense(K, "softmax")])


def last_functional(T, D, H, K):
    import keras

    x = keras.Input((None, D))
    _, last = keras.layers.SimpleRNN(H, return_state=True)(x)
    return keras.Model(x, keras.layers.Softmax()(keras.layers.Dense(K)(last)))


def last_of_all(T, D, H, K):
    """All states, of which the last is taken; with dropout, which is off when judged."""
    import keras
    from keras import layers

    x = keras.Input((T, D))
    states = layers.RNN(layers.SimpleRNNCell(H), return_sequences=True)(x)
    y = layers.Dense(K, activation="softmax")(layers.Dropout(0.3)(states[:, -1]))
    model = keras.Model(inputs=[x], outputs=[y])
    model.compile("rmsprop", "categorical_crossentropy")
    return model


def last_through_a_cell_class(T, D, H, K):
    """A Sequential of one's own class, built before it is handed back."""
    import keras
    from keras import layers

    class Reader(keras.Sequential):
        pass

    model = Reader([layers.RNN(layers.SimpleRNNCell(H)), layers.Dense(K), layers.Softmax()])
    model.build((None, T, D))
    return model


def last_by_its_state(T, D, H, K):
    """The state that return_state gives, and a layer that is nothing outside training."""
    from keras import Input, Model, layers

    x = Input((T, D))
    _, state = layers.SimpleRNN(H, return_state=True, unroll=True)(x)
    return Model(x, layers.Dense(K, activation="softmax")(layers.Dropout(0.3)(state)))


STYLES = [
    last_sequential,
    last_functional,
    last_of_all,
    last_through_a_cell_class,
    last_by_its_state,
]
