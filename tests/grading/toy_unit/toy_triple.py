from autograde.exercises.unit_98_toy import declared

EXERCISE = declared("toy_triple", "98.2", lambda x: 3.0 * x, seconds=2)
