"""A cell's outputs, made from messages of a kernel that may lie: safe to show, bounded in size.

Kept are text and bitmap images. HTML, JavaScript, SVG, LaTeX and Markdown of a submission are
left out: an instructor's browser must never run them. All metadata is left out for that reason.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, from_dict

from autograde.grading.pages.pictures import IMAGES, compact, is_image

MAX_PIECES = 2_000  # outputs of one cell
MAX_ESCAPES = 2_000  # colour codes of one text: pages take a time that grows with their square
ESCAPE = "\x1b"
TOO_MUCH = "... more output than is kept"
NOT_SHOWN = "(an output that is not shown: {})"


class Outputs:
    """Collects the outputs of one cell as they arrive, up to `room` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.found: list[NotebookNode] = []
        self.full = False
        self.escapes = 0

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """One message: its type and content. What does not fit or is malformed is dropped."""
        if kind == "clear_output":
            self.found.clear()
            return
        output = None if self.full else safe_output(kind, content)
        if output is None:
            return
        if output.output_type == "stream":  # its pieces are joined
            self.escapes += output.text.count(ESCAPE)
            if self.escapes > MAX_ESCAPES:
                output.text = output.text.replace(ESCAPE, "")
        self.room -= len(str(output))
        if self.room < 0 or len(self.found) >= MAX_PIECES:
            self.full = True
            self.found.append(_output("stream", name="stdout", text=f"\n{TOO_MUCH}\n"))
        elif not self._joined(output):
            self.found.append(output)

    def _joined(self, output):
        """Streams come in pieces: join those that follow each other."""
        last = self.found[-1] if self.found else None
        if last is None or output.output_type != "stream" or last.output_type != "stream":
            return False
        if last.name != output.name:
            return False
        last.text += output.text
        return True


def safe_output(kind: str, content: dict[str, Any]) -> NotebookNode | None:
    """The output that a message or a stored output describes; None where it is none."""
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return _output("stream", name=name, text=_calm([_text(content.get("text"))])[0])
    if kind == "error":
        lines = content.get("traceback")
        lines = _calm([_text(line) for line in lines[:200]]) if isinstance(lines, list) else []
        name, value = _text(content.get("ename")), _text(content.get("evalue"))
        return _output("error", ename=name, evalue=value, traceback=lines)
    if kind in ("display_data", "execute_result"):
        # Never an `execute_result`: nbgrader reads one as marks.
        return _output("display_data", metadata={}, data=safe_data(content.get("data")))
    return None


def _output(kind, **content):
    """As nbformat's `new_output`, which checks each with its schema: that takes a third of a
    millisecond, and a submission may send a hundred thousand."""
    return from_dict({"output_type": kind, **content})


def safe_data(data: Any) -> dict[str, str]:
    """The parts of a mimebundle that are text or a bitmap image."""
    data = data if isinstance(data, dict) else {}
    kept = {
        kind: compact(data[kind]) for kind in IMAGES if kind in data and is_image(kind, data[kind])
    }
    if "text/plain" in data:
        kept["text/plain"] = _calm([_text(data["text/plain"])])[0]
    if not kept:
        kinds = ", ".join(sorted(_text(kind)[:40] for kind in list(data)[:5])) or "empty"
        kept["text/plain"] = NOT_SHOWN.format(kinds)
    return kept


def _calm(texts):
    """The texts, without the codes of their colours where these are very many."""
    is_much = sum(text.count(ESCAPE) for text in texts) > MAX_ESCAPES
    return [text.replace(ESCAPE, "") for text in texts] if is_much else texts


def _text(value):
    """`value` as text that JSON and UTF-8 can hold."""
    if isinstance(value, list):
        value = "".join(item for item in value if isinstance(item, str))
    text = value if isinstance(value, str) else ""
    return text.encode("utf-8", "replace").decode("utf-8")
