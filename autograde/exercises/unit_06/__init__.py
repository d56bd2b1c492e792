"""Unit 06, in preparation: what has come here from unit 04 waits for the unit's notebook."""

UNIT = "06_training"
TITLE = "Train a character model"
HANDOUT = ()
IN_PREPARATION = True

CUT = "Cut the gradient"
WINDOWS = "Where the windows start"

EXERCISES = ("truncated_bptt",)
