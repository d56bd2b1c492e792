"""What the learner's code prints while it is judged: counted, and the first line remembered.

It is not shown, since the judge calls the code many times; but a learner who debugs with `print`
has to be told so. This module runs beside the learner's code and holds nothing that is an answer.
"""

from __future__ import annotations

import io

MAX_FIRST = 200  # characters kept of the first line, whatever else is printed
MAX_READ = 2**20  # characters in which lines are looked for; what is printed beyond is dropped


class Printed(io.TextIOBase):
    """Stands in for `sys.stdout`. Its memory is bounded, however much is written.

    case: number of the case that is being called, set from outside; first: the first line that
    is not blank; first_case: the case that printed it, None where there is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.case = 0
        self.first, self.first_case = "", None
        self._taken = self._ended = 0  # characters read, line ends among them
        self._is_open = False  # text after the last line end
        self._dropped = False

    def write(self, text: str) -> int:
        """Count the lines of `text`. TypeError where it is no string, as any stream says."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        size = str.__len__(text)
        read = str.__getitem__(text, slice(0, MAX_READ - self._taken))
        self._dropped = self._dropped or len(read) < size
        self._taken += len(read)
        self._remember(read)
        self._ended += read.count("\n")
        self._is_open = not read.endswith("\n") if read else self._is_open
        return size

    def _remember(self, text):
        """Keep the first line that is not blank; it may come in several pieces."""
        if self._is_whole:
            return
        text = text if self.first else text.lstrip()
        if text and not self.first:
            self.first_case = self.case
        line, end, _ = text.partition("\n")
        self.first = (self.first + line + end)[: MAX_FIRST + 1]

    @property
    def _is_whole(self):
        return self.first.endswith("\n") or len(self.first) > MAX_FIRST

    def writable(self) -> bool:
        """`print` may write here."""
        return True

    def data(self) -> dict | None:
        """JSON data for the reply; None where nothing was printed.

        {"lines": how many, "more": whether text beyond the bound was dropped, "first": the first
        line that is not blank, "case": the number of the case that printed it, or None}
        """
        lines = self._ended + self._is_open
        if not lines:
            return None
        first = self.first[:MAX_FIRST].strip()
        return {"lines": lines, "more": self._dropped, "first": first, "case": self.first_case}
