"""Formatting, lint and spelling, with the settings in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.repo.sources import ROOT, files

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache", "."], id="ruff-check"),
        pytest.param(["ruff", "format", "--no-cache", "--check", "."], id="ruff-format"),
        pytest.param(["codespell", "."], id="codespell"),
    ],
)
def test_style(command):
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run make format, then mend:\n{done.stdout}{done.stderr}"


def test_every_folder_of_tests_is_run_by_one_of_the_two_commands():
    """`make test` runs what pyproject.toml lists, `make test-doors` the doors."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = {Path(name).name for name in declared["tool"]["pytest"]["ini_options"]["testpaths"]}
    holding = {path.parts[1] for path in files("test_*.py", under="tests")}
    assert holding == listed | {"doors"}
