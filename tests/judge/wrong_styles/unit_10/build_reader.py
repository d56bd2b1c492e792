"""Wrong answers to `build_reader`, as learners write them."""

from tests.judge.wrong_styles.unit_10.mend_model import sequential


def forgets_the_setting(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H), Dense(K, "softmax"))


def always_every_step(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_sequences=True), Dense(K, "softmax"))


def the_wrong_way_round(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    states = SimpleRNN(H, return_sequences=not every_step)
    return sequential(Input((T, D)), states, Dense(K, "softmax"))


def misspelt(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_sequence=every_step), Dense(K, "softmax"))


def from_the_last(T, D, H, K, every_step):
    from keras.layers import Dense, Input, Reshape, SimpleRNN, Softmax

    if not every_step:
        return sequential(Input((T, D)), SimpleRNN(H), Dense(K, "softmax"))
    answers = Dense(T * K), Reshape((T, K)), Softmax(axis=-1)
    return sequential(Input((T, D)), SimpleRNN(H), *answers)


def relu(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    states = SimpleRNN(H, activation="relu", return_sequences=every_step)
    return sequential(Input((T, D)), states, Dense(K, activation="softmax"))


def with_its_state(T, D, H, K, every_step):
    from keras.layers import Dense, Input, SimpleRNN

    states = SimpleRNN(H, return_sequences=every_step, return_state=True)
    return sequential(Input((T, D)), states, Dense(K, "softmax"))


WRONG = [
    (forgets_the_setting, "last-step-only"),
    (always_every_step, "all-steps"),
    (the_wrong_way_round, "setting-reversed"),
    (misspelt, "", "no setting of this name", "return_sequence"),
    (from_the_last, "all-answers-from-the-last-state"),
    (relu, "relu-states"),
    (with_its_state, "", "as `return_state` gives it: take one"),
]
