"""Unit 07, the LSTM: one step and all steps, forward and back, and how long a cell remembers."""

import numpy as np

UNIT = "07_lstm"
TITLE = "The LSTM"
HANDOUT = ("sigmoid",)
CACHE = "(x_t, h_prev, c_prev, i, f, g, o, c_t, W_x, W_h)"  # for the backward passes

STEP = "Three gates and one step"
ORDER = "Four blocks of columns"
BACK = "One step back"
TOTAL = "What reaches the cell"
SLOPES = "Four slopes, read from the outputs"
WEIGHTS = "Back through the weights"
PARTNERS = "Who was multiplied by whom"
ALL = "All the steps, forward and back"
CARRIES = "Two carries"
SHEET = "The worked sheet: two sequences, two steps, one unit"
HALFLIFE = "How long does a cell remember?"
HALF = "Half of it is left"

BIASES = np.array([[-0.6], [0.9], [0.3], [-0.2]])  # a different level for each gate

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_07_1",
    "question_07_2",
    "question_07_3",
    "lstm_step",
    "lstm_step_backward",
    "question_07_4",
    "lstm_forward",
    "lstm_backward",
    "forget_bias_halflife",
    "question_07_5",
)

WRITTEN = {"written_carousel": 5}  # points; a person marks it
