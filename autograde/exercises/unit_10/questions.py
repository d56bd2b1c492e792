"""The questions of unit 10 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_10 import BEFORE, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
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
    question(
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
    question(
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
        section="Look back",
    ),
)
