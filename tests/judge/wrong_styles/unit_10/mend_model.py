"""Wrong answers to `mend_model`, as learners write them."""


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


WRONG = [
    (
        one_relu,
        "relu-states",
    ),
    (
        one_misspelt,
        "",
        "no activation has this name",
    ),
    (
        one_inputs_and_outputs,
        "",
        "the number of its outputs, then",
    ),
    (
        one_without_a_list,
        "",
        "one list of layers, in [ ]",
    ),
    (
        one_list_in_a_list,
        "",
        "no list of its own",
    ),
    (
        one_without_time,
        "",
        "it needs an axis of time",
    ),
    (
        one_subclass_with_softmax,
        "softmax-for-sigmoid",
    ),
    (
        one_summary,
        "",
        "is `return` missing?",
        "not shown while judging",
    ),
]
