"""Running a script in the instructor's browser, or having it load something from elsewhere.

Each leaves `stolen()` or `elsewhere.example` where a browser would act on it. Lifted, the page is
made by nbconvert's own exporter, from what nbgrader's own Execute keeps of the outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from tests.grading.attacks import STOCK_PAGE, Attack

TEXT_AND_IMAGES = "of the outputs, text and checked images are kept"
AS_TYPED = "text cells with HTML, links or pictures from elsewhere are shown as typed"
NO_METADATA = "metadata comes from the released notebook; of attachments, checked images are kept"
SHOW = "from IPython.display import *\n"
MARKS = ("stolen", "elsewhere.example")


@dataclass(frozen=True, slots=True)
class PageAttack(Attack):
    """A code cell (`body`), or another `kind` of cell, with `attachments`; or, of kind
    "metadata", what the notebook says of itself."""

    kind: str = "code"
    attachments: dict | None = None


def _page(name, topic, body, meets=TEXT_AND_IMAGES, **more):
    return PageAttack(name, topic, body, meets, STOCK_PAGE, **more)


def _shown(name, topic, expression):
    return _page(name, topic, SHOW + f"display({expression})")


BROWSER = (
    _shown("shows HTML with a script", "script in output", "HTML('<script>stolen()</script>')"),
    _shown(
        "shows HTML with a handler",
        "script in output",
        'HTML(\'<img src="data:," onerror="stolen()">\')',
    ),
    _shown(
        "shows HTML with a link that is code",
        "script in output",
        "HTML('<a href=\"javascript:stolen()\">Marks</a>')",
    ),
    _shown(
        "shows a page in the page",
        "script in output",
        "HTML('<iframe src=\"https://elsewhere.example/\"></iframe>')",
    ),
    _shown(
        "shows a picture from elsewhere",
        "script in output",
        "HTML('<img src=\"https://elsewhere.example/p.png\">')",
    ),
    _shown(
        "shows HTML with a form",
        "script in output",
        "HTML('<form action=\"https://elsewhere.example/\"><button>Next</button></form>')",
    ),
    _shown("shows JavaScript", "script in output", "Javascript('stolen()')"),
    _shown(
        "shows a drawing with a handler",
        "SVG",
        'HTML(\'<svg xmlns="http://www.w3.org/2000/svg" onload="stolen()"></svg>\')',
    ),
    _shown(
        "shows a drawing that loads another",
        "SVG",
        "HTML('<svg><image href=\"https://elsewhere.example/p.svg\"/></svg>')",
    ),
    _shown("shows Markdown with a script", "Markdown", "Markdown('<script>stolen()</script>')"),
    _page(
        "types a script as text",
        "Markdown",
        "<script>stolen()</script>",
        AS_TYPED,
        kind="markdown",
    ),
    _page(
        "types a picture from elsewhere as text",
        "Markdown",
        "![marks](https://elsewhere.example/p.png)",
        AS_TYPED,
        kind="markdown",
    ),
    _page(
        "types HTML with a handler as text",
        "Markdown",
        '<details open ontoggle="stolen()">Marks</details>',
        AS_TYPED,
        kind="markdown",
    ),
    _page(
        "attaches a drawing that is a page",
        "SVG",
        "![a](attachment:a.svg)",
        NO_METADATA,
        kind="markdown",
        attachments={"a.svg": {"image/svg+xml": '"><img src="data:," onerror="stolen()">'}},
    ),
    _page(
        "types a form as text",
        "Markdown",
        '<form action="https://elsewhere.example/"><button>Next</button></form>',
        AS_TYPED,
        kind="markdown",
    ),
    _page(
        "types a page in the page as text",
        "Markdown",
        '<iframe srcdoc="<script>stolen()</script>"></iframe>',
        AS_TYPED,
        kind="markdown",
    ),
)


class _Reader(HTMLParser):
    """Collects what a browser would run, or load, and that comes from a submission."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            acts = name.startswith("on") or name in ("src", "href", "action", "srcdoc", "style")
            if acts and any(mark in (value or "") for mark in MARKS):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside and any(mark in data for mark in MARKS):
            self.found.append(f"<{self.inside}> {data.strip()[:60]}")


def dangers(page: str) -> list[str]:
    """What of a submission a browser would act on when it shows the page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found
