"""rnn_ref beside Keras on TensorFlow, forward and backward, in float64 and float32."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what TensorFlow says about itself at import
    import keras
    import tensorflow as tf

import rnn_ref
from rnn_ref import GRU, GRU_RESET_BEFORE, LSTM, RELU_RNN, RNN
from tests.ref.implementations import LAYERS, generic

N, T, D, H = 3, 5, 2, 4
MASK = np.arange(T) < np.array([5, 2, 4])[:, None]
MAKERS = {
    "rnn": lambda **k: keras.layers.SimpleRNN(H, **k),
    "relu_rnn": lambda **k: keras.layers.SimpleRNN(H, activation="relu", **k),
    "lstm": lambda **k: keras.layers.LSTM(H, **k),
    "gru": lambda **k: keras.layers.GRU(H, **k),
    "gru_reset_before": lambda **k: keras.layers.GRU(H, reset_after=False, **k),
}
DTYPES = [pytest.param(np.float64, id="float64"), pytest.param(np.float32, id="float32")]
CELLS = (RNN, RELU_RNN, LSTM, GRU, GRU_RESET_BEFORE)
masked = [layer for layer in LAYERS if layer.takes_mask]


def close(got, want):
    """Within 1e-10 where Keras computed in float64, 1e-5 in float32, of the larger of 1 and max."""
    want = np.asarray(want)
    limit = 1e-5 if want.dtype == np.float32 else 1e-10
    scale = max(1.0, np.abs(want).max())
    np.testing.assert_allclose(got, want, rtol=0, atol=limit * scale)


def keras_layer(cell, weights, dtype):
    """A built Keras layer with these weights, which returns sequences and states."""
    layer = MAKERS[cell.name](return_sequences=True, return_state=True, dtype=np.dtype(dtype).name)
    layer.build((None, None, weights[0].shape[0]))
    layer.set_weights(rnn_ref.to_keras(cell, weights))
    return layer


def keras_gradients(layer, x, states, upstream, mask=None):
    """Outputs, and the gradients of x, states and weights."""
    x, *states = (tf.constant(a) for a in (x, *states))
    with tf.GradientTape() as tape:
        tape.watch([x, *states])
        outputs = layer(x, initial_state=states, mask=mask)
        loss = sum(tf.reduce_sum(o * d) for o, d in zip(outputs, upstream, strict=True))
    grads = tape.gradient(loss, [x, *states, *layer.trainable_variables])
    return [o.numpy() for o in outputs], [g.numpy() for g in grads]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
@pytest.mark.parametrize("dtype", DTYPES)
def test_layer_equals_keras(layer, dtype, rng):
    x, states, weights = layer.draw(rng, N, T, D, H, dtype)
    hs, last, caches = layer.forward(x, states, weights)
    upstream = [rng.standard_normal(o.shape).astype(dtype) for o in (hs, *last)]
    outputs, grads = keras_gradients(keras_layer(layer.cell, weights, dtype), x, states, upstream)
    dx, dstates, dweights = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    for got, want in zip([hs, *last, dx, *dstates, *dweights], [*outputs, *grads], strict=True):
        close(got, want)


@pytest.mark.parametrize("layer", masked, ids=lambda layer: layer.name)
@pytest.mark.parametrize("dtype", DTYPES)
def test_masked_layer_equals_keras(layer, dtype, rng):
    """The same under a mask: Keras repeats the last output at masked steps, as rnn_ref does."""
    x, states, weights = layer.draw(rng, N, T, D, H, dtype)
    hs, last, caches = layer.forward(x, states, weights, MASK)
    upstream = [rng.standard_normal(o.shape).astype(dtype) for o in (hs, *last)]
    keras_one = keras_layer(layer.cell, weights, dtype)
    outputs, grads = keras_gradients(keras_one, x, states, upstream, tf.constant(MASK))
    dx, dstates, dweights = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    for got, want in zip([hs, *last, dx, *dstates, *dweights], [*outputs, *grads], strict=True):
        close(got, want)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
@pytest.mark.parametrize(
    ("merge", "keras_merge"), [("concat",) * 2, ("sum",) * 2, ("mean", "ave"), ("mul",) * 2]
)
def test_bidirectional_equals_keras_on_the_real_steps(cell, merge, keras_merge, rng):
    """At padding, where Keras' backward direction has zeros, nothing is compared."""
    x, states_f, weights_f = generic(cell).draw(rng, N, T, D, H)
    _, states_b, weights_b = generic(cell).draw(rng, N, T, D, H)
    both = keras.layers.Bidirectional(
        MAKERS[cell.name](return_sequences=True, dtype="float64"),
        merge_mode={"mean": "ave"}.get(merge, merge),
        dtype="float64",
    )
    both.build((None, None, D))
    both.set_weights(rnn_ref.to_keras_bidirectional(cell, weights_f, weights_b))
    ys, _, cache = rnn_ref.bidirectional_forward(
        cell, x, (states_f, states_b), (weights_f, weights_b), MASK, merge
    )
    dys = rng.standard_normal(ys.shape) * MASK[..., None]
    given = [tf.constant(a) for a in (x, *states_f, *states_b)]
    with tf.GradientTape() as tape:
        tape.watch(given)
        got = both(given[0], initial_state=given[1:], mask=tf.constant(MASK))
        loss = tf.reduce_sum(got * dys)
    grads = tape.gradient(loss, [*given, *both.trainable_variables])
    close(ys[MASK], got.numpy()[MASK])
    dx, dstates, dweights = rnn_ref.bidirectional_backward(cell, dys, None, cache)
    ours = [dx, *dstates[0], *dstates[1], *dweights[0], *dweights[1]]
    for mine, theirs in zip(ours, grads, strict=True):
        close(mine, theirs.numpy())


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_weights_go_to_keras_and_come_back(cell, rng):
    _, _, weights = generic(cell).draw(rng, N, T, D, H)
    layer = keras_layer(cell, weights, np.float64)
    for mine, back in zip(weights, rnn_ref.from_keras(cell, layer.get_weights()), strict=True):
        np.testing.assert_array_equal(mine, back)
        assert mine is not back


def test_embedding_and_attention_equal_keras(rng):
    E, tokens = rng.standard_normal((7, 3)), rng.integers(0, 7, (2, 4))
    layer = keras.layers.Embedding(7, 3, dtype="float64")
    layer.build((2, 4))
    layer.set_weights([E])
    close(rnn_ref.embedding_forward(tokens, E), layer(tokens).numpy())
    q, k, v = (rng.standard_normal(s) for s in ((2, 3, 5), (2, 4, 5), (2, 4, 5)))
    mask = np.array([[True, True, False, True], [True, False, False, False]])
    attend = keras.layers.Attention(dtype="float64")
    scaled = q / np.sqrt(5)  # this layer does not scale
    want, weights = attend([scaled, v, k], mask=[None, mask], return_attention_scores=True)
    context, ours, _ = rnn_ref.dot_attention_forward(q, k, v, mask)
    # Keras adds -1e9 to masked scores, or the lowest number of the dtype: both vanish.
    close(context, want.numpy())
    close(ours, weights.numpy())
    additive = keras.layers.AdditiveAttention(use_scale=False, dtype="float64")
    eye = np.eye(5)
    context, _, _ = rnn_ref.additive_attention_forward(q, k, v, eye, eye, np.ones(5), mask)
    close(context, additive([q, v, k], mask=[None, mask]).numpy())


def test_ctc_equals_tensorflow(rng):
    logits = rng.standard_normal((3, 8, 5)).astype(np.float32)
    labels, frames = np.array([[1, 1, 2], [4, 3, 0], [4, 0, 0]]), np.array([8, 5, 6])
    lengths = np.array([3, 2, 1])
    given = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(given)
        each = tf.nn.ctc_loss(
            labels, given, lengths, frames, logits_time_major=False, blank_index=0
        )
        mean = tf.reduce_mean(each)
    loss, dlogits = rnn_ref.ctc_loss(logits, labels, frames, lengths)
    close(loss, mean.numpy())
    close(dlogits, tape.gradient(mean, given).numpy())


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adagrad", "adam"])
def test_optimiser_equals_keras(name, rng):
    """With an eps too small to matter: Keras puts it elsewhere."""
    makers = {
        "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
        "rmsprop": lambda: keras.optimizers.RMSprop(0.1, rho=0.9, epsilon=1e-14),
        "adagrad": lambda: keras.optimizers.Adagrad(
            0.1, initial_accumulator_value=0.0, epsilon=1e-14
        ),
        "adam": lambda: keras.optimizers.Adam(0.1, 0.9, 0.99, epsilon=1e-14),
    }
    steps = {
        "momentum": lambda p, g, m, t: rnn_ref.momentum_step(p, g, m[0], 0.1),
        "rmsprop": lambda p, g, m, t: rnn_ref.rmsprop_step(p, g, m[0], 0.1, 0.9, 1e-14),
        "adagrad": lambda p, g, m, t: rnn_ref.adagrad_step(p, g, m[0], 0.1, 1e-14),
        "adam": lambda p, g, m, t: rnn_ref.adam_step(p, g, *m, t, 0.1, 0.9, 0.99, 1e-14),
    }
    params = {"W": rng.standard_normal((2, 3)).astype(np.float32)}
    variable, optimiser = keras.Variable(params["W"]), makers[name]()
    memory = [rnn_ref.zeros_like_params(params)] * 2
    for t in range(1, 4):
        grads = {"W": rng.standard_normal((2, 3)).astype(np.float32)}
        optimiser.apply([tf.constant(grads["W"])], [variable])
        params, *memory = steps[name](params, grads, memory, t)
        close(params["W"], variable.numpy())


def test_wrong_weights_for_keras_are_named(rng):
    _, _, weights = generic(LSTM).draw(rng, N, T, D, H)
    with pytest.raises(ValueError, match="to_keras: got 2 arrays, expected 3: kernel"):
        rnn_ref.to_keras(LSTM, weights[:2])
    with pytest.raises(ValueError, match="to_keras: recurrent kernel has shape"):
        rnn_ref.to_keras(GRU, weights)
    with pytest.raises(ValueError, match="from_keras_bidirectional: got 3 arrays, expected 6"):
        rnn_ref.from_keras_bidirectional(LSTM, weights)
