"""Right answers to `build_reader`, in styles other than the reference's."""


def sequential(T, D, H, K, every_step):
    from keras import Input, Sequential, layers

    states = layers.SimpleRNN(H, return_sequences=every_step)
    return Sequential([Input((T, D)), states, layers.Dense(K, "softmax")])


def any_length(T, D, H, K, every_step):
    """Any number of steps; the state that return_state gives, or all of them, wrapped."""
    import keras
    from keras.layers import Dense, SimpleRNN, TimeDistributed

    x = keras.Input((None, D))
    states, last = SimpleRNN(H, return_sequences=True, return_state=True)(x)
    answer = Dense(K, activation="softmax")
    return keras.Model(x, TimeDistributed(answer)(states) if every_step else answer(last))


def last_of_all(T, D, H, K, every_step):
    """All states, of which the last is taken; with dropout, which is off when judged."""
    import keras
    from keras import layers

    x = keras.Input((T, D))
    states = layers.RNN(layers.SimpleRNNCell(H), return_sequences=True)(x)
    read = states if every_step else states[:, -1]
    y = layers.Softmax()(layers.Dense(K)(layers.Dropout(0.3)(read)))
    model = keras.Model(inputs=[x], outputs=[y])
    model.compile("rmsprop", "categorical_crossentropy")
    return model


def in_a_loop(T, D, H, K, every_step):
    """One dense layer, called on each state in turn."""
    import keras
    from keras import layers

    x = keras.Input((T, D))
    states = layers.SimpleRNN(H, return_sequences=True, unroll=True)(x)
    head = layers.Dense(K, activation="softmax")
    answers = [head(states[:, t]) for t in range(T)]
    return keras.Model(x, keras.ops.stack(answers, axis=1) if every_step else answers[-1])


def of_a_class_of_its_own(T, D, H, K, every_step):
    """A Sequential of one's own class, built before it is handed back."""
    import keras
    from keras import layers

    class Reader(keras.Sequential):
        pass

    states = layers.RNN(layers.SimpleRNNCell(H), return_sequences=every_step)
    model = Reader([states, layers.Dense(K), layers.Softmax()])
    model.build((None, T, D))
    return model


STYLES = [sequential, any_length, last_of_all, in_a_loop, of_a_class_of_its_own]
