"""The questions of unit 10 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_10 import BEFORE, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_10_1",
        number="10.A",
        unit=UNIT,
        title="the columns of the forget gate",
        replies={
            "a": "These are the input gate's: the blocks stand in the order i, f, g, o.",
            "b": "These are the output gate's: the blocks stand in the order i, f, g, o.",
            "c": "The blocks stand in the order i, f, g, o, each H columns wide, so the second "
            "block is the forget gate's.",
        },
        right="d251d5a47274",
        section=BEFORE,
    ),
    question(
        "question_10_2",
        number="10.B",
        unit=UNIT,
        title="what crosses the cut between two windows",
        replies={
            "a": "If the gradient crossed, nothing would be cut: the caches of all windows would "
            "be needed at once.",
            "b": "The state goes on, so that the forward pass is that of the whole sequence; the "
            "gradient stops at the cut.",
            "c": "Then each window would be a sequence of its own, with nothing before it.",
        },
        right="44179069d760",
        section=BEFORE,
    ),
    question(
        "question_10_3",
        number="10.C",
        unit=UNIT,
        title="a longer sequence joins the batch",
        replies={
            "a": "The array is wider now, and the layer reads more steps of padding before it "
            "comes to the last one.",
            "b": "Each further step of padding is read like any other, and moves the state once "
            "more. A mask is what keeps it out.",
            "c": "Zeros as input do not make the state zero: it goes through W_h, the bias and "
            "tanh again.",
        },
        right="3f05cd84dd35",
        section=BEFORE,
    ),
    question(
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
        section="Explain back",
    ),
)
