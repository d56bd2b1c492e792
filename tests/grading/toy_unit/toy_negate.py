from autograde.exercises.unit_98_toy import declared

EXERCISE = declared("toy_negate", "98.3", lambda x: -x)
