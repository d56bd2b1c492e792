"""Exercise 10.2, state_quiz: what comes back, and what stays."""

from __future__ import annotations

from autograde.exercises.unit_10 import STATES, UNIT
from autograde.kinds.answers import Choice, seal
from autograde.kinds.exercise import Case, Exercise

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


EXERCISE = Exercise(
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
)
