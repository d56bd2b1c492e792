"""`unrolled progress`: the map of the units with the points earned so far."""

from __future__ import annotations

import importlib
from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Print the map."""
    # By its full name: the package's face has a function called `progress`.
    print(importlib.import_module("autograde.progress").as_text())
    return 0
