"""Wrong answers to `build_one_to_many`, as learners write them."""

from tests.judge.wrong_styles.unit_10.mend_model import sequential


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


WRONG = [
    (
        many_times_a_tuple,
        "",
        "one whole number, no tuple",
    ),
    (
        many_without_repeat,
        "",
        "it needs an axis of time",
    ),
    (
        many_relu_first,
        "first-layer-relu",
    ),
]
