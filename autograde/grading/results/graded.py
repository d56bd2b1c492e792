"""What came out of grading one notebook, as JSON data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode, from_dict


@dataclass(slots=True)
class Graded:
    """outputs: number of a step -> the outputs of its cell; records: the verdicts, as lines of
    verdicts.jsonl without their student.

    settled: would it come out the same again? False where time or the machine was at fault: such
    a result is tried once more and is never stored.
    """

    outputs: dict[int, list[Any]] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)
    settled: bool = True

    def to_json(self) -> str:
        """As text for the store, and for the way back from another process."""
        content = {"outputs": sorted(self.outputs.items()), "records": self.records}
        return json.dumps(content, ensure_ascii=True, default=str)

    @classmethod
    def from_json(cls, text: str) -> Graded:
        """What `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        content = json.loads(text)
        outputs = {int(number): list(found) for number, found in content["outputs"]}
        return cls(outputs, list(content["records"]))

    def outputs_of(self, number: int) -> list[NotebookNode] | None:
        """The outputs of a step's cell; None where it was left as it is."""
        found = self.outputs.get(number)
        return None if found is None else [from_dict(output) for output in found]
