"""What is raised where no sandbox can be had."""

from __future__ import annotations


class SandboxUnavailable(Exception):
    """No sandbox on this machine: one sentence with what is missing and the command to run."""
