"""Reports as JupyterLab shows them: a clean box, once, with a link to the section to read."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from selenium.common.exceptions import NoSuchElementException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from autograde import exercises
from tests.running_lab import TOKEN, running_lab

SECTION = exercises.find("rnn_step").section
STUB = "def {}(*arguments):\n    raise NotImplementedError('Exercise {}: {}')"
# What each cell of checks is about -> how its report starts.
CHECKED = {
    "rnn_step": "✗ not right yet: rnn_step",
    "rnn_forward": "○ not written yet: rnn_forward",
    "question_01_1": "○ not answered yet: question_01_1",
    "rnn_output": "○ not defined: rnn_output",
    "softmax": "✓ right: softmax",
}
WORK = (
    "import numpy as np\nimport rnn_ref\nfrom autograde import check",
    "def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):\n    return x_t @ W_xh + h_prev @ W_hh + b_h",
    STUB.format("rnn_forward", "01.2", "rnn_forward"),
    "question_01_1 = None\nsoftmax = rnn_ref.softmax",
)


def test_cell(name):
    return new_code_cell(f'check("{name}")', id=name, metadata={"tags": ["raises-exception"]})


test_cell.__test__ = False


def notebook():
    """Work of every state, and its checks; the section to read is far above them."""
    text = new_markdown_cell(f"## {SECTION}\n\n" + "A line of text.\n\n" * 100)
    cells = [text, *map(new_code_cell, WORK), *map(test_cell, CHECKED)]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}}
    )


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser):
    """The browser on the notebook, run from top to bottom in JupyterLab."""
    home = tmp_path_factory.mktemp("home")
    (home / "course").mkdir()
    nbformat.write(notebook(), home / "course" / "work.ipynb")
    with running_lab(home, "course") as address:
        browser.get(f"{address}/lab/tree/work.ipynb?token={TOKEN}&reset")
        wait = WebDriverWait(browser, 120, ignored_exceptions=[NoSuchElementException])
        wait.until(lambda b: "| Idle" in b.find_element(By.ID, "jp-main-statusbar").text)
        click(wait, "//*[contains(@class, 'lm-MenuBar-itemLabel')][text()='Run']")
        click(wait, "//*[@data-command='runmenu:run-all']")
        wait.until(lambda _: CHECKED["softmax"] in text_of(browser))
        yield browser
        browser.get("about:blank")


def click(wait, path):
    wait.until(lambda b: b.find_elements(By.XPATH, path))[0].click()


def text_of(browser):
    return browser.find_element(By.CSS_SELECTOR, ".jp-Notebook").text


@pytest.mark.parametrize("name", CHECKED)
def test_report_stands_once_and_on_no_red(name, lab):
    """Is every report read in the same form, whatever it says?"""
    path = f"//*[contains(@class, 'jp-OutputArea-output')][contains(., '{CHECKED[name]}')]"
    (output,) = lab.find_elements(By.XPATH, path)
    assert output.get_attribute("data-mime-type") == "text/html"
    assert text_of(lab).count(CHECKED[name]) == 1
    errors = "[data-mime-type='application/vnd.jupyter.stderr']"
    assert lab.find_elements(By.CSS_SELECTOR, errors) == []


def test_section_to_read_is_one_click_away(lab):
    link = lab.find_element(By.LINK_TEXT, SECTION)
    lab.execute_script("arguments[0].scrollIntoView()", link)
    assert not is_heading_in_view(lab)
    link.click()
    WebDriverWait(lab, 20).until(is_heading_in_view)


def is_heading_in_view(browser):
    heading = browser.find_element(By.CSS_SELECTOR, ".jp-Notebook h2")
    box = "const box = arguments[0].getBoundingClientRect();"
    return browser.execute_script(f"{box} return box.bottom > 0 && box.top < innerHeight", heading)
