"""Right answers to `mend_model`, in styles other than the reference's."""


def one_sequential(D, H, K):
    from keras import Input, Sequential, layers

    return Sequential([Input((1, D)), layers.SimpleRNN(H), layers.Dense(K, activation="sigmoid")])


def one_functional(D, H, K):
    import keras

    x = keras.Input(shape=(None, D), name="any-number-of-steps")
    h = keras.layers.RNN(keras.layers.SimpleRNNCell(H))(x)
    return keras.Model(x, keras.layers.Dense(K, activation=keras.activations.sigmoid)(h))


def one_added_and_compiled(D, H, K):
    import keras

    model = keras.Sequential()
    model.add(keras.layers.SimpleRNN(units=H, name="state"))
    model.add(keras.layers.Dense(K))
    model.add(keras.layers.Activation("sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def one_subclass(D, H, K):
    """A model class with a call of its own."""
    import keras
    from keras import layers

    class OneToOne(keras.Model):
        def __init__(self):
            super().__init__()
            self.reader = layers.SimpleRNN(H)
            self.answers = layers.Dense(K, activation="sigmoid")

        def call(self, x):
            return self.answers(self.reader(x))

    return OneToOne()


def one_subclass_built(D, H, K):
    """The same class, built by hand: that alone gives its layers no weights."""
    model = one_subclass(D, H, K)
    model.build((None, 1, D))
    return model


def one_from_tensorflow(D, H, K):
    """Keras by its older address, with the input's shape in the first layer."""
    from tensorflow.keras import layers, models

    model = models.Sequential(name="one_to_one")
    model.add(layers.SimpleRNN(H, input_shape=(1, D), activation="tanh"))
    model.add(layers.Dense(units=K, activation="sigmoid"))
    model.build(input_shape=(None, 1, D))
    return model


def one_squeezed(D, H, K):
    """All states of the one step, and the axis of time taken away."""
    import keras
    from keras import layers

    x = keras.Input(shape=(1, D), batch_size=None)
    states = layers.SimpleRNN(H, return_sequences=True)(x)
    answers = layers.Dense(K, "sigmoid")(keras.ops.squeeze(states, axis=1))
    return keras.Model(inputs=x, outputs=answers)


STYLES = [
    one_sequential,
    one_functional,
    one_added_and_compiled,
    one_subclass,
    one_subclass_built,
    one_from_tensorflow,
    one_squeezed,
]
