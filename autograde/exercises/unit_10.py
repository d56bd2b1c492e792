"""Unit 10, recurrent layers in Keras: weights, states, the types as models, and masks.

What a Keras model must be is declared by designs and computed with NumPy: nothing here, and
nothing that it imports, needs Keras.
"""

from __future__ import annotations

import numpy as np

from autograde.kinds.answers import Choice, question, seal
from autograde.kinds.builders import as_reference, builder, uses
from autograde.kinds.exercise import Case, Exercise, Misconception

UNIT = "10_keras"
TITLE = "Recurrent layers in Keras"
HANDOUT = ()  # the cells that are run when grading use NumPy and Keras alone
FRAMEWORK = "keras"

BEFORE = "Before you start"
WEIGHTS = "Columns, gates and two biases"
STATES = "What a layer gives back"
ONE_TO_ONE = "One to one"
ONE_TO_MANY = "One to many"
MANY_TO_ONE = "Many to one"
MANY_TO_MANY = "Many to many"
ENCODER_DECODER = "Encoder and decoder"
MASKS = "What a mask does"


# Exercise 10.1: to_keras_weights

ORDER = {"SimpleRNN": "h", "LSTM": "ifgo", "GRU": "zrn"}
ARRAYS = ("W_x", "W_h", "b_x", "b_h")


def to_keras_weights(cell, gates):
    """Gate by gate -> the three arrays of the Keras layer."""
    order = ORDER[cell]
    kernel, recurrent_kernel, b_x, b_h = (
        np.concatenate([gates[gate][name] for gate in order], axis=-1) for name in ARRAYS
    )
    bias = np.stack([b_x, b_h]) if cell == "GRU" else b_x + b_h
    return kernel, recurrent_kernel, bias


def _gates(rng, names, D, H, dtype=float):
    """One dict for each gate, in the order of `names`."""
    shapes = {"W_x": (D, H), "W_h": (H, H), "b_x": (H,), "b_h": (H,)}
    return {
        gate: {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
        for gate in names
    }


def _only(gates, *kept):
    return {
        gate: {name: a if name in kept else np.zeros_like(a) for name, a in arrays.items()}
        for gate, arrays in gates.items()
    }


def _weight_cases(rng):
    lstm, gru = _gates(rng, "fiog", 3, 4), _gates(rng, "rzn", 3, 4)
    return [
        Case("one gate", ("SimpleRNN", _gates(rng, "h", 3, 4)), "shapes"),
        Case("gates f, i, o, g", ("LSTM", lstm), "shapes"),
        Case("gates r, z, n", ("GRU", gru), "shapes"),
        Case("only W_x and b_x are not zero", ("LSTM", _only(lstm, "W_x", "b_x")), "isolation"),
        Case("only W_h and b_h are not zero", ("GRU", _only(gru, "W_h", "b_h")), "isolation"),
        Case("one unit, H = 1", ("LSTM", _gates(rng, "gofi", 3, 1)), "ones"),
        Case("one input, D = 1", ("GRU", _gates(rng, "nrz", 1, 3)), "ones"),
        Case("all sizes 1", ("SimpleRNN", _gates(rng, "h", 1, 1)), "ones"),
        Case("SimpleRNN, D=5, H=3", ("SimpleRNN", _gates(rng, "h", 5, 3))),
        Case("LSTM, gates o, f, g, i", ("LSTM", _gates(rng, "ofgi", 5, 3))),
        Case("LSTM, gates g, i, f, o", ("LSTM", _gates(rng, "gifo", 4, 6))),
        Case("GRU, gates n, z, r", ("GRU", _gates(rng, "nzr", 3, 5))),
        Case("GRU, gates z, n, r", ("GRU", _gates(rng, "znr", 6, 4))),
        Case("float32", ("LSTM", _gates(rng, "fgio", 5, 4, np.float32)), "float32"),
    ]


def _ordered(order):
    """The right function, but for the order in which it takes the gates."""

    def wrong(cell, gates):
        found = "".join(gates) if order is None else order.get(cell, ORDER[cell])
        names = dict(zip(ORDER[cell], found, strict=True))
        return to_keras_weights(cell, {right: gates[name] for right, name in names.items()})

    return wrong


def _joined(join):
    """The right function, but for how it puts the gates together."""

    def wrong(cell, gates):
        kernels = [join([gates[g][name] for g in ORDER[cell]]) for name in ARRAYS[:2]]
        return *kernels, to_keras_weights(cell, gates)[2]

    return wrong


def _biased(bias):
    """The right function, but for the bias, made by `bias(cell, b_x, b_h)`."""

    def wrong(cell, gates):
        b_x, b_h = (np.concatenate([gates[g][b] for g in ORDER[cell]]) for b in ("b_x", "b_h"))
        return *to_keras_weights(cell, gates)[:2], bias(cell, b_x, b_h)

    return wrong


def _kernels_exchanged(cell, gates):
    kernel, recurrent_kernel, bias = to_keras_weights(cell, gates)
    return recurrent_kernel, kernel, bias


def _bias_second(cell, gates):
    kernel, recurrent_kernel, bias = to_keras_weights(cell, gates)
    return kernel, bias, recurrent_kernel


def _gru_only(bias):
    return _biased(lambda cell, b_x, b_h: bias(b_x, b_h) if cell == "GRU" else b_x + b_h)


WEIGHT_MISTAKES = (
    Misconception(
        "order-of-the-dict",
        _ordered(None),
        "The gates stand in the order in which the dict happens to hold them: the layer reads "
        "its columns in one fixed order, so ask for each gate by its name.",
        WEIGHTS,
    ),
    Misconception(
        "alphabetical",
        _ordered({"LSTM": "fgio", "GRU": "nrz"}),
        "The gates stand in alphabetical order: the layer has an order of its own, which the "
        "figure of this section shows.",
        WEIGHTS,
    ),
    Misconception(
        "candidate-last",
        _ordered({"LSTM": "ifog"}),
        "The LSTM's candidate g stands last, as in many papers: in Keras it comes before the "
        "output gate.",
        WEIGHTS,
    ),
    Misconception(
        "forget-gate-first",
        _ordered({"LSTM": "figo"}),
        "The LSTM's forget gate stands first, as in many papers: in Keras the input gate comes "
        "before it.",
        WEIGHTS,
    ),
    Misconception(
        "order-of-papers",
        _ordered({"LSTM": "fiog"}),
        "The LSTM's gates stand in the order f, i, o, g of many papers: in Keras the order is "
        "i, f, g, o.",
        WEIGHTS,
    ),
    Misconception(
        "reset-gate-first",
        _ordered({"GRU": "rzn"}),
        "The GRU's reset gate stands first, which is PyTorch's order: in Keras the update gate "
        "comes before it.",
        WEIGHTS,
    ),
    *(
        Misconception(
            f"{name}-and-reset-gate-first",
            _ordered({"LSTM": order, "GRU": "rzn"}),
            f"Two cells are out of order: the LSTM's gates stand as {', '.join(order)} and the "
            "GRU's as r, z, n, and each cell in Keras has an order of its own.",
            WEIGHTS,
        )
        for name, order in (
            ("order-of-papers", "fiog"),
            ("candidate-last", "ifog"),
            ("forget-gate-first", "figo"),
        )
    ),
    Misconception(
        "stacked-in-rows",
        _joined(lambda arrays: np.concatenate(arrays, axis=0)),
        "The gates lie on top of one another, in rows: they belong side by side, so that the "
        "number of columns is a multiple of H.",
        WEIGHTS,
    ),
    Misconception(
        "transposed",
        _joined(lambda arrays: np.concatenate(arrays, axis=-1).T),
        "The matrices are transposed, as PyTorch keeps them: Keras multiplies rows from the "
        "left, as this course does.",
        WEIGHTS,
    ),
    Misconception(
        "blocks-transposed",
        _joined(lambda arrays: np.concatenate([a.T for a in arrays], axis=-1)),
        "Each gate's matrices are transposed before they are put side by side: Keras multiplies "
        "rows from the left, as this course does, and takes them as they are.",
        WEIGHTS,
    ),
    *(
        Misconception(
            name,
            _joined(join),
            "The gates have an axis of their own, three axes in all: Keras wants one matrix, with "
            "the gates side by side.",
            WEIGHTS,
        )
        for name, join in (
            ("gates-on-an-axis-of-their-own", np.stack),
            ("gates-on-a-last-axis", lambda arrays: np.stack(arrays, axis=-1)),
        )
    ),
    Misconception(
        "columns-interleaved",
        _joined(lambda arrays: np.stack(arrays, axis=-1).reshape(len(arrays[0]), -1)),
        "The columns are mixed, unit by unit: all H columns of one gate come first, then all of "
        "the next.",
        WEIGHTS,
    ),
    Misconception(
        "stacked-and-reshaped",
        _joined(lambda arrays: np.stack(arrays).reshape(len(arrays[0]), -1)),
        "The gates are stacked and then reshaped, which cuts them up along their rows: reshape "
        "reads row after row, so it cannot put blocks side by side.",
        WEIGHTS,
    ),
    Misconception(
        "kernels-exchanged",
        _kernels_exchanged,
        "The two matrices have changed places: the kernel, which reads the input, comes first.",
        WEIGHTS,
    ),
    Misconception(
        "bias-second",
        _bias_second,
        "The bias stands between the two matrices: it comes last.",
        WEIGHTS,
    ),
    Misconception(
        "recurrent-bias-dropped",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h]) if cell == "GRU" else b_x),
        "The bias beside the state is dropped in the cells that have one bias: both are added "
        "to the same sum, so the one bias is their sum.",
        WEIGHTS,
    ),
    Misconception(
        "recurrent-bias-dropped-everywhere",
        _biased(lambda cell, b_x, b_h: b_x),
        "The bias beside the state is dropped in every cell: it is added to the other one, and in "
        "the GRU it is a second row.",
        WEIGHTS,
    ),
    Misconception(
        "bias-as-a-row",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h]) if cell == "GRU" else [b_x + b_h]),
        "The one bias of a SimpleRNN or an LSTM is a matrix with a single row: Keras wants a plain "
        "line of numbers there, (GH,).",
        WEIGHTS,
    ),
    Misconception(
        "biases-never-added",
        _biased(lambda cell, b_x, b_h: (np.stack if cell == "GRU" else np.concatenate)([b_x, b_h])),
        "Where a cell has one bias, b_x and b_h stand one after the other: both are added to the "
        "same sum, so the one bias is b_x + b_h.",
        WEIGHTS,
    ),
    Misconception(
        "biases-in-one-line-everywhere",
        _biased(lambda cell, b_x, b_h: np.concatenate([b_x, b_h])),
        "In every cell b_x and b_h stand one after the other: where a cell has one bias it is "
        "b_x + b_h, and in the GRU the two are two rows.",
        WEIGHTS,
    ),
    Misconception(
        "biases-added-in-the-gru",
        _gru_only(lambda b_x, b_h: b_x + b_h),
        "The GRU's two biases are added up: the reset gate multiplies one of them and not the "
        "other, so the layer keeps both, as two rows.",
        WEIGHTS,
    ),
    Misconception(
        "two-rows-everywhere",
        _biased(lambda cell, b_x, b_h: np.stack([b_x, b_h])),
        "Every cell has two rows of biases: in Keras only the GRU keeps two, the other cells "
        "have one bias.",
        WEIGHTS,
    ),
    Misconception(
        "bias-rows-exchanged",
        _gru_only(lambda b_x, b_h: np.stack([b_h, b_x])),
        "The GRU's two rows of biases have changed places: the one beside the input comes first.",
        WEIGHTS,
    ),
    Misconception(
        "bias-rows-are-columns",
        _gru_only(lambda b_x, b_h: np.stack([b_x, b_h], axis=-1)),
        "The GRU's two biases stand side by side, as columns: Keras wants them as two rows.",
        WEIGHTS,
    ),
    Misconception(
        "sum-and-zeros",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, np.zeros_like(b_h)])),
        "The GRU's first row is the sum of both biases and the second is zero: the reset gate "
        "multiplies b_h and not b_x, so each keeps a row of its own.",
        WEIGHTS,
    ),
    Misconception(
        "sum-in-the-first-row",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, b_h])),
        "The GRU's first row is b_x + b_h, so b_h counts twice: the first row is b_x alone. Were "
        "the biases added up before the GRU was told apart, or in place?",
        WEIGHTS,
    ),
    Misconception(
        "sum-in-both-rows",
        _gru_only(lambda b_x, b_h: np.stack([b_x + b_h, b_x + b_h])),
        "Both rows of the GRU's bias are the sum b_x + b_h: the first row is b_x, the second b_h.",
        WEIGHTS,
    ),
    Misconception(
        "bias-in-one-line",
        _gru_only(lambda b_x, b_h: np.concatenate([b_x, b_h])),
        "The GRU's two biases stand one after the other in a single line: Keras wants two rows.",
        WEIGHTS,
    ),
)


# Exercise 10.2: the state quiz

QUIZ = {
    "sequences": {
        "a": "An LSTM has two states, and each of them comes back after the sequence: count again.",
        "b": "First the hidden state of every step, then the two states after the last step: h, "
        "and c.",
        "c": "Only return_sequences adds an axis of time; the states that return_state adds are "
        "those after the last step, (2, 5).",
    },
    "state": {
        "a": "A GRU has one state, the hidden one, and the sequence ends with it.",
        "b": "A GRU has no cell state. What is it that it hands from step to step?",
        "c": "A gate is made anew at each step and is never handed on: it is no state.",
    },
    "stateful": {
        "a": "This is what a layer does that is not stateful.",
        "b": "Rows of a batch never mix, in a stateful layer either: each has a state of its own.",
        "c": "Each row goes on where the same row of the batch before has ended, so row i must "
        "hold the next piece of the same stream.",
    },
    "backwards": {
        "a": "The states come back in the order in which they were made, and the layer began at "
        "the end of the sequence.",
        "b": "This would be so if Keras turned the states round again, which it does not do here.",
        "c": "The layer reads from the end. Which state is made first?",
    },
}
QUIZ_SEALS = {
    "sequences": "5cdd550847f7",
    "state": "013bddaad085",
    "stateful": "42cb07dd7b6f",
    "backwards": "7b4998305b6f",
}


def _quiz_choices():
    """The comparison of each part: a choice of its own."""
    names = {part: f"state_quiz[{number}]" for number, part in enumerate(QUIZ)}
    return {part: Choice(names[part], QUIZ[part], QUIZ_SEALS[part]) for part in QUIZ}


def _quiz_answers():
    """The right option of each part, found by its seal."""
    return tuple(
        next(option for option in choice.replies if seal(choice.name, option) == choice.right)
        for choice in _quiz_choices().values()
    )


# The builders: designs, and the input that each model is called with


def rnn(units, every_step=False):
    return {"class": "SimpleRNN", "units": units, "return_sequences": every_step}


def lstm(units, every_step=False):
    return {"class": "LSTM", "units": units, "return_sequences": every_step}


def dense(units, activation="linear"):
    return {"class": "Dense", "units": units, "activation": activation}


def repeat(n):
    return {"class": "RepeatVector", "n": n}


def reshape(*shape):
    return {"class": "Reshape", "target_shape": shape}


FLATTEN = {"class": "Flatten"}
SOFTMAX = {"class": "Softmax"}
SOFTMAX_OVER_TIME = {"class": "Softmax", "axis": 1}


def series(N, T, D):
    """The same N sequences of T steps with D numbers, whenever it is called."""
    return np.random.default_rng(7).standard_normal((N, T, D)).astype(np.float32)


def draw_calls(count):
    """Two calls with `count` sizes each, all different, from 4 to 10."""

    def calls(rng):
        draws = ("first draw", "second draw")
        return [(name, tuple(rng.permutation(np.arange(4, 11))[:count].tolist())) for name in draws]

    return calls


def mistakes(inputs, read, *rows):
    """Misconceptions from rows (id, wrong design, sentence)."""
    return tuple(
        Misconception(id, as_reference(design, inputs), says, read) for id, design, says in rows
    )


SHARES = {"output_shape": 1 / 6, "layers": 1 / 6, "parameters": 1 / 6, "outputs": 1 / 2}

ALL_STEPS = (
    "There is an answer for every step, where one is asked for: the recurrent layer hands on its "
    "state after each step (`return_sequences`)."
)
LAST_STEP = (
    "There is one answer for the whole sequence: the recurrent layer must hand on its state after "
    "each step (`return_sequences`)."
)
NO_SOFTMAX = (
    "The outputs are weighted sums, not probabilities: the last layer has no activation, and a "
    "softmax belongs there."
)
NOT_SIGMOID = (
    "Each class has a sigmoid of its own, so the classes do not exclude each other and the "
    "outputs do not add up to 1: one of K classes asks for a softmax."
)
OVER_TIME = (
    "The softmax runs over the steps, so that the steps add up to 1: it belongs over the classes, "
    "which is the last axis."
)
UNITS_FOR_STEPS = (
    "The recurrent layer has as many units as there are steps: units are the size of the state, "
    "and the layer takes the number of steps from its input."
)
NO_DENSE = (
    "The recurrent layer gives the answer itself, with K units: the state and the answer need "
    "sizes of their own, so a Dense layer reads the H states."
)
UNITS_FOR_INPUTS = (
    "The recurrent layer has D units: D is the size of the input, which the layer sees by itself; "
    "its units are the H numbers of the state."
)
REPEATED_AGAIN = (
    "The last state of the writing layer is repeated for every step, so every step gives the same "
    "answer: hand on its state after each step (`return_sequences`)."
)
RELU_STATES = "The recurrent layer squashes its state with ReLU: it keeps its default here, tanh."
YES_OR_NO = (
    "There is a single output with a sigmoid, which can say yes or no: K classes need K outputs."
)
FLATTENED = (
    "All the states are laid side by side and read by one large Dense layer, which has weights "
    "for each step of its own: the number of weights must not depend on T."
)


# Exercise 10.3: build_one_to_one


def one_step(D, H, K):
    return series(4, 1, D)


def one_to_one(D, H, K):
    return [rnn(H), dense(K, "sigmoid")]


ONE_TO_ONE_MISTAKES = mistakes(
    one_step,
    ONE_TO_ONE,
    ("all-steps", lambda D, H, K: [rnn(H, True), dense(K, "sigmoid")], ALL_STEPS),
    (
        "no-sigmoid",
        lambda D, H, K: [rnn(H), dense(K)],
        "The outputs are weighted sums and leave 0 to 1: the last layer has no activation, and "
        "yes or no asks for a sigmoid.",
    ),
    (
        "softmax-for-sigmoid",
        lambda D, H, K: [rnn(H), dense(K, "softmax")],
        "The K answers add up to 1, as if only one of them could be yes: questions that do not "
        "exclude each other have a sigmoid each. With K = 1 a softmax is always 1.",
    ),
    (
        "sizes-exchanged",
        lambda D, H, K: [rnn(K), dense(H, "sigmoid")],
        "H and K have changed places: the recurrent layer has H units, and there are K answers.",
    ),
    ("units-for-inputs", lambda D, H, K: [rnn(D), dense(K, "sigmoid")], UNITS_FOR_INPUTS),
    (
        "sigmoid-states",
        lambda D, H, K: [{**rnn(H), "activation": "sigmoid"}, dense(K, "sigmoid")],
        "The recurrent layer squashes its state with a sigmoid: it keeps its default, tanh. Only "
        "the answers have a sigmoid.",
    ),
    (
        "relu-states",
        lambda D, H, K: [{**rnn(H), "activation": "relu"}, dense(K, "sigmoid")],
        RELU_STATES,
    ),
    (
        "one-answer-only",
        lambda D, H, K: [rnn(H), dense(1, "sigmoid")],
        "There is a single answer whatever K is: each of the K questions needs an output.",
    ),
    (
        "no-dense",
        lambda D, H, K: [{**rnn(K), "activation": "sigmoid"}],
        NO_DENSE,
    ),
    (
        "no-recurrent-layer",
        lambda D, H, K: [dense(K, "sigmoid")],
        "There is no recurrent layer: a Dense layer alone keeps the axis of time, and answers "
        "each step without a state.",
    ),
    (
        "dense-for-recurrent",
        lambda D, H, K: [dense(H, "tanh"), dense(K, "sigmoid")],
        "A Dense layer stands where the recurrent one belongs: it keeps the axis of time, and has "
        "no state.",
    ),
)


# Exercise 10.4: build_one_to_many


def one_vector(D, T, H, K):
    return series(4, 1, D)[:, 0]


def one_to_many(D, T, H, K):
    return [dense(H, "tanh"), repeat(T), rnn(H, True), dense(K, "softmax")]


def _one_to_many(start=None, n=None, states=None, end=None):
    """The right design with some of its layers exchanged, each a function of (T, H, K)."""

    def design(D, T, H, K):
        return [
            *(start(T, H, K) if start else [dense(H, "tanh")]),
            repeat(n(T, H, K) if n else T),
            *(states(T, H, K) if states else [rnn(H, True)]),
            *(end(T, H, K) if end else [dense(K, "softmax")]),
        ]

    return design


ONE_TO_MANY_MISTAKES = mistakes(
    one_vector,
    ONE_TO_MANY,
    ("last-step-only", _one_to_many(states=lambda T, H, K: [rnn(H)]), LAST_STEP),
    ("no-softmax", _one_to_many(end=lambda T, H, K: [dense(K)]), NO_SOFTMAX),
    ("sigmoid-for-softmax", _one_to_many(end=lambda T, H, K: [dense(K, "sigmoid")]), NOT_SIGMOID),
    (
        "softmax-over-time",
        _one_to_many(end=lambda T, H, K: [dense(K), SOFTMAX_OVER_TIME]),
        OVER_TIME,
    ),
    ("units-for-steps", _one_to_many(states=lambda T, H, K: [rnn(T, True)]), UNITS_FOR_STEPS),
    (
        "steps-and-units-exchanged",
        lambda D, T, H, K: one_to_many(D, H, T, K),
        "T and H have changed places: T is a number of steps, which RepeatVector takes; H is a "
        "number of units.",
    ),
    (
        "repeated-once-for-each-unit",
        _one_to_many(n=lambda T, H, K: H),
        "The vector is repeated H times: RepeatVector takes the number of steps, T.",
    ),
    (
        "first-layer-linear",
        _one_to_many(start=lambda T, H, K: [dense(H)]),
        "The first Dense layer has no activation: the brief asks for tanh there.",
    ),
    (
        "first-layer-relu",
        _one_to_many(start=lambda T, H, K: [dense(H, "relu")]),
        "The first Dense layer squashes with ReLU: the brief asks for tanh there.",
    ),
    (
        "last-state-repeated",
        _one_to_many(states=lambda T, H, K: [rnn(H), repeat(T)]),
        REPEATED_AGAIN,
    ),
    (
        "no-dense",
        _one_to_many(
            states=lambda T, H, K: [{**rnn(K, True), "activation": "softmax"}],
            end=lambda T, H, K: [],
        ),
        NO_DENSE,
    ),
    (
        "no-first-layer",
        _one_to_many(start=lambda T, H, K: []),
        "The input itself is repeated: a Dense layer of H units comes before that, once, and not "
        "at every step.",
    ),
    (
        "no-recurrent-layer",
        _one_to_many(states=lambda T, H, K: []),
        "There is no recurrent layer, so every step gives the same answer: the repeated vector is "
        "the same at each step, and only a state can tell the steps apart.",
    ),
)


# Exercise 10.5: build_many_to_one


def whole_sequence(T, D, H, K):
    return series(4, T, D)


def many_to_one(T, D, H, K):
    return [rnn(H), dense(K, "softmax")]


MANY_TO_ONE_MISTAKES = mistakes(
    whole_sequence,
    MANY_TO_ONE,
    ("all-steps", lambda T, D, H, K: [rnn(H, True), dense(K, "softmax")], ALL_STEPS),
    ("no-softmax", lambda T, D, H, K: [rnn(H), dense(K)], NO_SOFTMAX),
    ("sigmoid-for-softmax", lambda T, D, H, K: [rnn(H), dense(K, "sigmoid")], NOT_SIGMOID),
    ("units-for-steps", lambda T, D, H, K: [rnn(T), dense(K, "softmax")], UNITS_FOR_STEPS),
    ("units-for-inputs", lambda T, D, H, K: [rnn(D), dense(K, "softmax")], UNITS_FOR_INPUTS),
    ("flattened", lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(K, "softmax")], FLATTENED),
    ("no-dense", lambda T, D, H, K: [{**rnn(K), "activation": "softmax"}], NO_DENSE),
    (
        "always-three-classes",
        lambda T, D, H, K: [rnn(H), dense(3, "softmax")],
        "There are three outputs whatever K is: a builder takes its sizes from its arguments.",
    ),
    (
        "relu-states",
        lambda T, D, H, K: [{**rnn(H), "activation": "relu"}, dense(K, "softmax")],
        RELU_STATES,
    ),
    (
        "yes-or-no",
        lambda T, D, H, K: [rnn(H), dense(1, "sigmoid")],
        YES_OR_NO,
    ),
    (
        "softmax-of-one-output",
        lambda T, D, H, K: [rnn(H), dense(1, "softmax")],
        "There is a single output, and a softmax over one number is always 1: K classes need K "
        "outputs.",
    ),
    (
        "softmax-twice",
        lambda T, D, H, K: [rnn(H), dense(K, "softmax"), SOFTMAX],
        "The softmax is applied twice, which makes the probabilities almost equal: once is enough.",
    ),
)


# Exercise 10.6: build_many_to_many


def many_to_many(T, D, H, K):
    return [rnn(H, True), {"class": "TimeDistributed", "layer": dense(K, "softmax")}]


MANY_TO_MANY_MISTAKES = mistakes(
    whole_sequence,
    MANY_TO_MANY,
    ("last-step-only", lambda T, D, H, K: [rnn(H), dense(K, "softmax")], LAST_STEP),
    (
        "last-state-repeated",
        lambda T, D, H, K: [rnn(H), repeat(T), dense(K, "softmax")],
        "The last state is repeated T times, so every step gives the same answer, and knows the "
        "future: hand on the state of each step (`return_sequences`).",
    ),
    ("no-softmax", lambda T, D, H, K: [rnn(H, True), dense(K)], NO_SOFTMAX),
    ("sigmoid-for-softmax", lambda T, D, H, K: [rnn(H, True), dense(K, "sigmoid")], NOT_SIGMOID),
    (
        "softmax-over-time",
        lambda T, D, H, K: [rnn(H, True), dense(K), SOFTMAX_OVER_TIME],
        OVER_TIME,
    ),
    ("units-for-steps", lambda T, D, H, K: [rnn(T, True), dense(K, "softmax")], UNITS_FOR_STEPS),
    ("units-for-inputs", lambda T, D, H, K: [rnn(D, True), dense(K, "softmax")], UNITS_FOR_INPUTS),
    ("no-dense", lambda T, D, H, K: [{**rnn(K, True), "activation": "softmax"}], NO_DENSE),
    (
        "flattened-and-reshaped",
        lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(T * K), reshape(T, K), SOFTMAX],
        "One large Dense layer reads all the states at once and makes all T answers, so step 1 "
        "knows the future: the same small Dense layer reads one state at a time.",
    ),
    (
        "all-answers-from-the-last-state",
        lambda T, D, H, K: [rnn(H), dense(T * K), reshape(T, K), SOFTMAX],
        "One large Dense layer makes all T answers of the last state, so step 1 knows the future: "
        "the same small Dense layer reads the state of each step (`return_sequences`).",
    ),
    (
        "relu-states",
        lambda T, D, H, K: [{**rnn(H, True), "activation": "relu"}, dense(K, "softmax")],
        RELU_STATES,
    ),
    (
        "one-softmax-for-all-steps",
        lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(T * K, "softmax"), reshape(T, K)],
        "One large Dense layer makes all T answers, and its softmax adds up to 1 over all of them "
        "together: the same small Dense layer, with its softmax, belongs at each step.",
    ),
    ("flattened", lambda T, D, H, K: [rnn(H, True), FLATTEN, dense(K, "softmax")], FLATTENED),
    (
        "no-recurrent-layer",
        lambda T, D, H, K: [dense(H, "tanh"), dense(K, "softmax")],
        "There is no recurrent layer: each step is answered without what came before it.",
    ),
)


# Exercise 10.7: build_encoder_decoder


def source(S, T, D, H, K):
    return series(4, S, D)


def encoder_decoder(S, T, D, H, K):
    return [lstm(H), repeat(T), lstm(H, True), dense(K, "softmax")]


ENCODER_DECODER_MISTAKES = mistakes(
    source,
    ENCODER_DECODER,
    (
        "as-many-steps-as-the-source",
        lambda S, T, D, H, K: [lstm(H), repeat(S), lstm(H, True), dense(K, "softmax")],
        "The decoder writes S steps, as many as the encoder reads: what it writes has T.",
    ),
    (
        "in-step-with-the-source",
        lambda S, T, D, H, K: [lstm(H, True), lstm(H, True), dense(K, "softmax")],
        "The second layer reads the state of every step of the first, so answers come in step "
        "with the source: only the last state crosses, repeated T times.",
    ),
    (
        "no-decoder",
        lambda S, T, D, H, K: [lstm(H), repeat(T), dense(K, "softmax")],
        "There is no second recurrent layer, so every step gives the same answer: the decoder's "
        "state is what tells its steps apart.",
    ),
    (
        "last-step-only",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H), dense(K, "softmax")],
        "Only the decoder's last step is answered: it must hand on its state after each step "
        "(`return_sequences`).",
    ),
    (
        "repeated-once-for-each-unit",
        lambda S, T, D, H, K: [lstm(H), repeat(H), lstm(H, True), dense(K, "softmax")],
        "The state is repeated H times: RepeatVector takes the number of steps to write, T.",
    ),
    (
        "no-softmax",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K)],
        NO_SOFTMAX,
    ),
    (
        "sigmoid-for-softmax",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K, "sigmoid")],
        NOT_SIGMOID,
    ),
    (
        "softmax-over-time",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H, True), dense(K), SOFTMAX_OVER_TIME],
        OVER_TIME,
    ),
    (
        "last-state-repeated",
        lambda S, T, D, H, K: [lstm(H), repeat(T), lstm(H), repeat(T), dense(K, "softmax")],
        REPEATED_AGAIN,
    ),
    (
        "cell-state-handed-on",
        lambda S, T, D, H, K: [
            {**lstm(H), "state": 1},
            *encoder_decoder(S, T, D, H, K)[1:],
        ],
        "The decoder reads the encoder's cell state c: what is repeated is its last hidden state, "
        "h. With `return_state` a layer gives back its output, h and c, in this order.",
    ),
    (
        "vanilla-cells",
        lambda S, T, D, H, K: [rnn(H), repeat(T), rnn(H, True), dense(K, "softmax")],
        "Both recurrent layers are vanilla ones: the brief asks for LSTM layers.",
    ),
)


# Exercise 10.8: build_masked_classifier

LENGTHS = (7, 4, 1, 5)


def padded_words(V, E, H, K):
    """Words 1 to V - 1 with padding on the right; word V is rare and does not occur."""
    words = np.random.default_rng(7).integers(1, V, (len(LENGTHS), max(LENGTHS)))
    return np.where(np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None], words, 0)


def embedding(rows, size, masked=True):
    return {"class": "Embedding", "input_dim": rows, "output_dim": size, "mask_zero": masked}


def masked_classifier(V, E, H, K):
    return [embedding(V + 1, E), lstm(H), dense(K, "softmax")]


MASK_MISTAKES = mistakes(
    padded_words,
    MASKS,
    (
        "no-mask",
        lambda V, E, H, K: [embedding(V + 1, E, False), lstm(H), dense(K, "softmax")],
        "The padding is read like words: no mask reaches the LSTM. The Embedding must be told "
        "that 0 is no word; behind it no step is zero any more, so a Masking layer finds none.",
    ),
    (
        "table-too-small",
        lambda V, E, H, K: [embedding(V, E), lstm(H), dense(K, "softmax")],
        "The table has V rows, for the numbers 0 to V - 1: word V has no row, since 0 is taken "
        "by the padding.",
    ),
    (
        "table-too-large",
        lambda V, E, H, K: [embedding(V + 2, E), lstm(H), dense(K, "softmax")],
        "The table has V + 2 rows, one too many: V words and the padding are V + 1 numbers, 0 to "
        "V.",
    ),
    (
        "all-steps",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H, True), dense(K, "softmax")],
        ALL_STEPS,
    ),
    ("no-softmax", lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(K)], NO_SOFTMAX),
    (
        "sigmoid-for-softmax",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(K, "sigmoid")],
        NOT_SIGMOID,
    ),
    (
        "sizes-exchanged",
        lambda V, E, H, K: [embedding(V + 1, H), lstm(E), dense(K, "softmax")],
        "E and H have changed places: E numbers describe a word, H units make the state.",
    ),
    (
        "yes-or-no",
        lambda V, E, H, K: [embedding(V + 1, E), lstm(H), dense(1, "sigmoid")],
        YES_OR_NO,
    ),
    (
        "vanilla-cell",
        lambda V, E, H, K: [embedding(V + 1, E), rnn(H), dense(K, "softmax")],
        "The recurrent layer is a vanilla one: the brief asks for an LSTM.",
    ),
)


QUESTIONS = {
    "question_10_1": question(
        "question_10_1",
        number="10.A",
        unit=UNIT,
        title="the backward direction of a padded batch",
        replies={
            "a": "x[:, ::-1] turns the padding to the front, so the state has run over it before "
            "the first real step comes.",
            "b": "That is what it should read first. x[:, ::-1] turns round the whole row, "
            "padding included.",
            "c": "The first real step stands at the very end of the row that was turned round.",
        },
        right="220b78c1cf2a",
        section=BEFORE,
    ),
    "question_10_2": question(
        "question_10_2",
        number="10.B",
        unit=UNIT,
        title="the columns of the forget gate",
        replies={
            "a": "These are the input gate's: the blocks stand in the order i, f, g, o.",
            "b": "These are the output gate's: the blocks stand in the order i, f, g, o.",
            "c": "The blocks stand in the order i, f, g, o, each H columns wide, so the second "
            "block is the forget gate's.",
        },
        right="940db3196fbc",
        section=BEFORE,
    ),
    "question_10_3": question(
        "question_10_3",
        number="10.C",
        unit=UNIT,
        title="what crosses the cut between two windows",
        replies={
            "a": "If the gradient crossed, nothing would be cut: the caches of all windows would "
            "be needed at once.",
            "b": "The state goes on, so that the forward pass is that of the whole sequence; the "
            "gradient stops at the cut.",
            "c": "Then each window would be a sequence of its own, with nothing before it.",
        },
        right="3f05cd84dd35",
        section=BEFORE,
    ),
    "question_10_4": question(
        "question_10_4",
        number="10.D",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "A mask does not set anything to zero. At a masked step the state is carried "
            "over as it is; a state of zero would have forgotten all that was read.",
            "b": "That answer holds: the state is carried over the masked steps, and the gradient "
            "with it. Read the other again, and ask what would be left of the sequence.",
        },
        right="dce18cb6697d",
        section="Look back",
    ),
}


EXERCISES = (
    QUESTIONS["question_10_1"],
    QUESTIONS["question_10_2"],
    QUESTIONS["question_10_3"],
    Exercise(
        name="to_keras_weights",
        number="10.1",
        unit=UNIT,
        title="NumPy weights into Keras layers",
        points=8,
        reference=to_keras_weights,
        cases=_weight_cases,
        outputs=("kernel", "recurrent_kernel", "bias"),
        shares={"kernel": 3 / 8, "recurrent_kernel": 2 / 8, "bias": 3 / 8},
        section=WEIGHTS,
        hints=(
            "Write down the order of the gates for each of the three cells first. Then every "
            "matrix is a row of blocks in that order, and only the bias needs a case for the GRU.",
            "kernel = [W_x of the first gate, W_x of the second, ...], side by side. The bias is "
            "b_x + b_h, gate after gate; for the GRU, the two rows b_x and b_h.",
            "order: the gates' names, looked up by the name of the cell\n"
            "for each of W_x, W_h, b_x and b_h: collect the arrays of the gates in that order, "
            "join them along the last axis\n"
            "bias: one joined bias above the other for the GRU, their sum for the others\n"
            "return the joined W_x, the joined W_h and the bias",
        ),
        misconceptions=WEIGHT_MISTAKES,
    ),
    Exercise(
        name="state_quiz",
        number="10.2",
        unit=UNIT,
        title="what comes back, and what stays",
        points=4,
        reference=_quiz_answers,
        cases=lambda rng: [Case("your answers", ())],
        outputs=tuple(QUIZ),
        section=STATES,
        hints=(
            "Each of the four can be tried: make the layer, call it on a small random array, and "
            "look at the shapes or compare two runs.",
            "States: an LSTM has h and c, a GRU and a SimpleRNN have h. return_state adds each of "
            "them, as it is after the last step.",
            "for the second: compare the two arrays that come back, with np.abs(a - b).max()\n"
            "for the third: give both batches the same row twice, and other rows around it\n"
            "for the fourth: change one step of the input, and see which returned states move",
        ),
        comparison=_quiz_choices(),
        is_answer=True,
        returns="a tuple of four letters",
        praise="An LSTM gives back h and c beside the sequence, a GRU its last h again; rows keep "
        "their own states; and a layer that reads backwards lists its states as it made them.",
    ),
    builder(
        name="build_one_to_one",
        number="10.3",
        unit=UNIT,
        title="one step, yes or no",
        points=3,
        designs=[one_to_one],
        inputs=one_step,
        calls=draw_calls(3),
        layers=uses("SimpleRNN", "Dense", like=one_to_one),
        shares=SHARES,
        section=ONE_TO_ONE,
        hints=(
            "The model has two layers: one that makes a state of the single step, and one that "
            "reads K answers from the state.",
            "Input (1, D) -> state (H,) -> answers (K,), each p = sigmoid(h W + b).",
            "an input of 1 step with D numbers\n"
            "a vanilla recurrent layer with H units, which hands on its last state\n"
            "a dense layer with K units, each squashed to 0 to 1 by itself",
        ),
        misconceptions=ONE_TO_ONE_MISTAKES,
    ),
    builder(
        name="build_one_to_many",
        number="10.4",
        unit=UNIT,
        title="one vector, T answers",
        points=3,
        designs=[one_to_many],
        inputs=one_vector,
        calls=draw_calls(4),
        layers=uses("SimpleRNN", "Dense", like=one_to_many),
        shares=SHARES,
        section=ONE_TO_MANY,
        hints=(
            "A recurrent layer needs a sequence to read. Make one of the vector, by showing it at "
            "every step.",
            "(D,) -> tanh, (H,) -> the same at each step, (T, H) -> states, (T, H) -> softmax, "
            "(T, K).",
            "an input of D numbers, without an axis of time\n"
            "a dense layer with H units and tanh\n"
            "the layer that repeats a vector T times\n"
            "a vanilla recurrent layer with H units, which hands on all its states\n"
            "a dense layer with K units and a softmax: it works on the last axis at each step",
        ),
        misconceptions=ONE_TO_MANY_MISTAKES,
    ),
    builder(
        name="build_many_to_one",
        number="10.5",
        unit=UNIT,
        title="a sequence, one of K classes",
        points=3,
        designs=[many_to_one],
        inputs=whole_sequence,
        calls=draw_calls(4),
        layers=uses("SimpleRNN", "Dense", like=many_to_one),
        shares=SHARES,
        section=MANY_TO_ONE,
        hints=(
            "All that the answer needs stands in the last state. Which setting decides whether a "
            "recurrent layer hands on the last state or all of them?",
            "(T, D) -> last state, (H,) -> softmax, (K,).",
            "an input of T steps with D numbers\n"
            "a vanilla recurrent layer with H units, as it is without further settings\n"
            "a dense layer with K units and a softmax",
        ),
        misconceptions=MANY_TO_ONE_MISTAKES,
    ),
    builder(
        name="build_many_to_many",
        number="10.6",
        unit=UNIT,
        title="an answer at every step",
        points=3,
        designs=[many_to_many],
        inputs=whole_sequence,
        calls=draw_calls(4),
        layers=uses("SimpleRNN", "Dense", like=many_to_many),
        shares=SHARES,
        section=MANY_TO_MANY,
        hints=(
            "Two things change from the model before: what the recurrent layer hands on, and that "
            "the same dense layer reads the state of every step.",
            "(T, D) -> states, (T, H) -> softmax at each step, (T, K).",
            "an input of T steps with D numbers\n"
            "a vanilla recurrent layer with H units, which hands on all its states\n"
            "the wrapper that applies a layer to each step, around a dense layer with K units and "
            "a softmax",
        ),
        misconceptions=MANY_TO_MANY_MISTAKES,
    ),
    builder(
        name="build_encoder_decoder",
        number="10.7",
        unit=UNIT,
        title="read S steps, write T",
        points=3,
        designs=[encoder_decoder],
        inputs=source,
        calls=draw_calls(5),
        layers=uses("LSTM", "Dense", like=encoder_decoder),
        shares=SHARES,
        section=ENCODER_DECODER,
        hints=(
            "It is a many-to-one model followed by a one-to-many model: what stands between them "
            "is one vector.",
            "(S, D) -> last state, (H,) -> the same at T steps, (T, H) -> states, (T, H) -> "
            "softmax, (T, K).",
            "an input of S steps with D numbers\n"
            "an LSTM layer with H units, which hands on its last state\n"
            "the layer that repeats a vector T times\n"
            "a second LSTM layer with H units, which hands on all its states\n"
            "a dense layer with K units and a softmax",
        ),
        misconceptions=ENCODER_DECODER_MISTAKES,
    ),
    builder(
        name="build_masked_classifier",
        number="10.8",
        unit=UNIT,
        title="padded words, one of K classes",
        points=4,
        designs=[masked_classifier],
        inputs=padded_words,
        calls=draw_calls(4),
        layers=uses("Embedding", "LSTM", "Dense", like=masked_classifier),
        shares={"output_shape": 1 / 8, "layers": 1 / 8, "parameters": 1 / 8, "outputs": 5 / 8},
        section=MASKS,
        hints=(
            "Only the layer that sees the word numbers can tell padding from words. It makes the "
            "mask, and Keras hands it on by itself.",
            "(T,) of numbers 0 to V -> (T, E) with a mask -> last real state, (H,) -> softmax, "
            "(K,). The numbers 0 to V are V + 1 numbers.",
            "an input of any number of steps\n"
            "an embedding with a row for each number from 0 to V and E columns, told that 0 is "
            "padding\n"
            "an LSTM layer with H units, which hands on its last state\n"
            "a dense layer with K units and a softmax",
        ),
        misconceptions=MASK_MISTAKES,
    ),
    QUESTIONS["question_10_4"],
)
