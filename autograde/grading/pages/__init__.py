"""Feedback pages that are safe to open and load nothing."""
