"""HTML pages that load nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode

from autograde.grading.pages.compiled import CompiledTemplates
from autograde.grading.pages.pagetext import cell_html, text_html
from autograde.grading.pages.safehtml import safe_html, without_dead_links
from autograde.judge.feedback import line_html

TEMPLATES = Path(__file__).resolve().parent / "templates"
TEMPLATE = "unrolled"


class FeedbackExporter(HTMLExporter):
    """`c.GenerateFeedback.exporter_class`: our own template, and HTML that is always cleaned."""

    export_from_notebook = ""  # not offered by `jupyter nbconvert`

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page. HTMLExporter would parse and print it once more, for marks of its own
        templates and for alt texts, which ours has."""
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return without_dead_links(page), resources

    def _create_environment(self) -> Environment:
        """Called by nbconvert for each page."""
        environment = super()._create_environment()
        environment.bytecode_cache = CompiledTemplates()
        return environment

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Called by nbconvert when it sets up the template's filters."""
        yield from super().default_filters()
        yield ("safe_html", safe_html)
        yield ("text_html", text_html)
        yield ("line_html", line_html)
        yield ("cell_html", cell_html)
