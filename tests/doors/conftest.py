"""A headless Chromium that notes every request, and the pages that it is shown."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

ROOT = Path(__file__).parents[2]
AXE = ROOT / "build" / "doors" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1100,1000",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium, driven."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in QUIET:
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # it refuses to run as root with its own
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(120)
    yield driver
    driver.quit()


def requests_of(browser: webdriver.Chrome) -> list[str]:
    """The addresses that were asked for since the last call."""
    entries = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [e["params"] for e in entries if e["method"] == "Network.requestWillBeSent"]
    return [request["request"]["url"] for request in sent]


def violations_of(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds against WCAG A and AA on the page that is open."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        """
        const done = arguments[arguments.length - 1];
        const rules = {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]};
        axe.run(document, rules).then(result => done(result.violations));
        """
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]
