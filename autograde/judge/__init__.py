"""Observations in, verdict out, and the verdict in words. It imports no exercise."""
