"""Unit 01, the hidden state: one step, all steps, the output, the size, and a memory by hand."""

UNIT = "01_hidden_state"
TITLE = "The hidden state"
HANDOUT = ()  # the cells that are run when grading use NumPy alone

STEP = "One step"
SEQUENCE = "All the steps"
OUTPUT = "The output layer"
SHARED = "One set of weights for every step"
BY_HAND = "Memories set by hand"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_01_1",
    "question_01_2",
    "question_01_3",
    "rnn_step",
    "rnn_forward",
    "rnn_output",
    "count_params",
    "question_01_4",
    "parity_weights",
    "question_01_5",
)

WRITTEN = {"written_parity": 5}  # points; a person marks it
