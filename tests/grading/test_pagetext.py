"""Text of feedback pages: formulas can be read without MathJax, and nothing in it can run."""

from __future__ import annotations

import html
import re

import pytest

from autograde import exercises
from autograde.grading.pages.pagetext import LONGEST_FORMULA, formula, text_html
from autograde.grading.pages.safehtml import safe_html, without_dead_links
from autograde.judge.feedback import anchor
from tests.notebooks.running import UNITS, source


@pytest.mark.parametrize("unit", UNITS)
def test_every_section_to_read_is_linked_to_its_heading(unit):
    """Is each heading that a report may name found on the page by the name in its link?"""
    cells = source(unit).cells
    page = "".join(text_html(cell.source) for cell in cells if cell.cell_type == "markdown")
    for exercise in exercises.of_unit(unit):
        for section in {exercise.section, *(m.read for m in exercise.misconceptions)}:
            link = safe_html(
                f'<a href="#{html.escape(anchor(section))}">{html.escape(section)}</a>'
            )
            assert without_dead_links(page + link).endswith(link)


@pytest.mark.parametrize("section", ["Gone", "A > <b>", 'in "quotes"'])
def test_link_to_a_section_that_is_gone_is_mere_words(section):
    link = safe_html(f'<a href="#{html.escape(section)}"><code>words</code></a>')
    assert without_dead_links(text_html("# Here") + link).endswith("<code>words</code>")
    more = safe_html(f'<a href="#{html.escape(section)}" class="> <b">words</a>')
    assert without_dead_links(more) == more


def test_formulas_become_mathml():
    page = text_html(r"The state is $h_t = \tanh(a_t)$ and $$\frac{\partial L}{\partial W}$$")
    assert page.count("<math") == 2
    assert 'display="inline"' in page
    assert '<math display="block"' in page.split('<figure class="formula"')[1]  # it scrolls alone
    assert "<mfrac>" in page
    assert "$" not in page
    assert "tanh" in page


def test_environments_become_mathml():
    page = text_html("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}")
    assert "<mtable" in page
    assert page.count("<mtr") == 2


def test_what_is_no_formula_is_shown_as_it_was_typed():
    assert formula(r"\frac{1}{", "inline") == r"<code>\frac{1}{</code>"
    long = "x" * (LONGEST_FORMULA + 1)
    assert formula(long, "inline") == f"<code>{long}</code>"
    assert formula("<b>" * 5 + "{" * 5, "inline").startswith("<code>&lt;b&gt;")


def test_text_that_is_nested_too_deeply_is_shown_as_it_was_typed():
    typed = "]" + "***---\n1. ===\n> " * 150
    page = text_html(typed)
    assert page.startswith("<pre>]***---\n1. ===\n&gt;")
    assert page.count("&gt;") == 150


@pytest.mark.parametrize(
    "typed",
    [
        r"$\text{<img src=x onerror=alert(1)>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{background:url(http://127.0.0.1/)}{x}$",
        "$<script>alert(1)</script>$",
        '<math><mtext onclick="alert(1)"><script>alert(1)</script></mtext></math>',
        '<math href="javascript:alert(1)"><mi>x</mi></math>',
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml>",
    ],
)
def test_formulas_cannot_run_or_load_anything(typed):
    for page in (text_html(typed), safe_html(typed)):
        inside_tags = " ".join(re.findall(r"<[^>]*>", page))
        assert not re.search(r"script|onerror|onclick|javascript|url\(|\ssrc=", inside_tags), page


@pytest.mark.parametrize("typed", [r"\hspace{-9999em}", r"\rule{1000px}{9999em}", r"\kern1e5em"])
def test_formulas_cannot_make_the_page_larger(typed):
    page = text_html(f"$a {typed} b$")
    assert "<math" in page
    assert not re.search(r"=\"[^\"]*\d{3}", page)


def test_lengths_of_a_page_stay():
    assert 'width="0.167em"' in text_html(r"$a\,b$")
    assert 'width="-2em"' in text_html(r"$a\hspace{-2em}b$")


@pytest.mark.parametrize("unit", UNITS)
def test_every_formula_of_the_course_can_be_read(unit):
    for cell in source(unit, "course").cells:
        if cell.cell_type == "markdown":
            page = re.sub(r"<(code|pre)>.*?</\1>", "", text_html(cell.source), flags=re.DOTALL)
            assert "$" not in page, cell.source
            assert "\\" not in page, cell.source


def test_text_is_rendered_once_for_a_whole_class():
    text_html.cache_clear()
    cells = [cell.source for cell in source(UNITS[0], "course").cells]
    for _ in range(2):
        for text in cells:
            text_html(text)
    assert text_html.cache_info().misses == len(set(cells))


def test_picture_that_is_not_there_does_not_stop_a_page():
    """A marker may paste one into a comment, which has no attachments."""
    assert "attachment:none.png" in text_html("See ![this](attachment:none.png)")
