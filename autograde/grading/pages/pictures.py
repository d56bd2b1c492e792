"""Pictures of a submission: bitmaps of a bounded size, and nothing else that calls itself one."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import quote

from autograde.grading.pages.imagesize import pixels

IMAGES = {"image/png": "iVBOR", "image/jpeg": "/9j/"}  # and how their base64 begins
BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
MAX_PIXELS = 40_000_000
MOST_PICTURES = 20  # attached to the texts of one notebook
MAX_ATTACHED = 12 * 2**20  # characters of base64 of all of them together: 9 MiB of files
NOT_SHOWN = (
    "*A picture is not shown:* `{}`. *It must be a PNG or a JPEG, and those of a notebook together "
    "no larger than 9 MiB.*"
)


def is_image(kind: str, data: Any) -> bool:
    """Is it base64 of what it says, and no larger on the screen than a picture is?

    Anything else could leave the attribute that it stands in, or fill a browser's memory.
    """
    text = compact(data)
    if not text.startswith(IMAGES[kind]) or BASE64.fullmatch(text) is None or len(text) % 4:
        return False
    size = pixels(base64.b64decode(text))
    return size is not None and size <= MAX_PIXELS


def compact(data: Any) -> str:
    """Base64 without its white space; notebooks may store it as a list of lines."""
    lines = data if isinstance(data, list) else [data]
    return "".join("".join(line.split()) for line in lines if isinstance(line, str))


class Album:
    """The pictures that are attached to the texts of one notebook, as far as there is room."""

    def __init__(self) -> None:
        self.room, self.left, self.unnamed = MAX_ATTACHED, MOST_PICTURES, MOST_PICTURES

    def take(self, attachments: Any) -> tuple[dict[str, dict[str, str]], list[str]]:
        """(name as a text refers to it -> mimebundle of one bitmap), and the names of the rest."""
        kept, others = {}, []
        for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
            bitmap = self._bitmap(bundle)
            if bitmap is not None:
                kept[reference(name)] = bitmap
            elif self.unnamed > 0:
                self.unnamed -= 1
                others.append(re.sub(r"[^\w .-]", "?", name)[:80])
        return kept, others

    def _bitmap(self, bundle):
        for kind in IMAGES:
            data = compact(bundle.get(kind)) if isinstance(bundle, dict) else ""
            if self.left > 0 and 0 < len(data) <= self.room and is_image(kind, data):
                self.room -= len(data)
                self.left -= 1
                return {kind: data}
        return None


def reference(name: str) -> str:
    """The name as it stands in Markdown, where a space would end it."""
    return quote(name.encode("utf-8", "replace"), safe="%")[:200]
