"""How a report reaches its reader: as HTML where a browser shows it, as text everywhere else.

IPython is used if it is there, never imported.
"""

from __future__ import annotations

import sys


class Report:
    """Text in terminals, HTML in notebooks."""

    def __init__(self, text: str, html: str) -> None:
        self.text, self.html = text, html

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Called by IPython's display."""
        return {"text/plain": self.text, "text/html": self.html}


class ReportError(Exception):
    """An exception that is a report: it ends the cell, and shows no traceback."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.text)
        self.report = report

    def _render_traceback_(self) -> list[str]:
        """Called by IPython in place of a traceback."""
        return self.report.text.split("\n")


def show(report: Report) -> None:
    """Display in a notebook; print elsewhere."""
    if _shell() is not None:
        sys.modules["IPython"].display.display(report)
    else:
        print(report.text)


def expect_report_error() -> None:
    """Have a `ReportError` that ends this cell shown like any report, if a browser shows it.

    JupyterLab shows the text of an error as it shows an accident, on red. Its cell has failed all
    the same: the reply says so. Whatever runs notebooks without a browser (nbgrader's Validate,
    nbconvert, papermill) reads the error's text among the outputs, and gets it there.
    """
    shell = _shell()
    if shell is not None and _is_asked_by_a_browser(shell) and not shell.custom_exceptions:
        shell.set_custom_exc((ReportError,), _show_in_its_place)


def _show_in_its_place(shell, kind, error, traceback, tb_offset=None):
    """Called by IPython in place of sending an error."""
    show(error.report)


def _is_asked_by_a_browser(shell):
    """Was this cell sent by a notebook's page? Those name the cell that they send."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return "cellId" in parent.get("metadata", {})


def _shell():
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()
