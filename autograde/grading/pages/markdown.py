"""Text cells of a submission, made safe for the browser of whoever grades it."""

from __future__ import annotations

import re
from collections.abc import Collection

# Raw HTML, entities, links, images, references, addresses: whatever could run or load something.
RISKY = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]|\]\s*[(\[:]|://|\bwww\.|javascript:", re.IGNORECASE)
PICTURE = re.compile(r"!\[[\w .,%-]*\]\(attachment:([A-Za-z0-9_.~%-]{1,200})\)")
FENCE = re.compile(r"[`~]{3,}")
# Characters that are formatted: of one text, and of a whole notebook. Some texts take a time that
# grows with the square of their length, and pages are made outside the sandbox.
LONGEST, MOST = 10_000, 100_000
MOST_TABLES = 20  # likewise, for lines that may stand below the head of a table
RULE = " \t|:->*+.0123456789"  # characters of such a line, in a list or a quotation as well


def safe_markdown(source: str, room: int = LONGEST, pictures: Collection[str] = ()) -> str:
    """`source` as it is if it is plain Markdown of at most `room` characters, else the same text
    shown as it was typed.

    pictures: names of those that are attached to it. Each is shown once: where the text has it,
    or below the text.
    """
    shown = [match[1] for match in PICTURE.finditer(source)]
    is_short = len(source) <= min(room, LONGEST) and _tables(source) <= MOST_TABLES
    is_plain = is_short and not RISKY.search(PICTURE.sub("!", source) if shown else source)
    if is_plain and len(shown) == len(set(shown)) and set(shown) <= set(pictures):
        left = [name for name in pictures if name not in shown]
    else:
        source, left = _as_typed(source), list(pictures)
    return source + "".join(f"\n\n![{name}](attachment:{name})" for name in left)


def _as_typed(source):
    longest = max((len(found) for found in FENCE.findall(source)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{source}\n{fence}"


def _tables(source):
    """How many tables there may be."""
    return sum("|" in line and not line.strip(RULE) for line in source.splitlines())
