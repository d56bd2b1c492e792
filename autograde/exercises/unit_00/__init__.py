"""Unit 00, start here: a dense layer over time, a softmax that is safe, and how checks work."""

import numpy as np

UNIT = "00_start"
TITLE = "Start here"
HANDOUT = ()  # its cells that count need NumPy alone

ARRAYS = "Sequences as arrays"
PRODUCT = "One product for all steps"
BROADCASTING = "Broadcasting"
SCORES = "From scores to probabilities"
LARGEST = "What exp can hold"
ONE_SUM = "One sum for each step"
LOOK_BACK = "Explain back"

quiet = np.errstate(all="ignore")  # mistakes that end in nan or infinity do so without a warning

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_00_1",
    "question_00_2",
    "question_00_3",
    "affine_time",
    "question_00_4",
    "softmax",
    "question_00_5",
)
