"""What belongs to experiments, and has no place in work that is judged: `mine`.

The same words in the learner's notebook and, while a submission is graded, in the sandbox.
"""

from __future__ import annotations


class ForExperiments(RuntimeError):
    """Code that is judged has called `mine`, or what it gave out."""


def refusal(name: str) -> ForExperiments:
    """What is raised there."""
    return ForExperiments(
        f'mine("{name}") is for experiments: what is judged is your own code, so call your '
        f"`{name}` by its name"
    )
