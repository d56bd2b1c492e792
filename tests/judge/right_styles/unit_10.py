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


STYLES = {
    "to_keras_weights": [weights_written_out, weights_into_zeros, weights_in_place],
    "build_one_to_one": [one_sequential, one_functional, one_added_and_compiled],
    "build_one_to_many": [many_sequential, many_functional, many_reshaped],
    "build_many_to_one": [last_sequential, last_functional, last_of_all],
    "build_many_to_many": [steps_sequential, steps_without_wrapper, steps_functional],
    "build_encoder_decoder": [
        translate_sequential,
        translate_functional,
        translate_with_two_models,
    ],
    "build_masked_classifier": [masked_sequential, masked_functional, masked_by_hand],
}
