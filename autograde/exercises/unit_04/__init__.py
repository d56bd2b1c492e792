"""Unit 04: gradients by the definition, backpropagation through time, SGD."""

UNIT = "04_bptt"
TITLE = "Backpropagation through time"
HANDOUT = ()  # its cells that count need NumPy alone

CACHE = "(x_t, h_prev, h_t, W_xh, W_hh)"  # what the judge hands to the backward passes

CHECK = "Check a gradient from its definition"
ONE_BY_ONE = "One number at a time"
STEP = "One step back"
TANH = "The slope of tanh, read from its output"
PARTNERS = "Every gradient has two partners"
ALL = "All steps back"
SHEET = "The worked sheet: two sequences, two steps, one unit"
STREAMS = "Two streams meet at every state"
SHARED = "One weight, many uses"
SGD = "Gradient descent"
DOWNHILL = "Downhill, by a small step"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_04_1",
    "question_04_2",
    "question_04_3",
    "numerical_gradient",
    "rnn_step_backward",
    "question_04_4",
    "rnn_backward",
    "sgd_step",
    "question_04_5",
)

WRITTEN = {"written_gradient_check": 5}  # points; a person marks it
