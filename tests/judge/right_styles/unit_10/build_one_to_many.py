"""Right answers to `build_one_to_many`, in styles other than the reference's."""


def many_sequential(D, T, H, K):
    from keras import Input, Sequential
    from keras.layers import Dense, RepeatVector, SimpleRNN, TimeDistributed

    return Sequential(
        [
            Input((D,)),
            Dense(H, activation="tanh"),
            RepeatVector(T),
            SimpleRNN(H, return_sequences=True),
            TimeDistributed(Dense(K, activation="softmax")),
        ]
    )


def many_functional(D, T, H, K):
    import keras
    from keras import layers

    vector = keras.Input((D,))
    start = layers.Activation("tanh")(layers.Dense(H)(vector))
    states = layers.RNN(layers.SimpleRNNCell(H), return_sequences=True)(
        layers.RepeatVector(T)(start)
    )
    return keras.Model(vector, layers.Softmax()(layers.Dense(K)(states)))


def many_reshaped(D, T, H, K):
    """Repeats without RepeatVector."""
    import keras
    from keras import layers

    vector = keras.Input((D,))
    start = layers.Reshape((1, H))(layers.Dense(H, "tanh")(vector))
    repeated = layers.UpSampling1D(T)(start)
    states = layers.SimpleRNN(H, return_sequences=True)(repeated)
    return keras.Model(vector, layers.Dense(K, "softmax")(states))


def many_from_a_list(D, T, H, K):
    """Layers in a list, put together by a loop; the vector stacked with a Keras operation."""
    import keras
    from keras import layers

    vector = keras.Input((D,), name="vector")
    h = layers.Dense(H, activation=keras.ops.tanh)(vector)
    y = keras.ops.stack([h] * T, axis=1)
    rest = [layers.SimpleRNN(H, return_sequences=True), layers.Dense(K), layers.Softmax()]
    for layer in rest:
        y = layer(y)
    return keras.Model(vector, y)


def many_repeated_by_ops(D, T, H, K):
    """keras.ops in place of RepeatVector, and the softmax as a layer."""
    import keras
    from keras import layers

    x = keras.Input(shape=(D,))
    start = layers.Activation("tanh")(layers.Dense(H)(x))
    read = keras.ops.repeat(start[:, None, :], T, axis=1)
    states, _ = layers.SimpleRNN(H, return_sequences=True, return_state=True)(read)
    return keras.Model(x, layers.Softmax()(layers.Dense(K)(states)))


STYLES = [
    many_sequential,
    many_functional,
    many_reshaped,
    many_from_a_list,
    many_repeated_by_ops,
]
