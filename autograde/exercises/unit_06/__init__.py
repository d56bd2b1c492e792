"""Unit 06, in preparation: its exercises wait for the unit's notebook."""

UNIT = "06_training"
TITLE = "Train a character model"
HANDOUT = ()
IN_PREPARATION = True

STREAMS = "Streams that go on"
CUT = "Cut the gradient"
WINDOWS = "Where the windows start"
SCALE = "A step size for each parameter"
ADAM = "Adam"
CORRECT = "A memory that starts from zero"
DRAW = "Draw from the logits"
TEMPERATURE = "Temperature"
EPOCH = "One epoch"

# In the order of the notebook. An exercise has a module of its name.
EXERCISES = (
    "stateful_batches",
    "truncated_bptt",
    "rmsprop_step",
    "adam_step",
    "sample",
    "train_epoch",
)
