"""Keras models are judged by facts that NumPy computes: shape, parameters, outputs."""

import dataclasses
import json
import os

import numpy as np
import pytest

from autograde.beside import observe, observers
from autograde.beside.codec import Opaque
from autograde.beside.inputs import Given
from autograde.judge import feedback, judge
from autograde.judge.here import examine_here
from autograde.judge.request import make_request
from autograde.judge.verdict import NOT_ANSWERED
from autograde.kinds import numpy_models
from autograde.kinds.builders import as_reference, builder, uses
from autograde.kinds.compare import Invariant
from autograde.kinds.exercise import Case, Exercise, Misconception

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

rng = np.random.default_rng(0)
SERIES = rng.standard_normal((3, 5, 4)).astype(np.float32)
PADDED = np.where(np.arange(5)[:, None] < np.array([5, 3, 2])[:, None, None], SERIES, 0)
WORDS = np.array([[3, 1, 2, 0, 0], [5, 4, 0, 0, 0], [1, 2, 3, 4, 5]])

DESIGNS = {
    "dense": [{"class": "Dense", "units": 3, "activation": "sigmoid"}],
    "rnn-last": [{"class": "SimpleRNN", "units": 6}, {"class": "Dense", "units": 2}],
    "lstm-all": [
        {"class": "LSTM", "units": 6, "return_sequences": True},
        {"class": "TimeDistributed", "layer": {"class": "Dense", "units": 2}},
    ],
    "gru": [{"class": "GRU", "units": 6}, {"class": "Dense", "units": 3, "activation": "softmax"}],
    "bidirectional": [
        {
            "class": "Bidirectional",
            "layer": {"class": "LSTM", "units": 3, "return_sequences": True},
        },
        {"class": "Bidirectional", "layer": {"class": "SimpleRNN", "units": 2}},
    ],
    "sigmoid-states": [{"class": "SimpleRNN", "units": 6, "activation": "sigmoid"}],
    "flatten": [{"class": "Flatten"}, {"class": "Dense", "units": 4, "activation": "tanh"}],
    "reshape": [
        {"class": "Flatten"},
        {"class": "Dense", "units": 6},
        {"class": "Reshape", "target_shape": (2, 3)},
    ],
    "softmax-over-time": [{"class": "Dense", "units": 3}, {"class": "Softmax", "axis": 1}],
    "repeat": [
        {"class": "SimpleRNN", "units": 6},
        {"class": "RepeatVector", "n": 7},
        {"class": "GRU", "units": 3, "return_sequences": True},
    ],
}


def keras_layer(spec):
    """The Keras layer that a design's dict describes."""
    import keras

    settings = {key: value for key, value in spec.items() if key not in ("class", "layer")}
    if "layer" in spec:
        return getattr(keras.layers, spec["class"])(keras_layer(spec["layer"]), **settings)
    return getattr(keras.layers, spec["class"])(**settings)


def keras_model(design, x):
    import keras

    dtype = "int32" if x.dtype.kind == "i" else "float32"
    return keras.Sequential(
        [keras.Input(x.shape[1:], dtype=dtype), *(keras_layer(spec) for spec in design)]
    )


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS.keys())
def test_numpy_and_keras_tell_the_same(design):
    shape, layers, parameters, outputs = numpy_models.facts(design, SERIES, seed=1)
    got = observers.keras_model(keras_model(design, SERIES), [SERIES], seed=1)
    assert got[0] == shape
    assert [layer["class"] for layer in got[1]] == [layer["class"] for layer in layers]
    assert got[2] == parameters
    np.testing.assert_allclose(got[3], outputs, atol=1e-5)


@pytest.mark.parametrize(
    ("first", "x"),
    [
        ({"class": "Masking"}, PADDED),
        ({"class": "Embedding", "input_dim": 6, "output_dim": 4, "mask_zero": True}, WORDS),
    ],
    ids=["masking", "embedding"],
)
def test_masks_are_the_same(first, x):
    design = [first, {"class": "LSTM", "units": 3}, {"class": "Dense", "units": 2}]
    wanted = numpy_models.facts(design, x, seed=2)
    got = observers.keras_model(keras_model(design, x), [x], seed=2)
    np.testing.assert_allclose(got[3], wanted[3], atol=1e-5)
    unmasked = [{**first, "mask_zero": False}, *design[1:]]
    if first["class"] == "Embedding":
        other = observers.keras_model(keras_model(unmasked, x), [x], seed=2)
        assert np.abs(other[3] - wanted[3]).max() > 1e-3


def test_an_lstm_of_a_design_may_hand_on_its_cell_state():
    import keras

    x = keras.Input((None, 4))
    _, _, c = keras.layers.LSTM(3, return_state=True)(x)
    design = [{"class": "LSTM", "units": 3, "state": 1}]
    wanted = numpy_models.facts(design, SERIES, seed=3)
    got = observers.keras_model(keras.Model(x, c), [SERIES], seed=3)
    np.testing.assert_allclose(got[3], wanted[3], atol=1e-5)


def many_to_one(D, H, K):
    """A right builder."""
    import keras

    return keras.Sequential(
        [keras.Input((None, D)), keras.layers.SimpleRNN(H), keras.layers.Dense(K, "softmax")]
    )


def functional(D, H, K):
    """The same model in another style."""
    import keras

    x = keras.Input((None, D))
    h = keras.layers.RNN(keras.layers.SimpleRNNCell(H))(x)
    return keras.Model(x, keras.layers.Softmax()(keras.layers.Dense(K)(h)))


def all_steps(D, H, K):
    """return_sequences where the last state was asked."""
    import keras

    layers = [keras.layers.SimpleRNN(H, return_sequences=True), keras.layers.Dense(K, "softmax")]
    return keras.Sequential([keras.Input((None, D)), *layers])


def wants_sequence(D, H, K):
    """The mistake as a design."""
    head = {"class": "Dense", "units": K, "activation": "softmax"}
    return [{"class": "SimpleRNN", "units": H, "return_sequences": True}, head]


def no_softmax(D, H, K):
    return [{"class": "SimpleRNN", "units": H}, {"class": "Dense", "units": K}]


def right(D, H, K):
    return [*no_softmax(D, H, K)[:1], {"class": "Dense", "units": K, "activation": "softmax"}]


def gru_as_good(D, H, K):
    return [{**right(D, H, K)[0], "class": "GRU"}, right(D, H, K)[1]]


def series(D, H, K):
    return np.random.default_rng(7).standard_normal((2, 5, D)).astype(np.float32)


def mistake(id, design):
    return Misconception(id, as_reference(design, series), f"This is {id}.", "Many to one")


BUILDER = builder(
    name="toy",
    number="99.3",
    unit="99_toy",
    title="many to one",
    points=4,
    designs=[right],
    inputs=series,
    calls=lambda rng: [("4 inputs", (4, 6, 3)), ("3 inputs", (3, 5, 2))],
    layers=uses("SimpleRNN"),
    section="Many to one",
    hints=("a", "b", "c"),
    misconceptions=(mistake("all-steps", wants_sequence), mistake("no-softmax", no_softmax)),
)


def verdict_on(thing, exercise=BUILDER):
    public = judge.public_cases(exercise)
    request = json.loads(json.dumps(make_request(exercise, public)))
    reply = json.loads(json.dumps(observe.answer({"toy": thing}, request)))
    return judge.judge(exercise, public, [], reply)


def nested(D, H, K):
    """A model inside the model."""
    import keras

    head = keras.Sequential([keras.Input((H,)), keras.layers.Dense(K, "softmax")])
    return keras.Sequential([keras.Input((None, D)), keras.layers.SimpleRNN(H), head])


@pytest.mark.parametrize("function", [many_to_one, functional, nested])
def test_equal_models_pass_in_any_style(function):
    verdict = verdict_on(function)
    assert (verdict.passed, verdict.score) == (True, 4)
    assert verdict.advice == ()  # such as that it computes in float32, as Keras does


def test_mistakes_are_named():
    verdict = verdict_on(all_steps)
    assert verdict.misconceptions == ("all-steps",)
    assert [part.name for part in verdict.parts if not part.passed] == ["output_shape", "outputs"]

    def logits(D, H, K):
        return keras_model(no_softmax(D, H, K), series(D, H, K))

    assert verdict_on(logits).misconceptions == ("no-softmax",)


def test_a_layer_that_was_asked_for_is_missed():
    def without_recurrence(D, H, K):
        import keras

        pool = keras.layers.GlobalAveragePooling1D()
        return keras.Sequential([keras.Input((None, D)), pool, keras.layers.Dense(K, "softmax")])

    verdict = verdict_on(without_recurrence)
    assert "it has no layer SimpleRNN" in str(verdict.to_dict())
    assert verdict.score < 4


def test_a_design_that_the_brief_allows_passes_whole():
    def with_gru(D, H, K):
        return keras_model(gru_as_good(D, H, K), series(D, H, K))

    assert not verdict_on(with_gru).passed
    allowed = dataclasses.replace(
        BUILDER,
        alternatives=(as_reference(gru_as_good, series),),
        comparison={**BUILDER.comparison, "layers": uses("Dense")},
    )
    assert verdict_on(with_gru, allowed).passed
    assert verdict_on(many_to_one, allowed).passed


def mistaken_size(D, H, K):
    """As many units as inputs."""
    return many_to_one(D, D, K)


def test_shape_and_parameters_are_told_in_a_sentence():
    assert "one answer has shape (5, 3), expected (3,)" in feedback.as_text(verdict_on(all_steps))
    text = str(verdict_on(mistaken_size).to_dict())
    assert "it has 51 parameters, expected 87" in text


def test_an_input_of_another_shape_is_named():
    def axes_exchanged(D, H, K):
        import keras

        layers = [keras.layers.SimpleRNN(H), keras.layers.Dense(K, "softmax")]
        return keras.Sequential([keras.Input((D, 5)), *layers])

    text = " ".join(feedback.as_text(verdict_on(axes_exchanged)).split())
    assert "the model takes inputs of shape (None, 4, 5), it was given (2, 5, 4)" in text


@pytest.mark.parametrize("style", ["Sequential", "functional"])
def test_another_number_of_steps_is_refused_in_every_style(style):
    def four_steps(D, H, K):
        import keras

        x, layers = keras.Input((4, D)), [keras.layers.SimpleRNN(H), keras.layers.Dense(K)]
        if style == "Sequential":
            return keras.Sequential([x, *layers])
        return keras.Model(x, layers[1](layers[0](x)))

    verdict = verdict_on(four_steps)
    assert verdict.score == 0
    text = " ".join(feedback.as_text(verdict).split())
    assert "the model takes inputs of shape (None, 4, 4), it was given (2, 5, 4)" in text
    assert "the shape in `keras.Input` is not that of the brief" in text


def test_a_fixed_batch_is_no_mistake():
    def batch_of_one(D, H, K):
        import keras

        layers = [keras.layers.SimpleRNN(H), keras.layers.Dense(K, "softmax")]
        return keras.Sequential([keras.Input(batch_shape=(1, 5, D)), *layers])

    assert verdict_on(batch_of_one).passed


def failing(build):
    """A builder whose model Keras refuses to put together."""

    def builder_of(D, H, K):
        import keras

        return build(keras, keras.layers, D, H)

    return builder_of


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda k, l, D, H: k.Sequential([k.Input((D,)), l.LSTM(H)]), "needs an axis of time"),
        (lambda k, l, D, H: l.TimeDistributed(l.Dense(2))(k.Input((D,))), "needs an axis of time"),
        (lambda k, l, D, H: l.RepeatVector(3)(k.Input((5, D))), "an axis of time too many"),
        (lambda k, l, D, H: l.LSTM(H)(k.Input((2, 5, D))), "the batch, for one, is left out"),
        (lambda k, l, D, H: k.Input(D), "a shape is a tuple"),
        (lambda k, l, D, H: k.Input(None), "a shape is a tuple"),
        (lambda k, l, D, H: l.Dense(2)(l.GRU(H, return_state=True)(k.Input((5, D)))), "take one"),
        (lambda k, l, D, H: k.Model(k.Input((5, D)), l.Dense(2)), "call it on what comes before"),
        (lambda k, l, D, H: l.Dense(2, "sigmod"), "no activation has this name"),
        (lambda k, l, D, H: l.Dense(D, H), "then its activation"),
        (lambda k, l, D, H: l.LSTM(H, return_sequence=True), "no setting of this name"),
        (lambda k, l, D, H: k.Sequential(k.Input((5, D)), l.LSTM(H), l.Dense(2)), "one list of"),
        (lambda k, l, D, H: k.Sequential([[l.LSTM(H), l.Dense(2)]]), "no list of its own"),
        (lambda k, l, D, H: l.Dense(2)(l.Flatten()(k.Input((None, D)))), "left open, None"),
        (lambda k, l, D, H: l.RepeatVector((5,)), "one whole number, no tuple"),
    ],
    ids=[
        *("vector", "distributed", "repeated", "batch", "number", "none", "state", "not-called"),
        *("typo", "inputs-first", "setting", "no-list", "list-in-list", "flattened", "times"),
    ],
)
def test_what_keras_refuses_is_told_in_plain_words(build, says):
    text = " ".join(feedback.as_text(verdict_on(failing(build))).split())
    assert says in text


def test_an_output_in_place_of_the_model_is_named():
    verdict = verdict_on(failing(lambda k, l, D, H: l.SimpleRNN(H)(k.Input((5, D)))))
    assert "it returned a KerasTensor, expected a Keras model" in feedback.as_text(verdict)


def test_sizes_of_layers_are_those_of_a_design():
    sized = dataclasses.replace(
        BUILDER, comparison={**BUILDER.comparison, "layers": uses("SimpleRNN", "Dense", like=right)}
    )
    assert verdict_on(functional, sized).passed
    verdict = verdict_on(mistaken_size, sized)
    assert "it lacks a layer SimpleRNN of size 6" in str(verdict.to_dict())


def test_a_second_layer_of_the_same_size_is_missed():
    rule = uses("LSTM", like=lambda: [{"class": "LSTM", "units": 4}] * 2).rule
    one = {"class": "RNN", "cell": "LSTMCell", "units": 4}
    assert rule([one], ()) == "it lacks a layer LSTM of size 4"
    assert (
        rule([one, {"class": "Bidirectional", "layer": {"class": "LSTM", "units": 4}}], ()) is None
    )


def test_facts_that_the_learner_tells_are_no_model():
    told = as_reference(right, series)
    by_the_judge = examine_here(BUILDER, {BUILDER.name: told}, judge.public_cases(BUILDER))
    assert by_the_judge.passed  # how the shared tests ask for references and mistakes
    assert verdict_on(told).score == 0


class OneByOne:
    """Gives the facts out when it is asked to."""

    def __init__(self, facts):
        self.facts = iter(facts)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.facts)


@pytest.mark.parametrize(
    ("wrapped", "said"),
    [
        (tuple, "a tuple of 4"),
        (list, "a list of 4"),
        (iter, "a tuple_iterator"),
        (lambda facts: (fact for fact in facts), "a generator"),
        (lambda facts: map(np.asarray, facts), "a map"),
        (OneByOne, "an OneByOne"),
        (lambda facts: {"facts": facts}, "a dict"),
    ],
)
def test_facts_in_a_wrapping_are_no_model_either(wrapped, said):
    told = as_reference(right, series)
    verdict = verdict_on(lambda D, H, K: wrapped(tuple(told(D, H, K))))
    assert verdict.score == 0
    assert f"it returned {said}, expected a Keras model" in feedback.as_text(verdict)


def test_answers_that_are_given_out_one_by_one_are_not_asked_for():
    found = observers.observe("predictions", {"inputs": np.ones((2, 1))}, iter([1.0, 2.0]))
    assert found == Opaque("a list_iterator")


@pytest.mark.parametrize("thing", [None, 3, "a model"])
def test_what_is_no_model_is_said_to_be_none(thing):
    verdict = verdict_on(lambda D, H, K: thing)
    assert verdict.score == 0
    assert "expected a Keras model" in feedback.as_text(verdict)


def test_a_trained_model_is_judged_by_its_predictions():
    x = np.linspace(-1, 1, 40)[:, None]
    y = x[:, 0] > 0.2

    def accurate(got, args):
        accuracy = float(np.mean((np.asarray(got) > 0.5) == y))
        return None if accuracy >= 0.9 else f"accuracy {accuracy:.2f} on held-out inputs"

    trained = Exercise(
        name="toy",
        number="99.4",
        unit="99_toy",
        title="a trained model",
        points=2,
        reference=lambda: y,
        cases=lambda rng: [Case("held out", (), observer=Given("predictions", {"inputs": x}))],
        outputs=("toy",),
        section="Train",
        hints=("a", "b", "c"),
        comparison=Invariant(accurate),
        is_answer=True,
    )
    assert verdict_on(lambda x: x[:, 0] - 0.2 + 0.5, trained).passed
    assert verdict_on(lambda x: x[:, 0] * 0, trained).score == 0
    assert verdict_on(None, trained).status == NOT_ANSWERED
