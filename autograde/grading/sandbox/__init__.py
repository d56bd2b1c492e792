"""The sandbox, its limits, and what lies in it."""
