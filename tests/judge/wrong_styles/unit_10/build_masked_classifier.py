"""Wrong answers to `build_masked_classifier`, as learners write them."""

from tests.judge.wrong_styles.unit_10.mend_model import sequential


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
        masked_behind_the_table,
        "no-mask",
        "a Masking layer finds none",
    ),
    (
        masked_in_the_lstm,
        "",
        "no setting of this name",
    ),
    (
        masked_good_or_bad,
        "yes-or-no",
    ),
    (
        masked_flattened,
        "",
        "left open, None",
    ),
]
