"""The stand-in for `autograde` while a submission is graded: the same names, no verdicts."""

from autograde.beside.apart import refusal

__all__ = ["assess", "check", "hint", "mine", "progress"]


def check(name):
    """Say that the judging happens elsewhere. Called by whatever `check(...)` is left to run."""
    print(f"{_name_of(name)}: checked when graded")


def hint(name):
    """Hints belong to the learner's own notebook."""
    print(f"{_name_of(name)}: hints are given in your own notebook")


def mine(name):
    """Experiments are not run while a submission is graded.

    Raises:
        ForExperiments: always, in the words of the learner's own notebook.
    """
    raise refusal(_name_of(name))


def progress():
    """There is no progress to show while grading."""


def assess(name, thing=None, seed=0):
    """Verdicts are formed outside.

    Raises:
        RuntimeError: always, with a sentence that says so.
    """
    raise RuntimeError("assess: not available while a submission is graded; use check(name)")


def _name_of(thing):
    return thing if isinstance(thing, str) else getattr(thing, "__name__", type(thing).__name__)
