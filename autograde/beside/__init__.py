"""What runs beside the learner's code, and nothing that knows an answer.

Grading copies this folder whole into the sandbox. It imports nothing of `autograde` but itself,
and neither Jupyter nor Keras.
"""
