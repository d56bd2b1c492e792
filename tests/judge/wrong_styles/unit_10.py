"""Wrong functions for unit 10, as learners write them.

Keras is imported by the functions, so that the other units' styles need no TensorFlow.
"""

import os

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


# to_keras_weights

ORDER = {"SimpleRNN": ["h"], "LSTM": ["i", "f", "g", "o"], "GRU": ["z", "r", "n"]}


class Weights:
    """The arrays of a layer, collected gate by gate."""

    def __init__(self, gates, order):
        self.gates, self.order = gates, order

    def row(self, name):
        return np.hstack([self.gates[gate][name] for gate in self.order])

    def kernels(self):
        return self.row("W_x"), self.row("W_h")


def weights_of_two_papers(cell, gates):
    order = {**ORDER, "LSTM": ["f", "i", "o", "g"], "GRU": ["r", "z", "n"]}[cell]
    w = Weights(gates, order)
    b_x, b_h = w.row("b_x"), w.row("b_h")
    return *w.kernels(), np.vstack([b_x, b_h]) if cell == "GRU" else b_x + b_h


def weights_by_the_names_of_keras(cell, gates):
    order = {"SimpleRNN": ["h"], "LSTM": ["i", "f", "c", "o"], "GRU": ["z", "r", "h"]}[cell]
    w = Weights(gates, order)
    return *w.kernels(), w.row("b_x") + w.row("b_h")


def weights_biases_in_a_line(cell, gates):
    w = Weights(gates, ORDER[cell])
    return *w.kernels(), np.hstack([w.row("b_x"), w.row("b_h")])


def weights_stacked_last(cell, gates):
    order = ORDER[cell]
    kernel = np.stack([gates[gate]["W_x"] for gate in order], axis=-1)
    recurrent = np.stack([gates[gate]["W_h"] for gate in order], axis=-1)
    w = Weights(gates, order)
    bias = [w.row("b_x"), w.row("b_h")]
    return kernel, recurrent, np.array(bias) if cell == "GRU" else np.sum(bias, axis=0)


def weights_one_list_for_all(cell, gates):
    kernel = recurrent = bias = []
    for gate in ORDER[cell]:
        kernel.append(gates[gate]["W_x"])
        recurrent.append(gates[gate]["W_h"])
        bias.append(gates[gate]["b_x"] + gates[gate]["b_h"])
    return np.hstack(kernel), np.hstack(recurrent), np.hstack(bias)


def weights_no_branch_for_the_first(cell, gates):
    if cell in ("LSTM", "GRU"):
        w = Weights(gates, ORDER[cell])
        bias = w.row("b_x"), w.row("b_h")
        return *w.kernels(), np.stack(bias) if cell == "GRU" else sum(bias)


def weights_in_lower_case(cell, gates):
    if cell == "lstm":
        order = "ifgo"
    elif cell == "gru":
        order = "zrn"
    w = Weights(gates, order)
    return *w.kernels(), w.row("b_x") + w.row("b_h")


# the builders


def sequential(*rest):
    from keras import Sequential

    model = Sequential()
    for layer in rest:
        model.add(layer)
    return model


def one_relu(D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((1, D)), SimpleRNN(H, activation="relu"), Dense(K, "sigmoid"))


def one_misspelt(D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((1, D)), SimpleRNN(H), Dense(K, activation="sigmod"))


def one_inputs_and_outputs(D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((1, D)), SimpleRNN(D, H), Dense(H, K))


def one_without_a_list(D, H, K):
    from keras import Input, Sequential
    from keras.layers import Dense, SimpleRNN

    return Sequential(Input((1, D)), SimpleRNN(H), Dense(K, activation="sigmoid"))


def one_list_in_a_list(D, H, K):
    from keras import Input, Sequential
    from keras.layers import Dense, SimpleRNN

    hidden = [Input((1, D)), SimpleRNN(H)]
    return Sequential([hidden, Dense(K, activation="sigmoid")])


def one_without_time(D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((D,)), SimpleRNN(H), Dense(K, activation="sigmoid"))


def one_subclass_with_softmax(D, H, K):
    import keras

    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.rnn = keras.layers.SimpleRNN(H)
            self.head = keras.layers.Dense(K, activation="softmax")

        def call(self, inputs):
            return self.head(self.rnn(inputs))

    model = Model()
    model.build((None, 1, D))
    return model


def one_summary(D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((1, D)), SimpleRNN(H), Dense(K, activation="sigmoid")).summary()


def many_times_a_tuple(D, T, H, K):
    from keras.layers import Dense, Input, RepeatVector, SimpleRNN

    start = Input((D,)), Dense(H, activation="tanh"), RepeatVector((T, H))
    return sequential(*start, SimpleRNN(H, return_sequences=True), Dense(K, "softmax"))


def many_without_repeat(D, T, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    states = SimpleRNN(H, return_sequences=True)
    return sequential(Input((D,)), Dense(H, activation="tanh"), states, Dense(K, "softmax"))


def many_relu_first(D, T, H, K):
    from keras import Model, layers

    x = layers.Input((D,))
    start = layers.Activation("relu")(layers.Dense(H)(x))
    states = layers.SimpleRNN(H, return_sequences=True)(layers.RepeatVector(T)(start))
    return Model(x, layers.TimeDistributed(layers.Dense(K, activation="softmax"))(states))


def last_all_states(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_sequences=True), Dense(K, "softmax"))


def last_with_its_state(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_state=True), Dense(K, "softmax"))


def steps_misspelt(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_sequence=True), Dense(K, "softmax"))


def steps_from_the_last(T, D, H, K):
    from keras.layers import Dense, Input, Reshape, SimpleRNN, Softmax

    answers = Dense(T * K), Reshape((T, K)), Softmax(axis=-1)
    return sequential(Input((T, D)), SimpleRNN(H), *answers)


def steps_relu(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN, TimeDistributed

    states = SimpleRNN(H, activation="relu", return_sequences=True)
    return sequential(Input((T, D)), states, TimeDistributed(Dense(K, activation="softmax")))


def steps_distributed_over_one(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN, TimeDistributed

    return sequential(Input((T, D)), SimpleRNN(H), TimeDistributed(Dense(K, "softmax")))


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


def masked_behind_the_table(V, E, H, K):
    from keras.layers import LSTM, Dense, Embedding, Input, Masking

    return sequential(Input((None,)), Embedding(V + 1, E), Masking(), LSTM(H), Dense(K, "softmax"))


def masked_in_the_lstm(V, E, H, K):
    from keras.layers import LSTM, Dense, Embedding, Input

    read = Embedding(V + 1, E), LSTM(H, mask_zero=True)
    return sequential(Input((None,)), *read, Dense(K, activation="softmax"))


def masked_good_or_bad(V, E, H, K):
    from keras.layers import LSTM, Dense, Embedding, Input

    read = Embedding(V + 1, E, mask_zero=True), LSTM(H)
    return sequential(Input((None,)), *read, Dense(1, activation="sigmoid"))


def masked_flattened(V, E, H, K):
    from keras.layers import LSTM, Dense, Embedding, Flatten, Input

    read = Embedding(V + 1, E, mask_zero=True), LSTM(H, return_sequences=True), Flatten()
    return sequential(Input((None,)), *read, Dense(K, activation="softmax"))


WRONG = [
    (
        "to_keras_weights",
        weights_of_two_papers,
        "order-of-papers-and-reset-gate-first",
        "stand as f, i, o, g",
    ),
    ("to_keras_weights", weights_by_the_names_of_keras, "", "the dict has no such key", "'c'"),
    ("to_keras_weights", weights_biases_in_a_line, "biases-in-one-line-everywhere"),
    ("to_keras_weights", weights_stacked_last, "gates-on-a-last-axis", "right: bias"),
    ("to_keras_weights", weights_one_list_for_all, "", "must agree in all other sizes"),
    ("to_keras_weights", weights_no_branch_for_the_first, "", "cell='SimpleRNN'", "`return`"),
    ("to_keras_weights", weights_in_lower_case, "", "before this function has given it a value"),
    ("build_one_to_one", one_relu, "relu-states"),
    ("build_one_to_one", one_misspelt, "", "no activation has this name"),
    ("build_one_to_one", one_inputs_and_outputs, "", "the number of its outputs, then"),
    ("build_one_to_one", one_without_a_list, "", "one list of layers, in [ ]"),
    ("build_one_to_one", one_list_in_a_list, "", "no list of its own"),
    ("build_one_to_one", one_without_time, "", "it needs an axis of time"),
    ("build_one_to_one", one_subclass_with_softmax, "softmax-for-sigmoid"),
    ("build_one_to_one", one_summary, "", "is `return` missing?", "not shown while judging"),
    ("build_one_to_many", many_times_a_tuple, "", "one whole number, no tuple"),
    ("build_one_to_many", many_without_repeat, "", "it needs an axis of time"),
    ("build_one_to_many", many_relu_first, "first-layer-relu"),
    ("build_many_to_one", last_all_states, "all-steps"),
    ("build_many_to_one", last_with_its_state, "", "as `return_state` gives it: take one"),
    ("build_many_to_many", steps_misspelt, "", "no setting of this name", "return_sequence"),
    ("build_many_to_many", steps_from_the_last, "all-answers-from-the-last-state"),
    ("build_many_to_many", steps_relu, "relu-states"),
    ("build_many_to_many", steps_distributed_over_one, "", "it needs an axis of time"),
    ("build_encoder_decoder", translate_states_repeated, "", "an axis of time too many"),
    ("build_encoder_decoder", translate_the_wrong_entry, "cell-state-handed-on"),
    ("build_masked_classifier", masked_behind_the_table, "no-mask", "a Masking layer finds none"),
    ("build_masked_classifier", masked_in_the_lstm, "", "no setting of this name"),
    ("build_masked_classifier", masked_good_or_bad, "yes-or-no"),
    ("build_masked_classifier", masked_flattened, "", "left open, None"),
]
