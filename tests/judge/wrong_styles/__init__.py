"""Wrong functions as learners write them, each with what the report must say of it.

A module an exercise, with `WRONG`: (function, the name of the mistake or "", texts of the report).
Written apart from the mistakes that the exercises declare, in as many styles as real ones.
"""
