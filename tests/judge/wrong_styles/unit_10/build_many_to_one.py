"""Wrong answers to `build_many_to_one`, as learners write them."""

from tests.judge.wrong_styles.unit_10.build_one_to_one import sequential


def last_all_states(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_sequences=True), Dense(K, "softmax"))


def last_with_its_state(T, D, H, K):
    from keras.layers import Dense, Input, SimpleRNN

    return sequential(Input((T, D)), SimpleRNN(H, return_state=True), Dense(K, "softmax"))


WRONG = [
    (
        last_all_states,
        "all-steps",
    ),
    (
        last_with_its_state,
        "",
        "as `return_state` gives it: take one",
    ),
]
