"""What a marker sees in the formgrader: the mark scheme at the answer, and formulas offline.

The formgrader shows an autograded notebook through HTMLExporter, with its own template. This is
added on the way to the marker's browser alone: no file holds it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import ClearMarkScheme, NbGraderPreprocessor

from autograde.grading.pages.codetext import MOST, code_html
from autograde.grading.pages.pagetext import cell_html
from autograde.grading.plugins.coursetraits import CourseTraits
from autograde.grading.submission.restore import grade_id

TITLE = "### Mark scheme (for markers only)"
OF_FORMGRADER = "submission_id"  # among the resources: it tells nbconvert which one it shows
ROOM = "unrolled_room"  # among the resources: how much code of this page may still get colours


class ShowMarkScheme(NbGraderPreprocessor, CourseTraits):
    """Named in `c.HTMLExporter.preprocessors`: the mark scheme of the source notebook, in a cell
    above each written answer, since below it the student's own cells may go on. Every other use
    of the exporter leaves it out."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert for each page that the formgrader shows."""
        if OF_FORMGRADER in resources:
            schemes = self._schemes(resources["assignment_id"], resources["notebook_id"])
            for index in reversed(range(len(nb.cells))):
                scheme = schemes.get(grade_id(nb.cells[index]))
                if scheme:
                    cell = new_markdown_cell(f"{TITLE}\n\n{scheme}", id=f"mark-scheme-{index}")
                    nb.cells.insert(index, cell)
        return nb, resources

    def _schemes(self, unit, notebook):
        """grade_id -> mark scheme; none where the source notebook is not here."""
        path = Path(self.root) / "solutions" / unit / f"{notebook}.ipynb"
        if not path.is_file():
            return {}
        marks = ClearMarkScheme(parent=self)
        ends = marks.begin_mark_scheme_delimeter, marks.end_mark_scheme_delimeter
        region = re.compile(r"[^\n]*{}[^\n]*\n(.*?)[^\n]*{}".format(*map(re.escape, ends)), re.S)
        cells = nbformat.read(path, as_version=4).cells
        return {grade_id(cell): "\n".join(region.findall(cell.source)) for cell in cells}


@pass_context
def marking_html(context: Context, source: str) -> str:
    """`c.HTMLExporter.filters["markdown2html"]`: our own text, with MathML in the place of what
    MathJax would load from the network."""
    return cell_html(source, context.get("cell", {}).get("attachments"))


@pass_context
def marking_code(
    context: Context, source: str, language: str | None = None, metadata: Any = None
) -> str:
    """`c.HTMLExporter.filters["highlight_code"]`. All code here is Python, whatever language a
    submission names for it."""
    resources = context.get("resources", {})
    room = resources.get(ROOM, MOST)
    resources[ROOM] = room - len(source)
    return code_html(source, room)
