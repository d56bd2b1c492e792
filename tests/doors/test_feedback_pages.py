"""Feedback pages as a student's browser shows them: readable, offline, open to everybody."""

from __future__ import annotations

import pytest

from autograde import sample_class
from autograde.grading import engine
from tests.doors.conftest import ROOT, requests_of, violations_of

UNITS = ("04_bptt", "07_lstm")  # those with the widest formulas


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Unit -> the feedback page of the first of the sample class who hands it in."""
    folder, found = tmp_path_factory.mktemp("class"), {}
    for unit in UNITS:
        student = next(s for s in sample_class.students() if unit in s.units and s.harmless)
        released = ROOT / "course" / unit / f"{unit}.ipynb"
        sample_class.hand_in(student, unit, released, folder / "in", folder / "no-prey")
        found[unit] = folder / "out" / "feedback" / student.name / unit / f"{unit}.html"
    engine.grade(UNITS, folder / "in", folder / "out", root=ROOT)
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
def test_page_is_not_wider_than_a_window(unit, pages, browser):
    browser.get(pages[unit].as_uri())
    widths = browser.execute_script(
        "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]"
    )
    assert widths[0] <= widths[1]
