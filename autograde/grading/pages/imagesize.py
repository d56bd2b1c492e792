"""How large a picture is on the screen, read from its first bytes: a small file may unfold."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # markers of a JPEG that say its size
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without content


def pixels(content: bytes) -> int | None:
    """Width times height of a PNG or a JPEG; None where it is neither, or says no size."""
    if content.startswith(PNG) and len(content) >= len(PNG) + 8:
        width, height = struct.unpack_from(">II", content, len(PNG))
        return width * height
    return _pixels_of_jpeg(content) if content.startswith(b"\xff\xd8") else None


def _pixels_of_jpeg(content):
    """Segment after segment, until one says the size."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:  # filling
            place += 1
        elif marker in ALONE:
            place += 2
        elif marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width * height or None  # 0: it is said later on, where nobody looks
        else:
            place += 2 + struct.unpack_from(">H", content, place + 2)[0]
    return None
