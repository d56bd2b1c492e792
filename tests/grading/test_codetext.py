"""Code on pages: what would take Pygments long to colour is shown without colours."""

from __future__ import annotations

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograde.grading.pages.codetext import LONGEST, MOST, may_have_colours
from autograde.grading.pages.pagetext import text_html
from autograde.grading.plugins.config import configure
from tests.notebooks.running import UNITS, source

COLOURED = '<span class="kn">import</span>'
LINE = "import numpy\n"


@pytest.fixture
def page(tmp_path):
    """The page that the formgrader makes of these cells' code."""
    c = Config()
    configure(c, tmp_path)
    exporter = HTMLExporter(config=c)

    def made(*sources, **metadata):
        cells = [new_code_cell(source, metadata=metadata) for source in sources]
        return exporter.from_notebook_node(new_notebook(cells=cells))[0]

    return made


def test_code_has_colours(page):
    assert COLOURED in page(LINE)


@pytest.mark.parametrize(
    "slow",
    [
        " \n" * 60_000,
        "\t\n" * 300,
        "\n" * 100,
        "u\n" + " " * 300,
        "a." * 200,
        "@" + "a." * 200,
        "x = 1\n" * (LONGEST // 5),
    ],
    ids=repr,
)
def test_code_that_takes_long_to_colour_has_none(page, slow):
    found = page(LINE + slow)
    assert COLOURED not in found
    assert "import numpy" in found
    assert COLOURED in page(LINE, slow), "the other cells keep theirs"


def test_a_page_has_colours_for_so_much_and_no_more(page):
    cell = LINE * (LONGEST // len(LINE))
    assert page(*[cell] * 20).count(COLOURED) <= MOST // len(LINE)
    assert page(*[cell] * 20).count("numpy") == 20 * cell.count("numpy")


def test_language_is_not_the_submissions_to_choose(page):
    assert COLOURED in page(LINE, magics_language="perl")
    named = text_html("```perl\nmy $x;\n```\n")
    assert "<span" not in named
    assert "my $x;" in named


@pytest.mark.parametrize("unit", UNITS)
def test_the_courses_own_code_has_colours(unit):
    code = [cell.source for cell in source(unit).cells if cell.cell_type == "code"]
    assert all(map(may_have_colours, code))
    assert sum(map(len, code)) < MOST
