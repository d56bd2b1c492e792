"""Code of a submission on a page: in colours only where it takes little time to find them.

Pygments looks for some patterns in a time that grows with the square of what is alike in a row
(blank lines, names with dots), and pages are made outside the sandbox. So it gets Python alone,
and little of it at a time.
"""

from __future__ import annotations

import html
import re

from nbconvert.filters.highlight import Highlight2HTML

LONGEST, MOST = 10_000, 100_000  # characters that get colours: of one cell, and of a notebook
ALIKE = re.compile(r"\s{100}|[\w.]{200}")

_in_colours = Highlight2HTML(pygments_lexer="ipython3")


def may_have_colours(source: str, room: int = MOST) -> bool:
    """Are the colours of this code found in little time? room: characters that are left."""
    return len(source) <= min(room, LONGEST) and not ALIKE.search(source)


def code_html(source: str, room: int = MOST) -> str:
    """The code as nbconvert's page has it, or the same without colours."""
    if may_have_colours(source, room):
        return _in_colours(source)
    return f'<div class="highlight hl-ipython3"><pre>{html.escape(source)}</pre></div>'
