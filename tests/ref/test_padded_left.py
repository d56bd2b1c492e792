"""What unit 10 tells learners to expect of an LSTM without a mask, with padding on the left."""

import re

import numpy as np
import pytest

from rnn_ref import tasks


def to_the_left(x):
    """The words of each row at its right end."""
    return np.stack([np.roll(row, len(row) - np.count_nonzero(row)) for row in x])


def test_accuracy_that_is_told_is_the_one_that_comes():
    keras = pytest.importorskip("keras", reason="Keras is not installed")
    from keras import layers

    keras.utils.set_random_seed(0)
    embedding, answer = layers.Embedding(30, 16), layers.Dense(2, activation="softmax")
    model = keras.Sequential([keras.Input((None,)), embedding, layers.LSTM(32), answer])
    adam = keras.optimizers.Adam(5e-3)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = tasks.padded_order(np.random.default_rng(0), 2400)
    model.fit(to_the_left(x), y, batch_size=240, epochs=12, verbose=0)
    fresh, answers = tasks.padded_order(np.random.default_rng(1), 1000)
    found = model.evaluate(to_the_left(fresh), answers, verbose=0)[1]
    told = float(re.findall(r"\d\.\d+", tasks.PADDED_LEFT_ACCURACIES)[0])
    assert found == pytest.approx(told, abs=0.02)
