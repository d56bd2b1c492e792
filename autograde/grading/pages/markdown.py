"""Text cells of a submission, made safe for the browser of whoever grades it."""

from __future__ import annotations

import re

# Raw HTML, entities, links, images, references, addresses: whatever could run or load something.
RISKY = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]|\]\s*[(\[:]|://|\bwww\.|javascript:", re.IGNORECASE)
FENCE = re.compile(r"[`~]{3,}")
# Characters that are formatted: of one text, and of a whole notebook. Some texts take a time that
# grows with the square of their length, and pages are made outside the sandbox.
LONGEST, MOST = 10_000, 100_000
MOST_TABLES = 20  # likewise, for lines that may stand below the head of a table
RULE = " \t|:->*+.0123456789"  # characters of such a line, in a list or a quotation as well


def safe_markdown(source: str, room: int = LONGEST) -> str:
    """`source` as it is if it is plain Markdown of at most `room` characters, else the same text
    shown as it was typed."""
    is_short = len(source) <= min(room, LONGEST) and _tables(source) <= MOST_TABLES
    if is_short and not RISKY.search(source):
        return source
    longest = max((len(found) for found in FENCE.findall(source)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{source}\n{fence}"


def _tables(source):
    """How many tables there may be."""
    return sum("|" in line and not line.strip(RULE) for line in source.splitlines())
