"""Unit 12, in preparation: what has come here from unit 02 waits for the unit's notebook."""

UNIT = "12_forecasting"
TITLE = "Forecasting and anomalies"
HANDOUT = ()
IN_PREPARATION = True

WINDOWS = "Windows that do not leak"

EXERCISES = ("make_windows",)
