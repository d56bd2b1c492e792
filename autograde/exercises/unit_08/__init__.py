"""Unit 08, in preparation: its first exercise waits for the unit's notebook."""

UNIT = "08_gru"
TITLE = "The GRU, and a race"
HANDOUT = ("sigmoid",)
IN_PREPARATION = True

STEP = "Two gates and one step"
ORDER = "Three blocks of columns"
DIALECTS = "Before the product or after it"

EXERCISES = ("gru_step",)
