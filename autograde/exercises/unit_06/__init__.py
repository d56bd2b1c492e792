"""Unit 06: a text as streams, optimisers, samples, and what to watch while training."""

UNIT = "06_training"
TITLE = "Train a character model"
HANDOUT = ()  # its cells that count need NumPy alone

STREAMS = "Streams that go on"
CUT = "Cut the gradient"
WINDOWS = "Where the windows start"
SCALE = "A step size for each parameter"
ADAM = "Adam"
CORRECT = "A memory that starts from zero"
DRAW = "Draw from the logits"
TEMPERATURE = "Temperature"
EPOCH = "One epoch"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_06_1",
    "question_06_2",
    "question_06_3",
    "stateful_batches",
    "train_epoch",
    "truncated_bptt",
    "rmsprop_step",
    "adam_step",
    "sample",
    "question_06_4",
)

WRITTEN = {"written_validation": 5}  # points; a person marks it
