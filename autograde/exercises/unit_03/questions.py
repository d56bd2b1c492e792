"""The questions of unit 03 that are answered by a choice."""

from __future__ import annotations

from autograde.exercises.unit_03 import BEFORE, LOOK_BACK, PERPLEXITY, UNIT
from autograde.kinds.answers import question

QUESTIONS = (
    question(
        "question_03_1",
        number="03.A",
        unit=UNIT,
        title="the last state of a padded sequence",
        replies={
            "a": "That state is hs[0, 2]. A layer without a mask reads on, so two pads lie "
            "between.",
            "b": "The layer does not know that the last two inputs are pads, and reads them like "
            "any other. In this unit the loss has to know.",
            "c": "A pad is an input like any other for a layer without a mask: the state goes on "
            "changing.",
        },
        right="306c0dc83a3d",
        section=BEFORE,
    ),
    question(
        "question_03_2",
        number="03.B",
        unit=UNIT,
        title="the same number added to all logits",
        replies={
            "a": "Only differences of logits count: exp(100) is a factor of every term and "
            "cancels. That is why the largest may be taken away first.",
            "b": "The order is the same in both, and so are the differences: exp(100) is a factor "
            "of every term, above and below the line.",
            "c": "A softmax is not a division by the sum of the logits: exp turns the added 100 "
            "into a factor, which cancels.",
        },
        right="d8fc2d89ea54",
        section=BEFORE,
    ),
    question(
        "question_03_3",
        number="03.C",
        unit=UNIT,
        title="a product of a thousand probabilities",
        replies={
            "a": "The smallest positive float64 is about 5e-324; the product has 1,982 zeros after "
            "the point.",
            "b": "Its logarithm is an ordinary number: a thousand times the logarithm of 1/96.",
            "c": "The product is rounded to 0, and the sum of the logarithms is -4,564. A loss "
            "adds logarithms for this reason.",
        },
        right="d0ca388704f9",
        section=BEFORE,
    ),
    question(
        "question_03_4",
        number="03.D",
        unit=UNIT,
        title="nats, bits and choices",
        replies={
            "a": "1.386 is 2 ln 2: two bits, and e^1.386 = 2^2 = 4 choices.",
            "b": "Base and unit do not fit: the loss is in nats, so the base is e. And a nat is "
            "more than a bit.",
            "c": "4 choices is right, and 4 choices are 2 bits: a nat is 1.44 bits, so divide by "
            "ln 2 in place of multiplying.",
        },
        right="873030f2638c",
        section=PERPLEXITY,
    ),
    question(
        "question_03_5",
        number="03.E",
        unit=UNIT,
        title="explain back: which answer is wrong",
        replies={
            "a": "Answer A holds: whoever adds pads to a batch changes neither its loss nor its "
            "gradient. Look at what B says about the scale.",
            "b": "The scale is not one fixed factor: it is the share of real steps, which differs "
            "from batch to batch. So the batches no longer weigh as they should, and the loss that "
            "is printed depends on the padding.",
        },
        right="b824ca3628ed",
        section=LOOK_BACK,
    ),
)
