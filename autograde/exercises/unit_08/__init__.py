"""Unit 08, in preparation: its first exercises wait for the unit's notebook."""

UNIT = "08_gru"
TITLE = "The GRU, and a race"
HANDOUT = ("sigmoid",)
IN_PREPARATION = True
CACHE = "(x_t, h_prev, z, r, n, q, W_x, W_h, reset_after)"  # for the backward passes

STEP = "Two gates and one step"
ORDER = "Three blocks of columns"
DIALECTS = "Before the product or after it"
BACK = "One step back"
PATHS = "Four ways to the old state"
SLOPES = "Three slopes, read from the outputs"

EXERCISES = ("gru_step", "gru_step_backward")
