"""Refuses files above 2 MB: the course generates its data or takes it from its packages."""

import sys
from pathlib import Path

LIMIT = 2_000_000  # bytes

large = [name for name in sys.argv[1:] if Path(name).stat().st_size > LIMIT]
for name in large:
    print(f"{name} has {Path(name).stat().st_size / 1e6:.1f} MB; the limit is {LIMIT / 1e6:.0f} MB")
sys.exit(bool(large))
