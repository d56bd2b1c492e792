"""What the README shows is real, and what it tells people to type exists."""

import argparse
import re

import numpy as np
import pytest

from autograde import cli, sample_class
from tests.repo.sources import ROOT, files

README = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
PAGES = [path for path in files("*.md") if path.parts[0] not in ("course",)]


def report_on(student, exercise):
    """What `check` says to a student of the sample class."""
    import autograde

    (found,) = (s for s in sample_class.students() if s.name == student)
    namespace = {"np": np, "check": autograde.check}
    for source in found.cells.values():
        exec(source, namespace)  # a harmless student of our own
    with pytest.raises(Exception, match="not right yet") as raised:
        exec(f'check("{exercise}")', namespace)
    return str(raised.value)


def test_readme_shows_what_a_learner_sees(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    real = report_on("gita", "rnn_backward")
    assert shown.strip() == real.strip(), f"put this into README.md:\n{real}"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_make_targets_exist(path):
    """Is every `make ...` that a page tells people to type in the Makefile?"""
    text = (ROOT / path).read_text(encoding="utf-8")
    typed = re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)
    assert not set(typed) - set(TARGETS)


def subcommands():
    """Name -> parser of each subcommand."""
    (action,) = (
        action for action in cli.parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return action.choices


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_commands_exist(path):
    """Is every `unrolled ...` that a page shows a command, with the options that it names?"""
    text = (ROOT / path).read_text(encoding="utf-8")
    for name, rest in re.findall(r"(?:^|`|/)unrolled ([a-z]+)([^`\n]*)", text, re.MULTILINE):
        assert name in subcommands(), f"{path}: unrolled {name}"
        known = subcommands()[name]._option_string_actions
        options = re.findall(r"--[a-z-]+", rest)
        assert all(option in known for option in options), f"{path}: unrolled {name}{rest}"


def test_first_screen_is_short():
    assert len(README.splitlines()) <= 50
    assert README.index("```sh") < 2500
