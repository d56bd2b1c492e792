"""The grading engine: nbgrader's own commands, with the submissions' code in a sandbox.

The verdict is formed here, in the grader's process; the sandbox holds no reference, no expected
value and no mark. This is the only package that knows nbgrader and Jupyter.
"""
