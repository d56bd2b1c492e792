"""Feedback pages as a student's browser shows them: readable, offline, open to everybody."""

from __future__ import annotations

import pytest

from autograde import sample_class
from autograde.grading import engine
from tests.doors.conftest import ROOT, requests_of, violations_of

# Those with the widest formulas, each with one of the sample class who got something wrong.
UNITS = {"04_bptt": "chloe", "07_lstm": "emma"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Unit -> a feedback page."""
    folder, found = tmp_path_factory.mktemp("class"), {}
    for unit, name in UNITS.items():
        student = next(s for s in sample_class.students() if s.name == name)
        released = ROOT / "course" / unit / f"{unit}.ipynb"
        sample_class.hand_in(student, unit, released, folder / "in", folder / "no-prey")
        found[unit] = folder / "out" / "feedback" / student.name / unit / f"{unit}.html"
    engine.grade(list(UNITS), folder / "in", folder / "out", root=ROOT)
    return found


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_open_to_everybody_and_loads_nothing(unit, scheme, pages, browser):
    page = pages[unit].as_uri()
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    requests_of(browser)
    browser.get(page)
    asked = [url for url in requests_of(browser) if not url.startswith(("data:", "chrome"))]
    assert asked == [page]
    assert unit in browser.find_element("tag name", "body").text
    assert violations_of(browser) == []


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("width", [360, 1100])
def test_page_is_not_wider_than_a_window(unit, width, pages, browser):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(pages[unit].as_uri())
    widths = browser.execute_script(
        "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]"
    )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert widths[0] <= widths[1] <= width


def test_table_says_why_beside_the_points(pages, browser):
    browser.get(pages["04_bptt"].as_uri())
    rows = [row.text for row in browser.find_elements("css selector", "table.marks tr")]
    assert rows[0] == "numerical_gradient 4 of 4"
    assert rows[1].startswith("rnn_step_backward 5 of 12 dW_xh: it is None")
    assert rows[2] == "rnn_backward 0 of 12 not written yet"


def test_section_to_read_is_linked(pages, browser):
    browser.get(pages["07_lstm"].as_uri())
    link = browser.find_element("link text", "Three gates and one step")
    heading = browser.find_element("id", link.get_attribute("href").partition("#")[2])
    assert heading.tag_name == "h2"
    assert heading.text == link.text
