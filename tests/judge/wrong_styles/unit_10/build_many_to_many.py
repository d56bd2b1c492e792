"""Wrong answers to `build_many_to_many`, as learners write them."""

from tests.judge.wrong_styles.unit_10.build_one_to_one import sequential


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


WRONG = [
    (
        steps_misspelt,
        "",
        "no setting of this name",
        "return_sequence",
    ),
    (
        steps_from_the_last,
        "all-answers-from-the-last-state",
    ),
    (
        steps_relu,
        "relu-states",
    ),
    (
        steps_distributed_over_one,
        "",
        "it needs an axis of time",
    ),
]
