"""Right answers to `build_many_to_many`, in styles other than the reference's."""


def steps_sequential(T, D, H, K):
    from keras import Input, Sequential
    from keras.layers import Dense, SimpleRNN, TimeDistributed

    model = Sequential()
    model.add(Input((None, D)))
    model.add(SimpleRNN(H, return_sequences=True))
    model.add(TimeDistributed(Dense(K, activation="softmax")))
    return model


def steps_without_wrapper(T, D, H, K):
    from keras import Input, Sequential, layers

    states = layers.SimpleRNN(H, return_sequences=True)
    return Sequential([Input((T, D)), states, layers.Dense(K), layers.Softmax(axis=-1)])


def steps_functional(T, D, H, K):
    import keras
    from keras import layers

    x = keras.Input((T, D))
    states, _ = layers.RNN(
        layers.SimpleRNNCell(H), return_sequences=True, return_state=True, unroll=True
    )(x)
    return keras.Model(x, layers.TimeDistributed(layers.Dense(K, "softmax"))(states))


def steps_in_a_loop(T, D, H, K):
    """One dense layer, called on each state in turn."""
    import keras
    from keras import layers

    x = keras.Input((T, D))
    states = layers.SimpleRNN(H, return_sequences=True)(x)
    head = layers.Dense(K, activation="softmax")
    return keras.Model(x, keras.ops.stack([head(states[:, t]) for t in range(T)], axis=1))


STYLES = [
    steps_sequential,
    steps_without_wrapper,
    steps_functional,
    steps_in_a_loop,
]
