"""Text of a page: Markdown as harmless HTML, its formulas as MathML, which browsers draw alone."""

from __future__ import annotations

import functools
import html
import re
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograde.grading.pages.safehtml import safe_html
from autograde.judge.feedback import anchor

LONGEST_FORMULA = 4_000  # characters: a submission's text may hold anything
IN_WORDS = re.compile(r"(\\text\w*)\{([^{}]*)\}")
TAG = re.compile(r"<[^>]*>")
LINE_HEIGHT = re.compile(r"(\\\\)\[[^\]]*\]")


class PageRenderer(IPythonRenderer):
    """nbconvert's own leaves formulas to MathJax, which a page would have to load."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Called by mistune for # ...; reports link to the sections that they say to read."""
        title = html.unescape(TAG.sub("", text))
        return f'<h{level} id="{html.escape(anchor(title))}">{text}</h{level}>\n'

    def block_math(self, body: str) -> str:
        """Called by mistune for $$...$$."""
        return f'<figure class="formula">{formula(body, "block")}</figure>'

    def inline_math(self, body: str) -> str:
        """Called by mistune for $...$."""
        return formula(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        """Called by mistune for \\begin{name}...\\end{name}."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def block_code(self, code: str, info: str | None = None) -> str:
        """Called by mistune for ```. nbconvert's own looks for the colours of any language that
        the text names, some of which take a time without bounds."""
        return f"<pre><code>{html.escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Called by mistune. nbconvert's own raises for a picture that is not attached."""
        name = url.removeprefix("attachment:")
        if name != url and name not in self.attachments:
            return f"<code>{html.escape(url)}</code>"
        wide = super().image(text, url, title)
        return wide.replace("<img ", '<img style="max-width:100%" ', 1)


def formula(latex: str, display: str) -> str:
    """MathML, or the text as it was typed where it is no formula that can be read."""
    if len(latex) <= LONGEST_FORMULA:
        try:
            return convert(_simpler(latex.strip()), display=display)
        except Exception:  # the library raises whatever its parsing runs into
            pass
    return f"<code>{html.escape(latex)}</code>"


def _simpler(latex):
    """What the library would show as it is typed: heights of lines; \\_ and $ in words."""
    return IN_WORDS.sub(_words, LINE_HEIGHT.sub(r"\1", latex))


def _words(match):
    command, words = match[1], match[2].replace(r"\_", "_")
    parts = words.split("$")  # words and formulas by turns
    return "".join(
        f"{command}{{{part}}}" if number % 2 == 0 else part for number, part in enumerate(parts)
    )


@functools.lru_cache(maxsize=4_000)  # most text is the released one, the same for a whole class
def text_html(source: str) -> str:
    """A text cell, or a comment, as HTML that is safe to open."""
    return _html(source, {})


def cell_html(source: str, attachments: dict[str, dict[str, str]] | None) -> str:
    """A text cell with the pictures that are attached to it: name -> mimebundle."""
    return _html(source, attachments) if attachments else text_html(source)


def _html(source, attachments):
    renderer = PageRenderer(escape=False, exclude_anchor_links=True, attachments=attachments)
    try:
        return safe_html(MarkdownWithMath(renderer=renderer).render(source))
    except RecursionError:  # quotations in lists in quotations
        return f"<pre>{html.escape(source)}</pre>"
