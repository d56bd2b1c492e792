"""The error that an instructor can act on."""

from __future__ import annotations


class GradingError(Exception):
    """Something stands in the way of releasing or grading: one sentence that says what to do."""
