"""What no file of the project may hold."""

import re

import pytest

from tests.repo.sources import ROOT, files

TEXT = files(
    "*.py", "*.md", "*.ipynb", "*.toml", "*.yml", "*.yaml", "*.sh", "*.cfg", "Makefile", "run"
)
# Split, so that this file does not hold what it looks for.
LEFTOVERS = re.compile(r"\b(FIX" r"ME|X" r"XX|HA" r"CK|T" r"BD|LO" r"REM)\b")
UNFINISHED = re.compile(r"\bTO" r"DO\b")
PLACES = re.compile(
    r"(/ho" r"me/(?!student|jovyan)\w+|/ro" r"ot/(?!\.ssh)|/wo" r"rk/|C:\\\\Us" r"ers)"
)
MERGE = re.compile(r"^(<{7}|>{7}|={7})( |$)", re.MULTILINE)


def lines_with(pattern, path):
    text = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return [
        f"{number}: {line.strip()[:80]}"
        for number, line in enumerate(text, 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", TEXT, ids=str)
def test_no_leftovers(path):
    found = lines_with(LEFTOVERS, path) + lines_with(MERGE, path)
    assert not found, f"{path} holds {found}"


@pytest.mark.parametrize("path", [p for p in TEXT if p.suffix in (".py", ".sh", ".toml")], ids=str)
def test_nothing_is_put_off(path):
    """Do numbered steps for the learner stand in notebooks only?"""
    if path.parts[0] == "tests" or path.parts[:2] == ("docs", "adding-an-exercise.md"):
        return
    assert not lines_with(UNFINISHED, path)


@pytest.mark.parametrize("path", TEXT, ids=str)
def test_no_path_of_one_machine(path):
    found = lines_with(PLACES, path)
    assert not found, f"{path} names a place on one machine: {found}"


@pytest.mark.parametrize("path", files("*.md"), ids=str)
def test_links_lead_somewhere(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    broken = [link for link in local if not (ROOT / path.parent / link).exists()]
    assert not broken, f"{path} links to {broken}"
