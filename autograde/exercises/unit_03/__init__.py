"""Unit 03, the loss: squared errors, masked cross-entropy, perplexity, a fresh model's loss."""

import numpy as np

UNIT = "03_loss"
TITLE = "The loss"
HANDOUT = ("softmax",)

BEFORE = "Before you start"
NUMBERS = "A loss for numbers"
MEAN = "The mean of what"
CLASSES = "A loss for classes"
PUSH = "The push on the logits"
LOGS = "Stay in logarithms"
PICK = "Pick the target's entry"
MASK = "Only real steps count"
COUNT = "Divide by what you counted"
NO_STEPS = "A batch without real steps"
PERPLEXITY = "Perplexity and bits"
FRESH = "What a fresh model should lose"
LOOK_BACK = "Explain back"

quiet = np.errstate(all="ignore")  # mistakes that end in nan or infinity do so without a warning

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_03_1",
    "question_03_2",
    "question_03_3",
    "mse_loss",
    "sequence_cross_entropy",
    "perplexity",
    "question_03_4",
    "first_loss",
    "question_03_5",
)

WRITTEN = {"written_fresh_loss": 5}  # points; a person marks it
