"""Writes the stubs of the student notebooks."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from traitlets import Unicode

from autograde import exercises

LANGUAGE = "python"


class UnrolledClearSolutions(ClearSolutions):
    """A stub that names its exercise. Stands in for ClearSolutions in GenerateAssignment."""

    function_stub = Unicode(
        'raise NotImplementedError("Exercise {number}: {name}")',
        help="The stub of a function to write. {number} and {name} are those of the exercise.",
    ).tag(config=True)

    answer_stub = Unicode(
        "{name} = None  # your answer",
        help="The stub of an answer to give: a number, a choice, weights.",
    ).tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert for each cell; a cell of no exercise gets nbgrader's own stub."""
        usual = self.code_stub
        stub = self._stub_of(cell)
        if stub is not None:
            self.code_stub = {**usual, LANGUAGE: stub}
        try:
            return super().preprocess_cell(cell, resources, cell_index)
        finally:
            self.code_stub = usual

    def _stub_of(self, cell):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        exercise = exercises.all_exercises().get(name)
        if exercise is None:
            return None
        template = self.answer_stub if exercise.is_answer else self.function_stub
        return template.format(number=exercise.number, name=exercise.name)
