"""Names from outside: which can be a student's id, and how any other is shown.

One gate for `unrolled grade` and for nbgrader's own commands. An id goes into paths, patterns,
tables and the gradebook, so it is one text, whichever system made the folder: Unicode's form NFC.
"""

from __future__ import annotations

import unicodedata

# nbgrader keeps 128 characters of an id; a file's name has 255 bytes, and ours end in more.
MOST_CHARACTERS, MOST_BYTES = 100, 200
BETWEEN = frozenset(" .'\N{RIGHT SINGLE QUOTATION MARK}@+-()")  # beside letters, marks and digits
FORMULA = tuple("=+-@")  # what a spreadsheet takes a cell for that begins so


def student_id(name: str) -> str | None:
    """The id of whoever has a folder of this name; None where it can be nobody's."""
    name = unicodedata.normalize("NFC", name)
    fits = is_plain(name, BETWEEN) and len(name.encode()) <= MOST_BYTES
    return name if fits and not name.endswith(" ") else None  # nbgrader strips spaces


def is_plain(name: str, between: frozenset[str]) -> bool:
    """Is it at most 100 letters, marks, digits, _ and `between`, a letter or digit or _ first?"""
    begins = _is_letter(name[:1]) and len(name) <= MOST_CHARACTERS
    return begins and all(_is_letter(c) or _is_mark(c) or c in between for c in name)


def _is_letter(character):
    return character.isalnum() or character == "_"


def _is_mark(character):
    """Hindi writes vowels with marks, and some systems write accents so."""
    return unicodedata.category(character).startswith("M")


def shown(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal obeys: what cannot be printed is
    written as Python writes it (\\n, \\x1b, \\u2028), a byte that is no UTF-8 as \\xff."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character):
    if "\udc80" <= character <= "\udcff":  # how Python keeps such a byte
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def as_cell(text: str) -> str:
    """The same for a table that a spreadsheet may open: never a formula."""
    text = shown(text)
    return f"'{text}" if text.startswith(FORMULA) else text
