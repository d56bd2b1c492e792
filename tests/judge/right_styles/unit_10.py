"""Right solutions of unit 10 in styles that differ from the reference's; Keras in all its forms.

Keras is imported by the functions, so that the other units' styles need no TensorFlow.
"""

import os

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


# to_keras_weights


def weights_written_out(cell, gates):
    """Cell by cell, array by array."""
    if cell == "SimpleRNN":
        h = gates["h"]
        return h["W_x"], h["W_h"], h["b_x"] + h["b_h"]
    if cell == "LSTM":
        i, f, g, o = gates["i"], gates["f"], gates["g"], gates["o"]
        kernel = np.hstack((i["W_x"], f["W_x"], g["W_x"], o["W_x"]))
        recurrent = np.hstack((i["W_h"], f["W_h"], g["W_h"], o["W_h"]))
        bias = np.hstack([gate["b_x"] + gate["b_h"] for gate in (i, f, g, o)])
        return kernel, recurrent, bias
    z, r, n = gates["z"], gates["r"], gates["n"]
    kernel = np.c_[z["W_x"], r["W_x"], n["W_x"]]
    recurrent = np.c_[z["W_h"], r["W_h"], n["W_h"]]
    rows = [np.r_[z[b], r[b], n[b]] for b in ("b_x", "b_h")]
    return [kernel, recurrent, np.array(rows)]


def weights_into_zeros(cell, gates):
    """Arrays of zeros, filled block by block; a list, as set_weights takes it."""
    order = {"SimpleRNN": ["h"], "LSTM": list("ifgo"), "GRU": list("zrn")}[cell]
    D, H = next(iter(gates.values()))["W_x"].shape
    kernel, recurrent = np.zeros((D, H * len(order))), np.zeros((H, H * len(order)))
    bias = np.zeros((2, H * len(order)))
    for number, gate in enumerate(order):
        block = slice(number * H, (number + 1) * H)
        kernel[:, block] = gates[gate]["W_x"]
        recurrent[:, block] = gates[gate]["W_h"]
        bias[0, block] = gates[gate]["b_x"]
        bias[1, block] = gates[gate]["b_h"]
    return [kernel, recurrent, bias if cell == "GRU" else bias.sum(axis=0)]


def weights_in_place(cell, gates):
    """Adds the biases up in the caller's arrays, and builds the matrices from rows of columns."""
    order = {"GRU": "zrn", "LSTM": "ifgo"}.get(cell, "h")
    if cell != "GRU":
        for gate in order:
            gates[gate]["b_x"] += gates[gate]["b_h"]

    def side_by_side(name):
        return np.vstack([gates[gate][name].T for gate in order]).T

    def in_a_line(name):
        return [value for gate in order for value in gates[gate][name]]

    bias = in_a_line("b_x")
    if cell == "GRU":
        bias = [bias, in_a_line("b_h")]
    return side_by_side("W_x"), side_by_side("W_h"), bias


class Packer:
    """Keeps its gates and its place in the arrays; the function wraps its methods."""

    ORDER = (("SimpleRNN", "h"), ("LSTM", "ifgo"), ("GRU", "zrn"))

    def __init__(self, cell, gates):
        self.cell = cell
        self.blocks = [gates[gate] for gate in dict(self.ORDER)[cell]]

    def matrix(self, name):
        """Starts from the first gate and grows."""
        grown = self.blocks[0][name]
        for block in self.blocks[1:]:
            grown = np.append(grown, block[name], axis=1)
        return grown

    @property
    def bias(self):
        pairs = np.array([[block["b_x"], block["b_h"]] for block in self.blocks])  # (G, 2, H)
        rows = pairs.transpose(1, 0, 2).reshape(2, -1)
        return rows if self.cell == "GRU" else rows.sum(axis=0)


def weights_of_a_class(cell, gates):
    packer = Packer(cell, gates)
    return packer.matrix("W_x"), packer.matrix("W_h"), packer.bias


def weights_popped(cell, gates):
    """Takes the gates out of the caller's dict, one after the other."""
    order = list({"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell])
    taken = [gates.pop(name) for name in order]
    kernel = np.block([[gate.pop("W_x") for gate in taken]])
    recurrent = np.block([[gate.pop("W_h") for gate in taken]])
    b_x = np.concatenate([gate.pop("b_x") for gate in taken])
    b_h = np.concatenate([gate.pop("b_h") for gate in taken])
    return kernel, recurrent, np.vstack((b_x, b_h)) if "r" in order else np.add(b_x, b_h)


def weights_by_products(cell, gates):
    """Each block is moved to its columns by a matrix product, and all are added up."""
    order = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}[cell]
    H = len(gates[order[0]]["b_x"])
    places = np.split(np.eye(H * len(order)), len(order))  # each (H, GH)

    def spread(name):
        return sum(
            np.dot(gates[gate][name], place) for gate, place in zip(order, places, strict=True)
        )

    b_x, b_h = spread("b_x"), spread("b_h")
    return spread("W_x"), spread("W_h"), np.stack((b_x, b_h)) if cell == "GRU" else b_h + b_x


# build_one_to_one


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


# build_one_to_many


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


# build_many_to_one


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


# build_many_to_many


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


# build_encoder_decoder


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


# build_masked_classifier


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


STYLES = {
    "to_keras_weights": [
        weights_written_out,
        weights_into_zeros,
        weights_in_place,
        weights_of_a_class,
        weights_popped,
        weights_by_products,
    ],
    "build_one_to_one": [
        one_sequential,
        one_functional,
        one_added_and_compiled,
        one_subclass,
        one_subclass_built,
        one_from_tensorflow,
        one_squeezed,
    ],
    "build_one_to_many": [
        many_sequential,
        many_functional,
        many_reshaped,
        many_from_a_list,
        many_repeated_by_ops,
    ],
    "build_many_to_one": [
        last_sequential,
        last_functional,
        last_of_all,
        last_through_a_cell_class,
        last_by_its_state,
    ],
    "build_many_to_many": [
        steps_sequential,
        steps_without_wrapper,
        steps_functional,
        steps_in_a_loop,
    ],
    "build_encoder_decoder": [
        translate_sequential,
        translate_functional,
        translate_with_two_models,
        translate_subclass,
    ],
    "build_masked_classifier": [
        masked_sequential,
        masked_functional,
        masked_by_hand,
        masked_subclass,
        masked_last_of_all,
    ],
}
